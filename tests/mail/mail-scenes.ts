import type { MailedDigest } from '../../sync-service/src/db/booking.ts';
import {
  type NotificationKind,
  writeHostMessage,
  writeVisitorMessage,
} from '../../sync-service/src/mail/booking-messages.ts';
import { writeGatheredMessage } from '../../sync-service/src/mail/gathered-message.ts';
import type { MailedBooking } from '../../sync-service/src/mail/mailed-booking.ts';
import type { Message } from '../../sync-service/src/mail/message.ts';
import {
  type OwnerMailKind,
  type OwnerMailSubject,
  writeOwnerMessage,
} from '../../sync-service/src/mail/owner-messages.ts';
import {
  type SeriesMailKind,
  writeHostSeries,
  writeVisitorSeries,
} from '../../sync-service/src/mail/series-messages.ts';
import { type MailedEntry, writeWaitlistMessage } from '../../sync-service/src/mail/waitlist-message.ts';
import { connected, lostBookings } from './account-scenes.ts';

const publicUrl = 'https://book.example';
const manageUrl = `${publicUrl}/manage/0b4ab2f5-3c1f-4d1b-8f5e-0a3c8f7f6f01#token=osm.k1.0.secret`;
export const links = {
  manage: manageUrl,
  file: `${publicUrl}/bookings/0b4ab2f5-3c1f-4d1b-8f5e-0a3c8f7f6f01/calendar.ics?token=osi.k1.0.secret`,
  book: `${publicUrl}/book/ann/intro`,
};
const seriesLinks = { file: links.file.replace('?', '?scope=series&'), book: links.book };
const stopUrl = `${publicUrl}/weekly-summary/0b4ab2f5-3c1f-4d1b-8f5e-0a3c8f7f6f01/stop?token=osd.k1.0.secret`;
export const adminUrl = `${publicUrl}/admin/bookings/0b4ab2f5-3c1f-4d1b-8f5e-0a3c8f7f6f01`;
/** The evening before. */
export const now = new Date('2026-05-03T18:00:00Z');

/** English dates and all spaces as older and newer versions of the languages' data have them alike. */
export const steady = (text: string): string =>
  text.replace(/[\u2009\u202f\u00a0]/g, ' ').replace(/(\p{L}+day), (?=\d)/gu, '$1 ');

/** What all texts of a mail are made from. */
export interface Typed {
  hostName: string;
  title: string;
  visitorName: string;
  location: string;
  message: string;
  reason: string;
  answer: string;
  calendar: string;
}

export const plain: Typed = {
  hostName: 'Ann Example',
  title: 'First consultation',
  visitorName: 'Bob Visitor',
  location: 'Room 2, 3rd floor',
  message: 'Please bring your documents.\nHow to find us: https://ann.example/way.',
  reason: 'I am ill, sorry.',
  answer: 'About my taxes.',
  calendar: 'Work',
};

function bookingOf(typed: Typed, status: string, locale: string): MailedBooking {
  return {
    id: '0b4ab2f5-3c1f-4d1b-8f5e-0a3c8f7f6f01',
    start: '2026-05-04T09:00:00Z',
    end: '2026-05-04T09:30:00Z',
    sequence: 0,
    status,
    host: {
      slug: 'ann',
      display_name: typed.hostName,
      time_zone: 'Europe/Berlin',
      accent_color: '#7a3cff',
      reply_to: null,
      locale,
    },
    event_type: { title: typed.title, slug: 'intro' },
    attendee: { name: typed.visitorName, email: 'bob@example.com', time_zone: 'America/New_York', locale },
    location: typed.location,
    message: typed.message,
    cancelled_by: status === 'cancelled' || status === 'declined' ? 'host' : null,
    cancel_reason: status === 'cancelled' || status === 'declined' ? typed.reason : null,
    expires_at: status === 'pending' ? '2026-05-04T08:00:00Z' : null,
    unread_calendars: [],
    can_cancel: status === 'confirmed' || status === 'pending',
    can_reschedule: status === 'confirmed' || status === 'pending',
  };
}

const statusOf: Record<NotificationKind, string> = {
  booking_confirmed: 'confirmed',
  booking_confirmed_unread: 'confirmed',
  booking_requested: 'pending',
  booking_declined: 'declined',
  booking_cancelled: 'cancelled',
  booking_rescheduled: 'confirmed',
  booking_request_expired: 'expired',
  booking_reminder: 'confirmed',
  booking_time_proposed: 'confirmed',
  booking_link_added: 'confirmed',
};

