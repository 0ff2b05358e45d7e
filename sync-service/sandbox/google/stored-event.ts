import type { EventFields } from './event-fields.ts';
import type { EventTime } from './event-times.ts';
import type { SeriesShape } from './instances.ts';

/** An event as a calendar keeps it: plain JSON. Deleted ones stay, so their ids are never free again. */
export interface StoredEvent extends EventFields {
  id: string;
  /** Of the world, when it was last changed. Larger is later. */
  revision: number;
  etag: string;
  /** ISO 8601 with milliseconds. */
  created: string;
  updated: string;
  sequence: number;
  iCalUID: string;
  creator: { email: string };
  organizer: { email: string; displayName?: string };
  /** Of an exception: the series it belongs to, and when it would have been. */
  recurringEventId?: string;
  originalStartTime?: EventTime;
  /** How a series was before, to find the instances that are gone: each was valid before revision `until`. */
  past?: (SeriesShape & { until: number })[];
}
