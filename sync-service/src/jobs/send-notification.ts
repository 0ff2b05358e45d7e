import type { Task } from 'graphile-worker';
import type { createTokens } from '../credentials/tokens.ts';
import type { NotificationResult } from '../db/booking.ts';
import { writeInvitation } from '../mail/invitation.ts';
import {
  isNotificationKind,
  isStillTrue,
  type NotificationKind,
  type VisitorNews,
  writeGatheredMessage,
  writeHostMessage,
  writeVisitorMessage,
} from '../mail/messages.ts';
import { isOwnerMailKind, writeOwnerMessage } from '../mail/owner-messages.ts';
import { addressOf, type Mail, MailError, type MailTransport } from '../mail/transport.ts';
import type { JobContext } from './context.ts';

interface MailParts extends Pick<JobContext, 'config' | 'db'> {
  mail: MailTransport;
  tokens: Pick<ReturnType<typeof createTokens>, 'issue'>;
}

type BookingNotification = Extract<NotificationResult, { generation: number }>;

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
  if (!isNotificationKind(kind) || next.booking === null) return `No mail of the kind ${kind} is known.`;
  if (next.gathered.length > 0) return writeGatheredMail(parts, kind, next);
  if (!isStillTrue(kind, next.booking)) return `Not sent: the booking is ${next.booking.status} by now.`;
  return writeBookingMail(parts, kind, next);
}

/** Combines what several mails would have said, as far as it still holds; for each booking only the latest. */
function writeGatheredMail(parts: MailParts, kind: NotificationKind, next: BookingNotification): Mail | string {
  const { id, recipient } = next.notification;
  const byBooking = new Map<string, VisitorNews>();
  for (const item of [{ kind, booking: next.booking, generation: next.generation }, ...next.gathered]) {
    // The link of a booking must never reach another address than its visitor's.
    if (item.booking.attendee?.email !== recipient || !isNotificationKind(item.kind)) continue;
    if (!isStillTrue(item.kind, item.booking)) continue;
    const manageUrl = manageUrlOf(parts, item.booking.id, item.generation);
    byBooking.delete(item.booking.id);
    byBooking.set(item.booking.id, { kind: item.kind, booking: item.booking, manageUrl });
  }
  const news = [...byBooking.values()];
  if (news.length === 0) return 'Not sent: nothing of it is so any more.';
  const [only] = news;
  const message =
    news.length === 1 && only && next.gathered_more === 0
      ? writeVisitorMessage(only.kind, only.booking, only.manageUrl)
      : writeGatheredMessage(news, next.gathered_more);
  return { id, recipient, replyTo: null, subject: message.subject, text: message.text, invitation: null };
}

function manageUrlOf({ config, tokens }: MailParts, bookingId: string, generation: number): string {
  return `${config.publicUrl}/manage/${bookingId}#token=${tokens.issue('manage', bookingId, generation)}`;
}

function writeBookingMail(
  parts: MailParts,
  kind: NotificationKind,
  { notification: { id, recipient }, booking, generation, is_in_calendar: isInCalendar }: BookingNotification,
): Mail {
  const { config } = parts;
  // Anybody but the visitor gets the host's mail: the visitor's link must never reach another address.
  const isVisitor = booking.attendee !== null && recipient === booking.attendee.email;
  const message = isVisitor
    ? writeVisitorMessage(kind, booking, manageUrlOf(parts, booking.id, generation))
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