/** What mails of these kinds say beside the rest. */
const more: Partial<Record<NotificationKind, Partial<MailedBooking>>> = {
  booking_rescheduled: { previous: { start: '2026-05-01T07:00:00Z', end: '2026-05-01T07:30:00Z' } },
  booking_time_proposed: { proposal: { start: '2026-05-04T11:00:00Z', end: '2026-05-04T11:30:00Z' } },
  booking_link_added: {
    location: 'https://meet.example/abc-defg-hij',
    location_kind: 'video',
    join_url: 'https://meet.example/abc-defg-hij',
  },
};

/** Where bookings take place, as their mails get it. */
function placesOf(typed: Typed): [name: string, place: Partial<MailedBooking>][] {
  return [
    ['video without its link', { location_kind: 'video', location: null, awaits_join_url: true }],
    ['video', more.booking_link_added ?? {}],
    ['phone_host_calls', { location_kind: 'phone_host_calls', location: typed.answer }],
    ['phone_visitor_calls', { location_kind: 'phone_visitor_calls', location: '+49 30 123456' }],
    ['ask_visitor', { location_kind: 'ask_visitor', location: typed.answer }],
    ['address', { location_kind: 'address', location: typed.location }],
  ];
}

function ownerSubjects(
  typed: Typed,
  locale: string,
): [name: string, kind: OwnerMailKind, about: Partial<OwnerMailSubject>][] {
  const booking = bookingOf(typed, 'confirmed', locale);
  const other = { ...booking, id: '0b4ab2f5-3c1f-4d1b-8f5e-0a3c8f7f6f02' };
  const event = { title: typed.reason, start: booking.start, end: booking.end };
  const conflict = { event, resolved_at: null };
  const change = {
    host: typed.hostName,
    from: typed.calendar,
    to: { name: 'Home', provider: 'caldav', account_email: null },
  };
  const digest: MailedDigest = {
    host: { id: booking.id, display_name: typed.hostName, time_zone: 'Europe/Berlin', accent_color: '#7a3cff', locale },
    from: '2026-05-03T22:00:00Z',
    bookings: [
      {
        start: booking.start,
        end: booking.end,
        event_type: { id: other.id, slug: 'intro', title: typed.title },
        attendee: { name: typed.visitorName, email: 'bob@example.com', time_zone: 'UTC', locale },
      },
    ],
    booked: 3,
    requests: 1,
    reconnect: [{ provider: 'ics', account_email: null }],
    took_place: 5,
    cancelled: 1,
    no_shows: 2,
  };
  return [
    ['conflict', 'booking_conflict', { conflicts: [{ booking, conflict }] }],
    [
      'conflicts',
      'booking_conflict',
      {
        conflicts: [
          { booking, conflict },
          { booking: other, conflict: { ...conflict, other_booking_id: booking.id } },
        ],
      },
    ],
    [
      'double booking',
      'booking_conflict',
      { conflicts: [{ booking, conflict: { ...conflict, other_booking_id: other.id } }] },
    ],
    ['event moved', 'booking_event_moved', { conflicts: [{ booking, conflict }] }],
    [
      'events deleted',
      'booking_event_deleted',
      { conflicts: [booking, other].map((one) => ({ booking: one, conflict })) },
    ],
    [
      'reconnect',
      'connection_needs_reconnect',
      connected({
        status: 'needs_reconnect',
        last_error: 'Google no longer accepts this connection. Reconnect the account.',
      }),
    ],
    [
      'target read-only',
      'booking_target_read_only',
      connected({ read_only_targets: [typed.calendar], target_changes: [{ ...change, reason: 'read_only' }] }),
    ],
    ['target changed', 'booking_target_changed', connected({ target_changes: [{ ...change, reason: 'deleted' }] })],
    [
      'target lost',
      'booking_target_changed',
      connected({ target_changes: [{ ...change, reason: 'disconnected', to: null }] }),
    ],
    [
      'calendar vanished',
      'calendar_vanished',
      connected({
        vanished: { name: typed.calendar, hosts: [typed.hostName] },
        target_changes: [{ ...change, reason: 'vanished' }],
      }),
    ],
    [
      'times unknown',
      'calendar_times_unknown',
      connected({
        unknown_times: {
          name: typed.calendar,
          events: 2,
          has_more: false,
          days: [
            { from: '2026-05-04', until: '2026-05-05' },
            { from: '2026-06-01', until: '2026-06-04' },
          ],
          policies: ['closed', 'request', 'open'],
        },
      }),
    ],
    ...lostBookings(typed),
    [
      'webhook disabled',
      'webhook_disabled',
      {
        endpoint: {
          url: 'https://hooks.example.com/in?token=sesame',
          is_active: false,
          disabled_reason: 'No delivery succeeded for 24 hours.',
        },
      },
    ],
    ['weekly digest', 'weekly_digest', { digest }],
    [
      'empty digest',
      'weekly_digest',
      {
        digest: {
          ...digest,
          bookings: [],
          booked: 0,
          requests: 0,
          reconnect: [],
          took_place: 0,
          cancelled: 0,
          no_shows: 0,
        },
      },
    ],
  ];
}

