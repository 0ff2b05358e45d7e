import { type Locale, languages, localeOf } from '../../../web-embed/languages/catalogue.ts';
import { commaOf } from '../../../web-embed/languages/writing.ts';
import type { MailedConnection } from '../db/booking.ts';
import { subjectOf } from './booking-messages.ts';
import { oneLine } from './clean.ts';
import { writeLostBookings } from './lost-bookings-message.ts';
import { type Block, blocksOf, type Fact, type Message, paragraph } from './message.ts';
import { writeUnknownTimes } from './unknown-times-message.ts';

type TargetChange = MailedConnection['target_changes'][number];

/** What a mail about an account says, without what all of them have. */
type AccountNews = Pick<Message, 'subject' | 'heading' | 'blocks'>;

/** The writer of each kind of mail about an account. Null: what it would say is not so any more. */
const writers = {
  connection_needs_reconnect: writeReconnect,
  booking_target_read_only: writeReadOnlyTarget,
  booking_target_changed: (connection, locale, calendarsUrl) =>
    connection.target_changes.length === 0 ? null : writeChanges(connection.target_changes, locale, calendarsUrl),
  calendar_vanished: writeVanished,
  calendar_times_unknown: (connection, locale, calendarsUrl) =>
    connection.unknown_times === null || connection.status === 'disconnected'
      ? null
      : writeUnknownTimes(connection.unknown_times, nameOf(connection, locale), locale, calendarsUrl),
  bookings_lost: (connection, locale, calendarsUrl) =>
    connection.lost_bookings === null || connection.status === 'disconnected'
      ? null
      : writeLostBookings(connection.lost_bookings, nameOf(connection, locale), locale, calendarsUrl),
} satisfies Record<string, (connection: MailedConnection, locale: Locale, calendarsUrl: string) => AccountNews | null>;

/** Kinds of mails about an account. */
export type ConnectionMailKind = keyof typeof writers;

/** Whether the text is a kind of mail about an account. */
export function isConnectionMailKind(text: string): text is ConnectionMailKind {
  return Object.hasOwn(writers, text);
}

/**
 * Writes a mail to the owner of an account.
 * @param publicUrl Origin of the admin page.
 * @param wanted Locale of the owner.
 * @returns null if what it would say is not so any more.
 */
export function writeConnectionMessage(
  kind: ConnectionMailKind,
  connection: MailedConnection,
  publicUrl: string,
  wanted: string | null,
): Message | null {
  const locale = localeOf(wanted);
  const news = writers[kind](connection, locale, `${publicUrl}/admin/calendars`);
  if (news === null) return null;
  return {
    ...news,
    locale,
    brand: { name: '', accent: null },
    subject: subjectOf(news.subject),
    footer: locale.mail.footerOwner,
  };
}

const providers: Record<string, string> = {
  google: 'Google',
  microsoft: 'Microsoft',
  apple: 'iCloud',
  caldav: 'CalDAV',
};

function writeReconnect(connection: MailedConnection, locale: Locale, calendarsUrl: string): AccountNews | null {
  if (connection.status !== 'needs_reconnect') return null;
  const { account: texts } = locale.mail;
  const account = nameOf(connection, locale);
  return {
    subject: texts.reconnect.subject(account),
    heading: texts.reconnect.heading,
    blocks: blocksOf(
      paragraph(texts.reconnect.text),
      {
        kind: 'facts',
        facts: [{ label: texts.account, value: account }, ...reasonFacts(connection.last_error, locale)],
      },
      { kind: 'action', label: texts.reconnect.action, url: calendarsUrl },
    ),
  };
}

/** Why an account has to be connected again, in the reader's language. A sentence that the catalogue does not know is for those who read English. */
function reasonFacts(reason: string | null, locale: Locale): Fact[] {
  if (reason === null) return [];
  const english = languages.get('en')?.mail.account.reconnect.reasons ?? {};
  const known = Object.entries(english).find(([, sentence]) => sentence === reason)?.[0];
  const texts: Record<string, string> = locale.mail.account.reconnect.reasons;
  const value = (known === undefined ? undefined : texts[known]) ?? (locale.tag.startsWith('en') ? reason : undefined);
  return value === undefined ? [] : [{ label: locale.common.reason, value: oneLine(value) }];
}

