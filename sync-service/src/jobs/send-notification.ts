import type { Task } from 'graphile-worker';
import type { createTokens } from '../credentials/tokens.ts';
import type { NotificationResult } from '../db/booking.ts';
import { writeInvitation, writeSeriesFile } from '../mail/invitation.ts';
import {
  isNotificationKind,
  isStillTrue,
  type Message,
  type NotificationKind,
  writeGatheredMessage,
  writeHostMessage,
  writeVisitorMessage,
} from '../mail/messages.ts';
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
import type { JobContext } from './context.ts';

interface MailParts extends Pick<JobContext, 'config' | 'db'> {
  mail: MailTransport;
  tokens: Pick<ReturnType<typeof createTokens>, 'issue'>;
}

type BookingNotification = Extract<NotificationResult, { is_in_calendar: boolean }>;

/** Which kinds carry an invitation, and whether they send or withdraw it. */
const invitations: Partial<Record<NotificationKind, 'request' | 'cancel'>> = {
  booking_confirmed: 'request',
  booking_rescheduled: 'request',
  booking_cancelled: 'cancel',
};

/**
 * Job `send_notification {notification_id}`: writes and sends one mail. Throws if the mail server is down, so that the
 * queue retries; what no retry can fix is recorded as failed.
 */
export function createSendNotificationTask(parts: MailParts): Task {
  return async (payload: unknown) => {
    const { notification_id: id } = payload as { notification_id: string };
    const next = await parts.db.call('next_notification', { notification_id: id });
    if (next === null) return;

    const mail = writeMail(parts, next);
    if (typeof mail === 'string') {
      await parts.db.call('finish_notification', { notification_id: id, error: mail });
      return;
    }
    let outcome: 'sent' | 'kept';
    try {
      outcome = await parts.mail.send(mail);
    } catch (error) {
      if (!(error instanceof MailError)) throw error;
      await parts.db.call('finish_notification', { notification_id: id, error: error.message });
      if (error.retryable) throw error;
      return;
    }
    // A process that dies right here sends it again, with the same Message-ID.
    if (outcome === 'sent') await parts.db.call('finish_notification', { notification_id: id });
  };
}

/** Returns the mail, or why there is none to send. */
function writeMail(parts: MailParts, next: NotificationResult): Mail | string {
  const { id, kind, recipient } = next.notification;
  if (isOwnerMailKind(kind)) {
    const message = writeOwnerMessage(kind, next, parts.config.publicUrl);
    if (message === null) return 'Not sent: it is not so any more.';
    return { id, recipient, replyTo: null, ...message, invitation: null };
  }
  if (isWaitlistMailKind(kind) && next.waitlist_entry !== null) {
    const { waitlist_entry: entry, generation } = next;
    const token = parts.tokens.issue('waitlist', entry.id, generation);
    const message = writeWaitlistMessage(kind, entry, `${parts.config.publicUrl}/waiting/${entry.id}#token=${token}`);
    if (message === null) return `Not sent: the place on the waiting list is ${entry.state} by now.`;
    return { id, recipient, replyTo: null, ...message, invitation: null };
  }
  if (next.booking === null) return `No mail of the kind ${kind} is known.`;
  if (next.gathered.length > 0) return writeGatheredMail(parts, kind, next);
  if (isSeriesMailKind(kind)) return writeSeriesMail(parts, kind, next);
  if (!isNotificationKind(kind)) return `No mail of the kind ${kind} is known.`;
  if (!isStillTrue(kind, next.booking)) return `Not sent: the booking is ${next.booking.status} by now.`;
  return writeBookingMail(parts, kind, next);
}

/** Combines what several mails would have said, as far as it still holds; for each booking, or series, only the latest. */
function writeGatheredMail(parts: MailParts, kind: string, next: BookingNotification): Mail | string {
  const { id, recipient } = next.notification;
  const messages = new Map<string, Message>();
  for (const item of [{ ...next, kind }, ...next.gathered]) {
    // The link of a booking must never reach another address than its visitor's.
    if (item.booking.attendee?.email !== recipient) continue;
    const message = writeNews(parts, item);
    const subject = isSeriesMailKind(item.kind) ? String(item.series_id) : item.booking.id;
    if (message === null) continue;
    messages.delete(subject);
    messages.set(subject, message);
  }
  const news = [...messages.values()];
  const [only] = news;
  if (only === undefined) return 'Not sent: nothing of it is so any more.';
  const message = news.length === 1 && next.gathered_more === 0 ? only : writeGatheredMessage(news, next.gathered_more);
  return { id, recipient, replyTo: null, subject: message.subject, text: message.text, invitation: null };
}

