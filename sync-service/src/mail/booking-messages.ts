import { localeOf } from '../../../web-embed/languages/catalogue.ts';
import { bookingFacts } from './booking-facts.ts';
import { titleOf } from './booking-title.ts';
import { webCalendarLinks } from './calendar-links.ts';
import { oneLine, plainText, writtenLine } from './clean.ts';
import type { MailedBooking } from './mailed-booking.ts';
import { type Block, type Brand, blocksOf, type Message, paragraph } from './message.ts';
import { knownZone, writeAhead } from './times.ts';

/** What a mail about a booking says; the kinds that SQL writes into `notifications.kind`. */
export type NotificationKind = keyof typeof trueWhile;

/** The booking's states in which a mail of the kind is still true. */
const trueWhile = {
  booking_confirmed: ['confirmed'],
  booking_confirmed_unread: ['confirmed'],
  booking_requested: ['pending'],
  booking_declined: ['declined'],
  booking_cancelled: ['cancelled'],
  booking_rescheduled: ['confirmed', 'pending'],
  booking_request_expired: ['expired'],
  booking_reminder: ['confirmed'],
  booking_time_proposed: ['pending', 'confirmed'],
  booking_link_added: ['confirmed'],
} as const satisfies Record<string, readonly string[]>;

/** Where the links in a mail to a visitor lead. All but the last hold a token. */
export interface VisitorLinks {
  manage: string;
  file: string;
  book: string;
}

/** Whether the text is a kind of mail about a booking. */
export function isNotificationKind(text: string): text is NotificationKind {
  return Object.hasOwn(trueWhile, text);
}

/** Whether what the mail says is still so: a confirmation that was delayed must not arrive after the cancellation. */
export function isStillTrue(
  kind: NotificationKind,
  booking: Pick<MailedBooking, 'status' | 'start' | 'proposal' | 'join_url'>,
  now: Date,
): boolean {
  const states: readonly string[] = trueWhile[kind];
  if (!states.includes(booking.status)) return false;
  switch (kind) {
    case 'booking_reminder':
      return new Date(booking.start) > now;
    case 'booking_time_proposed':
      return booking.proposal != null;
    case 'booking_link_added':
      return booking.join_url != null;
    default:
      return true;
  }
}

/**
 * Writes a mail to the visitor, in their language. It repeats nothing that the visitor typed: the address is not verified, and
 * nobody may send their own words to strangers through this service.
 */
export function writeVisitorMessage(
  kind: NotificationKind,
  booking: MailedBooking,
  links: VisitorLinks,
  now: Date,
): Message {
  const locale = localeOf(booking.attendee?.locale);
  const { mail } = locale;
  const what = titleOf(booking, booking.host.display_name, locale);
  const isOpen = booking.status === 'confirmed' || booking.status === 'pending';
  const zone = knownZone(booking.attendee?.time_zone, booking.host.time_zone);
  const wording = visitorWording(kind, booking, mail, () => writeAhead(booking.start, now, zone, locale.tag), now);
  const words = plainText(booking.message ?? '');
  return {
    locale,
    brand: brandOf(booking),
    subject: subjectOf(wording.subject(what)),
    heading: wording.heading,
    blocks: blocksOf(
      isOpen && words !== '' && { kind: 'words', text: words },
      paragraph(wording.text),
      { kind: 'facts', facts: bookingFacts(booking, 'visitor', locale, kind === 'booking_rescheduled') },
      isOpen
        ? {
            kind: 'action',
            label:
              kind === 'booking_time_proposed' ? mail.seeProposal : manageLabel(booking, mail.manage, mail.seeBooking),
            url: links.manage,
          }
        : { kind: 'action', label: mail.bookAgain, url: links.book },
      // What is proposed is not booked yet, and may replace this time.
      booking.status === 'confirmed' &&
        kind !== 'booking_time_proposed' &&
        calendarLinks(booking, what, links.file, locale.common),
    ),
    footer: mail.footerVisitor(oneLine(booking.host.display_name) || 'Openslot'),
  };
}

/**
 * Writes a mail to the owner of the host, in the host's language, with name and address of the visitor.
 * @param adminUrl Link to the page on which they see the booking, and accept or decline a request.
 */
export function writeHostMessage(kind: NotificationKind, booking: MailedBooking, adminUrl: string, now: Date): Message {
  const locale = localeOf(booking.host.locale);
  const { mail } = locale;
  const wording = ownerWording(kind, booking, mail, now);
  const isPending = booking.status === 'pending';
  return {
    locale,
    brand: brandOf(booking),
    subject: subjectOf(wording.subject(titleOf(booking, booking.attendee?.name ?? '', locale))),
    heading: wording.heading,
    blocks: blocksOf(
      paragraph(wording.text),
      { kind: 'facts', facts: bookingFacts(booking, 'host', locale, kind === 'booking_rescheduled') },
      { kind: 'action', label: isPending ? mail.respond : mail.seeBooking, url: adminUrl },
    ),
    footer: mail.footerOwner,
  };
}

type Texts = ReturnType<typeof localeOf>['mail'];

