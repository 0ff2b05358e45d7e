/** What is to get another time. */
export interface MoveSubject {
  id: string;
  start: string;
  end: string;
  eventTypeId: string;
  /** The lengths that its event type offers, in minutes. */
  lengths: readonly number[];
  zone: string;
  attendee: { name: string; time_zone: string } | null;
}

/** The booking that a conflict is about. */
export interface ConflictSubject {
  id: string;
  start: string;
  end: string;
  title: string;
  zone: string;
  attendee: { name: string; time_zone: string } | null;
  eventTypeId: string;
  others: number;
}
