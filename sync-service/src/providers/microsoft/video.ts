import type { CalendarToWrite, EventToWrite } from '../../calendar/provider.ts';
import { field, text } from '../json.ts';
import { readVideoLink } from '../video-link.ts';
import { teamsProvider } from './event-body.ts';
import { readWritten } from './ids.ts';
import { calendarPath } from './lists.ts';
import type { GraphSession } from './session.ts';

/**
 * Whether a write is to ask for a link of Teams: the event wants one, the calendar offers it (those of personal accounts
 * never do), and it was not asked for before. A meeting that the owner took off is not brought back.
 * @param stored The event as it is; null for a new one.
 */
export async function asksForVideo(
  session: GraphSession,
  calendar: CalendarToWrite,
  event: EventToWrite,
  stored: unknown,
): Promise<boolean> {
  if (event.wantsVideo !== true || field(stored, 'isOnlineMeeting') === true) return false;
  if (readWritten(stored)?.isVideoAsked === true) return false;
  const path = `${calendarPath(calendar.providerCalendarId)}?$select=allowedOnlineMeetingProviders`;
  // What is missing or not permitted shows in the write itself.
  const { data } = await session.call({ path, expected: [403, 404] });
  const offered = field(data, 'allowedOnlineMeetingProviders');
  return Array.isArray(offered) && offered.includes(teamsProvider);
}

/** The link of an event's online meeting. `onlineMeetingUrl`, its old form, is always null. */
export function linkOf(stored: unknown): string | undefined {
  return readVideoLink(text(field(field(stored, 'onlineMeeting'), 'joinUrl')));
}
