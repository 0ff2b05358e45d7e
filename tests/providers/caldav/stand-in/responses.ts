import type { StandInCalendar, StandInObject } from './calendar.ts';
import type { StandInFaults, StandInRequest } from './faults.ts';
import { element, escapeText, parseBody, type Row, writeData, writeMultistatus } from './xml.ts';

export interface SandboxResponse {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

/** What the answers are made from. */
export interface StandInState {
  isIcloud: boolean;
  principal: string;
  home: string;
  addresses: readonly { href: string; isPreferred?: boolean }[];
  calendars: ReadonlyMap<string, StandInCalendar>;
  faults: StandInFaults;
}

/** The answer to PROPFIND and REPORT. */
export function answerQuery(state: StandInState, request: StandInRequest): SandboxResponse {
  const type = request.headers['content-type'] ?? '';
  if (!/^(text|application)\/xml\b/.test(type)) return { status: 415 };
  // iCloud takes nothing before the declaration.
  if (/^\s/.test(request.body)) return { status: 400 };
  if (request.method === 'PROPFIND') return answerPropfind(state, request);
  const path = pathOf(request.url);
  const calendar = findCalendar(state, path);
  if (calendar === undefined) return { status: 404 };
  const body = parseBody(request.body);
  if (body.root === 'sync-collection') return answerSync(state, calendar, body.token ?? '', body.hasLimit);
  if (body.root === 'calendar-multiget') return answerMultiget(state, calendar, body.hrefs);
  if (body.root === 'calendar-query') return body.hasEventFilter ? answerListing(state, calendar) : { status: 400 };
  return { status: 403 };
}

/** The calendar at a path, with or without a slash at the end. */
function findCalendar(state: StandInState, path: string): StandInCalendar | undefined {
  const plain = plainPath(path);
  if (!plain.startsWith(state.home)) return undefined;
  return state.calendars.get(plain.slice(state.home.length).replace(/\/$/, ''));
}

/** A path however it is spelled. */
function plainPath(path: string): string {
  const segments = path.split('/').map((segment) => {
    try {
      return decodeURIComponent(segment);
    } catch {
      return segment;
    }
  });
  return segments.join('/').replace(/\/{2,}/g, '/');
}

/** The calendar and the name of the object at a path. */
export function findPlace(state: StandInState, path: string): { calendar: StandInCalendar; name: string } | undefined {
  const slash = path.lastIndexOf('/');
  const calendar = findCalendar(state, path.slice(0, slash + 1));
  const name = decodeURIComponent(path.slice(slash + 1));
  return calendar === undefined || name === '' ? undefined : { calendar, name };
}

/** An object as it is handed out. */
export function readObject(state: StandInState, calendar: StandInCalendar, name: string): StandInObject | undefined {
  const isStale = state.faults.staleObjects && calendar.before.has(name);
  const object = isStale ? calendar.before.get(name) : listedObject(state, calendar, name);
  return object && { ...object, etag: state.faults.writeEtag(object.etag) };
}

/** An object as lists show it. */
function listedObject(state: StandInState, calendar: StandInCalendar, name: string): StandInObject | undefined {
  return state.faults.staleReads && calendar.before.has(name) ? calendar.before.get(name) : calendar.object(name);
}

export function pathOf(href: string): string {
  return new URL(href, 'http://stand-in.invalid').pathname;
}

function answerPropfind(state: StandInState, request: StandInRequest): SandboxResponse {
  const { props } = parseBody(request.body);
  const path = pathOf(request.url);
  const rows: Row[] = [];
  const add = (
    href: string,
    all: Readonly<Record<string, string | undefined>>,
    hidden: readonly string[] = [],
  ): void => {
    const shown = props.filter((name) => !hidden.includes(name));
    const refused = props.filter((name) => hidden.includes(name));
    rows.push({ href, props: Object.fromEntries(shown.map((name) => [name, all[name]])), refused });
  };
  const principal = element('current-user-principal', element('href', state.faults.spell(state.principal)));
  const calendar = findCalendar(state, path);
  const place = findPlace(state, path);
  if (path === '/') add('/', { 'current-user-principal': principal, resourcetype: element('resourcetype') });
  else if (isAt(path, state.principal)) add(path, propsOfPrincipal(state, principal));
  else if (isAt(path, state.home) || isFolder(state, path)) {
    add(path, propsOfHome(state, principal));
    if (request.depth !== '0') {
      const { calendars, folders } = membersOf(state, path);
      for (const each of calendars) add(hrefOf(state, each), propsOf(state, each), each.properties.refused);
      for (const each of folders) add(state.faults.spell(each), propsOfHome(state, principal));
    }
  } else if (calendar !== undefined) {
    add(hrefOf(state, calendar), { ...propsOf(state, calendar), 'current-user-principal': principal });
    if (request.depth === '1')
      for (const { name, etag } of calendar.objects())
        add(hrefOf(state, calendar, name), { getetag: element('getetag', etag) });
  } else if (place !== undefined) {
    const object = listedObject(state, place.calendar, place.name);
    if (object === undefined) return { status: 404 };
    add(path, { getetag: element('getetag', object.etag) });
  } else return { status: 404 };
  return multistatus(writeMultistatus(rows, state.faults));
}

/** What is in a home or a folder, by the names of the calendars: `folder/name`. */
function membersOf(state: StandInState, path: string): { calendars: StandInCalendar[]; folders: string[] } {
  const place = plainPath(path).replace(/\/?$/, '/');
  const inside = [...state.calendars.values()].flatMap((calendar) => {
    const full = `${state.home}${calendar.id}`;
    return full.startsWith(place) ? [{ calendar, rest: full.slice(place.length).split('/') }] : [];
  });
  const names = inside.flatMap(({ rest }) => (rest.length > 1 ? [`${place}${rest[0]}/`] : []));
  const isHome = (folder: string): boolean => state.faults.homes?.includes(folder) ?? false;
  return {
    calendars: inside.flatMap(({ calendar, rest }) => (rest.length === 1 ? [calendar] : [])),
    folders: [...new Set(names)].filter((folder) => !isHome(folder)),
  };
}

function isFolder(state: StandInState, path: string): boolean {
  const place = plainPath(path).replace(/\/?$/, '/');
  return (
    place.startsWith(state.home) && [...state.calendars.keys()].some((id) => `${state.home}${id}`.startsWith(place))
  );
}

/** Whether a path, however it is spelled, with or without a slash at the end, is that one. */
function isAt(path: string, place: string): boolean {
  return plainPath(path).replace(/\/$/, '').toLowerCase() === place.replace(/\/$/, '').toLowerCase();
}

function propsOfPrincipal(state: StandInState, principal: string): Record<string, string> {
  const addresses = state.addresses
    .map(({ href, isPreferred }) => element('href', escapeText(href), isPreferred ? ' preferred="1"' : ''))
    .join('');
  return {
    'current-user-principal': principal,
    'calendar-home-set': element('calendar-home-set', homesOf(state)),
    'calendar-user-address-set': element('calendar-user-address-set', addresses),
  };
}

function homesOf({ faults, home }: StandInState): string {
  const hrefs = faults.homes ?? [`${faults.homeOrigin ?? ''}${faults.spell(home)}`];
  return hrefs.map((href) => element('href', href)).join('');
}

function propsOfHome(state: StandInState, principal: string): Record<string, string> {
  return {
    'current-user-principal': principal,
    owner: element('owner', element('href', state.faults.homeOwner ?? state.principal)),
    displayname: element('displayname', 'Anna Example'),
    resourcetype: element('resourcetype', element('collection')),
    // iCloud gives the home a tag too, so that a tag does not make a calendar.
    ...(state.isIcloud ? { getctag: element('getctag', 'HwoQEgwAAGhvbWU==') } : {}),
  };
}

function propsOf(state: StandInState, calendar: StandInCalendar): Record<string, string | undefined> {
  const { properties, revision, state: count } = calendar;
  const list = (name: string, names: readonly string[] | null, write: (each: string) => string): string | undefined =>
    names === null ? undefined : element(name, names.map(write).join(''));
  return {
    displayname: element('displayname', properties.displayname),
    owner:
      properties.owner === null ? undefined : element('owner', element('href', properties.owner ?? state.principal)),
    resourcetype: list('resourcetype', properties.resourcetype, (name) => element(name)),
    'supported-calendar-component-set': list('supported-calendar-component-set', properties.components, (name) =>
      element('comp', '', ` name='${name}'`),
    ),
    'current-user-privilege-set': list('current-user-privilege-set', properties.privileges, (name) =>
      element('privilege', element(name)),
    ),
    'schedule-calendar-transp': properties.isTransparent
      ? element('schedule-calendar-transp', element('transparent'))
      : undefined,
    'calendar-timezone':
      properties.timeZone === null ? undefined : element('calendar-timezone', escapeText(properties.timeZone)),
    getctag: properties.hasCtag ? element('getctag', ctagOf(state, count)) : undefined,
    'sync-token': properties.hasToken ? element('sync-token', escapeText(tokenOf(state, count))) : undefined,
    getetag: state.faults.ownRow ? element('getetag', `"collection-${revision}"`) : undefined,
  };
}

function answerSync(state: StandInState, calendar: StandInCalendar, token: string, hasLimit: boolean): SandboxResponse {
  const { faults, isIcloud } = state;
  if (!calendar.properties.hasToken) return { status: 501 };
  if (hasLimit && isIcloud) return { status: 507 };
  let since = revisionOf(token);
  if (token !== '' && (since === null || since < calendar.oldestRevision || since > calendar.state)) {
    if (faults.unknownToken === '500') return { status: 500, body: 'Internal error' };
    if (faults.unknownToken === 'bare 403') return { status: 403 };
    if (faults.unknownToken === '403') {
      return { status: 403, headers: xml, body: '<error xmlns="DAV:"><valid-sync-token/></error>' };
    }
    if (faults.unknownToken === 'future') return multistatus(writeMultistatus([], faults, token));
    since = 0;
  }
  const { names, revision, isCut } = calendar.changesSince(since ?? 0, faults.pageSize ?? undefined);
  const rows = names.flatMap((name): Row[] => {
    const object = listedObject(state, calendar, name);
    // A first listing knows of no deletions.
    if (object === undefined) {
      const href = hrefOf(state, calendar, name);
      if (since === null || since === 0) return [];
      return [faults.deletions === 'propstat' ? { href, absent: ['getetag'] } : { href, status: 404 }];
    }
    return [rowOf(state, calendar, object)];
  });
  if (faults.deletions === 'together') joinDeletions(rows);
  // Apple's servers list the collection itself when something in it changed.
  if (faults.ownRow && names.length > 0) rows.unshift(ownRow(state, calendar));
  if (isCut) rows.push({ href: hrefOf(state, calendar), status: 507 });
  return multistatus(writeMultistatus(rows, faults, tokenOf(state, revision)));
}

/** One response for all that is gone (RFC 4918 14.24). */
function joinDeletions(rows: Row[]): void {
  const [first, ...others] = rows.filter(({ status }) => status === 404);
  if (first === undefined) return;
  const kept = rows.filter(({ status }) => status !== 404);
  rows.splice(0, rows.length, ...kept, { ...first, others: others.map(({ href }) => href) });
}

function answerListing(state: StandInState, calendar: StandInCalendar): SandboxResponse {
  const rows = calendar.objects().flatMap(({ name }) => {
    const object = listedObject(state, calendar, name);
    return object === undefined || !/^BEGIN:VEVENT/m.test(object.ics) ? [] : [rowOf(state, calendar, object)];
  });
  if (state.faults.ownRow) rows.unshift(ownRow(state, calendar));
  return multistatus(writeMultistatus(rows, state.faults));
}

function answerMultiget(state: StandInState, calendar: StandInCalendar, hrefs: readonly string[]): SandboxResponse {
  const { faults } = state;
  const rows = hrefs.flatMap((href): Row[] => {
    const name = findPlace(state, pathOf(href))?.name ?? '';
    const object = readObject(state, calendar, name);
    if (object === undefined || faults.withheld.has(name)) {
      if (faults.missing === 'omitted') return [];
      if (faults.missing === '404') return [{ href, status: 404 }];
      if (faults.missing === 'propstat') return [{ href, absent: ['getetag', 'calendar-data'] }];
      return [{ href, props: { getetag: element('getetag', object?.etag ?? '"none"') }, absent: ['calendar-data'] }];
    }
    const data = element('calendar-data', writeData(object.ics, faults.data));
    return [{ href, props: { getetag: element('getetag', object.etag), 'calendar-data': data } }];
  });
  return multistatus(writeMultistatus(rows, faults));
}

function rowOf(state: StandInState, calendar: StandInCalendar, { name, etag }: StandInObject): Row {
  // iCloud: a property that is not there is no deletion.
  const absent = state.isIcloud ? ['resourcetype'] : [];
  return { href: hrefOf(state, calendar, name), props: { getetag: element('getetag', etag) }, absent };
}

function ownRow(state: StandInState, calendar: StandInCalendar): Row {
  return { href: hrefOf(state, calendar), props: { getetag: element('getetag', `"collection-${calendar.revision}"`) } };
}

function hrefOf(state: StandInState, calendar: StandInCalendar, name = ''): string {
  return state.faults.spell(`${state.home}${calendar.id}/${encodeURIComponent(name)}`);
}

function ctagOf({ isIcloud }: StandInState, revision: number): string {
  return isIcloud ? `HwoQEgwAA${Buffer.from(`rev ${revision}`).toString('base64url')}==` : `"${revision}"`;
}

function tokenOf({ isIcloud, faults }: StandInState, revision: number): string {
  if (faults.tokenPrefix !== null) return `${faults.tokenPrefix}_${revision}`;
  return isIcloud ? `HwoQEgwAARoKRev_${revision}==` : `data:,stand-in_${revision}`;
}

function revisionOf(token: string): number | null {
  const revision = /_(\d+)(?:==)?$/.exec(token)?.[1];
  return revision === undefined ? null : Number(revision);
}

const xml = { 'content-type': 'text/xml; charset=utf-8' };

function multistatus(body: string): SandboxResponse {
  return { status: 207, headers: xml, body };
}
