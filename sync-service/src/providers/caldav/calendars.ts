import type { CalendarInfo } from '../../calendar/provider.ts';
import { ProviderError } from '../../calendar/provider-error.ts';
import { cleanTitle } from '../../calendar/recurrence/component.ts';
import { readZone } from '../../calendar/recurrence/source.ts';
import { collectionPath } from './href.ts';
import { child, children, type DavRow, rawTextOf, textOf, type XmlNode } from './multistatus.ts';
import { type DavSession, errorOfAnswer } from './transport.ts';

/** A calendar as the listing of its home shows it. */
export interface DavCalendar {
  path: string;
  name: string;
  timeZone: string | null;
  access: 'read' | 'write';
  /** Whether it is somebody else's, or says that its events take no time. */
  isForeign: boolean;
  state: CalendarState;
}

/** What changes whenever something in the calendar does; opaque. */
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

/** Privileges of which one is enough to write events. */
const writing = new Set(['all', 'write', 'write-content', 'bind']);

/**
 * The calendars for events in a home: one request.
 * @throws ProviderError also `not_a_calendar` if the answer does not even name the home: no list is not an empty list.
 */
export async function listHome(session: DavSession, home: string): Promise<DavCalendar[]> {
  const { rows } = await session.query({ method: 'PROPFIND', url: home, depth: '1', body: homeBody });
  if (rows.length === 0) {
    throw new ProviderError('not_a_calendar', 'The server does not list the calendars.', { retryable: true });
  }
  for (const { href, status } of rows) {
    // A calendar that can't be shown now is still there; a home that is refused has not become empty.
    const isHome = href === '' || collectionPath(href) === collectionPath(home);
    if (status !== null && (status === 429 || status >= 500 || (isHome && status >= 300))) {
      throw errorOfAnswer({ status, headers: {} });
    }
  }
  const seen = new Map<string, DavCalendar>();
  const ownPrincipals = findOwnPrincipals(rows, home);
  for (const row of rows) {
    const calendar = readCalendar(row, ownPrincipals);
    if (calendar !== null) seen.set(calendar.path, calendar);
  }
  return [...seen.values()];
}

/**
 * How a calendar stands now.
 * @param home Asked where the calendar does not know itself, as some of iCloud do not: it may be listed all the same.
 * @throws ProviderError `gone` if there is none.
 */
export async function readState(session: DavSession, path: string, home: string): Promise<CalendarState> {
  const isGone = (status: number | null | undefined): boolean => status === 404 || status === 410;
  const rows = await session.query({ method: 'PROPFIND', url: path, depth: '0', body: stateBody }).then(
    (answer) => answer.rows,
    (error: unknown) => {
      if (error instanceof ProviderError && isGone(error.status)) return [];
      throw error;
    },
  );
  const row = rows[0];
  if (row !== undefined && !isGone(row.status)) return stateOf(row);
  const listed = (await listHome(session, home)).find((calendar) => calendar.path === collectionPath(path));
  if (listed !== undefined) return listed.state;
  throw new ProviderError('gone', 'There is no such calendar (any more).', { status: 404 });
}

/** Calendars in the words of the port: the first writable one of its owner's is the primary one. */
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

function readCalendar(row: DavRow, ownPrincipals: ReadonlySet<string>): DavCalendar | null {
  const { props } = row;
  const type = props.resourcetype;
  if (row.href === '' || child(type, 'calendar') === undefined || child(type, 'subscribed') !== undefined) return null;
  const components = props['supported-calendar-component-set'];
  const names = children(components, 'comp').map((comp) => (typeof comp === 'object' ? comp['@_name'] : ''));
  if (names.length > 0 && !names.some((name) => String(name).toUpperCase() === 'VEVENT')) return null;

  const path = collectionPath(row.href);
  const privileges = children(props['current-user-privilege-set'], 'privilege').flatMap((privilege) =>
    typeof privilege === 'object' ? Object.keys(privilege) : [],
  );
  const owner = principalIn(props.owner);
  // Nextcloud names the owner of what others share and marks nothing; older SabreDAV marks it and names the account.
  const isOthers = owner !== null && ownPrincipals.size > 0 && !ownPrincipals.has(owner);
  const isShared = child(type, 'shared') !== undefined || isOthers;
  return {
    path,
    name: cleanTitle(textOf(props.displayname))?.slice(0, 200) ?? lastSegment(path),
    timeZone: readZone(rawTextOf(props['calendar-timezone'])),
    // Only a list that is there and lacks them says that writing is not allowed.
    access: privileges.length === 0 || privileges.some((name) => writing.has(name)) ? 'write' : 'read',
    isForeign: isShared || child(props['schedule-calendar-transp'], 'transparent') !== undefined,
    state: stateOf(row),
  };
}

/** Whom the account's own calendars belong to: who asks, and whose the home is; servers may know one under two names. */
function findOwnPrincipals(rows: readonly DavRow[], home: string): ReadonlySet<string> {
  const found = rows.flatMap(({ href, props }) => [
    principalIn(props['current-user-principal']),
    href === '' || collectionPath(href) === collectionPath(home) ? principalIn(props.owner) : null,
  ]);
  return new Set(found.filter((principal) => principal !== null));
}

/** The principal that a property names, in normal form; null if it names none. */
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
