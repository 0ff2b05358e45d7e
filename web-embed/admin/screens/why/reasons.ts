import { wallClock } from '../../../shared/time.ts';
import type { CalendarWords } from '../calendar/calendar-words.ts';

/** What speaks against a start, as `explain_slots` names it, with the row behind it. Instants are ISO texts. */
export interface Reason {
  reason: string;
  source?: string;
  override_id?: string;
  label?: string | null;
  blocked_period_id?: string;
  note?: string | null;
  start?: string | null;
  end?: string | null;
  calendar_id?: string | null;
  calendar_name?: string;
  synced_event_id?: string;
  title?: string | null;
  booking_ids?: string[];
  waitlist_entry_ids?: string[];
  host_id?: string;
  limit?: number;
  covered_until?: string | null;
  unknown_time_id?: string;
  message?: string;
}

/** What is needed to say it: names that the reasons leave out. */
export interface ReasonNames {
  /** Who has booked, by booking. */
  bookings: ReadonlyMap<string, string>;
  calendars: ReadonlyMap<string, string>;
}

export interface ReasonContext extends ReasonNames {
  words: CalendarWords;
  zone: string;
  eventType: { id: string; title: string };
}

/** A reason in a sentence, and what leads to what would change it. */
export interface ReasonText {
  text: string;
  /** What the link says; null: nothing can be done but wait. */
  action: string | null;
  href: string;
}

const nothing = { action: null, href: '' };

/** Which mark stands before a reason: who is to blame, at a glance. */
export function reasonMark({ reason, source }: Reason): 'booking' | 'blocked' | 'external' | 'rule' {
  const of = source ?? reason;
  if (of === 'booking' || of === 'hold' || of === 'seats') return 'booking';
  if (of === 'vacation' || of === 'block' || of === 'closed_override') return 'blocked';
  if (of === 'external_event' || of === 'stale_calendar' || of === 'not_covered') return 'external';
  return 'rule';
}

export function reasonText(reason: Reason, context: ReasonContext): ReasonText {
  const { words, zone, eventType } = context;
  const typeLink = (action: string) => ({ action, href: `/admin/event-types/${eventType.id}` });
  const hours = (action: string) => ({ action, href: '/admin/availability' });
  const calendars = { action: 'See the calendars', href: '/admin/calendars' };
  const name = eventType.title || 'this event type';
  switch (reason.reason) {
    case 'inactive':
      return { text: `${name} is switched off.`, ...typeLink('Switch it on') };
    case 'outside_hours':
      return { text: 'It is outside your open hours.', ...hours('Change your hours') };
    case 'closed_override':
      return {
        text: reason.label ? `An exception closes this time: ${reason.label}.` : 'An exception closes this time.',
        ...hours('Change the exception'),
      };
    case 'off_grid':
      return { text: `${name} does not begin at this minute.`, ...typeLink('Change how often it can begin') };
    case 'vacation':
    case 'block': {
      const what = reason.reason === 'vacation' ? 'Your vacation' : 'A block';
      return {
        text: `${what}${reason.note ? ` (${reason.note})` : ''} takes ${spanText(reason, words, zone)}.`,
        ...hours(reason.reason === 'vacation' ? 'Change the vacation' : 'Change the block'),
      };
    }
    case 'external_event':
    case 'booking':
    case 'hold':
    case 'buffer':
      return takenText(reason, context);
    case 'seats':
      return reason.waitlist_entry_ids
        ? { text: 'The seats that are left are kept for people who wait for them.', ...dayLink(reason, context) }
        : { text: 'All seats are taken.', ...bookingLink(reason, context) };
    case 'notice':
      return { text: `It is too soon, or over: ${name} needs more notice.`, ...typeLink('Change the notice') };
    case 'horizon':
      return { text: `It is further ahead than ${name} can be booked.`, ...typeLink('Change how far ahead') };
    case 'daily_limit':
      return { text: `The day has its ${reason.limit ?? ''} of ${name}.`, ...typeLink('Change the limit of a day') };
    case 'weekly_limit':
      return { text: `The week has its ${reason.limit ?? ''} of ${name}.`, ...typeLink('Change the limit of a week') };
    case 'stale_calendar':
      return { text: 'A calendar could not be read for too long, so nothing is offered.', ...calendars };
    case 'not_covered': {
      const calendar = reason.calendar_name || 'a calendar';
      const text = reason.unknown_time_id
        ? `An event of ${calendar} has a time that can’t be read${reason.message ? `: ${reason.message}` : '.'}`
        : `What ${calendar} has that far ahead is not known.`;
      return { text, ...calendars };
    }
    default:
      // A reason that is newer than this page.
      return { text: reason.reason.replaceAll('_', ' '), ...nothing };
  }
}

function takenText(reason: Reason, context: ReasonContext): ReasonText {
  const { words, zone, eventType } = context;
  const what = thing(reason, context);
  const when = spanText(reason, words, zone);
  if (reason.reason === 'buffer')
    return {
      text: `The time to be kept free before or after ${eventType.title || 'it'} meets ${what}, ${when}.`,
      action: 'Change the buffers',
      href: `/admin/event-types/${eventType.id}`,
    };
  if (reason.reason === 'hold')
    return { text: `Somebody is booking ${when} right now. It is free again if they don’t finish.`, ...nothing };
  const link = reason.reason === 'booking' ? bookingLink(reason, context) : dayLink(reason, context);
  return { text: `${what[0]?.toUpperCase()}${what.slice(1)} takes ${when}.`, ...link };
}

function thing(reason: Reason, { bookings, calendars }: ReasonContext): string {
  const source = reason.source ?? reason.reason;
  if (source === 'hold') return 'a booking that somebody is making';
  if (source === 'booking') {
    const names = (reason.booking_ids ?? []).flatMap((id) => bookings.get(id) ?? []);
    const others = (reason.booking_ids?.length ?? 1) - 1;
    if (names[0] === undefined) return 'a booking';
    return others > 0 ? `the bookings of ${names[0]} and ${others} more` : `the booking of ${names[0]}`;
  }
  const calendar = reason.calendar_id ? calendars.get(reason.calendar_id) : undefined;
  return `${reason.title ? `“${reason.title}”` : 'an event'}${calendar ? ` in ${calendar}` : ' in a calendar'}`;
}

function bookingLink(reason: Reason, context: ReasonContext): Pick<ReasonText, 'action' | 'href'> {
  const [id] = reason.booking_ids ?? [];
  return id === undefined ? dayLink(reason, context) : { action: 'Open the booking', href: `/admin/bookings/${id}` };
}

function dayLink({ start }: Reason, { zone }: ReasonContext): Pick<ReasonText, 'action' | 'href'> {
  if (!start) return nothing;
  const { date } = wallClock(Date.parse(start), zone);
  return { action: 'See the day', href: `/admin/calendar?view=day&date=${date}` };
}

function spanText({ start, end }: Reason, words: CalendarWords, zone: string): string {
  if (start && end) return words.span(Date.parse(start), Date.parse(end), zone);
  return 'this time';
}
