import type { Pool } from 'pg';
import { expect } from 'vitest';
import { createEventType, createHost, createHours } from '../support/fixtures.ts';
import type { TestStack } from '../support/stack.ts';
import { type FeedEvent, startFeed } from './feed-stand-in.ts';

export type Scene = Awaited<ReturnType<typeof setScene>>;

/** 10:00 to 10:30 UTC, `days` days from now: as a slot of the scene's event type, and as an event of the feed. */
export function slotIn(days: number): { start: string; end: string } {
  const start = new Date(Date.now() + days * 86_400_000);
  start.setUTCHours(10, 0, 0, 0);
  return { start: isoSeconds(start), end: isoSeconds(new Date(start.getTime() + 1_800_000)) };
}

/** An event of the feed in the slot of that day. */
export function eventIn(days: number, uid = `day-${days}`, lines: string[] = []): FeedEvent {
  return { uid, ...slotIn(days), lines };
}

/** An owner with a host that is open from 10:00 to 12:00 UTC every day, and a feed that is not connected yet. */
export async function setScene(stack: TestStack) {
  const owner = await stack.signUp(`owner-${crypto.randomUUID()}@example.com`);
  const host = await createHost(stack.sql, { owner_id: owner.id, time_zone: 'UTC', stale_policy: 'closed' });
  const eventType = await createEventType(stack.sql, host.id, {
    durations_minutes: [30],
    min_notice_minutes: 0,
    horizon_days: 60,
  });
  await createHours(stack.sql, host.id, '10:00', '12:00');
  const feed = await startFeed();

  async function post(body: unknown, accessToken: string | null = owner.accessToken) {
    const response = await fetch(`${stack.url}/calendar/connections/ics`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(accessToken === null ? {} : { authorization: `Bearer ${accessToken}` }),
      },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, text, body: JSON.parse(text) };
  }

  /** Connects the feed and waits for its first pull. */
  async function connect(): Promise<{ connectionId: string; calendarId: string }> {
    const { status, body, text } = await post({ url: feed.url });
    expect(status, text).toBe(201);
    const ids = { connectionId: body.connection.id as string, calendarId: body.connection.calendars[0].id as string };
    await settle(stack.sql, ids.calendarId);
    return ids;
  }

  /** Lets the worker pull the calendar and waits for the end. */
  async function pull(ids: { connectionId: string; calendarId: string }): Promise<void> {
    await stack.sql.query('select private.enqueue_pull($1, $2)', [ids.calendarId, ids.connectionId]);
    await settle(stack.sql, ids.calendarId);
  }

  async function isOffered(slot: { start: string }): Promise<boolean> {
    const day = slot.start.slice(0, 10);
    const { data, error } = await stack.client().rpc('get_available_slots', {
      event_type_id: eventType.id,
      range_start: `${day}T00:00:00Z`,
      range_end: `${day}T23:59:59Z`,
    });
    if (error !== null) throw new Error(error.message);
    return data.slots.some((offered: { start: string }) => Date.parse(offered.start) === Date.parse(slot.start));
  }

  async function calendar(calendarId: string) {
    const { rows } = await stack.sql.query('select * from public.calendars where id = $1', [calendarId]);
    return rows[0];
  }

  return { stack, owner, host, eventType, feed, post, connect, pull, isOffered, calendar };
}

/** Waits until no pull of the calendar is due or running. */
export async function settle(sql: Pool, calendarId: string): Promise<void> {
  await expect
    .poll(
      async () => {
        const { rows } = await sql.query(
          'select 1 from graphile_worker.jobs where key = $1 and (locked_at is not null or attempts = 0 and run_at <= now())',
          [`pull:${calendarId}`],
        );
        return rows.length;
      },
      { timeout: 10_000, interval: 25 },
    )
    .toBe(0);
}

function isoSeconds(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}Z`;
}
