import { type Locale, localeOf } from '../../../web-embed/languages/catalogue.ts';
import type { Conflict } from '../db/booking.ts';
import { subjectOf } from './booking-messages.ts';
import { oneLine } from './clean.ts';
import type { MailedBooking } from './mailed-booking.ts';
import { type Block, blocksOf, type Fact, type Message, paragraph } from './message.ts';
import { knownZone, writeSpanWithZone } from './times.ts';

/** Kinds of mails about what the host's calendar says against bookings, and which texts they have. */
const wordingOf = {
  booking_conflict: 'overlap',
  booking_event_moved: 'moved',
  booking_event_deleted: 'deleted',
} as const;

/** Kinds of mails about what the host's calendar says against bookings. */
export type ConflictMailKind = keyof typeof wordingOf;

/** What is said of one booking. */
export interface MailedConflict {
  booking: Pick<MailedBooking, 'id' | 'start' | 'end' | 'host' | 'event_type' | 'attendee'>;
  conflict: Pick<Conflict, 'event' | 'other_booking_id' | 'resolved_at'>;
}

/** More bookings than these are counted, not listed: Gmail cuts off what is longer than 102 kB. */
const maxListed = 25;

/** Whether the text is a kind of mail about conflicts. */
export function isConflictMailKind(text: string): text is ConflictMailKind {
  return Object.hasOwn(wordingOf, text);
}

/**
 * Writes a mail to the owner about what one change in their calendar means for bookings: a part for each booking.
 * @param conflicts In the order in which they are listed; those that are resolved are left out.
 * @param publicUrl Origin of the admin page.
 * @param wanted Locale of the owner.
 * @returns null if none of them is open any more.
 */
export function writeConflictMessage(
  kind: ConflictMailKind,
  conflicts: readonly MailedConflict[],
  publicUrl: string,
  wanted: string | null,
): Message | null {
  const open = conflicts.filter(({ conflict }) => conflict.resolved_at === null);
  const byBooking = [...Map.groupBy(open, ({ booking }) => booking.id).values()];
  const first = byBooking[0]?.[0];
  if (first === undefined) return null;
  const locale = localeOf(wanted);
  const texts = locale.mail.conflict;
  const wording = open.every(isDouble) ? texts.double : texts[wordingOf[kind]];
  const isOne = byBooking.length === 1;
  const more = byBooking.length - maxListed;
  return {
    locale,
    brand: { name: '', accent: null },
    subject: subjectOf(
      isOne ? wording.subject(oneLine(first.booking.event_type.title)) : wording.subjectOfMany(byBooking.length),
    ),
    heading: wording.heading,
    blocks: blocksOf(
      paragraph(isOne ? wording.text : wording.textOfMany),
      ...byBooking
        .slice(0, maxListed)
        .flatMap((ofBooking) => describeBooking(ofBooking, texts[wordingOf[kind]].event, publicUrl, locale, isOne)),
      more > 0 && paragraph(texts.more(more)),
    ),
    footer: locale.mail.footerOwner,
  };
}

function isDouble({ conflict }: MailedConflict): boolean {
  return conflict.other_booking_id !== undefined;
}

function describeBooking(
  conflicts: readonly MailedConflict[],
  label: string,
  publicUrl: string,
  locale: Locale,
  isOne: boolean,
): Block[] {
  const booking = conflicts[0]?.booking;
  if (booking === undefined) return [];
  const { common, mail, tag } = locale;
  const zone = knownZone(booking.host.time_zone, 'UTC');
  const visitor = booking.attendee;
  const title = oneLine(booking.event_type.title);
  const events = conflicts.flatMap((reported): Fact[] => {
    const { event } = reported.conflict;
    if (label === '' || event.start === null || event.end === null) return [];
    const name = event.title === null ? '' : `${oneLine(event.title)}, `;
    return [
      {
        label: isDouble(reported) ? mail.conflict.double.event : label,
        value: `${name}${writeSpanWithZone(event.start, event.end, zone, tag)}`,
      },
    ];
  });
  const facts: Fact[] = [
    ...(isOne ? [{ label: common.what, value: title }] : []),
    { label: common.when, value: writeSpanWithZone(booking.start, booking.end, zone, tag) },
    ...(visitor === null ? [] : [{ label: common.who, value: `${oneLine(visitor.name)} <${oneLine(visitor.email)}>` }]),
    // Two calendars may show the same event.
    ...new Map(events.map((fact) => [`${fact.label}\n${fact.value}`, fact])).values(),
  ];
  const url = `${publicUrl}/admin/bookings/${booking.id}`;
  return [
    ...(isOne ? [] : [{ kind: 'part' as const, heading: title }]),
    { kind: 'facts', facts },
    { kind: 'action', label: mail.decide, url },
  ];
}
