import { createHash } from 'node:crypto';
import type { EventUpsert } from '../../calendar/event.ts';
import type {
  CalendarInfo,
  CalendarProperties,
  CalendarProvider,
  ChangePage,
  ProviderAccount,
  UnknownTime,
} from '../../calendar/provider.ts';
import { ProviderError } from '../../calendar/provider-error.ts';
import { readOnlyCalendar } from '../../calendar/read-only.ts';
import type { EncodedText } from '../../ical/encoded-text.ts';
import type { SourceInfo, SourceReport } from '../../ical/expansion.ts';
import { cleanTitle } from '../../ical/title.ts';
import type { Expander } from '../expander.ts';
import { parseAddress, type SafeFetchOptions, type SafeResponse, safeFetch } from '../http.ts';
import { errorOfStatus } from '../http-status.ts';
import { listFeed } from './changes.ts';
import { type FeedCursor, hashView, readCursor, writeCursor } from './cursor.ts';

const maxFeedBytes = 20_000_000;
const pageSize = 500;
/** Limit of names in a cursor. */
const maxNameless = 200;

/** A feed is a single calendar; its address is a secret and cannot be its id. */
const feedCalendarId = 'feed';

export interface IcsProviderOptions extends Pick<SafeFetchOptions, 'allowPrivateHosts'> {
  expander: Expander;
  /** Overrides the usual limits, in milliseconds. */
  responseTimeoutMs?: number;
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
    // 203: a proxy changed something in the response.
    if (response.status !== 200 && response.status !== 203 && !isUnchanged) throw errorOfStatus(response);
    return response;
  };

  /**
   * Inspects a response in the expander's thread: a feed may have 20 MB.
   * @throws ProviderError `not_a_calendar` for anything but a complete calendar: a sign-in page, an error page, a
   * truncated transfer. None of them means that there are no events.
   */
  const inspect = async (response: SafeResponse): Promise<SourceReport & { source: EncodedText }> => {
    const source = toSource(response);
    const report = await expander.inspect(source);
    if (report.kind === 'other') {
      throw new ProviderError('not_a_calendar', 'There is no calendar at this address, but something else.');
    }
    if (report.kind === 'cut_off') {
      throw new ProviderError('not_a_calendar', 'The calendar arrived incomplete.', { retryable: true });
    }
    return { ...report, source };
  };

  const describe = async (account: Pick<ProviderAccount, 'credentials'>): Promise<CalendarInfo> => {
    const { info } = await inspect(await fetchFeed(account, null));
    const { name, timeZone } = toProperties(info);
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
    capabilities: {
      writes: false,
      channels: 'none',
      incremental: false,
      findsChanges: false,
      makesVideoLinks: false,
      isSingleCalendar: true,
    },
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
      // If the view has changed, an unchanged feed must be read nevertheless, so it is requested unconditionally.
      const known = last?.view === view ? last : null;
      const response = await fetchFeed(account, known);
      if (known !== null && response.status === 304) {
        yield unchangedPage(cursor, known);
        return;
      }
      const { source, content, info } = await inspect(response);
      const next = {
        etag: response.headers.etag ?? null,
        lastModified: response.headers['last-modified'] ?? null,
        content,
        view,
      };
      if (known !== null && known.content === next.content) {
        const isSame = known.etag === next.etag && known.lastModified === next.lastModified;
        yield unchangedPage(
          isSame ? cursor : writeCursor({ ...next, problems: known.problems, nameless: known.nameless }),
          known,
        );
        return;
      }
      const { objects } = await expander.expand({
        sources: [source],
        window: { from: window.from.getTime(), until: window.until.getTime() },
        hostTimeZone: calendar.hostTimeZone,
        calendarTimeZone: calendar.timeZone,
        selfAddresses: account.selfAddresses.map((address) => address.toLowerCase()),
        policy: calendar.policy,
      });
      const { changes, isComplete, ...rest } = listFeed(objects);
      const { nameless, unknownTimes } = rest;
      // Named after their old content, so nothing else will name them.
      const renamed = isComplete ? [] : (last?.nameless ?? []).filter((id) => !nameless.includes(id));
      for (let from = 0; from === 0 || from < changes.length; from += pageSize) {
        const isLast = from + pageSize >= changes.length;
        yield {
          changes: changes.slice(from, from + pageSize),
          nextCursor: isLast
            ? writeCursor({ ...next, problems: rest.problems, nameless: nameless.slice(0, maxNameless) })
            : null,
          isFull: isComplete,
          isLast,
          unreadable: isLast ? rest.unreadable : [],
          problems: isLast ? rest.problems : [],
          ...(isLast ? { properties: toProperties(info) } : {}),
          ...(isLast && renamed.length > 0 ? { deleted: renamed } : {}),
          ...unknownOn(changes.slice(from, from + pageSize), unknownTimes, isLast),
        };
      }
    },
  };
}

function unchangedPage(nextCursor: string | null, known: FeedCursor): ChangePage {
  return { changes: [], nextCursor, isFull: false, isLast: true, unreadable: [], problems: known.problems };
}

/** What a feed says about itself. */
function toProperties(info: SourceInfo): CalendarProperties {
  const name = cleanTitle(info.name ?? '')?.slice(0, 200);
  return {
    ...(name === undefined ? {} : { name }),
    ...(info.timeZone === null ? {} : { timeZone: info.timeZone }),
  };
}

/** The unknown times to report with a page: all of them on the last one, before that those of the page's events. */
function unknownOn(
  changes: readonly EventUpsert[],
  unknownTimes: readonly UnknownTime[],
  isLast: boolean,
): Pick<ChangePage, 'unknownTimes'> {
  if (unknownTimes.length === 0) return {};
  const named = new Set(changes.map(({ providerEventId, seriesId }) => seriesId ?? providerEventId));
  const reported = unknownTimes.filter(({ objectId }) => isLast || named.has(objectId));
  return reported.length === 0 ? {} : { unknownTimes: reported };
}

/** Puts the body into shared memory, so that it is not copied for the thread. */
function toSource({ body, headers }: SafeResponse): EncodedText {
  const bytes = new Uint8Array(new SharedArrayBuffer(body.length));
  bytes.set(body);
  const charset = /charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(headers['content-type'] ?? '')?.[1] ?? null;
  return { bytes, charset };
}
