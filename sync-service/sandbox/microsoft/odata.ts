import type { Row } from './event-view.ts';
import { graphErrors } from './graph-errors.ts';
import type { StoredEvent } from './stored-event.ts';

/** Query options of lists and single events. */
export interface ODataQuery {
  select: string[] | null;
  top: number;
  skip: number;
  orderBy: string | null;
  /** Of the extended property that is to come along. */
  expandProperty: string | null;
  /** The extended property that an event must have. */
  hasProperty: { id: string; value: string } | null;
}

const known = ['$select', '$top', '$skip', '$orderby', '$expand', '$filter', '$count'];
const defaultTop = 10;

const unquoted = (text: string): string => text.replaceAll("''", "'");

function filterOf(text: string | null): ODataQuery['hasProperty'] {
  if (text === null) return null;
  const found =
    /^singleValueExtendedProperties\/any\(\s*(\w+)\s*:\s*\1\/id eq '((?:[^']|'')+)' and \1\/value eq '((?:[^']|'')*)'\s*\)$/i.exec(
      text,
    );
  if (!found) throw graphErrors.invalidQuery(`The sandbox does not support the filter '${text}'.`);
  return { id: unquoted(found[2] ?? ''), value: unquoted(found[3] ?? '') };
}

function expandOf(text: string | null): string | null {
  if (text === null) return null;
  const found = /^singleValueExtendedProperties\(\$filter=id eq '((?:[^']|'')+)'\)$/i.exec(text);
  if (!found) throw graphErrors.invalidQuery(`Parsing OData Select and Expand failed: '${text}'.`);
  return unquoted(found[1] ?? '');
}

function count(params: URLSearchParams, name: string, fallback: number, most: number): number {
  const text = params.get(name);
  if (text === null) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > most || (name === '$top' && value === 0)) {
    throw graphErrors.invalidQuery(
      `The limit of '${most}' for ${name.slice(1)} query has been exceeded, or it is no number.`,
    );
  }
  return value;
}

/** @throws GraphError 400 for options that do not exist or can't be read. */
export function readQuery(params: URLSearchParams, others: readonly string[] = []): ODataQuery {
  for (const name of params.keys()) {
    if (name.startsWith('$') && !known.includes(name) && !others.includes(name)) {
      throw graphErrors.invalidQuery(`The query parameter '${name}' is not supported.`);
    }
  }
  return {
    select:
      params
        .get('$select')
        ?.split(',')
        .map((name) => name.trim()) ?? null,
    top: count(params, '$top', defaultTop, 1000),
    skip: count(params, '$skip', 0, 1_000_000),
    orderBy: params.get('$orderby'),
    expandProperty: expandOf(params.get('$expand')),
    hasProperty: filterOf(params.get('$filter')),
  };
}

/** Whether an event has the property that is looked for. Names are told apart by case. */
export function hasProperty(event: StoredEvent, wanted: ODataQuery['hasProperty']): boolean {
  return wanted === null || event.properties[wanted.id] === wanted.value;
}

/** What of a row was asked for. */
export function shaped(row: Row, event: StoredEvent, { select, expandProperty }: ODataQuery): Row {
  const chosen =
    select === null
      ? row
      : Object.fromEntries(Object.entries(row).filter(([name]) => ['@odata.etag', 'id', ...select].includes(name)));
  if (expandProperty === null) return chosen;
  const value = event.properties[expandProperty];
  return value === undefined ? chosen : { ...chosen, singleValueExtendedProperties: [{ id: expandProperty, value }] };
}
