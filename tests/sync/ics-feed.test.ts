import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';
import { eventIn, type Scene, setScene, slotIn } from './feed-scene.ts';
import { writeFeed } from './feed-stand-in.ts';

const stack = useStack();
let scene: Scene;

beforeEach(async () => {
  scene = await setScene(stack);
});
afterEach(async () => {
  await scene.feed.stop();
});

describe('a connected feed', () => {
  it('takes the slots of its events', async () => {
    scene.feed.response({ events: [eventIn(2)] });
    await scene.connect();
    expect(await scene.isOffered(slotIn(2))).toBe(false);
    expect(await scene.isOffered(slotIn(3))).toBe(true);
  });

  it('takes a slot when an event appears, and gives it back when the event is gone', async () => {
    scene.feed.response({ events: [eventIn(2)] });
    const ids = await scene.connect();
    scene.feed.response({ events: [eventIn(2), eventIn(3)] });
    await scene.pull(ids);
    expect(await scene.isOffered(slotIn(3))).toBe(false);
    scene.feed.response({ events: [eventIn(2)] });
    await scene.pull(ids);
    expect(await scene.isOffered(slotIn(3))).toBe(true);
    expect(await scene.isOffered(slotIn(2))).toBe(false);
  });

  it('follows an event that moves', async () => {
    scene.feed.response({ events: [eventIn(2), eventIn(3, 'moving')] });
    const ids = await scene.connect();
    scene.feed.response({ events: [eventIn(2), eventIn(4, 'moving')] });
    await scene.pull(ids);
    expect(await scene.isOffered(slotIn(3))).toBe(true);
    expect(await scene.isOffered(slotIn(4))).toBe(false);
  });

  it('takes the slots of a series, but for the exceptions', async () => {
    const except = `EXDATE:${slotIn(4).start.replace(/[-:]/g, '')}`;
    scene.feed.response({ events: [eventIn(2, 'daily', ['RRULE:FREQ=DAILY;COUNT=5', except])] });
    await scene.connect();
    const offered = await Promise.all([2, 3, 4, 5, 6, 7].map((days) => scene.isOffered(slotIn(days))));
    expect(offered).toEqual([false, false, true, false, false, true]);
  });

  it('that is not modified counts as read again', async () => {
    scene.feed.response({ events: [eventIn(2)] });
    const ids = await scene.connect();
    await stack.sql.query(`update public.calendars set last_synced_at = now() - interval '1 hour' where id = $1`, [
      ids.calendarId,
    ]);
    await scene.pull(ids);
    expect(scene.feed.requests.at(-1)).toBe('GET 304');
    const { last_synced_at, sync_status } = await scene.calendar(ids.calendarId);
    expect(sync_status).toBe('synced');
    expect(Date.now() - last_synced_at.getTime()).toBeLessThan(60_000);
    expect(await scene.isOffered(slotIn(2))).toBe(false);
  });

  it('is asked again by itself once it is due', async () => {
    scene.feed.response({ events: [eventIn(2)] });
    const ids = await scene.connect();
    scene.feed.response({ events: [eventIn(2), eventIn(3)] });
    await stack.sql.query(
      `update private.connection_sync set next_poll_at = now() - interval '1 second' where connection_id = $1`,
      [ids.connectionId],
    );
    await expect.poll(() => scene.isOffered(slotIn(3)), { timeout: 20_000, interval: 200 }).toBe(false);
  }, 30_000);
});

