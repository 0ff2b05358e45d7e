import type { Formats } from '../../../shared/formats.ts';
import type { IconName } from '../../../shared/icons.tsx';
import { wallClock } from '../../../shared/time.ts';
import { kindOf } from '../../words.ts';
import type {
  BookingDelivery,
  BookingMail,
  BookingSheet,
  Conflict,
  HostBooking,
  NamedCalendar,
} from './bookings-api.ts';

/** A state in words. */
export interface StatusText {
  tone: keyof typeof badgeTones;
  icon: IconName;
  label: string;
  /** What it means, or what went wrong; null: nothing to add. */
  text: string | null;
}

/** Tone of a badge for a state. */
export const badgeTones = { good: 'good', busy: 'warn', bad: 'bad', calm: 'neutral' } as const;

const statuses: Record<HostBooking['status'], StatusText> = {
  confirmed: { tone: 'good', icon: 'check', label: 'Confirmed', text: null },
  pending: { tone: 'busy', icon: 'hourglass', label: 'Awaiting your response', text: null },
  cancelled: { tone: 'calm', icon: 'alert', label: 'Cancelled', text: null },
  declined: { tone: 'calm', icon: 'alert', label: 'Declined', text: null },
  expired: {
    tone: 'calm',
    icon: 'alert',
    label: 'Expired',
    text: 'You did not respond in time, so the time is free again.',
  },
};

/** The state of a booking, and who ended it. */
export function statusOf({ status, cancelled_by: by }: Pick<HostBooking, 'status' | 'cancelled_by'>): StatusText {
  if (status !== 'cancelled' || by === null || by === 'system') return statuses[status];
  return { ...statuses.cancelled, label: by === 'host' ? 'Cancelled by you' : 'Cancelled by the attendee' };
}

/**
 * `Tuesday 24 November 2026, 10:00 – 10:30`; with both days where they differ.
 * @param beside Zone in which the reader knows the day: it is said again only where it is another one.
 */
export function spanText(start: string, end: string, zone: string, formats: Formats, beside?: string): string {
  const [from, until] = [Date.parse(start), Date.parse(end)];
  const [first, last] = [wallClock(from, zone).date, wallClock(until, zone).date];
  const isKnown = beside !== undefined && first === wallClock(from, beside).date;
  const opening = isKnown ? '' : `${formats.fullDay(first)}, `;
  const ending = first === last ? '' : `${formats.fullDay(last)}, `;
  return `${opening}${formats.time(from, zone)} – ${ending}${formats.time(until, zone)}`;
}

/** `Tuesday 24 November 2026, 10:00` */
export function instantText(instant: string, zone: string, formats: Formats): string {
  const at = Date.parse(instant);
  return `${formats.fullDay(wallClock(at, zone).date)}, ${formats.time(at, zone)}`;
}

/** `Tue 24 Nov, 10:00`; with the year where it is not that of now. */
export function shortText(instant: string, zone: string, formats: Formats): string {
  const at = Date.parse(instant);
  const { date } = wallClock(at, zone);
  const isThisYear = date.slice(0, 4) === wallClock(Date.now(), zone).date.slice(0, 4);
  return `${formats.shortDay(date)}${isThisYear ? '' : ` ${date.slice(0, 4)}`}, ${formats.time(at, zone)}`;
}

/** `Work, Google Calendar` */
export function calendarName({ name, provider }: NamedCalendar): string {
  return [name || 'Calendar', kindOf(provider)].filter((part) => part !== '').join(', ');
}

/** How the event of a booking is in the host's calendar. */
export function eventOf({ booking, event }: BookingSheet): StatusText {
  if (event === null) {
    if (booking.status === 'pending')
      return { tone: 'calm', icon: 'calendar', label: 'Not yet', text: 'It is written when you confirm.' };
    return { tone: 'calm', icon: 'calendar', label: 'Not in any calendar', text: null };
  }
  const { state, last_error: error, pushed_revision: pushed, is_wanted: isWanted } = event;
  const open = booking.conflicts.filter(({ resolved_at: at }) => at === null).map(({ kind }) => kind);
  if (isWanted && open.includes('deleted')) return { tone: 'bad', icon: 'alert', label: 'Deleted there', text: null };
  if (
    isWanted &&
    booking.conflicts.some(({ kind, resolution }) => kind === 'deleted' && resolution === 'ignored') &&
    state === 'failed'
  )
    return { tone: 'calm', icon: 'calendar', label: 'Deleted there', text: 'You left it that way.' };
  if (state === 'failed')
    return {
      tone: 'bad',
      icon: 'alert',
      label: isWanted ? 'Could not be written' : 'Could not be removed',
      text: error,
    };
  if (state === 'pending')
    return {
      tone: error === null ? 'busy' : 'bad',
      icon: error === null ? 'hourglass' : 'alert',
      label: isWanted ? (pushed === null ? 'Being written' : 'Being updated') : 'Being removed',
      text: error === null ? null : `${error} We will retry automatically.`,
    };
  if (isWanted && open.includes('moved')) return { tone: 'bad', icon: 'alert', label: 'Moved there', text: null };
  if (!isWanted) return { tone: 'calm', icon: 'check', label: 'Removed', text: null };
  return { tone: 'good', icon: 'check', label: 'Written', text: null };
}

