import { field, text } from '../json.ts';
import { type ListPage, readPages } from '../read-pages.ts';
import { malformedResponse } from './errors.ts';
import type { GraphCall, GraphSession } from './session.ts';

/** How many rows of a whole list come on a page. */
export const listPageSize = 500;

/** A response that is a page of a list. */
export interface GraphPage extends ListPage {
  /** Where the next round begins; only on the last page of a change feed. */
  deltaLink: string | null;
}

/**
 * Reads all pages of a list. A response that is no list is an error.
 * @param call The first page's call; the others differ in their path alone, which Graph gives.
 */
export function listAll(session: GraphSession, call: GraphCall): AsyncGenerator<GraphPage> {
  return readPages(async (next) => {
    const { data } = await session.call(next === null ? call : { ...call, path: next });
    return readPage(data);
  }, malformedResponse);
}

/** Reads the body of a page. */
export function readPage(data: unknown): GraphPage {
  const items = field(data, 'value');
  const [next, deltaLink] = [field(data, '@odata.nextLink'), field(data, '@odata.deltaLink')].map(
    (link) => text(link) || null,
  ) as [string | null, string | null];
  if (!Array.isArray(items) || (next !== null && deltaLink !== null)) throw malformedResponse();
  return { items, next, deltaLink };
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
