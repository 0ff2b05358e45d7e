import type { CalendarInfo } from '../../calendar/provider.ts';
import { ProviderError } from '../../calendar/provider-error.ts';
import { readZone } from '../../ical/source.ts';
import { cleanTitle } from '../../ical/title.ts';
import { collectionPath } from './href.ts';
import { child, children, type DavRow, rawTextOf, textOf, type XmlNode } from './multistatus.ts';
import { type DavSession, errorOfResponse } from './transport.ts';

/** A calendar as listed in its home. */
export interface DavCalendar {
  path: string;
  name: string;
  timeZone: string | null;
  access: 'read' | 'write';
  /** Whether it belongs to somebody else, or declares that its events take no time. */
  isForeign: boolean;
  state: CalendarState;
}

/** Changes whenever something in the calendar does; opaque. */
export interface CalendarState {
  ctag: string | null;
  token: string | null;
}

const stateProps = '<d:sync-token/><cs:getctag/>';
const listing = (props: string): string =>
  `<?xml version="1.0" encoding="utf-8"?><d:propfind xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:cs="http://calendarserver.org/ns/"><d:prop>${props}</d:prop></d:propfind>`;
const homeBody = listing(
  `<d:displayname/><d:resourcetype/><d:owner/><d:current-user-principal/><d:current-user-privilege-set/><c:supported-calendar-component-set/><c:schedule-calendar-transp/><c:calendar-timezone/>${stateProps}`,
);
const stateBody = listing(stateProps);

/**
 * Resource types that some servers also call calendars. The outbox is not excluded: with SOGo it is the account's first
 * calendar.
 */
const noCalendars = ['subscribed', 'schedule-inbox', 'deleted-calendar', 'trash-bin', 'notification'];
const privilegeSet = 'current-user-privilege-set';
/** Any one of these privileges is enough to write events. */
const writing = new Set(['all', 'write', 'write-content', 'bind']);

/** The members of a collection. */
export interface HomeListing {
  /** Its own path if the server redirected. */
  path: string;
  calendars: DavCalendar[];
  /** Paths of members that are plain collections, which may contain more calendars. */
  collections: string[];
}

/**
 * Lists the event calendars in an account's homes, with one request per home.
 * @throws ProviderError as `readHome` does.
 */
export async function listHomes(session: DavSession, homes: readonly string[]): Promise<DavCalendar[]> {
  const seen = new Map<string, DavCalendar>();
  for (const [index, home] of homes.entries()) {
    const { calendars } = await readHome(session, home, index === 0);
    for (const calendar of calendars) if (!seen.has(calendar.path)) seen.set(calendar.path, calendar);
  }
  return [...seen.values()];
}

/**
 * Lists a home.
 * @param isOwn Whether the account owns it, under any name.
 * @throws ProviderError also `not_a_calendar` if the response does not name the home itself: a missing list is not an
 * empty one.
 */
export async function readHome(session: DavSession, home: string, isOwn: boolean): Promise<HomeListing> {
  const request = { method: 'PROPFIND', url: home, depth: '1', body: homeBody } as const;
  const { rows, path: base } = await session.query(request).catch((error: unknown) => {
    if (!(error instanceof ProviderError) || error.code !== 'gone') throw error;
    // Without the list nothing is known about its calendars, not even that they are gone.
    throw new ProviderError('http_status', 'The server does not find the list of calendars. We will retry.', {
      retryable: true,
      ...(error.status === undefined ? {} : { status: error.status }),
    });
  });
  const path = collectionPath(base);
  if (rows.length === 0) {
    throw new ProviderError('not_a_calendar', 'The server does not list the calendars.', { retryable: true });
  }
  const isHome = ({ href }: DavRow): boolean => href === '' || collectionPath(href, path) === path;
  for (const row of rows) {
    const { status } = row;
    // A calendar that cannot be shown now still exists; a refused home has not become empty.
    if (status !== null && (status === 429 || status >= 500 || (isHome(row) && status >= 300))) {
      throw errorOfResponse({ status, headers: {} });
    }
  }
  const ownPrincipals = findOwnPrincipals(rows, isOwn ? isHome : () => false);
  const calendars = rows.map((row) => readCalendar(row, path, ownPrincipals));
  return {
    path,
    calendars: [...new Map(calendars.flatMap((one) => (one === null ? [] : [[one.path, one]]))).values()],
    collections: rows
      .filter((row) => !isHome(row) && isMereCollection(row))
      .map(({ href }) => collectionPath(href, path)),
  };
}

function isMereCollection({ props }: DavRow): boolean {
  const type = props.resourcetype;
  const names = typeof type === 'object' && !Array.isArray(type) ? Object.keys(type) : [];
  return names.filter((name) => name !== '#text').join() === 'collection';
}

