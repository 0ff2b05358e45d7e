import type { MailedConnection } from '../db/booking.ts';
import { oneLine } from './clean.ts';
import type { Message } from './messages.ts';
import { writeUnknownTimes } from './unknown-times-message.ts';

type TargetChange = MailedConnection['target_changes'][number];

/** Mails about an account. Each writer gets the origin of the admin page; null: what it would say is not so any more. */
export const connectionMails = {
  connection_needs_reconnect: writeReconnect,
  booking_target_read_only: writeReadOnlyTarget,
  booking_target_changed: writeTargetChanged,
  calendar_vanished: writeVanished,
  calendar_times_unknown: (connection, publicUrl) =>
    connection.unknown_times === null || connection.status === 'disconnected'
      ? null
      : writeUnknownTimes(connection.unknown_times, nameOf(connection), publicUrl),
} satisfies Record<string, (connection: MailedConnection, publicUrl: string) => Message | null>;

const providers: Record<string, string> = {
  google: 'Google',
  microsoft: 'Microsoft',
  apple: 'iCloud',
  caldav: 'CalDAV',
  ics: 'calendar feed',
};
const reasons: Record<TargetChange['reason'], string> = {
  disconnected: 'was disconnected',
  vanished: 'is no longer in its account',
  read_only: 'is now read-only',
  deleted: 'was deleted',
};

function writeReconnect(connection: MailedConnection, publicUrl: string): Message | null {
  if (connection.status !== 'needs_reconnect') return null;
  const account = nameOf(connection);
  return {
    subject: oneLine(`Connect your calendar again: ${account}`).slice(0, 200),
    text: [
      'We can no longer read this calendar account. Times we know stay busy; new changes are not picked up, and bookings are not written to it, until you reconnect.',
      [
        `Account: ${account}`,
        ...(connection.last_error === null ? [] : [`Reason: ${oneLine(connection.last_error)}`]),
      ].join('\n'),
      `Connect it again here:\n${publicUrl}/admin/calendars`,
    ].join('\n\n'),
  };
}

function writeReadOnlyTarget(connection: MailedConnection, publicUrl: string): Message | null {
  if (connection.status === 'disconnected') return null;
  const waiting = connection.read_only_targets.map((name) => oneLine(name) || 'unnamed');
  const changes = connection.target_changes.filter(({ reason, to }) => reason === 'read_only' && to !== null);
  if (waiting.length === 0) return changes.length === 0 ? null : writeChanges(changes, publicUrl);
  return {
    subject: oneLine(`Bookings are not written to your calendar: ${waiting.join(', ')}`).slice(0, 200),
    text: [
      'This calendar is now read-only, so bookings are not written to it. Give the account write access again, or choose another calendar.',
      [`Account: ${nameOf(connection)}`, ...waiting.map((name) => `Calendar: ${name}`)].join('\n'),
      ...changes.map(describeChange),
      'Visitors can still book, and what is missing in the calendar is written as soon as possible. Choose another calendar here:\n' +
        `${publicUrl}/admin/calendars`,
    ].join('\n\n'),
  };
}

function writeTargetChanged(connection: MailedConnection, publicUrl: string): Message | null {
  return connection.target_changes.length === 0 ? null : writeChanges(connection.target_changes, publicUrl);
}

function writeChanges(changes: readonly TargetChange[], publicUrl: string): Message {
  const isNowhere = changes.some(({ to }) => to === null);
  const names = new Set(changes.flatMap(({ to }) => (to === null ? [] : [oneLine(to.name) || 'unnamed'])));
  return {
    subject: oneLine(
      isNowhere
        ? 'Your bookings are not written to any calendar'
        : `Your bookings are written to another calendar: ${[...names].join(', ')}`,
    ).slice(0, 200),
    text: [
      ...changes.map(describeChange),
      ...(names.size === 0 ? [] : ['Upcoming bookings that are not in any calendar are written to it as well.']),
      `${isNowhere ? 'Connect a calendar, or choose one,' : 'You can choose another calendar'} here:\n${publicUrl}/admin/calendars`,
    ].join('\n\n'),
  };
}

function writeVanished(connection: MailedConnection, publicUrl: string): Message | null {
  const { vanished } = connection;
  // Also if it is there again by now: what it was for has to be chosen anew.
  if (vanished === null || connection.status === 'disconnected') return null;
  const name = oneLine(vanished.name) || 'unnamed';
  const changes = connection.target_changes.filter(({ reason }) => reason === 'vanished');
  return {
    subject: oneLine(`A calendar is no longer in your account: ${name}`).slice(0, 200),
    text: [
      'We checked several times, and a calendar is no longer in your account. Its events no longer block your time, so these times can be booked, and bookings are not written to it.',
      [
        `Account: ${nameOf(connection)}`,
        `Calendar: ${name}`,
        ...vanished.hosts.map((host) => `Was used for: ${oneLine(host)}`),
      ].join('\n'),
      ...changes.map(describeChange),
      'If you deleted it or stopped sharing it, there is nothing to do. If not, restore it: as soon as it is ' +
        `back in the account, we read it again, and you can choose it here:\n${publicUrl}/admin/calendars`,
    ].join('\n\n'),
  };
}

/** Where the bookings of a host go, and why, in one sentence. */
function describeChange({ host, reason, from, to }: TargetChange): string {
  const name = oneLine(host);
  const whose = name === '' ? 'Your bookings' : `Bookings of ${name}`;
  const where =
    to === null ? 'not written to any calendar now' : `now written to ${oneLine(to.name) || 'unnamed'} (${nameOf(to)})`;
  // Many calendars are called Calendar.
  const lost = from === to?.name ? '' : oneLine(from);
  return `${whose} are ${where}, because ${lost || 'the previous calendar'} ${reasons[reason]}.`;
}

function nameOf({ provider, account_email: email }: Pick<MailedConnection, 'provider' | 'account_email'>): string {
  return [providers[provider] ?? provider, email ?? '']
    .map(oneLine)
    .filter((part) => part !== '')
    .join(', ');
}
