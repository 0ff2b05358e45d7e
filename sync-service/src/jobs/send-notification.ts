import type { Task } from 'graphile-worker';
import type { createTokens } from '../credentials/tokens.ts';
import type { NotificationResult } from '../db/booking.ts';
import {
  isNotificationKind,
  isStillTrue,
  type NotificationKind,
  type VisitorLinks,
  writeHostMessage,
  writeVisitorMessage,
} from '../mail/booking-messages.ts';
import { writeGatheredMessage } from '../mail/gathered-message.ts';
import { filesOf } from '../mail/mail-files.ts';
import type { Message } from '../mail/message.ts';
import { isOwnerMailKind, writeOwnerMessage } from '../mail/owner-messages.ts';
import {
  bookingsOf,
  isSeriesMailKind,
  type SeriesMailKind,
  writeHostSeries,
  writeVisitorSeries,
} from '../mail/series-messages.ts';
import { addressOf, type Mail, MailError, type MailTransport } from '../mail/transport.ts';
import { isWaitlistMailKind, writeWaitlistMessage } from '../mail/waitlist-message.ts';
import { writeHtml } from '../mail/write-html.ts';
import { writeText } from '../mail/write-text.ts';
import type { JobContext } from './context.ts';

interface MailParts extends Pick<JobContext, 'config' | 'db' | 'now'> {
  mail: MailTransport;
  tokens: Pick<ReturnType<typeof createTokens>, 'issue'>;
}

type BookingNotification = Extract<NotificationResult, { is_in_calendar: boolean }>;
type BookingToMail = BookingNotification['booking'];

/**
 * Job `send_notification {notification_id}`: writes and sends one mail. If the mail server is down, the failure is recorded with
 * the next attempt; what no attempt can fix is recorded as failed. The queue's own retries are for failures of our database.
 */
export function createSendNotificationTask(parts: MailParts): Task {
  return async (payload: unknown) => {
    const { notification_id: id } = payload as { notification_id: string };
    const next = await parts.db.call('next_notification', { notification_id: id });
    if (next === null) return;

    const isUnsure = next.is_unsure && parts.mail.isAtomic !== true;
    const mail = writeMail(parts, next);
    if (typeof mail === 'string') {
      const error = isUnsure ? `${mail} An earlier attempt to send it was broken off: it may have arrived.` : mail;
      await parts.db.call('finish_notification', { notification_id: id, error, is_unsure: isUnsure });
      return;
    }
    let outcome: 'sent' | 'kept';
    try {
      outcome = await parts.mail.send(mail);
    } catch (error) {
      if (!(error instanceof MailError)) throw error;
      await parts.db.call('finish_notification', {
        notification_id: id,
        error: error.message,
        is_retryable: error.retryable,
        is_bounced: error.isBounce,
        is_unsure: isUnsure || error.isUnsure,
      });
      return;
    }
    // A process that dies right here sends it again, with the same Message-ID.
    if (outcome === 'sent') await parts.db.call('finish_notification', { notification_id: id });
  };
}

/** Returns the mail, or why there is none to send. */
function writeMail(parts: MailParts, next: NotificationResult): Mail | string {
  const { kind, booking_sequence: sequence } = next.notification;
  if (isOwnerMailKind(kind)) {
    const stopUrl = stopUrlOf(parts, next.digest?.host.id ?? '');
    const message = writeOwnerMessage(kind, next, parts.config.publicUrl, stopUrl);
    if (message === null) return 'Not needed any more: what it says is no longer so.';
    return mailOf(next, message, {
      list: kind === 'weekly_digest' ? { name: 'Openslot weekly summary', stopUrl } : null,
    });
  }
  if (isWaitlistMailKind(kind) && next.waitlist_entry !== null) {
    const { waitlist_entry: entry, generation } = next;
    const token = parts.tokens.issue('waitlist', entry.id, generation);
    const message = writeWaitlistMessage(kind, entry, `${parts.config.publicUrl}/waiting/${entry.id}#token=${token}`);
    return message === null
      ? `Not needed any more: the place on the waiting list is ${entry.state} by now.`
      : mailOf(next, message, { fromName: entry.host.display_name || null });
  }
  if (next.booking === null) return `No mail of the kind ${kind} is known.`;
  if (next.gathered.length > 0) return writeGatheredMail(parts, kind, next);
  if (isSeriesMailKind(kind)) return writeSeriesMail(parts, kind, next);
  if (!isNotificationKind(kind)) return `No mail of the kind ${kind} is known.`;
  if (!isStillTrue(kind, next.booking, nowOf(parts))) return notNeeded(kind, next.booking);
  if (kind === 'booking_reminder' && sequence !== next.booking.sequence) {
    return 'Not needed any more: the booking was moved, and has reminders of its own for the new time.';
  }
  return writeBookingMail(parts, kind, next);
}

/** Why a mail is not sent that was overtaken. */
function notNeeded(kind: NotificationKind, { status }: BookingToMail): string {
  switch (kind) {
    case 'booking_time_proposed':
      return `Not needed any more: the host proposes no other time; the booking is ${status}.`;
    case 'booking_reminder':
      return `Not needed any more: the booking is ${status === 'confirmed' ? 'under way or over' : status}.`;
    default:
      return `Not needed any more: the booking is ${status} by now.`;
  }
}

