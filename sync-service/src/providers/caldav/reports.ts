import { ProviderError } from '../../calendar/provider-error.ts';
import { hrefOf, objectIdOf } from './href.ts';
import { child, type DavRow, rawTextOf, textOf } from './multistatus.ts';
import { readHeaders } from './stored-object.ts';
import { type DavRequest, type DavResponse, type DavSession, errorOfResponse } from './transport.ts';

export interface ListedObject {
  id: string;
  etag: string | null;
}

/** An object with its text. */
export interface FetchedObject extends ListedObject {
  text: string;
}

/** The changes since a token. */
export interface SyncResponse {
  changed: ListedObject[];
  deleted: string[];
  token: string;
  /** Whether there are more changes after the token. */
  isPartial: boolean;
}

const declaration = '<?xml version="1.0" encoding="utf-8"?>';
const namespaces = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"';
const membersBody = `${declaration}<d:propfind ${namespaces}><d:prop><d:getetag/><d:resourcetype/></d:prop></d:propfind>`;
const listBody = `${declaration}<c:calendar-query ${namespaces}><d:prop><d:getetag/></d:prop><c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT"/></c:comp-filter></c:filter></c:calendar-query>`;

/** Statuses of servers that do not support the report, or cut its response off. */
const noReport = new Set([405, 413, 415, 501, 507]);

/**
 * Lists all objects with events, however old: no server's time filter is trusted. Without that report it lists the
 * collection with everything in it.
 * @throws ProviderError also if the server says that the list is incomplete: what it lacks is not deleted.
 */
export async function listObjects(session: DavSession, path: string): Promise<ListedObject[]> {
  try {
    return await listBy(session, { method: 'REPORT', url: path, depth: '1', body: listBody });
  } catch (error) {
    if (!(error instanceof ProviderError) || !noReport.has(error.status ?? 0)) throw error;
  }
  return await listBy(session, { method: 'PROPFIND', url: path, depth: '1', body: membersBody });
}

async function listBy(session: DavSession, request: DavRequest): Promise<ListedObject[]> {
  const listed = new Map<string, ListedObject>();
  let refused: number | null = null;
  await session.query(request, (row) => {
    const { href, status } = row;
    const isOfList = href === '' || objectIdOf(request.url, href) === null;
    if (status !== null && (status === 507 || (isOfList && status >= 300))) refused ??= status;
    else if (isThere(row) && child(row.props.resourcetype, 'collection') === undefined)
      addObject(listed, row, request.url);
  });
  if (refused !== null) throw errorOfResponse({ status: refused, headers: {} });
  return [...listed.values()];
}

/**
 * Lists the changes since a token (RFC 6578).
 * @throws ProviderError with the server's status for an unknown token.
 */
export async function syncObjects(session: DavSession, path: string, token: string): Promise<SyncResponse> {
  const body = `${declaration}<d:sync-collection xmlns:d="DAV:"><d:sync-token>${escapeXml(token)}</d:sync-token><d:sync-level>1</d:sync-level><d:prop><d:getetag/></d:prop></d:sync-collection>`;
  const changed = new Map<string, ListedObject>();
  const deleted = new Map<string, ListedObject>();
  let isPartial = false;
  const { syncToken } = await session.query({ method: 'REPORT', url: path, depth: '0', body }, (row) => {
    if (row.status === 507) isPartial = true;
    else addObject(isThere(row) ? changed : deleted, row, path);
  });
  if (syncToken === null) {
    throw new ProviderError('not_a_calendar', "The server's response is incomplete.", { retryable: true });
  }
  return {
    changed: [...changed.values()],
    // An object named both ways was replaced in the meantime.
    deleted: [...deleted.keys()].filter((id) => !changed.has(id)),
    token: syncToken,
    isPartial,
  };
}

/**
 * Fetches the texts of these objects, one by one if the server cannot do it at once; listed objects that it does not
 * deliver are missing from the result.
 */
