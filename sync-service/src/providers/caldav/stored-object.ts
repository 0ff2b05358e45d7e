import { ProviderError } from '../../calendar/provider-error.ts';
import {
  type DavAnswer,
  errorOfWrite,
  headerOf,
  isAbsent,
  readVersion,
  saysAbsent,
  strongVersion,
  type WriteSession,
} from './write-answer.ts';

/** An object as the server has it. */
export interface StoredObject {
  text: string;
  version: string | null;
}

const propfindVersion =
  '<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop><getetag/></prop></propfind>';

/** Writes an object, on a condition. The answer may be any. */
export async function putObject(
  session: WriteSession,
  url: string,
  body: string,
  condition: { 'if-match': string } | { 'if-none-match': '*' },
): Promise<DavAnswer> {
  const headers = { 'content-type': 'text/calendar; charset=utf-8', ...condition };
  return await session.request({ method: 'PUT', url, headers, body });
}

/** Reads what is at a path now, with a state that is not newer than the text; null if there is nothing. */
export async function readObject(session: WriteSession, path: string): Promise<StoredObject | null> {
  const get = async () => {
    const answer = await session.request({ method: 'GET', url: path, headers: { accept: 'text/calendar' } });
    if (isAbsent(answer)) return null;
    if (answer.status !== 200) throw errorOfWrite(answer);
    return answer;
  };
  const answer = await get();
  if (answer === null) return null;
  const version = strongVersion(headerOf(answer, 'etag'));
  if (version !== null) return { text: answer.text, version };
  // Asked for before the text: if it changes in between, the write fails and nothing of the change is lost.
  const asked = await askVersion(session, path);
  const again = await get();
  return again === null ? null : { text: again.text, version: asked };
}

/** The state of what is at a path, or null if nothing is there or the server does not tell. */
export async function askVersion(session: WriteSession, path: string): Promise<string | null> {
  const answer = await propfind(session, path);
  if (isAbsent(answer)) return null;
  if (answer.status !== 207) throw errorOfWrite(answer);
  return readVersion(answer);
}

/** Whether the server says that there is nothing at a path. */
export async function isGone(session: WriteSession, path: string): Promise<boolean> {
  return saysAbsent(await propfind(session, path));
}

async function propfind(session: WriteSession, url: string): Promise<DavAnswer> {
  const headers = { 'content-type': 'application/xml; charset=utf-8' };
  return await session.request({ method: 'PROPFIND', url, depth: '0', headers, body: propfindVersion });
}

/** The state to name in a write; none is written without. */
export function requireVersion({ version }: StoredObject): string {
  if (version !== null) return version;
  throw new ProviderError('not_writable', 'The server does not tell which state an event has; it can not be changed.');
}