const statusOfSeries: Record<SeriesMailKind, string> = {
  series_confirmed: 'confirmed',
  series_confirmed_unread: 'confirmed',
  series_requested: 'pending',
  series_declined: 'declined',
  series_cancelled: 'cancelled',
  series_request_expired: 'expired',
  series_link_added: 'confirmed',
};

/** Mails about series, and about places on a waiting list. */
function seriesMails(typed: Typed, locale: string): [name: string, message: Message][] {
  const mails: [string, Message][] = [];
  const later = { start: '2026-05-04T11:00:00Z', end: '2026-05-04T11:30:00Z' };
  for (const kind of Object.keys(statusOfSeries) as SeriesMailKind[]) {
    const one = bookingOf(typed, statusOfSeries[kind], locale);
    const links = ['a', 'b'].map((name) => {
      const link = `https://meet.example/${name}`;
      return kind === 'series_link_added' ? { location_kind: 'video', location: link, join_url: link } : {};
    });
    const unread = kind === 'series_confirmed_unread' || kind === 'series_requested' ? [typed.calendar, ''] : [];
    const bookings = [
      { ...one, ...links[0], unread_calendars: unread },
      { ...one, ...later, ...links[1], unread_calendars: kind === 'series_requested' ? [] : unread },
    ];
    // To the visitor it is the same as series_confirmed.
    if (kind !== 'series_confirmed_unread')
      mails.push([`visitor ${kind}`, writeVisitorSeries({ kind, bookings, url: manageUrl, ...seriesLinks, now })]);
    mails.push([`host ${kind}`, writeHostSeries({ kind, bookings, url: adminUrl, now })]);
  }
  const { start, end, host, attendee } = bookingOf(typed, 'confirmed', locale);
  for (const [kind, state, until] of [
    ['waitlist_joined', 'waiting', null],
    ['waitlist_offered', 'offered', '2026-05-04T08:00:00Z'],
    ['waitlist_missed', 'missed', null],
  ] as const) {
    const entry: MailedEntry = {
      ...{
        id: '0b4ab2f5-3c1f-4d1b-8f5e-0a3c8f7f6f01',
        state,
        start,
        end,
        offer_expires_at: until,
        booking_id: null,
        host,
      },
      event_type: { id: '0b4ab2f5-3c1f-4d1b-8f5e-0a3c8f7f6f02', slug: 'intro', title: typed.title },
      attendee: { ...(attendee ?? { name: '', email: '' }), time_zone: 'Europe/Berlin', locale },
    };
    const message = writeWaitlistMessage(kind, entry, `${publicUrl}/waiting/${entry.id}#token=osw.k1.0.secret`);
    if (message !== null) mails.push([`visitor ${kind}`, message]);
  }
  return mails;
}

