import type { CalendarInfo, CalendarProperties } from '../../calendar/provider.ts';
import { cleanTitle } from '../../ical/title.ts';
import { field, text } from '../json.ts';
import type { GoogleSession } from './api.ts';
import { malformedResponse } from './errors.ts';
import { meetType } from './event-body.ts';
import { listPages } from './listing.ts';

/** Holidays, birthdays, week numbers and subscribed calendars: their events block nobody's time. */
const generated = /@(group\.v|import)\.calendar\.google\.com$/;

/** Lists the calendars that the account's owner has in their list. */
export async function listCalendars(session: GoogleSession): Promise<CalendarInfo[]> {
  const calendars: CalendarInfo[] = [];
  const pages = listPages('calendar#calendarList', (pageToken) =>
    session.call({}, (api, options) =>
      api.calendarList.list({ maxResults: 250, ...(pageToken === null ? {} : { pageToken }) }, options),
    ),
  );
  for await (const page of pages) {
    for (const entry of page.items) {
      if (field(entry, 'deleted') !== true && field(entry, 'hidden') !== true) calendars.push(toCalendar(entry));
    }
  }
  return calendars;
}

function toCalendar(entry: unknown): CalendarInfo {
  const id = text(field(entry, 'id'));
  // A list with gaps would look as if calendars had been removed.
  if (id === '') throw malformedResponse();
  const role = text(field(entry, 'accessRole'));
  const { timeZone, access } = readProperties(entry);
  return {
    providerCalendarId: id,
    name: cleanTitle(text(field(entry, 'summaryOverride')) || text(field(entry, 'summary'))) ?? id,
    timeZone: timeZone ?? null,
    access: access ?? 'read',
    isOwn: role === 'owner' && !generated.test(id),
    isPrimary: field(entry, 'primary') === true,
    ...(offersMeet(field(entry, 'conferenceProperties')) ? {} : { lacksVideoLinks: true }),
  };
}

/** Whether events may ask for a link of Meet; also where nothing is said. */
function offersMeet(properties: unknown): boolean {
  const offered = field(properties, 'allowedConferenceSolutionTypes');
  return !Array.isArray(offered) || offered.includes(meetType);
}

/** Reads what a response says about a calendar in the fields that calendar and event lists share. */
export function readProperties(response: unknown): CalendarProperties {
  const [timeZone, role] = [text(field(response, 'timeZone')), text(field(response, 'accessRole'))];
  return {
    ...(timeZone === '' ? {} : { timeZone }),
    // There are other roles and will be more: only the known ones are enough to write.
    ...(role === '' ? {} : { access: role === 'owner' || role === 'writer' ? 'write' : 'read' }),
  };
}
