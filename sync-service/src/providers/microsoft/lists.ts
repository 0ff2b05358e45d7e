import { field, text } from '../json.ts';
import { type ListPage, readPages } from '../read-pages.ts';
import { type GraphResponse, malformedResponse } from './errors.ts';
import type { GraphCall, GraphSession } from './session.ts';

/** How many rows of a whole list come on a page: as many as Graph permits. */
export const listPageSize = 1000;

/** A response that is a page of a list. */
export interface GraphPage extends ListPage {
  /** Where the next round begins; only on the last page of a change feed. */
  deltaLink: string | null;
  /** Graph's own time (ms); NaN if it did not say. */
  at: number;
}

/**
 * Reads all pages of a list. A response that is no list is an error.
 * @param call The first page's call; the others differ in their path alone, which Graph gives.
 */
export function listAll(session: GraphSession, call: GraphCall): AsyncGenerator<GraphPage> {
  return readPages(async (next) => {
    return readPage(await session.call(next === null ? call : { ...call, path: next }));
  }, malformedResponse);
}

/** Reads a response that is a page. */
export function readPage({ data, headers }: GraphResponse): GraphPage {
  const items = field(data, 'value');
  const [next, deltaLink] = [field(data, '@odata.nextLink'), field(data, '@odata.deltaLink')].map(
    (link) => text(link) || null,
  ) as [string | null, string | null];
  if (!Array.isArray(items) || (next !== null && deltaLink !== null)) throw malformedResponse();
  return { items, next, deltaLink, at: Date.parse(headers.get('date') ?? '') };
}

/** The parameters of a span. */
export function spanOf({ from, until }: { from: Date; until: Date }): string {
  return `startDateTime=${from.toISOString()}&endDateTime=${until.toISOString()}`;
}

/** A calendar's path below `/v1.0`. */
export function calendarPath(calendarId: string): string {
  return `/me/calendars/${encodeURIComponent(calendarId)}`;
}

/** An event's path below `/v1.0`, whatever calendar it is in. */
export function eventPath(eventId: string): string {
  return `/me/events/${encodeURIComponent(eventId)}`;
}