/** Combines what several mails would have said, as far as it still holds; for each booking, or the same ones of a series, only the latest. */
function writeGatheredMail(parts: MailParts, kind: string, next: BookingNotification): Mail | string {
  const { recipient } = next.notification;
  const news = new Map<string, { message: Message; invitations: Mail['invitations'] }>();
  for (const item of [{ ...next, kind }, ...next.gathered]) {
    // The link of a booking must never reach another address than its visitor's.
    if (item.booking.attendee?.email !== recipient) continue;
    const message = writeNews(parts, item);
    if (message === null) continue;
    const subject = isSeriesMailKind(item.kind)
      ? bookingsOf(item.kind, item.series ?? [])
          .map(({ id }) => id)
          .join()
      : item.booking.id;
    news.delete(subject);
    news.set(subject, { message, invitations: filesOf(item, addressOf(parts.config.mailFrom), 'visitor') });
  }
  const messages = [...news.values()].map(({ message }) => message);
  const [only] = messages;
  if (only === undefined) return 'Not needed any more: nothing that it says is still so.';
  return mailOf(
    next,
    messages.length === 1 && next.gathered_more === 0 ? only : writeGatheredMessage(messages, next.gathered_more),
    { invitations: [...news.values()].flatMap(({ invitations }) => invitations) },
  );
}

/** What one of the mails to a visitor would have said; null: it is not so any more. */
function writeNews(parts: MailParts, item: Pick<BookingNotification['gathered'][number], NewsField>): Message | null {
  const { kind, booking } = item;
  const links = linksOf(parts, item);
  const now = nowOf(parts);
  if (isSeriesMailKind(kind)) {
    const bookings = bookingsOf(kind, item.series ?? []);
    return bookings.length === 0 ? null : writeVisitorSeries({ kind, bookings, ...seriesLinksOf(parts, item), now });
  }
  return isNotificationKind(kind) && isStillTrue(kind, booking, now)
    ? writeVisitorMessage(kind, booking, links, now)
    : null;
}

type NewsField = 'kind' | 'booking' | 'generation' | 'series_id' | 'series';

function writeBookingMail(parts: MailParts, kind: NotificationKind, next: BookingNotification): Mail {
  const { config } = parts;
  const { booking, notification } = next;
  // Anybody but the visitor gets the host's mail: the visitor's link must never reach another address.
  const isVisitor = booking.attendee !== null && notification.recipient === booking.attendee.email;
  const message = isVisitor
    ? writeVisitorMessage(kind, booking, linksOf(parts, next), nowOf(parts))
    : writeHostMessage(kind, booking, `${config.publicUrl}/admin/bookings/${booking.id}`, nowOf(parts));
  return mailOf(next, message, {
    fromName: isVisitor ? booking.host.display_name || null : null,
    replyTo: isVisitor ? booking.host.reply_to : (booking.attendee?.email ?? null),
    invitations: filesFor(parts, next, isVisitor),
  });
}

/** Links of the visitor; that to the page of a booking of a series opens all of them. */
function linksOf(
  { config, tokens }: MailParts,
  { booking, generation, series_id: seriesId }: Pick<BookingNotification, 'booking' | 'generation' | 'series_id'>,
): VisitorLinks {
  const { publicUrl } = config;
  const { id, host, event_type: eventType } = booking;
  const manage =
    seriesId === null ? tokens.issue('manage', id, generation) : tokens.issue('series', seriesId, generation);
  return {
    manage: `${publicUrl}/manage/${id}#token=${manage}`,
    file: `${publicUrl}/bookings/${id}/calendar.ics?token=${tokens.issue('ics', id, generation)}`,
    book: `${publicUrl}/book/${host.slug}/${eventType.slug}`,
  };
}

/** Likewise in a mail about several bookings of a series. */
function seriesLinksOf(
  parts: MailParts,
  item: Pick<BookingNotification, 'booking' | 'generation' | 'series_id'>,
): { url: string; file: string; book: string } {
  const { manage, book } = linksOf(parts, item);
  const token = parts.tokens.issue('ics', item.series_id ?? item.booking.id, item.generation);
  const file = `${parts.config.publicUrl}/bookings/${item.booking.id}/calendar.ics?scope=series&token=${token}`;
  return { url: manage, file, book };
}

function writeSeriesMail(parts: MailParts, kind: SeriesMailKind, next: BookingNotification): Mail | string {
  const { config } = parts;
  const { booking, notification } = next;
  const bookings = bookingsOf(kind, next.series ?? []);
  if (bookings.length === 0) return 'Not needed any more: no booking of the series is in this state.';
  const isVisitor = booking.attendee !== null && notification.recipient === booking.attendee.email;
  const now = nowOf(parts);
  const message = isVisitor
    ? writeVisitorSeries({ kind, bookings, ...seriesLinksOf(parts, next), now })
    : writeHostSeries({ kind, bookings, url: `${config.publicUrl}/admin/bookings/${booking.id}`, now });
  return mailOf(next, message, {
    fromName: isVisitor ? booking.host.display_name || null : null,
    replyTo: isVisitor ? booking.host.reply_to : (booking.attendee?.email ?? null),
    invitations: filesFor(parts, next, isVisitor),
  });
}

/** A host whose calendar already has the event would get a second one. */
function filesFor({ config }: MailParts, next: BookingNotification, isVisitor: boolean): Mail['invitations'] {
  if (!isVisitor && next.is_in_calendar) return [];
  return filesOf({ ...next, kind: next.notification.kind }, addressOf(config.mailFrom), isVisitor ? 'visitor' : 'host');
}

function stopUrlOf({ config, tokens }: MailParts, hostId: string): string {
  return `${config.publicUrl}/weekly-summary/${hostId}/stop?token=${tokens.issue('digest', hostId, 0)}`;
}

function mailOf({ notification }: NotificationResult, message: Message, more: Partial<Mail>): Mail {
  return {
    id: notification.id,
    recipient: notification.recipient,
    fromName: null,
    replyTo: null,
    subject: message.subject,
    text: writeText(message),
    html: writeHtml(message),
    invitations: [],
    list: null,
    ...more,
  };
}

function nowOf({ now }: MailParts): Date {
  return now?.() ?? new Date();
}
