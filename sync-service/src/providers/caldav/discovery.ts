import type { ConnectedAccount, Credentials } from '../../calendar/provider.ts';
import { ProviderError } from '../../calendar/provider-error.ts';
import { type DavCalendar, readHome, toCalendarInfos } from './calendars.ts';
import { collectionPath, pathHost, pathOf, resolveHref } from './href.ts';
import { child, children, type DavRow, textOf, type XmlNode } from './multistatus.ts';
import { type DavSession, foreignHost } from './transport.ts';

const propfind = (props: string): string =>
  `<?xml version="1.0" encoding="utf-8"?><d:propfind xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop>${props}</d:prop></d:propfind>`;

/** Failures that mean that there is nothing at an address, rather than that we are refused. */
const nothingHere = new Set(['gone', 'http_status', 'not_a_calendar', 'forbidden']);

/** Failures of a well-known address that serves something else of the domain, or was never set up. */
const detours = new Set(['invalid_url', 'forbidden_address', 'too_many_redirects']);

/** How many collections within homes are searched, and how deep: some servers sort calendars into folders. */
const maxCollections = 10;
const maxDepth = 2;

/** What an account's principal, or the entered address, says about it. */
interface Entrance {
  /** Path of the principal; null if no address names one. */
  principal: string | null;
  /** Paths of the collections with its calendars. */
  homes: string[];
  addresses: string[];
  /** The error of a well-known address that leads somewhere we may not follow. */
  detour: ProviderError | null;
}

/**
 * Finds the calendars of an account (RFC 6764, RFC 5397, RFC 4791 6.2.1): well-known address, principal, homes.
 * @param credentials As entered: `url`, `username`, `password`.
 * @throws ProviderError `invalid_credentials`; `forbidden_address` if it would need another server; `not_a_calendar` if
 * it finds none.
 */
export async function discover(session: DavSession, credentials: Credentials): Promise<ConnectedAccount> {
  const { url = '', username = '', password = '' } = credentials;
  try {
    const start = pathOf(new URL(url).pathname);
    const entrance = await findEntrance(session, start);
    const { principal, addresses, detour } = entrance;
    const homes = entrance.homes.length > 0 ? entrance.homes : [collectionPath(start)];
    const found = await listAll(session, homes).catch((error: unknown) => {
      // If nothing is found, the redirect that we did not follow explains more.
      throw detour !== null && error instanceof ProviderError && nothingHere.has(error.code) ? detour : error;
    });
    if (entrance.homes.length === 0 && found.calendars.length === 0) throw detour ?? noCalendars();
    return {
      accountKey: keyOf(url, principal, homes, username),
      accountEmail: addresses[0] ?? (username.includes('@') ? username : null),
      credentials: { url, username, password, home: found.homes.join(' '), addresses: addresses.join(' ') },
      calendars: toCalendarInfos(found.calendars),
    };
  } catch (error) {
    if (!(error instanceof ProviderError) || error.code !== 'unauthorized') throw error;
    throw new ProviderError('invalid_credentials', 'The server does not accept this user name and password.', {
      status: 401,
    });
  }
}

/** Server, principal (or home if there is none) and user name, whose case servers ignore. */
function keyOf(url: string, principal: string | null, homes: readonly string[], username: string): string {
  return `${new URL(url).origin}${principal ?? homes[0]} ${username.toLowerCase()}`;
}

/** Lists the calendars of these homes. Collections in them that have calendars become homes, too. */
async function listAll(
  session: DavSession,
  homes: readonly string[],
): Promise<{ homes: string[]; calendars: DavCalendar[] }> {
  const found: string[] = [];
  const calendars = new Map<string, DavCalendar>();
  const open = homes.map((path) => ({ path, depth: 0 }));
  let left = maxCollections;
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { path, depth } = next;
    const listing = await readHome(session, path, found.length === 0).catch((error: unknown) => {
      // An unreadable folder is no reason to refuse the account.
      if (depth > 0 && error instanceof ProviderError && nothingHere.has(error.code)) return null;
      throw error;
    });
    if (listing === null) continue;
    for (const one of listing.calendars) if (!calendars.has(one.path)) calendars.set(one.path, one);
    if (depth === 0 || listing.calendars.length > 0) found.push(listing.path);
    const deeper = depth < maxDepth ? listing.collections.slice(0, left) : [];
    left -= deeper.length;
    open.push(...deeper.map((each) => ({ path: each, depth: depth + 1 })));
  }
  return { homes: [...new Set(found)], calendars: [...calendars.values()] };
}