interface Wording {
  subject: (what: string) => string;
  heading: string;
  text?: string;
}

function visitorWording(
  kind: NotificationKind,
  booking: MailedBooking,
  mail: Texts,
  ahead: () => string,
  now: Date,
): Wording {
  const { visitor } = mail;
  switch (kind) {
    case 'booking_confirmed':
    case 'booking_confirmed_unread':
      return visitor.confirmed;
    case 'booking_requested':
      return visitor.requested;
    case 'booking_declined':
      return withFreedTime(visitor.declined, visitor.declined.text, booking, mail, now);
    case 'booking_rescheduled':
      return { ...visitor.moved, text: visitor.moved[moveOf(booking)] };
    case 'booking_time_proposed':
      return { ...visitor.proposed, text: visitor.proposed[booking.status === 'pending' ? 'pending' : 'text'] };
    case 'booking_link_added':
      return visitor.linkAdded;
    case 'booking_cancelled':
      return {
        ...visitor.cancelled,
        text: booking.cancelled_by === 'host' ? visitor.cancelled.byHost : visitor.cancelled.byVisitor,
      };
    case 'booking_request_expired':
      return withFreedTime(visitor.expired, visitor.expired.text, booking, mail, now);
    case 'booking_reminder':
      return {
        subject: visitor.reminder.subject,
        heading: visitor.reminder.heading(ahead()),
        text: manageLabel(booking, visitor.reminder.text, ''),
      };
  }
}

function ownerWording(kind: NotificationKind, booking: MailedBooking, mail: Texts, now: Date): Wording {
  const { owner } = mail;
  switch (kind) {
    // Nobody plans a reminder for a host, or mails them a link; if one came all the same, it would be about a booking that stands.
    case 'booking_confirmed':
    case 'booking_reminder':
    case 'booking_link_added':
      return owner.confirmed;
    case 'booking_confirmed_unread':
      return owner.unread;
    case 'booking_requested':
      return (booking.unread_calendars ?? []).length === 0
        ? owner.requested
        : { ...owner.requested, text: `${owner.requested.text} ${owner.unread.text}` };
    case 'booking_declined':
      return withFreedTime(owner.declined, '', booking, mail, now);
    case 'booking_rescheduled':
      return { ...owner.moved, text: owner.moved[ownerMoveOf(booking)] };
    case 'booking_time_proposed':
      return owner.proposed;
    case 'booking_cancelled':
      return withFreedTime(
        owner.cancelled,
        booking.cancelled_by === 'host' ? owner.cancelled.byHost : owner.cancelled.byVisitor,
        booking,
        mail,
        now,
      );
    case 'booking_request_expired':
      return withFreedTime(owner.expired, owner.expired.text, booking, mail, now);
  }
}

/** Adds that the time can be booked again, unless it is over. */
function withFreedTime(wording: Wording, text: string, { start }: MailedBooking, mail: Texts, now: Date): Wording {
  return {
    ...wording,
    text: [text, new Date(start) > now && mail.freeAgain].filter((part) => part !== '' && part !== false).join(' '),
  };
}

/** The words for what the visitor may do with a booking, or one of several. */
export function manageLabel(
  { can_cancel: canCancel, can_reschedule: canMove }: Pick<MailedBooking, 'can_cancel' | 'can_reschedule'>,
  words: { both: string; cancel: string; move: string },
  neither: string,
): string {
  if (canCancel) return canMove ? words.both : words.cancel;
  return canMove ? words.move : neither;
}

/** What the visitor has to know first of a move. */
function moveOf(booking: MailedBooking): 'pending' | 'agreed' | 'byHost' | 'text' {
  if (booking.status === 'pending') return 'pending';
  if (booking.moved_by === 'agreement') return 'agreed';
  return booking.moved_by === 'host' ? 'byHost' : 'text';
}

function ownerMoveOf(booking: MailedBooking): 'pending' | 'agreed' | 'byHost' | 'byVisitor' {
  if (booking.status === 'pending') return 'pending';
  if (booking.moved_by === 'agreement') return 'agreed';
  return booking.moved_by === 'host' ? 'byHost' : 'byVisitor';
}

function calendarLinks(
  booking: MailedBooking,
  title: string,
  file: string,
  common: ReturnType<typeof localeOf>['common'],
): Block {
  const web = webCalendarLinks({ start: booking.start, end: booking.end, title, location: booking.location ?? '' });
  return {
    kind: 'links',
    label: common.addToCalendar,
    links: [
      { label: common.google, url: web.google },
      { label: common.outlook, url: web.outlook },
      { label: common.calendarFile, url: file },
    ],
  };
}

/** Whose colours and name a mail about a booking has. */
export function brandOf({ host }: Pick<MailedBooking, 'host'>): Brand {
  return { name: oneLine(host.display_name), accent: host.accent_color ?? null };
}

/** One line that no server cuts, never in the middle of a character. */
export function subjectOf(text: string): string {
  const line = writtenLine(text);
  return line.length <= 200 ? line : writtenLine(`${line.slice(0, 199).replace(/\p{Cs}$/u, '')}…`);
}
