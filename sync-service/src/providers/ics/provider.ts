import { createHash } from 'node:crypto';
import type {
  CalendarInfo,
  CalendarProperties,
  CalendarProvider,
  ChangePage,
  ProviderAccount,
} from '../../calendar/provider.ts';
import { ProviderError } from '../../calendar/provider-error.ts';
import { readOnlyCalendar } from '../../calendar/read-only.ts';
import { cleanTitle } from '../../calendar/recurrence/component.ts';
import type { Expander } from '../../calendar/recurrence/expander.ts';
import { readSource } from '../../calendar/recurrence/object.ts';
import { parseAddress, type SafeFetchOptions, type SafeResponse, safeFetch } from '../http.ts';
import { errorOfStatus } from '../http-status.ts';
import { listFeed } from './changes.ts';
import { type FeedCursor, hashContent, hashView, readCursor, writeCursor } from './cursor.ts';

const maxFeedBytes = 20_000_000;
const pageSize = 500;

/** A feed is one calendar; its address is a secret and no id. */
const feedCalendarId = 'feed';

export interface IcsProviderOptions extends Pick<SafeFetchOptions, 'allowPrivateHosts'> {
  expander: Expander;
  /** Other limits than usual, in milliseconds. */
  answerTimeoutMs?: number;
  totalTimeoutMs?: number;
}

/**
 * Calendars published as a file at an address (RFC 5545 over HTTP): read-only, credentials `{url}`. An unchanged feed
 * costs one conditional request; a changed one is read as a whole.
 */
export function createIcsProvider(options: IcsProviderOptions): CalendarProvider {
  const { expander, ...limits } = options;

  const fetchFeed = async (
    account: Pick<ProviderAccount, 'credentials'>,
    known: FeedCursor | null,
  ): Promise<SafeResponse> => {
    const response = await safeFetch(account.credentials.url ?? '', {
      ...limits,
      maxBytes: maxFeedBytes,
      headers: {
        accept: 'text/calendar, */*;q=0.5',
        ...(known?.etag ? { 'if-none-match': known.etag } : {}),
        ...(known?.lastModified ? { 'if-modified-since': known.lastModified } : {}),
      },
    });
    const isUnchanged = response.status === 304 && known !== null;
    if (response.status !== 200 && !isUnchanged) throw errorOfStatus(response);
    return response;
  };

  const describe = async (account: Pick<ProviderAccount, 'credentials'>): Promise<CalendarInfo> => {
    const { name, timeZone } = readProperties(readText(await fetchFeed(account, null)));
    const host = new URL(account.credentials.url ?? '').hostname;
    return {
      providerCalendarId: feedCalendarId,
      name: name ?? host,
      timeZone: timeZone ?? null,
      access: 'read',
      isOwn: true,
      isPrimary: false,
    };
  };

  return {
    name: 'ics',
    capabilities: { writes: false, channels: false, incremental: false, surveys: false, isSingleCalendar: true },
    ...readOnlyCalendar,

    async connect(credentials) {
      const url = parseAddress(credentials.url ?? '', options.allowPrivateHosts);
      url.hash = '';
      const normal = { url: url.href };
      const calendar = await describe({ credentials: normal });
      const accountKey = createHash('sha256').update(url.href).digest('hex');
      return { accountKey, accountEmail: null, credentials: normal, calendars: [calendar] };
    },

    async listCalendars(account) {
      return [await describe(account)];
    },

    async *listChanges(account, calendar, cursor, window) {
      const view = hashView(account, calendar, window);
      const last = readCursor(cursor);
      // In another view an unchanged feed must be read all the same, so it is asked for without conditions.
      const known = last?.view === view ? last : null;
      const response = await fetchFeed(account, known);
      if (known !== null && response.status === 304) {
        yield unchangedPage(cursor, known);
        return;
      }
      const text = readText(response);
      const next = {
        etag: response.headers.etag ?? null,
        lastModified: response.headers['last-modified'] ?? null,
        content: hashContent(text),
        view,
      };
      if (known !== null && known.content === next.content) {
        const isSame = known.etag === next.etag && known.lastModified === next.lastModified;
        yield unchangedPage(isSame ? cursor : writeCursor({ ...next, problems: known.problems }), known);
        return;
      }
      const { objects } = await expander.expand({
        sources: [text],
        window: { from: window.from.getTime(), until: window.until.getTime() },
        hostTimeZone: calendar.hostTimeZone,
        calendarTimeZone: calendar.timeZone,
        selfAddresses: account.selfAddresses.map((address) => address.toLowerCase()),
        policy: calendar.policy,
      });
      const { changes, isComplete, ...rest } = listFeed(objects);
      for (let from = 0; from === 0 || from < changes.length; from += pageSize) {
        const isLast = from + pageSize >= changes.length;
        yield {
          changes: changes.slice(from, from + pageSize),
          nextCursor: isLast ? writeCursor({ ...next, problems: rest.problems }) : null,
          isFull: isComplete,
          isLast,
          keepSeries: isLast ? rest.keepSeries : [],
          problems: isLast ? rest.problems : [],
          ...(isLast ? { properties: readProperties(text) } : {}),
        };
      }
    },
  };
}

function unchangedPage(nextCursor: string | null, known: FeedCursor): ChangePage {
  return { changes: [], nextCursor, isFull: false, isLast: true, keepSeries: [], problems: known.problems };
}

/** What a feed says of itself: in its head, before the first event. */
function readProperties(text: string): CalendarProperties {
  const { info } = readSource(text.split(/^BEGIN:VEVENT/im, 1)[0] ?? '', 0);
  const name = cleanTitle(info.name ?? '')?.slice(0, 200);
  return {
    ...(name === undefined ? {} : { name }),
    ...(info.timeZone === null ? {} : { timeZone: info.timeZone }),
  };
}

/**
 * The text of a feed.
 * @throws ProviderError `not_a_calendar` for anything that is not a calendar from its first line to its last: a sign-in
 * page, an error page, a transfer that was cut off. None of them means that there are no events.
 */
function readText({ body, headers }: SafeResponse): string {
  const text = decode(body, headers['content-type']);
  if (!/^BEGIN:VCALENDAR\s/i.test(text.slice(0, 1000).trimStart())) {
    throw new ProviderError('not_a_calendar', 'What is at this address is not a calendar.');
  }
  if (!/\sEND:VCALENDAR$/i.test(text.slice(-1000).trimEnd())) {
    throw new ProviderError('not_a_calendar', 'The calendar came incomplete.', { retryable: true });
  }
  return text;
}

function decode(body: Buffer, contentType: string | undefined): string {
  const charset = /charset="?([\w-]+)/i.exec(contentType ?? '')?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    // A charset that nobody knows: RFC 5545 says UTF-8.
    return new TextDecoder().decode(body);
  }
}
