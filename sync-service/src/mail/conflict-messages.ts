import type { Conflict } from '../db/booking.ts';
import { oneLine } from './clean.ts';
import { type MailedBooking, type Message, writeTime } from './messages.ts';

/** Kinds of mails about what the host's calendar says against bookings. */
export type ConflictMailKind = keyof typeof wordings;

/** What is said of one booking. */
export interface MailedConflict {
  booking: Pick<MailedBooking, 'id' | 'start' | 'end' | 'host' | 'event_type' | 'attendee'>;
  conflict: Pick<Conflict, 'event' | 'other_booking_id' | 'resolved_at'>;
}

/** More bookings than these are counted, not listed. */
const maxListed = 50;

const wordings = {
  booking_conflict: {
    subject: 'Conflict',
    subjectOfMany: (count: number) => `Conflicts with ${count} bookings`,
    text: 'An event in your calendar overlaps a booking. The booking stays as it is until you decide.',
    textOfMany: 'Events in your calendar overlap these bookings. The bookings stay as they are until you decide.',
    event: 'Your event',
  },
  booking_event_moved: {
    subject: 'Moved in your calendar',
    subjectOfMany: (count: number) => `Moved in your calendar: ${count} bookings`,
    text: 'You moved the event of a booking in your calendar. The booking still has its old time: move it as well, put the event back, or cancel.',
    textOfMany:
      'You moved the events of these bookings in your calendar. The bookings still have their old times: move them as well, put the events back, or cancel.',
    event: 'Now in your calendar',
  },
  booking_event_deleted: {
    subject: 'Deleted in your calendar',
    subjectOfMany: (count: number) => `Deleted in your calendar: ${count} bookings`,
    text: 'The event of a booking was deleted in your calendar. The booking stays as it is: put the event back, or cancel.',
    textOfMany:
      'The events of these bookings were deleted in your calendar. The bookings stay as they are: put the events back, or cancel.',
    event: null,
  },
} as const;

/** What `booking_conflict` says where it is no event that overlaps. */
const doubleBooking = {
  subject: 'Double booking',
  subjectOfMany: (count: number) => `${count} double bookings`,
  text: 'Two of your hosts have bookings at the same time, and the calendar of one blocks the time of the other. Both bookings stay as they are until you decide.',
  textOfMany:
    'Two of your hosts have bookings at the same times, and the calendar of one blocks the time of the other. All of them stay as they are until you decide.',
  event: 'The other booking',
} as const;

/** Whether the text is a kind of mail about conflicts. */
export function isConflictMailKind(text: string): text is ConflictMailKind {
  return Object.hasOwn(wordings, text);
}

/**
 * Writes a mail to the owner about what one change in their calendar means for bookings: a part for each booking.
 * @param conflicts In the order in which they are listed; those that are resolved are left out.
 * @param publicUrl Origin of the admin page.
 * @returns null if none of them is open any more.
 */
export function writeConflictMessage(
  kind: ConflictMailKind,
  conflicts: readonly MailedConflict[],
  publicUrl: string,
): Message | null {
  const open = conflicts.filter(({ conflict }) => conflict.resolved_at === null);
  const byBooking = [...Map.groupBy(open, ({ booking }) => booking.id).values()];
  const first = byBooking[0]?.[0];
  if (first === undefined) return null;
  const wording = open.every(isDouble) ? doubleBooking : wordings[kind];
  const isOne = byBooking.length === 1;
  const subject = isOne
    ? `${wording.subject}: ${oneLine(first.booking.event_type.title)}`
    : wording.subjectOfMany(byBooking.length);
  const parts = byBooking
    .slice(0, maxListed)
    .map((ofBooking) => describeBooking(ofBooking, wordings[kind].event, publicUrl));
  const more = byBooking.length - maxListed;
  return {
    subject: oneLine(subject).slice(0, 200),
    text: [
      isOne ? wording.text : wording.textOfMany,
      ...parts,
      ...(more > 0 ? [`And ${more} more ${more === 1 ? 'booking' : 'bookings'}.`] : []),
    ].join('\n\n'),
  };
}

function isDouble({ conflict }: MailedConflict): boolean {
  return conflict.other_booking_id !== undefined;
}

function describeBooking(conflicts: readonly MailedConflict[], label: string | null, publicUrl: string): string {
  const booking = conflicts[0]?.booking;
  if (booking === undefined) return '';
  const zone = booking.host.time_zone;
  const visitor = booking.attendee;
  const events = conflicts.flatMap((reported) => {
    const { event } = reported.conflict;
    if (label === null || event.start === null || event.end === null) return [];
    const name = event.title === null ? '' : `${oneLine(event.title)}, `;
    return [
      `${isDouble(reported) ? doubleBooking.event : label}: ${name}${writeTime(event.start, event.end, zone, 'UTC')}`,
    ];
  });
  return [
    [
      `What: ${oneLine(booking.event_type.title)}`,
      `When: ${writeTime(booking.start, booking.end, zone, 'UTC')}`,
      ...(visitor === null ? [] : [`Who: ${oneLine(visitor.name)} <${oneLine(visitor.email)}>`]),
      ...new Set(events),
    ].join('\n'),
    `Decide here:\n${publicUrl}/admin/bookings/${booking.id}`,
  ].join('\n\n');
}