/** What one of the mails to a visitor would have said; null: it is not so any more. */
function writeNews(parts: MailParts, item: Pick<BookingNotification['gathered'][number], NewsField>): Message | null {
  const { kind, booking } = item;
  const url = manageUrlOf(parts, item);
  if (isSeriesMailKind(kind)) {
    const bookings = bookingsOf(kind, item.series ?? []);
    return bookings.length === 0 ? null : writeVisitorSeries({ kind, bookings, url });
  }
  return isNotificationKind(kind) && isStillTrue(kind, booking) ? writeVisitorMessage(kind, booking, url) : null;
}

type NewsField = 'kind' | 'booking' | 'generation' | 'series_id' | 'series';

/** The link of the visitor; of a booking of a series it opens all of them. */
function manageUrlOf(
  { config, tokens }: MailParts,
  { booking, generation, series_id: seriesId }: Pick<BookingNotification, 'booking' | 'generation' | 'series_id'>,
): string {
  const token =
    seriesId === null ? tokens.issue('manage', booking.id, generation) : tokens.issue('series', seriesId, generation);
  return `${config.publicUrl}/manage/${booking.id}#token=${token}`;
}

function writeBookingMail(parts: MailParts, kind: NotificationKind, next: BookingNotification): Mail {
  const {
    notification: { id, recipient },
    booking,
    is_in_calendar: isInCalendar,
  } = next;
  const { config } = parts;
  // Anybody but the visitor gets the host's mail: the visitor's link must never reach another address.
  const isVisitor = booking.attendee !== null && recipient === booking.attendee.email;
  const message = isVisitor
    ? writeVisitorMessage(kind, booking, manageUrlOf(parts, next))
    : writeHostMessage(kind, booking, `${config.publicUrl}/admin/bookings/${booking.id}`);
  // A host whose calendar already has the event would get a second one.
  const method = booking.status === 'pending' || (!isVisitor && isInCalendar) ? undefined : invitations[kind];
  return {
    id,
    recipient,
    replyTo: isVisitor ? null : (booking.attendee?.email ?? null),
    subject: message.subject,
    text: message.text,
    invitation:
      method === undefined
        ? null
        : {
            method,
            content: writeInvitation(booking, method, addressOf(config.mailFrom), isVisitor ? 'visitor' : 'host'),
          },
  };
}

/** Which mails about a series bring, or take back, its events: all in one file. */
const seriesWithFile: readonly SeriesMailKind[] = ['series_confirmed', 'series_link_added', 'series_cancelled'];

function writeSeriesMail(parts: MailParts, kind: SeriesMailKind, next: BookingNotification): Mail | string {
  const {
    notification: { id, recipient },
    booking,
    is_in_calendar: isInCalendar,
  } = next;
  const { config } = parts;
  const bookings = bookingsOf(kind, next.series ?? []);
  if (bookings.length === 0) return 'Not sent: no booking of the series is in this state any more.';
  const isVisitor = booking.attendee !== null && recipient === booking.attendee.email;
  const message = isVisitor
    ? writeVisitorSeries({ kind, bookings, url: manageUrlOf(parts, next) })
    : writeHostSeries({ kind, bookings, url: `${config.publicUrl}/admin/bookings/${booking.id}` });
  const hasFile = seriesWithFile.includes(kind) && (isVisitor || !isInCalendar);
  return {
    id,
    recipient,
    replyTo: isVisitor ? null : (booking.attendee?.email ?? null),
    subject: message.subject,
    text: message.text,
    invitation: hasFile
      ? {
          method: 'publish',
          content: writeSeriesFile(bookings, addressOf(config.mailFrom), isVisitor ? 'visitor' : 'host'),
        }
      : null,
  };
}
