import type { CalendarInfo } from '../../calendar/provider.ts';
import { cleanTitle } from '../../ical/title.ts';
import { field, text } from '../json.ts';
import { malformedResponse } from './errors.ts';
import { listAll } from './lists.ts';
import type { GraphSession } from './session.ts';
import { ianaZoneOf } from './zones.ts';

/** Returns the address of the account. Personal accounts have no `mail`. */
export async function readAddress(session: GraphSession): Promise<string | null> {
  const { data } = await session.call({ path: '/me?$select=mail,userPrincipalName' });
  return text(field(data, 'mail')) || text(field(data, 'userPrincipalName')) || null;
}

/**
 * Lists the calendars of the account.
 * @param address The account's; calendars of others are shared with it.
 */
export async function listCalendars(session: GraphSession, address: string | null): Promise<CalendarInfo[]> {
  const entries: unknown[] = [];
  for await (const { items } of listAll(session, { path: '/me/calendars?$top=100' })) entries.push(...items);
  const timeZone = await readZone(session);
  // The account may be known by another of its addresses than its calendars are.
  const own = [address, ownerOf(entries.find((entry) => field(entry, 'isDefaultCalendar') === true))];
  const addresses = new Set(own.flatMap((each) => (each ? [each.toLowerCase()] : [])));
  return entries.map((entry) => toCalendar(entry, timeZone, addresses));
}

function ownerOf(entry: unknown): string {
  return text(field(field(entry, 'owner'), 'address')).toLowerCase();
}

function toCalendar(entry: unknown, timeZone: string | null, addresses: ReadonlySet<string>): CalendarInfo {
  const id = text(field(entry, 'id'));
  // A list with gaps would look as if calendars had been removed.
  if (id === '') throw malformedResponse();
  const isPrimary = field(entry, 'isDefaultCalendar') === true;
  return {
    providerCalendarId: id,
    name: cleanTitle(text(field(entry, 'name'))) ?? 'Calendar',
    timeZone,
    access: field(entry, 'canEdit') === true ? 'write' : 'read',
    isOwn: isPrimary || addresses.has(ownerOf(entry)),
    isPrimary,
  };
}

/** The zone that whole days of the mailbox are in; null if it has none that we know, or none that we may see. */
async function readZone(session: GraphSession): Promise<string | null> {
  const { status, data } = await session.call({ path: '/me/mailboxSettings/timeZone', expected: [403, 404] });
  return status >= 400 ? null : ianaZoneOf(text(field(data, 'value')));
}
