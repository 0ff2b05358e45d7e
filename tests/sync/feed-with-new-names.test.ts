import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { send } from '../http/scene.ts';
import { useStack } from '../support/stack.ts';
import { type Scene, setScene, slotIn } from './feed-scene.ts';

const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, rateLimit: null });
const folder = new URL('../fixtures/cases/40-feed-with-new-uids-each-time/', import.meta.url);
const input = fs.readFileSync(new URL('input.ics', folder), 'utf8');
const expected = JSON.parse(fs.readFileSync(new URL('expected.json', folder), 'utf8'));

let scene: Scene;
beforeEach(async () => {
  scene = await setScene(stack);
});
afterEach(() => scene.feed.stop());

const compact = (instant: string): string => instant.replace(/[-:]/g, '');

/** The feed of the case, with a line more for its event, as it is at this moment. */
function serve(line: (pull: number) => string): void {
  let pull = 0;
  scene.feed.response((response) => {
    pull += 1;
    const { start, end } = slotIn(3);
    const text = input
      .replace(/^UID:.*$/m, line(pull))
      .replace('{{now}}', compact(new Date().toISOString()).replace(/\.\d+/, ''))
      .replace('{{start}}', compact(start))
      .replace('{{end}}', compact(end));
    response.writeHead(200, { 'content-type': 'text/calendar' }).end(text.replace(/\r?\n/g, '\r\n'));
  });
}

describe('a feed that renews what its events are called with each pull', () => {
  it.each([
    ['the UID', () => `UID:${randomUUID()}`],
    ['a UID of Google’s form', (n: number) => `UID:${n}abcdefgh@google.com`],
    ['no UID, but the last change', (n: number) => `LAST-MODIFIED:2026010${n}T000000Z`],
  ])('is told of once, and keeps one event: %s', async (_, line) => {
    const result = await send(stack.url, 'POST', '/bookings', {
      body: {
        event_type_id: scene.eventType.id,
        start: slotIn(3).start,
        duration_minutes: 30,
        attendee: { name: 'Ann', email: 'ann@example.com', time_zone: 'UTC', locale: 'en' },
      },
    });
    expect(result.status, result.text).toBe(201);
    serve(line);
    const ids = await scene.connect();
    for (let pull = 1; pull < expected.afterReadings; pull += 1) await scene.pull(ids);

    const count = async (text: string, value: string): Promise<number> =>
      (await stack.sql.query(`select count(*)::int as n from ${text}`, [value])).rows[0].n;
    expect(scene.feed.requests.length).toBeGreaterThanOrEqual(expected.afterReadings);
    expect(await count('public.synced_events where calendar_id = $1', ids.calendarId)).toBe(expected.eventRows);
    const bookingId = result.body.booking.id;
    expect(await count('public.booking_conflicts where booking_id = $1', bookingId)).toBe(expected.conflictRowsAtMost);
    expect(await count(`public.notifications where booking_id = $1 and kind = 'booking_conflict'`, bookingId)).toBe(
      expected.conflictMailsAtMost,
    );
    expect(
      await count('public.booking_conflicts where booking_id = $1 and resolved_at is null', bookingId),
      'the clash still stands',
    ).toBe(1);
  });
});