function writeReadOnlyTarget(connection: MailedConnection, locale: Locale, calendarsUrl: string): AccountNews | null {
  if (connection.status === 'disconnected') return null;
  const { account: texts, unnamed } = locale.mail;
  const waiting = connection.read_only_targets.map((name) => oneLine(name) || unnamed);
  const changes = connection.target_changes.filter(({ reason, to }) => reason === 'read_only' && to !== null);
  if (waiting.length === 0) return changes.length === 0 ? null : writeChanges(changes, locale, calendarsUrl);
  return {
    subject: texts.readOnly.subject(waiting.join(commaOf(locale.tag))),
    heading: texts.readOnly.heading,
    blocks: blocksOf(
      paragraph(texts.readOnly.text),
      { kind: 'facts', facts: [accountFact(connection, locale), ...waiting.map(calendarFact(locale))] },
      ...changes.map((change) => paragraph(describeChange(change, locale))),
      paragraph(texts.readOnly.after),
      { kind: 'action', label: texts.readOnly.action, url: calendarsUrl },
    ),
  };
}

function writeChanges(changes: readonly TargetChange[], locale: Locale, calendarsUrl: string): AccountNews {
  const { account: texts, unnamed } = locale.mail;
  const isNowhere = changes.some(({ to }) => to === null);
  const names = new Set(changes.flatMap(({ to }) => (to === null ? [] : [oneLine(to.name) || unnamed])));
  const subject = isNowhere ? texts.target.subjectNowhere : texts.target.subject([...names].join(commaOf(locale.tag)));
  return {
    subject,
    heading: subject,
    blocks: blocksOf(
      ...changes.map((change) => paragraph(describeChange(change, locale))),
      names.size > 0 && paragraph(texts.target.after),
      {
        kind: 'action',
        label: isNowhere ? texts.target.actionNowhere : texts.readOnly.action,
        url: calendarsUrl,
      },
    ),
  };
}

function writeVanished(connection: MailedConnection, locale: Locale, calendarsUrl: string): AccountNews | null {
  const { vanished } = connection;
  // Also if it is there again by now: what it was for has to be chosen anew.
  if (vanished === null || connection.status === 'disconnected') return null;
  const { account: texts, unnamed, openCalendars } = locale.mail;
  const name = oneLine(vanished.name) || unnamed;
  const changes = connection.target_changes.filter(({ reason }) => reason === 'vanished');
  return {
    subject: texts.vanished.subject(name),
    heading: texts.vanished.heading,
    blocks: blocksOf(
      paragraph(texts.vanished.text),
      {
        kind: 'facts',
        facts: [
          accountFact(connection, locale),
          calendarFact(locale)(name),
          ...vanished.hosts.map((host): Fact => ({ label: texts.usedFor, value: oneLine(host) })),
        ],
      },
      ...changes.map((change): Block | null => paragraph(describeChange(change, locale))),
      paragraph(texts.vanished.after),
      { kind: 'action', label: openCalendars, url: calendarsUrl },
    ),
  };
}

function accountFact(connection: MailedConnection, locale: Locale): Fact {
  return { label: locale.mail.account.account, value: nameOf(connection, locale) };
}

function calendarFact(locale: Locale): (name: string) => Fact {
  return (name) => ({ label: locale.mail.account.calendar, value: name });
}

/** Where the bookings of a host go, and why, in one sentence. */
function describeChange({ host, reason, from, to }: TargetChange, locale: Locale): string {
  const { account, unnamed } = locale.mail;
  const target = to === null ? null : `${oneLine(to.name) || unnamed} (${nameOf(to, locale)})`;
  // Many calendars are called Calendar.
  const lost = from === to?.name ? '' : oneLine(from);
  return account.target.change(oneLine(host), target, lost, reason);
}

/** What an account is called in a mail: whose it is, and where. */
export function nameOf(
  { provider, account_email: email }: Pick<MailedConnection, 'provider' | 'account_email'>,
  { mail, tag }: Locale,
): string {
  return [provider === 'ics' ? mail.account.feed : (providers[provider] ?? provider), email ?? '']
    .map(oneLine)
    .filter((part) => part !== '')
    .join(commaOf(tag));
}