/**
 * Looks up the principal at the well-known and the entered address; without principals an address may still name a
 * home.
 */
async function findEntrance(session: DavSession, start: string): Promise<Entrance> {
  const wellKnown = '/.well-known/caldav';
  let detour: ProviderError | null = null;
  let homes: string[] = [];
  for (const url of start === '/' ? [wellKnown, start] : [start, wellKnown]) {
    try {
      const asked = propfind('<d:current-user-principal/><c:calendar-home-set/>');
      const response = await session.query({ method: 'PROPFIND', url, depth: '0', body: asked });
      const props = (response.rows[0]?.props ?? {}) as XmlNode;
      const [href = ''] = hrefsIn(props, 'current-user-principal');
      if (href !== '') {
        const principal = collectionPath(ownPath(session, href, response.path));
        const known = await readPrincipal(session, principal);
        return { ...known, homes: known.homes.length > 0 ? known.homes : homes, principal, detour };
      }
      if (homes.length === 0) homes = ownPaths(session, hrefsIn(props, 'calendar-home-set'), response.path);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      if (url === wellKnown && detours.has(error.code)) detour = error;
      else if (!nothingHere.has(error.code)) throw error;
    }
  }
  return { principal: null, homes, addresses: [], detour };
}

async function readPrincipal(session: DavSession, principal: string): Promise<Pick<Entrance, 'homes' | 'addresses'>> {
  const asked = propfind('<c:calendar-home-set/><c:calendar-user-address-set/>');
  const response = await session.query({ method: 'PROPFIND', url: principal, depth: '0', body: asked });
  // The row may spell the address differently; there is only one.
  const props = ((response.rows[0] as DavRow | undefined)?.props ?? {}) as XmlNode;
  return {
    homes: ownPaths(session, hrefsIn(props, 'calendar-home-set'), response.path),
    addresses: readAddresses(child(props, 'calendar-user-address-set')),
  };
}

function hrefsIn(props: XmlNode, name: string): string[] {
  return children(child(props, name), 'href')
    .map(textOf)
    .filter((href) => href !== '');
}

/** The account's email addresses, the preferred one first. */
function readAddresses(set: XmlNode | undefined): string[] {
  const mails = children(set, 'href').flatMap((node) => {
    const mail = /^mailto:(.+@.+)$/i.exec(textOf(node))?.[1]?.toLowerCase();
    const isPreferred = typeof node === 'object' && node['@_preferred'] === '1';
    return mail === undefined ? [] : [{ mail, isPreferred }];
  });
  const sorted = mails.toSorted((a, b) => Number(b.isPreferred) - Number(a.isPreferred));
  return [...new Set(sorted.map(({ mail }) => mail))].slice(0, 20);
}

/**
 * Keeps the homes on the account's server, the only one that we use.
 * @throws ProviderError `forbidden_address` if all are elsewhere.
 */
function ownPaths(session: DavSession, hrefs: readonly string[], base: string): string[] {
  const own = hrefs.filter((href) => isOurs(session, href, base));
  if (hrefs.length > 0 && own.length === 0) throw foreignHost();
  return [...new Set(own.map((href) => collectionPath(href, base)))];
}

/** @throws ProviderError `forbidden_address` if it is elsewhere. */
function ownPath(session: DavSession, href: string, base: string): string {
  if (!isOurs(session, href, base)) throw foreignHost();
  return pathOf(href, base);
}

function isOurs(session: DavSession, href: string, base: string): boolean {
  const url = resolveHref(href, base);
  return url !== null && (url.hostname === pathHost || session.isOurs(url));
}

function noCalendars(): ProviderError {
  return new ProviderError('not_a_calendar', 'No calendars were found at this address.');
}
