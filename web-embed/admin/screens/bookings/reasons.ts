import type { RequestError } from '../../../shared/request.ts';
import { faultText } from '../../app/admin.ts';

/** A reason against a time, as `explain_slots` names it. */
interface Reason {
  reason?: string;
  title?: string | null;
}

const words: Record<string, string> = {
  outside_hours: 'it is outside of your hours',
  closed_override: 'the day is closed',
  off_grid: 'it is between the times that you offer',
  vacation: 'you are on vacation',
  block: 'the time is blocked',
  booking: 'there is another booking',
  hold: 'somebody is booking it right now',
  seats: 'all seats are taken',
  buffer: 'it is too close to something else',
  notice: 'it is too soon',
  horizon: 'it is too far ahead',
  daily_limit: 'the day is full',
  weekly_limit: 'the week is full',
  stale_calendar: 'a calendar is not known right now',
  not_covered: 'your calendars are not read that far',
  inactive: 'the event type is switched off',
};

/** Why a time cannot be had, in words. */
export function refusalText(error: RequestError): string {
  const { reasons } = error.details as { reasons?: unknown };
  const named = Array.isArray(reasons) ? [...new Set((reasons as Reason[]).map(reasonText))] : [];
  if (named.length > 0) return `This time cannot be taken: ${named.join('; ')}.`;
  if (error.code === 'slot_taken') return 'This time has just been taken. Choose another one.';
  if (error.code === 'slot_not_offered') return 'This time is not free any more. Choose another one.';
  return faultText(error);
}

function reasonText({ reason = '', title }: Reason): string {
  if (reason === 'external_event') return `${title ? `“${title}”` : 'an event'} is in your calendar`;
  return words[reason] ?? 'something is in the way';
}
