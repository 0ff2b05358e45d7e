import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import { createAccountStub } from '../support/account-stub.ts';
import { useStack } from '../support/stack.ts';
import { eventIn, type Scene, setScene } from './feed-scene.ts';

const source = createAccountStub('caldav');
const stack = useStack({ providers: [source] });
let scene: Scene;

beforeAll(async () => {
  scene = await setScene(stack);
  scene.feed.response({ events: [eventIn(2)] });
});
afterAll(async () => {
  await scene.feed.stop();
});

/** Every table of ours, and of the queue, in which a text stands. */
async function tablesThatHold(text: string): Promise<string[]> {
  const { rows: tables } = await stack.sql.query(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema in ('public', 'private', 'graphile_worker') and table_type = 'BASE TABLE'`,
  );
  expect(tables.length).toBeGreaterThan(20);
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await stack.sql.query(`select 1 from ${name} as t where t::text like '%' || $1 || '%' limit 1`, [
      text,
    ]);
    if (rows.length > 0) found.push(name);
  }
  return found;
}

describe('the address of a feed', () => {
  it('is in no answer, whether it could be connected or not', async () => {
    const connected = await scene.post({ url: scene.feed.url });
    const listed = await fetch(`${stack.url}/calendar/connections`, {
      headers: { authorization: `Bearer ${scene.owner.accessToken}` },
    });
    scene.feed.response((response) => response.writeHead(500).end());
    const refused = await scene.post({ url: scene.feed.url });
    for (const text of [connected.text, await listed.text(), refused.text])
      expect(text).not.toContain(scene.feed.secret);
  });

  it('is in no table, not even in the private ones', async () => {
    scene.feed.response({ events: [eventIn(2)] });
    await scene.connect();
    expect(await tablesThatHold(scene.feed.secret)).toEqual([]);
  });

  it('is in no error that the owner reads when the feed stops working', async () => {
    scene.feed.response({ events: [eventIn(2)] });
    const ids = await scene.connect();
    for (const status of [401, 404, 500]) {
      scene.feed.response((response) => response.writeHead(status, { location: scene.feed.url }).end(scene.feed.url));
      await scene.pull(ids);
      const { sync_error } = await scene.calendar(ids.calendarId);
      expect(sync_error).not.toContain(scene.feed.secret);
      expect(sync_error).not.toContain('127.0.0.1');
    }
  });

  it('is in no line of the log', async () => {
    scene.feed.response({ events: [eventIn(2)] });
    const ids = await scene.connect();
    scene.feed.response((response) => response.writeHead(500).end(scene.feed.url));
    await scene.pull(ids);
    scene.feed.response((response) => response.destroy());
    await scene.pull(ids);
    await scene.post({ url: `${scene.feed.url}?token=${scene.feed.secret}` });
    expect(stack.logs.length).toBeGreaterThan(0);
    expect(stack.logs.join('\n')).not.toContain(scene.feed.secret);
  });
});

describe('the password of an account', () => {
  const url = 'https://dav.example.com/';
  const right = `right-${crypto.randomUUID()}`;
  const wrong = `wrong-${crypto.randomUUID()}`;
  const passwords = [right, wrong];

  async function post(body: unknown) {
    const response = await fetch(`${stack.url}/calendar/connections/caldav`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${scene.owner.accessToken}` },
      body: JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  }

  /** Connects, reads, fails, reconnects and disconnects; everything that was answered. */
  async function live(): Promise<string> {
    source.password = right;
    const answers = [
      await post({ url, username: 'ann', password: wrong }),
      await post({ url, password: right }),
      await post({ url, username: 'ann', password: right, host_id: 'no id' }),
      await post({ url, username: 'ann', password: right }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 201]);
    const { id, calendars } = JSON.parse(answers[3]?.text ?? '').connection;
    const ids = { connectionId: id, calendarId: calendars[0].id };
    for (const failure of [
      null,
      new ProviderError('unauthorized', 'The password is not accepted.'),
      new Error('a fault'),
    ]) {
      source.failure = failure;
      await scene.pull(ids);
    }
    source.failure = null;
    const listed = await fetch(`${stack.url}/calendar/connections`, {
      headers: { authorization: `Bearer ${scene.owner.accessToken}` },
    });
    return [...answers.map(({ text }) => text), await listed.text()].join('\n');
  }

  it('is in no answer, no table and no line of the log', async () => {
    const answers = await live();
    expect(source.seen.at(-1)).toMatchObject({ password: right });
    for (const password of passwords) {
      expect(answers).not.toContain(password);
      expect(stack.logs.join('\n')).not.toContain(password);
      expect(await tablesThatHold(password)).toEqual([]);
    }
  });

  it('can be read by its owner in no column, sealed or not', async () => {
    await live();
    const tables = ['calendar_connections', 'calendars', 'calendar_links', 'sync_logs', 'synced_events'];
    for (const table of tables) {
      const { data, error } = await scene.owner.client.from(table).select('*');
      expect(error).toBeNull();
      // A sealed text begins as every JWE does.
      for (const text of [...passwords, 'eyJhbGciOi']) expect(JSON.stringify(data)).not.toContain(text);
    }
  });

  it('opens for no other owner: the sealed text is bound to its own row', async () => {
    await live();
    const { rows } = await stack.sql.query(
      `select s.connection_id, s.sealed from private.connection_secrets as s
       join public.calendar_connections as k on k.id = s.connection_id
       where k.owner_id = $1 and k.provider = 'caldav'`,
      [scene.owner.id],
    );
    const other = await setScene(stack);
    await other.feed.stop();
    await stack.sql.query('update public.calendar_connections set owner_id = $1 where id = $2', [
      other.owner.id,
      rows[0].connection_id,
    ]);
    const before = source.seen.length;
    const { rows: calendars } = await stack.sql.query('select id from public.calendars where connection_id = $1', [
      rows[0].connection_id,
    ]);
    await scene.pull({ connectionId: rows[0].connection_id, calendarId: calendars[0].id });
    expect(source.seen).toHaveLength(before);
  });
});
