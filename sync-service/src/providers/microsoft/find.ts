import type { CalendarToWrite, EventRef } from '../../calendar/provider.ts';
import { field, text } from '../json.ts';
import { codeOf, errorOfResponse, malformedResponse } from './errors.ts';
import { markerProperty, ownKeyOf, writtenProperty } from './ids.ts';
import { calendarPath, eventPath, listAll } from './lists.ts';
import type { GraphSession } from './session.ts';

/** Our text is compared as text; Outlook would wrap it in HTML. */
export const asText = 'outlook.body-content-type="text"';

const withMarks = `$expand=${encodeURIComponent(`singleValueExtendedProperties($filter=id eq '${writtenProperty}')`)}`;

/** Returns the current event, in whatever calendar it is; null if there is none with this id. */
export async function fetchEvent(session: GraphSession, eventId: string): Promise<unknown> {
  const response = await session.call({
    path: `${eventPath(eventId)}?${withMarks}`,
    prefer: [asText],
    expected: [400, 404],
  });
  const { status, data } = response;
  if (status === 404 || codeOf(data) === 'errorinvalididmalformed') return null;
  if (status >= 400) throw errorOfResponse(response, false);
  if (field(data, 'id') !== eventId) throw malformedResponse();
  return data;
}

/** What a search found; null: nothing. */
export interface SearchResult {
  stored: unknown;
  /** When, by Graph's own time (ms). */
  at: number;
}

/** Finds our event in a calendar by its mark. Of several, which a person may have copied, the oldest. */
export async function searchEvent(
  session: GraphSession,
  calendar: CalendarToWrite,
  key: string,
): Promise<SearchResult> {
  // Only hexadecimal digits and hyphens: nothing in it could end the text.
  const value = key.toLowerCase();
  const filter = `singleValueExtendedProperties/Any(ep: ep/id eq '${markerProperty}' and ep/value eq '${value}')`;
  const path = `${calendarPath(calendar.providerCalendarId)}/events?$filter=${encodeURIComponent(filter)}&$top=50&${withMarks}`;
  const found: unknown[] = [];
  let at = Number.NaN;
  for await (const { items, ...page } of listAll(session, { path, prefer: [asText] })) {
    at = page.at;
    found.push(...items.filter((item) => ownKeyOf(item) === value && !isCancelled(item)));
  }
  const createdAt = (item: unknown): string => text(field(item, 'createdDateTime'));
  return { stored: found.sort((a, b) => (createdAt(a) < createdAt(b) ? -1 : 1))[0] ?? null, at };
}

/** Returns the referenced event; null if it is neither under its id nor, by its mark, in its calendar. */
export async function findStored(session: GraphSession, calendar: CalendarToWrite, ref: EventRef): Promise<unknown> {
  const stored = ref.providerEventId === null ? null : await fetchEvent(session, ref.providerEventId);
  return stored ?? (await searchEvent(session, calendar, ref.key)).stored;
}

export function isCancelled(stored: unknown): boolean {
  return field(stored, 'isCancelled') === true;
}
