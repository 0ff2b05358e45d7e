import type { EncodedText } from './encoded-text.ts';
import type { ProblemCode } from './problem.ts';

/** Calendar text, or the bytes that it came as. */
export type CalendarSource = string | EncodedText;

export type EventStatus = 'confirmed' | 'tentative' | 'cancelled';

export type EventTransparency = 'opaque' | 'transparent';

/** An event's facts about the time it takes. */
export interface EventFacts {
  status: EventStatus;
  transparency: EventTransparency;
  isAllDay: boolean;
  /** Whether it takes any time at all. */
  isEmpty: boolean;
  /** The owner's own response to the invitation; null if they are not among the invited. */
  ownResponse: 'accepted' | 'declined' | 'tentative' | 'needs_action' | null;
  /** Whether it only says where its owner works. */
  isWorkingLocation: boolean;
}

/** What the occurrences of calendar text depend on besides the text. */
export interface ExpansionRequest {
  /** Milliseconds since 1970, `until` exclusive. */
  window: { from: number; until: number };
  /** IANA zone that counts where the calendar has none. */
  hostTimeZone: string;
  /**
   * IANA zone of the calendar, unless it names one itself: for the bounds of whole days, for times without a zone, and
   * for zones that nobody knows. Null: the host's.
   */
  calendarTimeZone: string | null;
  /** Addresses of the calendar's owner, in lower case, those first under which they are invited to it. */
  selfAddresses: readonly string[];
  /** Decides whether an event with these facts blocks time. */
  blocksTime: (facts: EventFacts) => boolean;
}

/** Two instants (ISO 8601 with `Z`), or two dates (`yyyy-mm-dd`, the end exclusive) that mean whole local days. */
type EventTimes =
  | { isAllDay: false; startsAt: string; endsAt: string; startDate: null; endDate: null }
  | { isAllDay: true; startsAt: null; endsAt: null; startDate: string; endDate: string };

/** One occurrence in the window. */
export type Occurrence = EventTimes & {
  /**
   * Which occurrence of its series it is: the start that the series gives it, as `yyyymmddThhmmssZ` or `yyyymmdd`,
   * wherever it was moved to; of several at one start all but the longest have `.2`, `.3` behind it. Null for an event
   * that does not repeat.
   */
  key: string | null;
  title: string | null;
  status: EventStatus;
  transparency: EventTransparency;
  isBusy: boolean;
  updatedAt: string | null;
};

/** The result for the components of one UID. */
export interface ExpandedObject {
  /** Index of its source in the request. */
  source: number;
  /** As written, or null without one. */
  uid: string | null;
  /** Identifies an event without a UID: a hash of its content. */
  hash: string;
  occurrences: Occurrence[];
  /** Why occurrences are missing or guessed; `occurrences` still contains what is known. */
  problems: ObjectProblem[];
  /** That there may be occurrences which `occurrences` lacks; null if not. */
  unknown: UnknownSpan | null;
}

/** Time that may be busy at an unknown time. */
interface UnknownSpan {
  /** Digest of what could not be understood. */
  fingerprint: string;
  /** Local days (of the calendar's zone) that it may touch, `until` exclusive; null: any. */
  days: { from: string; until: string } | null;
  /** For people, holds no title. */
  message: string;
}

/** What could not be understood. */
export interface ObjectProblem {
  code: ProblemCode;
  /** For people; holds no title. */
  message: string;
  /** `error`: its time is not or not wholly known. `warning`: it was read, by a guess that is named. */
  severity: 'error' | 'warning';
}

/** What a source says about itself. */
export interface SourceInfo {
  name: string | null;
  /** A zone that exists, or null. */
  timeZone: string | null;
}

/** What is known about a source before its events are read. */
export interface SourceReport {
  /** A calendar from its first line to its last, one that ends too soon, or something else. */
  kind: 'whole' | 'cut_off' | 'other';
  /** Hash of what it says. */
  content: string;
  info: SourceInfo;
}