/** Every mail there is, by what it is called here, in one language. */
export function allMails(locale: string, typed: Typed = plain): Map<string, Message> {
  const kinds = Object.keys(statusOf) as NotificationKind[];
  const mails = new Map<string, Message>();
  for (const kind of kinds) {
    const booking = { ...bookingOf(typed, statusOf[kind], locale), ...more[kind] };
    const unread = kind === 'booking_confirmed_unread' ? [typed.calendar, ''] : [];
    // To the visitor it is the same as booking_confirmed, and reminders are for visitors.
    if (kind !== 'booking_confirmed_unread')
      mails.set(`visitor ${kind}`, writeVisitorMessage(kind, booking, links, now));
    if (kind !== 'booking_reminder' && kind !== 'booking_link_added')
      mails.set(`host ${kind}`, writeHostMessage(kind, { ...booking, unread_calendars: unread }, adminUrl, now));
  }
  const soon = bookingOf(typed, 'confirmed', locale);
  const before = new Date(Date.parse(soon.start) - 3_600_000);
  mails.set('visitor booking_reminder, an hour before', writeVisitorMessage('booking_reminder', soon, links, before));
  const waiting = { ...bookingOf(typed, 'pending', locale) };
  mails.set('visitor moved, to be confirmed', writeVisitorMessage('booking_rescheduled', waiting, links, now));
  mails.set('host moved, to be confirmed', writeHostMessage('booking_rescheduled', waiting, adminUrl, now));
  const proposed = { ...waiting, ...more.booking_time_proposed };
  mails.set('visitor proposed for a request', writeVisitorMessage('booking_time_proposed', proposed, links, now));
  for (const moved_by of ['visitor', 'host', 'agreement'] as const) {
    const moved = {
      ...bookingOf(typed, 'confirmed', locale),
      moved_by,
      move_reason: moved_by === 'agreement' ? null : typed.reason,
    };
    mails.set(`visitor moved by the ${moved_by}`, writeVisitorMessage('booking_rescheduled', moved, links, now));
    mails.set(`host moved by the ${moved_by}`, writeHostMessage('booking_rescheduled', moved, adminUrl, now));
  }
  const rules = {
    'not to be changed': { can_cancel: false, can_reschedule: false },
    'only to be moved': { can_cancel: false, can_reschedule: true },
    'only to be cancelled': { can_cancel: true, can_reschedule: false },
  };
  for (const [name, rule] of Object.entries(rules)) {
    for (const kind of ['booking_confirmed', 'booking_reminder'] as const) {
      const ruled = { ...bookingOf(typed, 'confirmed', locale), ...rule };
      mails.set(`visitor ${kind}, ${name}`, writeVisitorMessage(kind, ruled, links, now));
    }
  }
  for (const [name, place] of placesOf(typed)) {
    const placed = { ...bookingOf(typed, 'confirmed', locale), ...place };
    // What the visitor said of the place never leaves the database for a mail to them.
    const isOwn = name === 'phone_host_calls' || name === 'ask_visitor';
    const shown = isOwn ? { ...placed, location: null } : placed;
    mails.set(`visitor place: ${name}`, writeVisitorMessage('booking_confirmed', shown, links, now));
    mails.set(`host place: ${name}`, writeHostMessage('booking_confirmed', placed, adminUrl, now));
  }
  const answered = {
    ...bookingOf(typed, 'confirmed', locale),
    answers: [
      { label: typed.title, answer: typed.answer },
      { label: 'Newsletter?', answer: true },
      { label: 'Parking?', answer: false },
    ],
  };
  mails.set('host with answers', writeHostMessage('booking_confirmed', answered, adminUrl, now));
  const ownChoice = { ...bookingOf(typed, 'cancelled', locale), cancelled_by: 'visitor' };
  mails.set('visitor cancelled by themselves', writeVisitorMessage('booking_cancelled', ownChoice, links, now));
  mails.set('host cancelled by the visitor', writeHostMessage('booking_cancelled', ownChoice, adminUrl, now));
  const past = new Date('2026-05-05T09:00:00Z');
  mails.set('host cancelled when it was over', writeHostMessage('booking_cancelled', ownChoice, adminUrl, past));
  const news = (['booking_cancelled', 'booking_confirmed'] as const).map((kind) => ({
    kind,
    booking: bookingOf(typed, statusOf[kind], locale),
  }));
  const messages = news.map(({ kind, booking }) => writeVisitorMessage(kind, booking, links, now));
  mails.set('gathered', writeGatheredMessage(messages, 3));
  for (const [name, message] of seriesMails(typed, locale)) mails.set(name, message);
  for (const [name, kind, about] of ownerSubjects(typed, locale)) {
    const nothing: OwnerMailSubject = { conflicts: [], connection: null, endpoint: null, digest: null, locale };
    const message = writeOwnerMessage(kind, { ...nothing, ...about }, publicUrl, stopUrl);
    if (message !== null) mails.set(`owner ${name}`, message);
  }
  return mails;
}
