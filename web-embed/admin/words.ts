import type { RequestError } from '../shared/request.ts';
import type { BookingTarget, Connection, UnknownTime } from './screens/calendars/calendars-api.ts';

/** Somebody, or something, that can be booked, as sentences need it. */
export type NamedHost = { id: string; display_name: string; slug: string };

/** How a connection is doing, in words. */
export interface Health {
  tone: 'good' | 'busy' | 'bad';
  label: string;
  /** What it means, and what to do; null: nothing to add. */
  text: string | null;
}

const kinds: Record<string, string> = {
  google: 'Google Calendar',
  microsoft: 'Microsoft 365',
  apple: 'Apple iCloud',
  caldav: 'CalDAV',
  ics: 'Calendar feed',
};

/** Name of a kind of calendar. */
export function kindOf(provider: string): string {
  return kinds[provider] ?? provider;
}

const providers: Record<string, string> = { google: 'Google', microsoft: 'Microsoft', apple: 'Apple' };

/** How a connection is doing, at an instant in milliseconds. */
export function healthOf(
  connection: Connection,
  is: { syncing: boolean; disconnecting: boolean },
  now: number,
): Health {
  const { status, last_error: error, calendars, blocked_until: blockedUntil, next_try_at: nextTryAt } = connection;
  if (is.disconnecting) {
    return {
      tone: 'busy',
      label: 'Disconnecting',
      text: 'We are removing the events of your bookings from it first. You can close this page.',
    };
  }
  if (status === 'needs_reconnect') {
    return {
      tone: 'bad',
      label: 'Access has ended',
      text: `${error ?? 'We can no longer access this account.'} Times we know stay busy; new changes are not picked up, and bookings are not written, until you reconnect.`,
    };
  }
  if (blockedUntil !== null && Date.parse(blockedUntil) > now) {
    const provider = providers[connection.provider] ?? 'The calendar server';
    return {
      tone: 'busy',
      label: 'Waiting for the provider',
      text: `${provider} is limiting our requests. We will retry ${ahead(blockedUntil, now)}.`,
    };
  }
  if (is.syncing) return { tone: 'busy', label: 'Syncing', text: null };
  if (status === 'error' || error !== null) {
    return {
      tone: 'bad',
      label: 'Temporarily unreachable',
      text: `${error ?? 'The last attempt failed.'} ${nextTryAt === null ? 'We will retry automatically.' : `We will retry ${ahead(nextTryAt, now)}.`}`,
    };
  }
  if (calendars.some((calendar) => calendar.sync_status === 'error'))
    return { tone: 'bad', label: 'Connected, with problems', text: null };
  if (calendars.some((calendar) => calendar.last_synced_at === null))
    return { tone: 'busy', label: 'First sync in progress', text: null };
  return { tone: 'good', label: 'Connected', text: null };
}

const reasons: Record<NonNullable<BookingTarget['change']>['reason'], string> = {
  disconnected: 'was disconnected',
  vanished: 'is no longer in its account',
  read_only: 'is now read-only',
  deleted: 'was deleted',
};

/** Where the bookings of a host go because another calendar was lost, in one sentence. */
export function changeText(
  { host_id: hostId, calendar_name: name, change }: BookingTarget,
  hosts: readonly NamedHost[],
): string {
  if (change === null) return '';
  const host = hosts.length > 1 ? hosts.find(({ id }) => id === hostId) : undefined;
  const whose = host === undefined ? 'New bookings' : `New bookings of ${host.display_name || host.slug}`;
  const where = name === null ? 'not written to any calendar' : `now written to ${name || 'another calendar'}`;
  // Many calendars are called Calendar.
  const lost = change.calendar_name === name ? '' : change.calendar_name;
  return `${whose} are ${where}, because ${lost || 'the previous calendar'} ${reasons[change.reason]}.`;
}

const dayFormat = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** Days in words, `until` exclusive: `Any day`, one, a span, or all from one on. */
export function daysText(days: UnknownTime['days']): string {
  if (days === null) return 'Any day';
  const [first, last] = [Date.parse(days.from), Date.parse(days.until) - 86_400_000];
  // So far ahead: the event has no end.
  if (last >= Date.UTC(9000, 0)) return `From ${dayFormat.format(first)} on`;
  return last <= first ? dayFormat.format(first) : `${dayFormat.format(first)} to ${dayFormat.format(last)}`;
}

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** `just now`, `2 minutes ago`, `3 hours ago`, `5 days ago`; clocks that differ a little say `just now`. */
export function ago(instant: string, now: number): string {
  const seconds = (now - Date.parse(instant)) / 1000;
  if (seconds < 45) return 'just now';
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 60) return relative.format(-minutes, 'minute');
  const hours = Math.round(minutes / 60);
  return hours < 48 ? relative.format(-hours, 'hour') : relative.format(-Math.round(hours / 24), 'day');
}

/** `in a moment`, `in 2 minutes`, `in 3 hours`: never sooner than it is. */
export function ahead(instant: string, now: number): string {
  const minutes = Math.ceil((Date.parse(instant) - now) / 60_000);
  if (minutes < 1) return 'in a moment';
  return minutes < 100 ? relative.format(minutes, 'minute') : relative.format(Math.ceil(minutes / 60), 'hour');
}

/**
 * The oldest last sync of its calendars that count for somebody, of all if none does: they are at least as fresh. Null: one was never read.
 * Calendars that count for nobody are read once an hour, and not when a change is announced.
 */
export function oldestSync({ calendars }: Connection): string | null {
  const counting = calendars.filter(({ links }) =>
    links.some((link) => link.blocks_availability || link.is_booking_target),
  );
  const instants = (counting.length > 0 ? counting : calendars).map((calendar) => calendar.last_synced_at);
  if (instants.length === 0 || instants.includes(null)) return null;
  return (instants as string[]).reduce((oldest, one) => (Date.parse(one) < Date.parse(oldest) ? one : oldest));
}

/** What to do about a refusal, where the message alone does not say it; by the provider's `reason`. */
const advice: Record<string, string> = {
  invalid_credentials: 'Check the user name and the password.',
  unauthorized: 'Check the user name and the password.',
  invalid_url: 'Copy the whole address, beginning with https://.',
  unreachable: 'Check the address, and that the server is running.',
  timeout: 'Try again in a few minutes.',
  rate_limited: 'Try again in a few minutes.',
  forbidden_address: 'Only addresses on the public internet can be connected.',
  not_a_calendar: 'Copy the address of the calendar itself (ICS), not that of the page that shows it.',
};

/** A failed request in words, with what to do. */
export function faultText(error: RequestError): string {
  switch (error.code) {
    case 'network':
      return 'The server did not respond. Check your connection and try again.';
    case 'rate_limited':
      return 'Too many requests. Wait a minute and try again.';
    case 'not_found':
      return 'This no longer exists. Reload the page.';
    case 'invalid_request': {
      const reason = String(error.details.reason ?? '');
      const hint = Object.hasOwn(advice, reason) ? advice[reason] : undefined;
      return hint === undefined || error.message.includes(hint) ? error.message : `${error.message} ${hint}`;
    }
    case 'invalid_state':
    case 'slot_taken':
      return error.message;
    default:
      return 'Something went wrong. Try again in a minute; if it keeps happening, contact whoever runs this service.';
  }
}
