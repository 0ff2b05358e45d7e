import { ahead, oldestSync } from '../../words.ts';
import type { Connection } from './calendars-api.ts';

/** What is known of an account besides how it is doing, in lines of a name and a text. */
export function accountFacts(
  connection: Connection,
  events: number | null,
  now: number,
  format: { count: (value: number) => string; moment: (instant: string) => string },
): [name: string, text: string][] {
  const facts: [string, string][] = [];
  const until = announcedUntil(connection, now);
  if (connection.status === 'active' && connection.next_poll_at !== null && oldestSync(connection) !== null)
    facts.push(['Next check', ahead(connection.next_poll_at, now)]);
  if (until !== null) facts.push(['Changes announced until', `${format.moment(until)}, renewed before`]);
  facts.push(['Calendars', format.count(connection.calendars.length)]);
  if (events !== null) facts.push(['Events', format.count(events)]);
  return facts;
}

/** Until when the provider tells of changes at once: the first of its channels to end; null: it does not. */
export function announcedUntil({ calendars }: Connection, now: number): string | null {
  const ends = calendars
    .map(({ push_expires_at: until }) => until)
    .filter((until) => until !== null && Date.parse(until) > now) as string[];
  return ends.length === 0 ? null : (ends.toSorted((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null);
}

/** What support asks for: the state of an account as it is, without what is said about it, and no secret. */
export function rawState({ calendars, ...connection }: Connection): string {
  const state = {
    ...connection,
    calendars: calendars.map(({ links: _links, unknown_times: unknown, lost_bookings: lost, ...calendar }) => ({
      ...calendar,
      unknown_times: unknown.length,
      lost_bookings: lost.length,
    })),
  };
  return JSON.stringify(state, null, 2);
}
