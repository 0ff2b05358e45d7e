import type { CalendarPolicy, EventStatus, EventTimes, EventTransparency } from '../event.ts';
import type { CalendarProblem } from '../provider.ts';

/** What turns calendar text into occurrences. Plain data: it is handed to a worker thread. */
export interface ExpansionRequest {
  /** Calendar text; each entry one or more VCALENDARs. */
  sources: readonly string[];
  /** Milliseconds since 1970, `until` exclusive. */
  window: { from: number; until: number };
  /** IANA zone for times without one. */
  hostTimeZone: string;
  /** IANA zone of the calendar: for the bounds of whole days and for zones that nobody knows. Null: the host's. */
  calendarTimeZone: string | null;
  /** Addresses of the calendar's owner. */
  selfAddresses: readonly string[];
  policy: Partial<CalendarPolicy>;
}

/** One occurrence in the window. */
export type Occurrence = EventTimes & {
  /**
   * Which occurrence of its series it is: the start that the series gives it, as `yyyymmddThhmmssZ` or `yyyymmdd`,
   * wherever it was moved to. Null for an event that does not repeat.
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
}

export type ObjectProblem = Pick<CalendarProblem, 'code' | 'message' | 'severity'>;

/** What a source says about itself. */
export interface SourceInfo {
  name: string | null;
  /** A zone that exists, or null. */
  timeZone: string | null;
}

export interface Expansion {
  /** One for each source. */
  infos: SourceInfo[];
  objects: ExpandedObject[];
}
