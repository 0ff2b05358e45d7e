import type { CalendarProperties, CalendarToRead, TimeWindow } from '../../calendar/provider.ts';
import type { KnownProblem, Pager } from '../pages.ts';
import type { GoogleSession } from './api.ts';
import { readProperties } from './calendars.ts';
import { listParameters } from './cursor.ts';
import { errorOfResponse, type GoogleResponse, malformedResponse, readRefusal } from './errors.ts';
import { type ReadItem, readItem } from './events.ts';
import { listPages } from './listing.ts';

export interface CalendarPull {
  session: GoogleSession;
  calendar: CalendarToRead;
  window: TimeWindow;
}

/** The state of one run. */
export interface Run extends CalendarPull {
  pager: Pager;
  /** By event; an event without an id has the empty key. */
  problems: Map<string, KnownProblem>;
  /** Occurrences at the end of the window, with their series, that were listed before the changes. */
  ahead: Map<string, string>;
  /** What the last response said about the calendar. */
  properties: CalendarProperties;
}

/** Google no longer accepts the token. */
export class TokenLostError extends Error {}

/** A page of events as read. */
export interface EventPage {
  items: ReadItem[];
  properties: CalendarProperties;
  /** On the last page. */
  syncToken: string | null;
}

/** Lists a span without a token. */
export async function* listWindow(
  { session, calendar }: CalendarPull,
  { from, until }: TimeWindow,
): AsyncGenerator<EventPage> {
  yield* listEvents(calendar, (pageToken) =>
    session.call({}, (api, options) =>
      api.events.list(
        {
          ...listParameters,
          calendarId: calendar.providerCalendarId,
          timeMin: from.toISOString(),
          timeMax: until.toISOString(),
          ...(pageToken === null ? {} : { pageToken }),
        },
        options,
      ),
    ),
  );
}

/** Lists all changes since a token; with a token no span can be requested. */
export async function* listSince({ session, calendar }: CalendarPull, syncToken: string): AsyncGenerator<EventPage> {
  yield* listEvents(calendar, async (pageToken) => {
    const response = await session.call({ expected: [400, 410], takesAnyBody: true }, (api, options) =>
      api.events.list(
        {
          ...listParameters,
          calendarId: calendar.providerCalendarId,
          syncToken,
          ...(pageToken === null ? {} : { pageToken }),
        },
        options,
      ),
    );
    if (isTokenLost(response)) throw new TokenLostError();
    if (response.status >= 400) throw errorOfResponse(response, false);
    return response;
  });
}

async function* listEvents(
  { policy }: CalendarToRead,
  fetch: (pageToken: string | null) => Promise<GoogleResponse>,
): AsyncGenerator<EventPage> {
  let syncToken: string | null = null;
  for await (const page of listPages('calendar#events', fetch)) {
    syncToken = page.syncToken;
    yield { items: page.items.map((item) => readItem(item, policy)), properties: readProperties(page.data), syncToken };
  }
  // Without it the listing is incomplete.
  if (syncToken === null) throw malformedResponse();
}

function isTokenLost({ status, data }: GoogleResponse): boolean {
  if (status === 410) return true;
  const { reason, message, location } = readRefusal(data);
  return status === 400 && reason === 'invalid' && (location === 'syncToken' || /sync token/i.test(message));
}