describe('a feed that cannot be read', () => {
  const whole = writeFeed([eventIn(2), eventIn(3)]);
  const calendarText = { 'content-type': 'text/calendar' };

  it.each([
    ['a server error', (response) => response.writeHead(500).end('<h1>oops</h1>')],
    ['not found', (response) => response.writeHead(404).end()],
    [
      'a sign-in page',
      (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>'),
    ],
    ['an empty body', (response) => response.writeHead(200, calendarText).end()],
    ['the first half', (response) => response.writeHead(200, calendarText).end(whole.slice(0, whole.length / 2))],
    [
      'fewer bytes than announced',
      (response) => {
        response
          .writeHead(200, { ...calendarText, 'content-length': String(whole.length) })
          .write(whole.slice(0, whole.length / 2));
        setTimeout(() => response.destroy(), 50);
      },
    ],
    ['no answer at all', (response) => response.destroy()],
  ] satisfies [string, (response: import('node:http').ServerResponse) => void][])(
    'because it answers with %s keeps its time busy and says so',
    async (_name, result) => {
      scene.feed.response({ events: [eventIn(2), eventIn(3)] });
      const ids = await scene.connect();
      const before = await scene.calendar(ids.calendarId);
      scene.feed.response(result);
      await scene.pull(ids);
      const after = await scene.calendar(ids.calendarId);
      expect(after.sync_status).toBe('error');
      expect(after.sync_error).toMatch(/[a-z]{3,} [a-z]{2,}.*\.$/i);
      expect(after.last_synced_at).toEqual(before.last_synced_at);
      expect(await scene.isOffered(slotIn(2))).toBe(false);
      expect(await scene.isOffered(slotIn(3))).toBe(false);
    },
  );

  it('is over its error after the next good answer', async () => {
    scene.feed.response({ events: [eventIn(2)] });
    const ids = await scene.connect();
    scene.feed.response((response) => response.writeHead(500).end());
    await scene.pull(ids);
    scene.feed.response({ events: [eventIn(2), eventIn(3)] });
    await scene.pull(ids);
    expect(await scene.calendar(ids.calendarId)).toMatchObject({ sync_status: 'synced', sync_error: null });
    expect(await scene.isOffered(slotIn(3))).toBe(false);
  });

  it('closes the slots when it has been silent too long', async () => {
    scene.feed.response({ events: [eventIn(2)] });
    const ids = await scene.connect();
    await stack.sql.query(`update public.calendars set last_synced_at = now() - interval '1 hour' where id = $1`, [
      ids.calendarId,
    ]);
    scene.feed.response((response) => response.writeHead(500).end());
    await scene.pull(ids);
    expect(await scene.isOffered(slotIn(4))).toBe(false);
  });

  it('keeps a log of what happened', async () => {
    const ids = await scene.connect();
    scene.feed.response((response) => response.writeHead(500).end());
    await scene.pull(ids);
    const { rows } = await stack.sql.query(
      'select status, error_message from public.sync_logs where calendar_id = $1 order by created_at desc limit 1',
      [ids.calendarId],
    );
    expect(rows[0]).toMatchObject({ status: 'failed', error_message: expect.stringContaining('500') });
  });
});

describe('a feed that shrinks suddenly', () => {
  /** As if the first look had been long enough ago. */
  async function letTimePass(calendarId: string): Promise<void> {
    await stack.sql.query(
      `update private.calendar_sync set held_back_at = held_back_at - interval '2 minutes' where calendar_id = $1`,
      [calendarId],
    );
  }

  it('keeps its time busy at the first look and frees it at the second', async () => {
    scene.feed.response({ events: [eventIn(2), eventIn(3)] });
    const ids = await scene.connect();
    scene.feed.response({ events: [] });
    await scene.pull(ids);
    expect(await scene.isOffered(slotIn(2))).toBe(false);
    await scene.pull(ids);
    expect(await scene.isOffered(slotIn(2)), 'the second pull came too soon').toBe(false);
    await letTimePass(ids.calendarId);
    await scene.pull(ids);
    expect(await scene.isOffered(slotIn(2))).toBe(true);
  });

  it('forgets the doubt when the events are back', async () => {
    scene.feed.response({ events: [eventIn(2), eventIn(3)] });
    const ids = await scene.connect();
    scene.feed.response({ events: [] });
    await scene.pull(ids);
    scene.feed.response({ events: [eventIn(2), eventIn(3)] });
    await scene.pull(ids);
    expect(await scene.calendar(ids.calendarId)).toMatchObject({ sync_status: 'synced' });
    expect(await scene.isOffered(slotIn(2))).toBe(false);
  });
});

describe("a rule that can't be expanded", () => {
  it('keeps the time that was known and flags the calendar', async () => {
    scene.feed.response({ events: [eventIn(2, 'series'), eventIn(4, 'other')] });
    const ids = await scene.connect();
    scene.feed.response({
      events: [eventIn(2, 'series', ['RRULE:FREQ=SECONDLY']), eventIn(4, 'other'), eventIn(5, 'new')],
    });
    await scene.pull(ids);
    expect(await scene.isOffered(slotIn(2))).toBe(false);
    expect(await scene.isOffered(slotIn(4))).toBe(false);
    expect(await scene.isOffered(slotIn(5)), 'what can be read is read').toBe(false);
    const { sync_error } = await scene.calendar(ids.calendarId);
    expect(sync_error).toMatch(/1 event/);
  });

  it('is no longer flagged once the event is gone', async () => {
    scene.feed.response({ events: [eventIn(2, 'series', ['RRULE:FREQ=SECONDLY']), eventIn(4, 'other')] });
    const ids = await scene.connect();
    scene.feed.response({ events: [eventIn(4, 'other')] });
    await scene.pull(ids);
    expect(await scene.calendar(ids.calendarId)).toMatchObject({ sync_status: 'synced', sync_error: null });
  });
});
