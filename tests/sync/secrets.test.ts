import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';
import { eventIn, type Scene, setScene } from './feed-scene.ts';

const stack = useStack();
let scene: Scene;

beforeAll(async () => {
  scene = await setScene(stack);
  scene.feed.answer({ events: [eventIn(2)] });
});
afterAll(async () => {
  await scene.feed.stop();
});

describe('the address of a feed', () => {
  it('is in no answer, whether it could be connected or not', async () => {
    const connected = await scene.post({ url: scene.feed.url });
    const listed = await fetch(`${stack.url}/calendar/connections`, {
      headers: { authorization: `Bearer ${scene.owner.accessToken}` },
    });
    scene.feed.answer((response) => response.writeHead(500).end());
    const refused = await scene.post({ url: scene.feed.url });
    for (const text of [connected.text, await listed.text(), refused.text])
      expect(text).not.toContain(scene.feed.secret);
  });

  it('is in no table, not even in the private ones', async () => {
    scene.feed.answer({ events: [eventIn(2)] });
    await scene.connect();
    const { rows: tables } = await stack.sql.query(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
       where table_schema in ('public', 'private', 'graphile_worker') and table_type = 'BASE TABLE'`,
    );
    expect(tables.length).toBeGreaterThan(20);
    const found: string[] = [];
    for (const { name } of tables) {
      const { rows } = await stack.sql.query(`select 1 from ${name} as t where t::text like '%' || $1 || '%' limit 1`, [
        scene.feed.secret,
      ]);
      if (rows.length > 0) found.push(name);
    }
    expect(found).toEqual([]);
  });

  it('is in no error that the owner reads when the feed stops working', async () => {
    scene.feed.answer({ events: [eventIn(2)] });
    const ids = await scene.connect();
    for (const status of [401, 404, 500]) {
      scene.feed.answer((response) => response.writeHead(status, { location: scene.feed.url }).end(scene.feed.url));
      await scene.pull(ids);
      const { sync_error } = await scene.calendar(ids.calendarId);
      expect(sync_error).not.toContain(scene.feed.secret);
      expect(sync_error).not.toContain('127.0.0.1');
    }
  });

  it('is in no line of the log', async () => {
    scene.feed.answer({ events: [eventIn(2)] });
    const ids = await scene.connect();
    scene.feed.answer((response) => response.writeHead(500).end(scene.feed.url));
    await scene.pull(ids);
    scene.feed.answer((response) => response.destroy());
    await scene.pull(ids);
    await scene.post({ url: `${scene.feed.url}?token=${scene.feed.secret}` });
    expect(stack.logs.length).toBeGreaterThan(0);
    expect(stack.logs.join('\n')).not.toContain(scene.feed.secret);
  });
});