/**
 * Returns the current state of a calendar.
 * @param homes Checked if the calendar does not know itself, as happens with iCloud: it may be listed nevertheless.
 * @throws ProviderError `gone` if it does not exist.
 */
export async function readState(session: DavSession, path: string, homes: readonly string[]): Promise<CalendarState> {
  const isGone = (status: number | null | undefined): boolean => status === 404 || status === 410;
  const rows = await session.query({ method: 'PROPFIND', url: path, depth: '0', body: stateBody }).then(
    (response) => response.rows,
    (error: unknown) => {
      if (error instanceof ProviderError && isGone(error.status)) return [];
      throw error;
    },
  );
  const row = rows[0];
  if (row !== undefined && !isGone(row.status)) return stateOf(row);
  const listed = (await listHomes(session, homes)).find((calendar) => calendar.path === collectionPath(path));
  if (listed !== undefined) return listed.state;
  throw new ProviderError('gone', 'This calendar no longer exists.', { status: 404 });
}

/** Converts calendars for the engine: the account's first own writable one is the primary one. */
export function toCalendarInfos(calendars: readonly DavCalendar[]): CalendarInfo[] {
  const primary = calendars.find((calendar) => calendar.access === 'write' && !calendar.isForeign);
  return calendars.map((calendar) => ({
    providerCalendarId: calendar.path,
    name: calendar.name,
    timeZone: calendar.timeZone,
    access: calendar.access,
    isOwn: !calendar.isForeign,
    isPrimary: calendar === primary,
  }));
}

function readCalendar(row: DavRow, home: string, ownPrincipals: ReadonlySet<string>): DavCalendar | null {
  const { props, refused } = row;
  const type = props.resourcetype;
  if (row.href === '' || child(type, 'calendar') === undefined) return null;
  if (noCalendars.some((name) => child(type, name) !== undefined)) return null;
  const components = props['supported-calendar-component-set'];
  const names = children(components, 'comp').map((comp) => (typeof comp === 'object' ? comp['@_name'] : ''));
  if (names.length > 0 && !names.some((name) => String(name).toUpperCase() === 'VEVENT')) return null;

  const path = collectionPath(row.href, home);
  const privileges = children(props[privilegeSet], 'privilege').flatMap((privilege) =>
    typeof privilege === 'object' ? Object.keys(privilege) : [],
  );
  const owner = principalIn(props.owner);
  // Nextcloud names the owner of shared calendars and marks nothing; older SabreDAV marks them and names the account.
  const isOthers = owner !== null && ownPrincipals.size > 0 && !ownPrincipals.has(owner);
  // If the account may not see the owner, it is not the owner.
  const isShared = child(type, 'shared') !== undefined || isOthers || refused.includes('owner');
  return {
    path,
    name: cleanTitle(textOf(props.displayname))?.slice(0, 200) ?? lastSegment(path),
    timeZone: readZone(rawTextOf(props['calendar-timezone'])),
    access: readAccess(privileges, isShared && (refused.includes(privilegeSet) || props[privilegeSet] !== undefined)),
    isForeign: isShared || child(props['schedule-calendar-transp'], 'transparent') !== undefined,
    state: stateOf(row),
  };
}

/**
 * Writing is refused only if the list of privileges exists and lacks it; or, for somebody else's calendar, if the list
 * is empty or withheld: whoever may write may see it.
 */
function readAccess(privileges: readonly string[], isWithheld: boolean): DavCalendar['access'] {
  if (privileges.length === 0) return isWithheld ? 'read' : 'write';
  return privileges.some((name) => writing.has(name)) ? 'write' : 'read';
}

/**
 * The owners of the account's own calendars: the current user and the home's owner; servers may use two names for one.
 */
function findOwnPrincipals(rows: readonly DavRow[], isHome: (row: DavRow) => boolean): ReadonlySet<string> {
  const found = rows.flatMap((row) => [
    principalIn(row.props['current-user-principal']),
    isHome(row) ? principalIn(row.props.owner) : null,
  ]);
  return new Set(found.filter((principal) => principal !== null));
}

/** The principal in a property, in normal form; null if there is none. */
function principalIn(property: XmlNode | XmlNode[] | undefined): string | null {
  const href = textOf(child(property, 'href'));
  return href === '' ? null : collectionPath(href);
}

function stateOf({ props }: DavRow): CalendarState {
  const text = (node: XmlNode | XmlNode[] | undefined): string | null => textOf(node) || null;
  return { ctag: text(props.getctag), token: text(props['sync-token']) };
}

function lastSegment(path: string): string {
  const segment = path.split('/').at(-2) ?? '';
  try {
    return decodeURIComponent(segment) || 'Calendar';
  } catch {
    // Not UTF-8: shown as it is.
    return segment;
  }
}