/** What happened, as a heading and what it means. */
export function conflictText(conflict: Conflict, zone: string, formats: Formats): { title: string; text: string } {
  const { kind, event_title: title, event_starts_at: start, event_ends_at: end } = conflict;
  const span = start !== null && end !== null && start !== end ? spanText(start, end, zone, formats) : null;
  if (kind === 'moved')
    return {
      title: 'Moved in your calendar',
      text: span
        ? `You moved its event to ${span}. The booking still has its old time.`
        : 'Its event no longer blocks any time in your calendar. The booking still has its time.',
    };
  if (kind === 'deleted')
    return {
      title: 'Deleted in your calendar',
      text: 'Its event was deleted there. The booking stays as it is until you decide.',
    };
  if (conflict.other_booking_id !== null)
    return {
      title: `Overlaps with the booking ${title ? `“${title}”` : 'of another host'}`,
      text: `${span ? `It is at ${span}. ` : ''}The calendar of one host also blocks the time of the other. Both bookings stay as they are until you decide.`,
    };
  return {
    title: `Overlaps with ${title ? `“${title}”` : 'another event'}`,
    text: `${span ? `In your calendar: ${span}. ` : ''}The booking stays as it is until you decide.`,
  };
}

/** Whether the booking can take the times of its event. */
export function canMove({ kind, event_starts_at: start, event_ends_at: end }: Conflict): boolean {
  return kind === 'moved' && start !== null && end !== null && Date.parse(start) < Date.parse(end);
}

const resolutions: Record<NonNullable<Conflict['resolution']>, string> = {
  gone: 'resolved by itself',
  rescheduled: 'the booking was moved',
  cancelled: 'the booking was cancelled',
  kept: 'you kept the booking as it is',
  accepted: 'the booking was moved to that time',
  ignored: 'you left both as they are',
};

/** How a conflict of the past ended: `Overlaps with “Dentist”: resolved by itself`. */
export function settledText(conflict: Conflict, zone: string, formats: Formats): string {
  const { title } = conflictText(conflict, zone, formats);
  return `${title}: ${resolutionText(conflict)}`;
}

/** How it ended; of what nobody decided about before the booking was over, that. */
export function resolutionText({ resolution }: Pick<Conflict, 'resolution'>): string {
  return resolution === null ? 'the booking is over' : resolutions[resolution];
}

/** `Confirmation`: what a mail is about, by its kind. */
const mailKinds: Record<string, string> = {
  confirmed: 'Confirmation',
  confirmed_unread: 'Confirmation, with a warning',
  requested: 'Request',
  declined: 'Decline',
  cancelled: 'Cancellation',
  rescheduled: 'New time',
  time_proposed: 'Proposed time',
  request_expired: 'Expired request',
  reminder: 'Reminder',
  link_added: 'Video link',
  conflict: 'Conflict',
  event_moved: 'Moved event',
  event_deleted: 'Deleted event',
};

/** What a mail is about. */
export function mailLabel(kind: string): string {
  const [, scope, rest = ''] = /^(booking|series)_(.*)$/.exec(kind) ?? [];
  const label = mailKinds[rest] ?? 'Mail';
  return scope === 'series' ? `${label} of the series` : label;
}

/** How a mail is doing. */
export function mailState(mail: BookingMail): StatusText {
  if (mail.is_gathered) return { tone: 'calm', icon: 'check', label: 'In another mail', text: null };
  if (mail.state === 'sent') return { tone: 'good', icon: 'check', label: 'Sent', text: null };
  if (mail.state === 'failed') return { tone: 'bad', icon: 'alert', label: 'Not sent', text: mail.last_error };
  return mail.failing_since === null
    ? { tone: 'busy', icon: 'hourglass', label: 'On its way', text: null }
    : {
        tone: 'bad',
        icon: 'alert',
        label: 'Failing',
        text: `${mail.last_error ?? ''} We will retry automatically.`.trim(),
      };
}

/** How a webhook delivery is doing. */
export function deliveryState(delivery: BookingDelivery): StatusText {
  const response = delivery.status_code === null ? null : `It responded with ${delivery.status_code}.`;
  if (delivery.state === 'delivered') return { tone: 'good', icon: 'check', label: 'Delivered', text: null };
  if (delivery.state === 'failed')
    return { tone: 'bad', icon: 'alert', label: 'Not delivered', text: delivery.last_error ?? response };
  return delivery.attempts === 0
    ? { tone: 'busy', icon: 'hourglass', label: 'On its way', text: null }
    : {
        tone: 'bad',
        icon: 'alert',
        label: 'Failing',
        text: `${delivery.last_error ?? response ?? ''} We will retry automatically.`.trim(),
      };
}
