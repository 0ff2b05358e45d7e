import { SaxesParser } from 'saxes';
import { ProviderError } from '../../calendar/provider-error.ts';

/** An element: its text, or its children and attributes (`@_name`). */
export type XmlNode = string | { [name: string]: XmlNode | XmlNode[] };

/** One row of a multistatus. */
export interface DavRow {
  href: string;
  /** Of the row itself if it has no properties: 404 is a deletion, 507 means "there is more". */
  status: number | null;
  /** Properties that were found, by local name. */
  props: Readonly<Record<string, XmlNode | XmlNode[]>>;
  /** Local names of properties that are there, but not for this account. */
  refused: readonly string[];
}

export interface Multistatus {
  rows: DavRow[];
  /** Exactly as sent, except for surrounding blanks; null if missing. */
  syncToken: string | null;
}

const lists = new Set(['response', 'propstat', 'href', 'comp', 'privilege']);
/** Twice the depth of any real server. */
const maxDepth = 50;
/** Characters and entities that XML does not know occur in real events; everything else is a broken document. */
const tolerated =
  /(disallowed character\.|(undefined|malformed character) entity\.|"\]\]>" is disallowed in char data\.)$/;

/** An open element: its text and its children. */
interface OpenElement {
  name: string;
  text: string;
  fields: { [name: string]: XmlNode | XmlNode[] } | null;
}

/**
 * Creates a reader for one multistatus (RFC 4918 13), as it arrives: a long listing is never in memory as text. Of
 * several propstats only the successful ones count.
 * @param takeRow Gets each row as it arrives; `rows` is then empty.
 */
export function createMultistatusReader(takeRow?: (row: DavRow) => void) {
  const rows: DavRow[] = [];
  const take = takeRow ?? ((row: DavRow) => void rows.push(row));
  const open: OpenElement[] = [];
  let syncToken: string | null = null;
  let isBegun = false;
  /** What follows is not part of the response: messages of a script, for example. */
  let isOver = false;
  let isBroken = false;
  const parser = new SaxesParser({ xmlns: false, position: false });
  parser.on('error', (error) => {
    isBroken ||= !isOver && !tolerated.test(error.message);
  });
  const addText = (text: string): void => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('opentag', ({ name, attributes }) => {
    if (isOver) return;
    const element: OpenElement = { name: localName(name), text: '', fields: null };
    for (const key in attributes) {
      if (/^xmlns(:|$)/.test(key)) continue;
      element.fields ??= Object.create(null) as NonNullable<OpenElement['fields']>;
      element.fields[`@_${localName(key)}`] = attributes[key] ?? '';
    }
    isBegun = true;
    if (open.length === 0) isBroken ||= element.name !== 'multistatus';
    isBroken ||= open.length >= maxDepth;
    open.push(element);
  });
  parser.on('closetag', () => {
    const element = open.pop();
    const parent = open.at(-1);
    isOver ||= isBegun && parent === undefined;
    if (element === undefined || parent === undefined) return;
    const node = element.fields === null ? element.text : Object.assign(element.fields, { '#text': element.text });
    if (open.length > 1) addChild(parent, element.name, node);
    else if (element.name === 'response') for (const row of readRows(node)) take(row);
    else if (element.name === 'sync-token') syncToken ??= textOf(node) || null;
  });
  return {
    /**
     * Takes the next piece of the response.
     * @throws ProviderError `not_a_calendar`, as does `end`.
     */
    write(piece: string): void {
      parser.write(piece);
      if (isBroken) throw unreadable();
    },
    /** Returns the result once everything has arrived. */
    end(): Multistatus {
      // A truncated listing would look like a shorter one.
      if (open.length > 0 || !isBegun) throw incomplete();
      parser.close();
      if (isBroken) throw unreadable();
      return { rows, syncToken };
    },
  };
}

function addChild(parent: OpenElement, name: string, node: XmlNode): void {
  parent.fields ??= Object.create(null) as NonNullable<OpenElement['fields']>;
  const before = parent.fields[name];
  if (before === undefined) parent.fields[name] = lists.has(name) ? [node] : node;
  else if (Array.isArray(before)) before.push(node);
  else parent.fields[name] = [before, node];
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function unreadable(): ProviderError {
  return new ProviderError('not_a_calendar', "The server's response cannot be read.", { retryable: true });
}

function incomplete(): ProviderError {
  return new ProviderError('not_a_calendar', "The server's response is incomplete.", { retryable: true });
}

/** A response covers several hrefs if it has only one status for them. */
function readRows(response: XmlNode): DavRow[] {
  const props: Record<string, XmlNode | XmlNode[]> = {};
  const refused: string[] = [];
  for (const propstat of children(response, 'propstat')) {
    const status = readStatus(child(propstat, 'status'));
    const found = child(propstat, 'prop');
    if (typeof found !== 'object') continue;
    if (status === null || (status >= 200 && status < 300)) Object.assign(props, found);
    else if (status === 401 || status === 403) refused.push(...Object.keys(found));
  }
  const status = readStatus(child(response, 'status'));
  const [first = '', ...others] = children(response, 'href').map(textOf);
  return [first, ...others].map((href) => ({ href, status, props, refused }));
}

function readStatus(node: XmlNode | undefined): number | null {
  const status = /\s(\d{3})\b/.exec(` ${textOf(node).replace(/^HTTP\/\S+/i, '')}`)?.[1];
  return status === undefined ? null : Number(status);
}

/** The first child of that name. */
export function child(node: XmlNode | XmlNode[] | undefined, name: string): XmlNode | undefined {
  return children(node, name)[0];
}

export function children(node: XmlNode | XmlNode[] | undefined, name: string): XmlNode[] {
  const parent = Array.isArray(node) ? node[0] : node;
  const found = typeof parent === 'object' ? parent[name] : undefined;
  return found === undefined ? [] : Array.isArray(found) ? found : [found];
}

/** The text of an element without surrounding blanks; empty if there is none. */
export function textOf(node: XmlNode | XmlNode[] | undefined): string {
  return rawTextOf(node).trim();
}

/** The text of an element as sent. */
export function rawTextOf(node: XmlNode | XmlNode[] | undefined): string {
  const element = Array.isArray(node) ? node[0] : node;
  if (typeof element === 'string') return element;
  const text = element?.['#text'];
  return typeof text === 'string' ? text : '';
}
