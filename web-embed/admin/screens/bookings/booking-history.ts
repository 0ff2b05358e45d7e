import type { BookingMail, BookingSheet, Conflict, HostBooking } from './bookings-api.ts';

/** Something that happened to a booking. */
export interface HistoryEntry {
  at: string;
  text: string;
  /** What was said about it. */
  words?: string;
  /** From when it was moved away. */
  before?: { start: string; end: string };
}

const by = { visitor: 'by the attendee', host: 'by you', agreement: 'to the time that you proposed' };

/** What the database knows of the course of a booking, the newest first. */
export function historyOf({ booking, mails }: Pick<BookingSheet, 'booking' | 'mails'>): HistoryEntry[] {
  const entries = [
    ...beginning(booking, mails),
    ...moves(booking, mails),
    ...sent(mails, 'time_proposed').map((at) => ({ at, text: 'You proposed another time' })),
    ...booking.conflicts.flatMap(courseOf),
    ...ending(booking, mails),
  ];
  // In the order in which they are named, where they are of one moment.
  return entries
    .map((entry, index) => ({ entry, index }))
    .sort((a, b) => Date.parse(b.entry.at) - Date.parse(a.entry.at) || b.index - a.index)
    .map(({ entry }) => entry);
}

/** When mails of a kind were written; of several at once, once. */
function sent(mails: readonly BookingMail[], kind: string): string[] {
  const written = mails.filter((mail) => !mail.is_again && mail.kind.replace(/^(booking|series)_/, '') === kind);
  return [...new Set(written.map(({ created_at: at }) => at))].sort();
}

function beginning(booking: HostBooking, mails: readonly BookingMail[]): HistoryEntry[] {
  const { created_at: created, confirmed_at: confirmed } = booking;
  const wasRequest = sent(mails, 'requested').length > 0 || booking.status === 'pending';
  const first = { at: created, text: wasRequest ? 'Requested' : 'Booked' };
  return confirmed === null || !wasRequest ? [first] : [first, { at: confirmed, text: 'You confirmed it' }];
}

function moves({ moved }: HostBooking, mails: readonly BookingMail[]): HistoryEntry[] {
  const instants = sent(mails, 'rescheduled');
  return instants.map((at, index) => {
    // Of the moves before the last one only the moment is known.
    if (moved === null || index < instants.length - 1) return { at, text: 'Moved' };
    return {
      at,
      text: `Moved ${by[moved.by]}`,
      ...(moved.reason !== null && { words: moved.reason }),
      ...(moved.from !== null && moved.until !== null && { before: { start: moved.from, end: moved.until } }),
    };
  });
}

const found: Record<Conflict['kind'], string> = {
  overlap: 'An event overlapped it',
  moved: 'Its event was moved in the calendar',
  deleted: 'Its event was deleted in the calendar',
};

const settled: Record<NonNullable<Conflict['resolution']>, string | null> = {
  gone: 'The conflict went away',
  kept: 'You kept it as it is',
  ignored: 'You left booking and event as they are',
  // Entries of their own.
  rescheduled: null,
  cancelled: null,
  accepted: null,
};

function courseOf(conflict: Conflict): HistoryEntry[] {
  const end = conflict.resolution === null ? null : settled[conflict.resolution];
  return [
    { at: conflict.detected_at, text: found[conflict.kind] },
    ...(end !== null && conflict.resolved_at !== null ? [{ at: conflict.resolved_at, text: end }] : []),
  ];
}

function ending(booking: HostBooking, mails: readonly BookingMail[]): HistoryEntry[] {
  const { status, cancelled_at: at, cancelled_by: who } = booking;
  if (status === 'expired')
    return sent(mails, 'request_expired').map((when) => ({ at: when, text: 'The request expired' }));
  if (at === null) return [];
  if (status === 'declined') return [{ at, text: 'You declined it' }];
  if (status !== 'cancelled') return [];
  return [
    {
      at,
      text: who === 'visitor' ? 'The attendee cancelled it' : who === 'host' ? 'You cancelled it' : 'It was cancelled',
    },
  ];
}
