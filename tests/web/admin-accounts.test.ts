import { describe, expect, it } from 'vitest';
import { accountFacts, announcedUntil, rawState } from '../../web-embed/admin/screens/calendars/account-facts.ts';
import { askedAccess } from '../../web-embed/admin/screens/calendars/asked-access.ts';
import type { Connection } from '../../web-embed/admin/screens/calendars/calendars-api.ts';

const now = Date.UTC(2026, 10, 24, 9);
const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
const account = (change: Partial<Connection> = {}, until: string | null = null) =>
  ({
    status: 'active',
    next_poll_at: at(3),
    calendars: [
      {
        last_synced_at: at(-1),
        push_expires_at: until,
        links: [],
        unknown_times: [{ id: 'x', message: 'm' }],
        lost_bookings: [],
      },
    ],
    ...change,
  }) as unknown as Connection;
const format = { count: String, moment: (instant: string) => instant.slice(11, 16) };
const facts = (connection: Connection, events: number | null = null) =>
  Object.fromEntries(accountFacts(connection, events, now, format));

describe('what is known of an account', () => {
  it('is when it is looked at next, and how much is in it', () =>
    expect(facts(account(), 214)).toEqual({ 'Next check': 'in 3 minutes', Calendars: '1', Events: '214' }));
  it('is no next look where only its owner can mend it', () =>
    expect(facts(account({ status: 'needs_reconnect' }))).toEqual({ Calendars: '1' }));
  it('is until when changes are announced, if they are', () => {
    expect(facts(account({}, at(60)))).toMatchObject({ 'Changes announced until': '10:00, renewed before' });
    expect(announcedUntil(account({}, at(-60)), now)).toBeNull();
  });
});

it('the raw state has no list of links and no text of an event', () => {
  const raw = rawState(account());
  expect(JSON.parse(raw).calendars[0]).toMatchObject({ unknown_times: 1 });
  expect(raw).not.toContain('links');
});

it('each kind of calendar says what it asks for before it does', () => {
  expect(Object.keys(askedAccess)).toEqual(['google', 'microsoft', 'apple', 'caldav', 'ics']);
  for (const { asks } of Object.values(askedAccess)) expect(asks.join()).toContain('Read events');
});
