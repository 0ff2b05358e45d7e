import type { ConnectedAccount, Credentials } from '../../calendar/provider.ts';
import { ProviderError } from '../../calendar/provider-error.ts';
import { listHome, toCalendarInfos } from './calendars.ts';
import { collectionPath, pathOf } from './href.ts';
import { child, children, type DavRow, textOf, type XmlNode } from './multistatus.ts';
import { type DavSession, foreignHost } from './transport.ts';

const propfind = (props: string): string =>
  `<?xml version="1.0" encoding="utf-8"?><d:propfind xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop>${props}</d:prop></d:propfind>`;

/** Answers of servers that have nothing to say at an address, as opposed to refusing us. */
const nothingHere = new Set(['gone', 'http_status', 'not_a_calendar', 'forbidden']);

/** What the well-known address may also be: set up for another service of the domain, or not at all. */
const detours = new Set(['invalid_url', 'forbidden_address', 'too_many_redirects']);

/**
 * Finds the calendars of an account (RFC 6764, RFC 5397, RFC 4791 6.2.1): well-known address, principal, home.
 * @param credentials As entered: `url`, `username`, `password`.
 * @throws ProviderError `invalid_credentials`; `forbidden_address` if another server would have to be asked;
 * `not_a_calendar` if there is none to be found.
 */
export async function discover(session: DavSession, credentials: Credentials): Promise<ConnectedAccount> {
  try {
    const start = new URL(credentials.url ?? '').pathname;
    const { principal, detour } = await findPrincipal(session, start);
    const home =
      principal === null ? { path: collectionPath(start), addresses: [] } : await readHome(session, principal);
    const calendars = await listHome(session, home.path).catch((error: unknown) => {
      // Where nothing is found, the way that was not gone says more.
      throw detour !== null && error instanceof ProviderError && nothingHere.has(error.code) ? detour : error;
    });
    if (principal === null && calendars.length === 0) throw detour ?? noCalendars();
    const username = credentials.username ?? '';
    return {
      accountKey: `${new URL(credentials.url ?? '').origin}${principal ?? home.path} ${username}`,
      accountEmail: home.addresses[0] ?? (username.includes('@') ? username : null),
      credentials: {
        url: credentials.url ?? '',
        username,
        password: credentials.password ?? '',
        home: home.path,
        addresses: home.addresses.join(' '),
      },
      calendars: toCalendarInfos(calendars),
    };
  } catch (error) {
    if (!(error instanceof ProviderError) || error.code !== 'unauthorized') throw error;
    throw new ProviderError('invalid_credentials', 'The server does not accept this user name and password.', {
      status: 401,
    });
  }
}

/** The principal's path, or null if no address tells one; and where the well-known address leads if we may not follow. */
async function findPrincipal(
  session: DavSession,
  start: string,
): Promise<{ principal: string | null; detour: ProviderError | null }> {
  const wellKnown = '/.well-known/caldav';
  let detour: ProviderError | null = null;
  for (const url of start === '/' ? [wellKnown, start] : [start, wellKnown]) {
    try {
      const { rows } = await session.query({
        method: 'PROPFIND',
        url,
        depth: '0',
        body: propfind('<d:current-user-principal/>'),
      });
      const href = textOf(child(child(rows[0]?.props as XmlNode, 'current-user-principal'), 'href'));
      if (href !== '') return { principal: ownPath(session, href, url), detour };
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      if (url === wellKnown && detours.has(error.code)) detour = error;
      else if (!nothingHere.has(error.code)) throw error;
    }
  }
  return { principal: null, detour };
}

async function readHome(session: DavSession, principal: string): Promise<{ path: string; addresses: string[] }> {
  const { rows } = await session.query({
    method: 'PROPFIND',
    url: principal,
    depth: '0',
    body: propfind('<c:calendar-home-set/><c:calendar-user-address-set/>'),
  });
  // The row may spell the address otherwise than we asked for it; there is only one.
  const props = (rows[0] as DavRow | undefined)?.props ?? {};
  const href = textOf(child(child(props as XmlNode, 'calendar-home-set'), 'href'));
  if (href === '') throw noCalendars();
  return {
    path: collectionPath(ownPath(session, href, principal)),
    addresses: readAddresses(child(props as XmlNode, 'calendar-user-address-set')),
  };
}

/** Mail addresses of the account, the preferred one first. */
function readAddresses(set: XmlNode | undefined): string[] {
  const mails = children(set, 'href').flatMap((node) => {
    const mail = /^mailto:(.+@.+)$/i.exec(textOf(node))?.[1]?.toLowerCase();
    const isPreferred = typeof node === 'object' && node['@_preferred'] === '1';
    return mail === undefined ? [] : [{ mail, isPreferred }];
  });
  const sorted = mails.toSorted((a, b) => Number(b.isPreferred) - Number(a.isPreferred));
  return [...new Set(sorted.map(({ mail }) => mail))].slice(0, 20);
}

/** A path on the account's server, which is the only one that is asked. */
function ownPath(session: DavSession, href: string, base: string): string {
  const url = URL.parse(href, new URL(base, 'http://path.invalid'));
  if (url === null || (url.hostname !== 'path.invalid' && !session.mayVisit(url))) throw foreignHost();
  return pathOf(href, base);
}

function noCalendars(): ProviderError {
  return new ProviderError('not_a_calendar', 'No calendars were found at this address.');
}
