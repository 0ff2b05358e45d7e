import type { StandInFaults } from './faults.ts';

/** A row of a multistatus; `props` are pieces of XML by the name of the property. */
export interface Row {
  href: string;
  /** Others of which the status is true as well. */
  others?: readonly string[];
  /** Instead of properties. */
  status?: 404 | 507 | undefined;
  props?: Readonly<Record<string, string | undefined>>;
  /** Names of properties that were asked for and are not there. */
  absent?: readonly string[];
  /** Names of properties that were asked for and are not shown to this account. */
  refused?: readonly string[];
}

const caldav = 'urn:ietf:params:xml:ns:caldav';
const calendarserver = 'http://calendarserver.org/ns/';
const namespaces: Readonly<Record<string, string>> = {
  calendar: caldav,
  comp: caldav,
  'calendar-data': caldav,
  'calendar-home-set': caldav,
  'calendar-user-address-set': caldav,
  'calendar-timezone': caldav,
  'schedule-calendar-transp': caldav,
  transparent: caldav,
  opaque: caldav,
  'schedule-inbox': caldav,
  'schedule-outbox': caldav,
  'supported-calendar-component-set': caldav,
  getctag: calendarserver,
  notification: calendarserver,
  'shared-owner': calendarserver,
  shared: calendarserver,
  subscribed: calendarserver,
};
const reasons: Readonly<Record<number, string>> = { 404: 'Not Found', 507: 'Insufficient Storage' };

/** An element without prefix, in the namespace that the name belongs to. */
export function element(name: string, content = '', attributes = ''): string {
  const open = `${name} xmlns="${namespaces[name] ?? 'DAV:'}"${attributes}`;
  return content === '' ? `<${open}/>` : `<${open}>${content}</${name}>`;
}

export function escapeText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/\r/g, '&#13;');
}

/** Calendar text as the faults want it. */
export function writeData(ics: string, how: StandInFaults['data']): string {
  const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
  if (how === 'text') return escapeText(ics);
  if (how === 'cdata') return cdata(ics);
  const middle = Math.floor(ics.length / 2);
  return `${cdata(ics.slice(0, middle))}${cdata(ics.slice(middle))}`;
}

/** A multistatus, with much blank space as iCloud writes it. */
export function writeMultistatus(rows: readonly Row[], faults: StandInFaults, token: string | null = null): string {
  const all = faults.duplicateRows ? rows.flatMap((row) => [row, row]) : rows;
  const last = token === null ? '' : `  <sync-token>${escapeText(token)}</sync-token>\n`;
  const written = all.map((row) => writeRow(row, faults.doublePropstat)).join('');
  const body = written.replaceAll('<status>HTTP/1.1 ', `<status>${faults.protocol} `);
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<multistatus xmlns="DAV:">\n${body}${last}</multistatus>\n`;
}

function writeRow({ href, others = [], status, props, absent = [], refused = [] }: Row, isDouble: boolean): string {
  const hrefs = [href, ...others].map((each) => `    <href>${escapeText(each)}</href>\n`).join('');
  const head = `  <response xmlns="DAV:">\n${hrefs}`;
  if (status !== undefined) {
    const error = status === 507 ? '<error><number-of-matches-within-limits/></error>' : '';
    return `${head}    <status>HTTP/1.1 ${status} ${reasons[status]}</status>${error}\n  </response>\n`;
  }
  const entries = Object.entries(props ?? {});
  const found = entries.flatMap(([, xml]) => (xml === undefined ? [] : [xml]));
  const missing = entries.flatMap(([name, xml]) => (xml === undefined ? [name] : [])).concat(absent);
  // Clients that believe the last propstat lose what the first one said.
  if (isDouble) missing.push('getctag', 'sync-token', 'getetag', 'resourcetype');
  const empty = missing.map((name) => element(name)).join('');
  const propstat = (inner: string, state: string): string =>
    inner === ''
      ? ''
      : `    <propstat>\n      <prop>${inner}</prop>\n      <status>HTTP/1.1 ${state}</status>\n    </propstat>\n`;
  const kept = propstat(refused.map((name) => element(name)).join(''), '403 Forbidden');
  return `${head}${propstat(found.join('\n'), '200 OK')}${kept}${propstat(empty, '404 Not Found')}  </response>\n`;
}

/** What a PROPFIND or REPORT asks for. Enough of XML for requests; a client may use any prefixes. */
export interface ParsedBody {
  /** Local name of the root. */
  root: string;
  /** Local names of the properties. */
  props: string[];
  hrefs: string[];
  token: string | null;
  hasLimit: boolean;
  /** Whether it is filtered by VEVENT, which iCloud demands. */
  hasEventFilter: boolean;
}

export function parseBody(body: string): ParsedBody {
  const text = body.replace(/^<\?xml[^>]*\?>\s*/, '');
  const inner = /<(?:[\w-]+:)?prop(?:\s[^>]*)?>(.*?)<\/(?:[\w-]+:)?prop>/s.exec(text)?.[1] ?? '';
  const token = /<(?:[\w-]+:)?sync-token(?:\s[^>]*)?>([^<]*)</.exec(text)?.[1];
  return {
    root: /^<(?:[\w-]+:)?([\w-]+)/.exec(text)?.[1] ?? '',
    props: [...inner.matchAll(/<(?:[\w-]+:)?([\w-]+)/g)].map((match) => match[1] ?? ''),
    hrefs: [...text.matchAll(/<(?:[\w-]+:)?href[^>]*>([^<]*)</g)].map((match) => unescapeText(match[1] ?? '').trim()),
    token: token === undefined ? null : unescapeText(token),
    hasLimit: /<(?:[\w-]+:)?limit\b/.test(text),
    hasEventFilter: /comp-filter[^>]*name=["']VEVENT["']/.test(text),
  };
}

function unescapeText(text: string): string {
  const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => named[name] ?? '');
}
