import type { CalendarInfo } from '../../calendar/provider.ts';
import { cleanTitle } from '../../ical/title.ts';
import { field, text } from '../json.ts';
import { malformedResponse } from './errors.ts';
import { teamsProvider } from './event-body.ts';
import { listAll } from './lists.ts';
import type { GraphSession } from './session.ts';
import { ianaZoneOf } from './zones.ts';

/** Reads the address of the account, as far as we may see it, and its calendars. */
export async function readAccount(
  session: GraphSession,
): Promise<{ accountEmail: string | null; calendars: CalendarInfo[] }> {
  const address = await readAddress(session);
  const entries = await readEntries(session);
  return {
    accountEmail: address ?? (ownerOfDefault(entries) || null),
    calendars: await toCalendars(session, entries, address),
  };
}

/**
 * Lists the calendars of the account.
 * @param address The account's; calendars of others are shared with it.
 */
export async function listCalendars(session: GraphSession, address: string | null): Promise<CalendarInfo[]> {
  return await toCalendars(session, await readEntries(session), address);
}

/** Personal accounts have no `mail`; null if the owner does not let us see the profile. */
async function readAddress(session: GraphSession): Promise<string | null> {
  const { status, data } = await session.call({ path: '/me?$select=mail,userPrincipalName', expected: [403] });
  if (status >= 400) return null;
  return text(field(data, 'mail')) || text(field(data, 'userPrincipalName')) || null;
}

async function readEntries(session: GraphSession): Promise<unknown[]> {
  const entries: unknown[] = [];
  for await (const { items } of listAll(session, { path: '/me/calendars?$top=100' })) entries.push(...items);
  return entries;
}

async function toCalendars(
  session: GraphSession,
  entries: readonly unknown[],
  address: string | null,
): Promise<CalendarInfo[]> {
  const timeZone = await readZone(session);
  // The account may be known by another of its addresses than its calendars are.
  const own = [address, ownerOfDefault(entries)];
  const addresses = new Set(own.flatMap((each) => (each ? [each.toLowerCase()] : [])));
  return entries.map((entry) => toCalendar(entry, timeZone, addresses));
}

function ownerOfDefault(entries: readonly unknown[]): string {
  return ownerOf(entries.find((entry) => field(entry, 'isDefaultCalendar') === true));
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
    ...(offersTeams(field(entry, 'allowedOnlineMeetingProviders')) ? {} : { lacksVideoLinks: true }),
  };
}

/** Whether events may ask for a link of Teams; also where nothing is said. */
function offersTeams(offered: unknown): boolean {
  return !Array.isArray(offered) || offered.includes(teamsProvider);
}

/** The zone that whole days of the mailbox are in; null if it has none that we know, or none that we may see. */
async function readZone(session: GraphSession): Promise<string | null> {
  const { status, data } = await session.call({ path: '/me/mailboxSettings/timeZone', expected: [403, 404] });
  return status >= 400 ? null : ianaZoneOf(text(field(data, 'value')));
}
