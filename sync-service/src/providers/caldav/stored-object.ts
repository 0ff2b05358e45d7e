import { ProviderError } from '../../calendar/provider-error.ts';
import { reportSource } from '../../ical/source-report.ts';
import { type DavRow, textOf } from './multistatus.ts';
import type { DavResponse, DavSession } from './transport.ts';
import { errorOfWrite, isAbsent, isStrong, versionOf } from './write-response.ts';

/** An object as the server has it. */
export interface StoredObject {
  text: string;
  version: string | null;
}

const propfindVersion =
  '<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop><getetag/></prop></propfind>';

/** Unpacked: some servers give a packed answer an ETag of its own, which no condition is met by and no list shows. */
export const readHeaders = { accept: 'text/calendar', 'accept-encoding': 'identity' };

/** Writes an object, on a condition. The answer may be any. */
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
 * Reads what is at a path now, with a state that is not newer than the text; null if there is nothing.
 * @throws ProviderError also `not_a_calendar`, to be tried again, if the text is not a whole calendar: what was cut off on its way, or
 * comes from a proxy, says nothing about the event.
 */
export async function readObject(session: DavSession, path: string): Promise<StoredObject | null> {
  const get = async () => {
    const response = await session.request({ method: 'GET', url: path, headers: readHeaders });
    if (isAbsent(response)) return null;
    if (response.status !== 200) throw errorOfWrite(response);
    if (reportSource(response.text).kind !== 'whole') {
      throw new ProviderError('not_a_calendar', 'The event came incomplete.', { retryable: true });
    }
    return response;
  };
  const response = await get();
  if (response === null) return null;
  const version = versionOf(response.headers.etag);
  if (isStrong(version)) return { text: response.text, version };
  // Asked for before the text: if it changes in between, the write fails and nothing of the change is lost.
  const asked = await askVersion(session, path);
  const again = await get();
  return again === null ? null : { text: again.text, version: strongerOf(asked, version) };
}

/** The first of these that conditions compare well, else the first that there is. */
export function strongerOf(...versions: (string | null)[]): string | null {
  return versions.find(isStrong) ?? versions.find((version) => version !== null) ?? null;
}

/** The state of what is at a path, or null if nothing is there or the server does not tell. */
export async function askVersion(session: DavSession, path: string): Promise<string | null> {
  const row = await fetchState(session, path);
  return row === null ? null : versionOf(textOf(row.props.getetag));
}

/** Whether the server says that there is nothing at a path. */
export async function isGone(session: DavSession, path: string): Promise<boolean> {
  return (await fetchState(session, path)) === null;
}

/** What a PROPFIND for one thing finds; null if there is nothing, which some servers say within a multistatus. */
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

/** The state to name in a write; none is written without. */
export function requireVersion({ version }: StoredObject): string {
  if (version !== null) return version;
  throw new ProviderError('rejected', 'The server does not tell which state an event has; it cannot be changed.');
}