export async function fetchObjects(
  session: DavSession,
  path: string,
  ids: readonly string[],
): Promise<FetchedObject[]> {
  if (ids.length === 0) return [];
  try {
    return await fetchTogether(session, path, ids);
  } catch (error) {
    if (!(error instanceof ProviderError) || !noReport.has(error.status ?? 0)) throw error;
  }
  const fetched: FetchedObject[] = [];
  for (const id of ids) {
    const object = await fetchObject(session, path, id);
    if (object !== null) fetched.push(object);
  }
  return fetched;
}

async function fetchTogether(session: DavSession, path: string, ids: readonly string[]): Promise<FetchedObject[]> {
  const hrefs = ids.map((id) => `<d:href>${escapeXml(hrefOf(path, id))}</d:href>`).join('');
  const body = `${declaration}<c:calendar-multiget ${namespaces}><d:prop><d:getetag/><c:calendar-data/></d:prop>${hrefs}</c:calendar-multiget>`;
  const { rows } = await session.query({ method: 'REPORT', url: path, depth: '1', body });
  const wanted = new Set(ids);
  const found = new Map<string, FetchedObject>();
  for (const row of rows) {
    const id = idOf(row, path);
    const text = rawTextOf(row.props['calendar-data']).replace(/^[\s\ufeff]+/, '');
    if (id === null || !wanted.has(id) || !isPresent(row) || !/^BEGIN:VCALENDAR/i.test(text)) continue;
    found.set(id, { id, etag: textOf(row.props.getetag) || null, text });
  }
  return [...found.values()];
}

/**
 * Fetches one object, for servers that leave it out of a multiget; null if the server does not deliver it.
 * @throws ProviderError if the account is refused or has to wait, which says nothing about the object.
 */
export async function fetchObject(session: DavSession, path: string, id: string): Promise<FetchedObject | null> {
  const response = await getObject(session, path, id);
  if (response.status !== 200 || !/^[\s\ufeff]*BEGIN:VCALENDAR/i.test(response.text)) return null;
  const { etag } = response.headers;
  return { id, etag: etag ?? null, text: response.text.replace(/^[\s\ufeff]+/, '') };
}

/**
 * Whether the server denies the object when asked for this one alone.
 * @throws ProviderError if the account is refused or has to wait, which says nothing about the object.
 */
export async function isObjectGone(session: DavSession, path: string, id: string): Promise<boolean> {
  return !isThere(await getObject(session, path, id));
}

async function getObject(session: DavSession, path: string, id: string): Promise<DavResponse> {
  const response = await session.request({ method: 'GET', url: hrefOf(path, id), headers: readHeaders });
  if (refusals.has(response.status)) throw errorOfResponse(response);
  return response;
}

/** Statuses that concern the account. Any other may be permanent and caused by this object alone. */
const refusals = new Set([401, 429, 503]);

/** Whether a row says anything else than that the object does not exist; being unreadable now does not count. */
function isThere({ status }: Pick<DavRow, 'status'>): boolean {
  return status !== 404 && status !== 410;
}

function isPresent({ status }: DavRow): boolean {
  return status === null || (status >= 200 && status < 300);
}

function idOf(row: DavRow, path: string): string | null {
  if (row.href === '' || row.href.endsWith('/')) return null;
  return objectIdOf(path, row.href);
}

/** Adds each object once: servers repeat rows, and list the calendar itself. */
function addObject(objects: Map<string, ListedObject>, row: DavRow, path: string): void {
  const id = idOf(row, path);
  if (id === null) return;
  const kept = copyOf(id);
  objects.set(kept, { id: kept, etag: copyOf(textOf(row.props.getetag)) || null });
}

/** Copies a text: a substring keeps the whole source in memory, many megabytes for a long listing. */
function copyOf(text: string): string {
  return Buffer.from(text).toString();
}

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
