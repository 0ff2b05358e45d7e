import type { CalendarPolicy, EventStatus, EventTimes, EventTransparency } from '../calendar/event.ts';
import type { CalendarProblem, UnknownTime } from '../calendar/provider.ts';
import type { EncodedText } from './encoded-text.ts';

/** Calendar text, or the bytes that it came as. */
export type CalendarSource = string | EncodedText;

/** What turns calendar text into occurrences. Plain data: it is handed to a worker thread. */
export interface ExpansionRequest {
  /** Calendar text; each entry one or more VCALENDARs. */
  sources: readonly CalendarSource[];
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
  policy: Partial<CalendarPolicy>;
}

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

/** All that the components with one UID come to. */
export interface ExpandedObject {
  /** Index of its source in the request. */
  source: number;
  /** As written, or null without one. */
  uid: string | null;
  /** Stands for the event where there is no UID: a hash of what it says. */
  hash: string;
  occurrences: Occurrence[];
  /** Ids of bookings that its texts lead to; left out: none. */
  links?: readonly string[];
  /** Why occurrences are missing or guessed; `occurrences` holds what is known all the same. */
  problems: ObjectProblem[];
  /** That there may be occurrences which `occurrences` lacks; null if not. */
  unknown: Omit<UnknownTime, 'objectId'> | null;
}

export type ObjectProblem = Pick<CalendarProblem, 'code' | 'message' | 'severity'>;

/** What a source says about itself. */
export interface SourceInfo {
  name: string | null;
  /** A zone that exists, or null. */
  timeZone: string | null;
}

/** What a source is, before any of its events is read. */
export interface SourceReport {
  /** A calendar from its first line to its last, one that ends too soon, or something else. */
  kind: 'whole' | 'cut_off' | 'other';
  /** Hash of what it says. */
  content: string;
  info: SourceInfo;
}

export interface Expansion {
  objects: ExpandedObject[];
}
