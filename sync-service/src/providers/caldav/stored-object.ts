import { ProviderError } from '../../calendar/provider-error.ts';
import { reportSource } from '../../ical/source-report.ts';
import { type DavRow, textOf } from './multistatus.ts';
import type { DavResponse, DavSession } from './transport.ts';
import { errorOfWrite, isAbsent, isStrong, versionOf } from './write-response.ts';

/** A session for work on one calendar. */
export interface CalendarSession extends DavSession {
  /** @throws ProviderError `gone` only if neither the calendar nor the account's list knows it, and the list can be read. */
  requireCalendar(): Promise<void>;
}

export interface StoredObject {
  text: string;
  version: string | null;
}

const propfindVersion =
  '<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop><getetag/></prop></propfind>';

/** Uncompressed: some servers give a compressed response its own ETag, which matches no condition and no list. */
export const readHeaders = { accept: 'text/calendar', 'accept-encoding': 'identity' };

/** Writes an object under a condition. Returns any response. */
export async function putObject(
  session: DavSession,
  url: string,
  body: string,
  condition: { 'if-match': string } | { 'if-none-match': '*' },
): Promise<DavResponse> {
  const headers = { 'content-type': 'text/calendar; charset=utf-8', ...condition };
  return await session.request({ method: 'PUT', url, headers, body });
}

/**
 * Reads an object with a version that is not newer than its text; null if there is none.
 * @throws ProviderError also `not_a_calendar`, retryable, if the text is not a whole calendar: a truncated response, or
 * one from a proxy, says nothing about the event.
 */
export async function readObject(session: CalendarSession, path: string): Promise<StoredObject | null> {
  const get = async () => {
    const response = await session.request({ method: 'GET', url: path, headers: readHeaders });
    if (isAbsent(response)) {
      await requireAbsent(session, path);
      return null;
    }
    if (response.status !== 200) throw errorOfWrite(response);
    if (reportSource(response.text).kind !== 'whole') {
      throw new ProviderError('not_a_calendar', 'The event arrived incomplete.', { retryable: true });
    }
    return response;
  };
  const response = await get();
  if (response === null) return null;
  const version = versionOf(response.headers.etag);
  if (isStrong(version)) return { text: response.text, version };
  // Requested before the text: if the object changes in between, the write fails and no change is lost.
  const asked = await askVersion(session, path);
  const again = await get();
  return again === null ? null : { text: again.text, version: strongerOf(asked, version) };
}

/** The first version that conditions can compare, else the first that there is. */
export function strongerOf(...versions: (string | null)[]): string | null {
  return versions.find(isStrong) ?? versions.find((version) => version !== null) ?? null;
}

/** Returns the version of an object, or null if it does not exist or the server does not tell. */
export async function askVersion(session: DavSession, path: string): Promise<string | null> {
  const row = await fetchState(session, path);
  return row === null ? null : versionOf(textOf(row.props.getetag));
}

/**
 * Makes sure that an object which was denied (404) is not there. Something before the server may have denied it, with a
 * page that looks like those of some servers: the server has to deny it in another way, and to know its calendar.
 * @throws ProviderError retryable if nothing is known about the object, `gone` if its calendar is gone.
 */
export async function requireAbsent(session: CalendarSession, path: string): Promise<void> {
  if ((await fetchState(session, path)) !== null) throw denied('event');
  await session.requireCalendar();
}

/** The error for a 404 that the server itself contradicts. */
export function denied(what: 'event' | 'calendar'): ProviderError {
  return new ProviderError('http_status', `Something denies the ${what}, though it is there. We will retry.`, {
    retryable: true,
    status: 404,
  });
}

/**
 * The result of a PROPFIND for one resource; null if it does not exist, which some servers say inside a multistatus.
 */
async function fetchState(session: DavSession, url: string): Promise<DavRow | null> {
  try {
    const { rows } = await session.query({ method: 'PROPFIND', url, depth: '0', body: propfindVersion });
    const row = rows[0];
    return row === undefined || row.status === 404 || row.status === 410 ? null : row;
  } catch (error) {
    if (error instanceof ProviderError && error.code === 'gone') return null;
    throw error;
  }
}

/** Returns the version to name in a write, which is required. */
export function requireVersion({ version }: StoredObject): string {
  if (version !== null) return version;
  throw new ProviderError('rejected', 'The server does not report versions of events, so the event cannot be changed.');
}
