import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';
import { type Scene, setScene, slotIn } from './feed-scene.ts';
import { writeFeed } from './feed-stand-in.ts';

const stack = useStack();
let scene: Scene;
let ids: { connectionId: string; calendarId: string };

const dayIn = (days: number) => slotIn(days).start.slice(0, 10).replaceAll('-', '');
/** A feed in a zone, with the whole of the third day from now. */
function feedIn(zone: string, name = 'Team calendar'): void {
  const event = { uid: 'day', lines: [`DTSTART;VALUE=DATE:${dayIn(3)}`, `DTEND;VALUE=DATE:${dayIn(4)}`] };
  const text = writeFeed([event]).replace(
    'X-WR-CALNAME:Team calendar',
    `X-WR-CALNAME:${name}\r\nX-WR-TIMEZONE:${zone}`,
  );
  scene.feed.response((response) => response.writeHead(200, { 'content-type': 'text/calendar' }).end(text));
}

beforeEach(async () => {
  scene = await setScene(stack);
  feedIn('Etc/GMT');
  ids = await scene.connect();
});
afterEach(() => scene.feed.stop());

describe('a feed that names another zone than before', () => {
  it('has its whole days there as soon as it was read', async () => {
    expect([await scene.isOffered(slotIn(2)), await scene.isOffered(slotIn(3))]).toEqual([true, false]);
    // 14 hours ahead: its day begins at 10:00 UTC of the day before.
    feedIn('Pacific/Kiritimati', 'Renamed');
    await scene.pull(ids);
    expect(await scene.calendar(ids.calendarId)).toMatchObject({ time_zone: 'Pacific/Kiritimati', name: 'Renamed' });
    expect([await scene.isOffered(slotIn(2)), await scene.isOffered(slotIn(3))]).toEqual([false, true]);
  });

  it('is read once more in it, but not again and again if it names another one each time', async () => {
    const zones = ['Pacific/Kiritimati', 'Etc/GMT'];
    let count = 0;
    const asked = (): number => {
      feedIn(zones[count++ % 2] ?? '');
      return count;
    };
    const { requests } = scene.feed;
    const before = requests.length;
    // Every answer is followed by one in the other zone.
    const again = setInterval(() => {
      if (requests.length > before + count) asked();
    }, 1);
    asked();
    await scene.pull(ids);
    await expect.poll(() => requests.length - before).toBeGreaterThanOrEqual(2);
    await new Promise((resolve) => setTimeout(resolve, 500));
    clearInterval(again);
    expect(requests.length - before).toBeLessThanOrEqual(3);
  });

  it('that names none any more stays in the one that is known', async () => {
    scene.feed.response({ events: [] });
    await scene.pull(ids);
    expect(await scene.calendar(ids.calendarId)).toMatchObject({ time_zone: 'Etc/GMT' });
  });

  it('is no reason to fetch it for its name: a list of one calendar is never read', async () => {
    const before = scene.feed.requests.length;
    await stack.sql.query(
      `update private.connection_sync set relist_at = now() - interval '1 hour' where connection_id = $1`,
      [ids.connectionId],
    );
    await stack.sql.query('select private.enqueue_sync($1)', [ids.connectionId]);
    await expect.poll(() => scene.feed.requests.length).toBeGreaterThan(before);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(scene.feed.requests.length).toBe(before + 1);
  });
});
