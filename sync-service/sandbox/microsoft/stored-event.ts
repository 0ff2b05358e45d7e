/** A recurrence as the API speaks it. */
export interface Recurrence {
  pattern: {
    type: string;
    interval: number;
    daysOfWeek?: string[];
    dayOfMonth?: number;
    month?: number;
    index?: string;
    firstDayOfWeek?: string;
  };
  range: {
    type: string;
    startDate: string;
    endDate?: string;
    numberOfOccurrences?: number;
    recurrenceTimeZone?: string;
  };
}

/** What a client can write. */
export interface EventFields {
  isAllDay: boolean;
  /** Milliseconds since 1970. All-day events are floating dates: their midnights in UTC. */
  start: number;
  end: number;
  /** As they were sent: Windows or IANA names. */
  startZone: string;
  endZone: string;
  recurrence: Recurrence | null;
  /** All that is responded as it was sent. */
  content: Record<string, unknown>;
  /** Single-value extended properties by id. */
  properties: Record<string, string>;
}

/** An event as a calendar keeps it: plain JSON. */
export interface StoredEvent extends EventFields {
  /** The immutable id. */
  key: string;
  /** The default id: another one after each move between calendars. */
  id: string;
  calendarId: string;
  /** Of the world, when it was last changed. Larger is later. */
  revision: number;
  changeKey: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  changedAt: number;
  iCalUId: string;
  transactionId: string | null;
  deleted: boolean;
  /** Of an exception: the series it belongs to, and when it would have been. */
  seriesKey: string | null;
  originalStart: number | null;
  /** Of a series: the times that were cancelled. */
  cancelled: number[];
  /** How it was before its last changes, the latest at the end. */
  versions: Omit<StoredEvent, 'versions'>[];
}
