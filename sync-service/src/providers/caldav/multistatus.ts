import { XMLParser } from 'fast-xml-parser';
import { ProviderError } from '../../calendar/provider-error.ts';

/** An element: its text, or its children and attributes (`@_name`). */
export type XmlNode = string | { [name: string]: XmlNode | XmlNode[] };

/** One row of a multistatus. */
export interface DavRow {
  href: string;
  /** Of the row itself, where it has no properties: 404 is a deletion, 507 "there is more". */
  status: number | null;
  /** Properties that were found, by local name. */
  props: Readonly<Record<string, XmlNode | XmlNode[]>>;
}

export interface Multistatus {
  rows: DavRow[];
  /** Exactly as sent, but for blanks around it; null without one. */
  syncToken: string | null;
}

const lists = new Set(['response', 'propstat', 'href', 'comp', 'privilege']);
const parser = new XMLParser({
  ignoreAttributes: false,
  removeNSPrefix: true,
  // Tokens and names are text, whatever they look like.
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  htmlEntities: true,
  isArray: (name) => lists.has(name),
});

/** Text of rows that is read at once: the tree of a whole listing would take many times the memory of its text. */
const groupLength = 65_536;
/** Where rows begin and end; what stands in CDATA and comments is none of them. */
const rowEdge = /<!\[CDATA\[[\s\S]*?\]\]>|<!--[\s\S]*?-->|<(\/?)(?:[\w.-]+:)?response(?:\s[^<>]*?)?(\/?)>/g;

/**
 * Reads a multistatus (RFC 4918 13). Of several propstats only the successful ones count, wherever they stand.
 * @throws ProviderError `not_a_calendar`.
 */
export function parseMultistatus(text: string): Multistatus {
  const rows: DavRow[] = [];
  const frame = takeRows(text, (group) => {
    for (const response of children(parse(`<rows>${group}</rows>`).rows, 'response')) rows.push(readRow(response));
  });
  const root = parse(frame).multistatus;
  if (root === undefined || Array.isArray(root)) throw unreadable();
  return { rows, syncToken: textOf(child(root, 'sync-token')) || null };
}

/** Hands the rows of a multistatus on, some at a time; what is left of it without them. */
function takeRows(text: string, take: (group: string) => void): string {
  let frame = '';
  let group = '';
  let depth = 0;
  let start = 0;
  let end = 0;
  for (const match of text.matchAll(rowEdge)) {
    const [edge, closing, empty] = match;
    if (closing === undefined) continue;
    if (closing === '' && depth === 0) {
      start = match.index;
      frame += text.slice(end, start);
    }
    if (closing !== '') depth -= 1;
    else if (empty === '') depth += 1;
    if (depth < 0) throw unreadable();
    if (depth > 0) continue;
    end = match.index + edge.length;
    group += text.slice(start, end);
    if (group.length < groupLength) continue;
    take(group);
    group = '';
  }
  if (depth > 0) throw unreadable();
  if (group !== '') take(group);
  return frame + text.slice(end);
}

function parse(text: string): { [name: string]: XmlNode } {
  try {
    return parser.parse(text) as { [name: string]: XmlNode };
  } catch {
    // The parser's words quote the document.
    throw unreadable();
  }
}

function unreadable(): ProviderError {
  return new ProviderError('not_a_calendar', 'The answer of the server can not be read.', { retryable: true });
}

function readRow(response: XmlNode): DavRow {
  const props: Record<string, XmlNode | XmlNode[]> = {};
  for (const propstat of children(response, 'propstat')) {
    const status = readStatus(child(propstat, 'status'));
    const found = child(propstat, 'prop');
    if ((status === null || (status >= 200 && status < 300)) && typeof found === 'object') Object.assign(props, found);
  }
  return {
    href: textOf(children(response, 'href')[0]),
    status: readStatus(child(response, 'status')),
    props,
  };
}

function readStatus(node: XmlNode | undefined): number | null {
  const status = /\s(\d{3})\b/.exec(` ${textOf(node).replace(/^HTTP\/\S+/, '')}`)?.[1];
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

/** The text in an element, without blanks around it; empty for none. */
export function textOf(node: XmlNode | XmlNode[] | undefined): string {
  return rawTextOf(node).trim();
}

/** The text in an element as it was sent. */
export function rawTextOf(node: XmlNode | XmlNode[] | undefined): string {
  const element = Array.isArray(node) ? node[0] : node;
  if (typeof element === 'string') return element;
  const text = element?.['#text'];
  return typeof text === 'string' ? text : '';
}
