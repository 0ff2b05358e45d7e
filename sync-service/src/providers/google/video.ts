import type { CalendarToWrite, EventToWrite, WrittenEvent } from '../../calendar/provider.ts';
import { field, text } from '../json.ts';
import { readVideoLink } from '../video-link.ts';
import type { GoogleSession } from './api.ts';
import { malformedResponse } from './errors.ts';
import { countVideoRequests, meetType } from './event-body.ts';

/**
 * Whether a write is to ask for a link of Meet: the event wants one, the calendar offers it, and it was not asked for
 * before, unless Google failed to make it. A conference that the owner took off is not brought back.
 * @param stored The event as it is; null for a new one.
 */
export async function asksForVideo(
  session: GoogleSession,
  calendar: CalendarToWrite,
  event: EventToWrite,
  stored: unknown,
): Promise<boolean> {
  if (event.wantsVideo !== true) return false;
  const conference = field(stored, 'conferenceData');
  const isFailed = statusOf(conference) === 'failure';
  if (!isFailed && (conference != null || countVideoRequests(stored) > 0)) return false;
  // What is missing or not permitted shows in the write itself.
  const { status, data } = await session.call({ expected: [403, 404] }, (api, options) =>
    api.calendarList.get({ calendarId: calendar.providerCalendarId }, options),
  );
  if (status < 400 && field(data, 'kind') !== 'calendar#calendarListEntry') throw malformedResponse();
  const offered = field(field(data, 'conferenceProperties'), 'allowedConferenceSolutionTypes');
  return Array.isArray(offered) && offered.includes(meetType);
}

/** The link of an event's conference, which may come some time after it was asked for. */
export function linkOf(stored: unknown): Pick<WrittenEvent, 'videoLink' | 'awaitsVideoLink'> {
  const conference = field(stored, 'conferenceData');
  const entries = field(conference, 'entryPoints');
  const video = Array.isArray(entries) ? entries.find((entry) => field(entry, 'entryPointType') === 'video') : null;
  const videoLink = readVideoLink(text(field(video, 'uri')) || text(field(stored, 'hangoutLink')));
  if (videoLink !== undefined) return { videoLink };
  return statusOf(conference) === 'pending' ? { awaitsVideoLink: true } : {};
}

function statusOf(conference: unknown): string {
  return text(field(field(field(conference, 'createRequest'), 'status'), 'statusCode'));
}
