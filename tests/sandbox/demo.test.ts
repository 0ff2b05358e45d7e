import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demoSandboxes, joinDemo } from '../../sync-service/sandbox/demos.ts';
import type { DemoSandbox } from '../../sync-service/sandbox/shared/demo.ts';

const publicUrl = 'http://localhost:8787';

interface Account {
  email: string;
  name: string;
  note: string | null;
  connected: boolean;
  calendars: { id: string; name: string; primary: boolean; writable: boolean }[];
}

let folder: string;
let file: string;
let warnings: string[];
let open: DemoSandbox[];
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-sandbox-'));
  file = path.join(folder, 'sandbox.json');
  warnings = [];
  open = [];
});
afterEach(() => {
  for (const demo of open) demo.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

describe.each(['google', 'microsoft'] as const)('The sandbox of %s in a demo', (provider) => {
  const control = `${publicUrl}/sandbox/${provider}/control`;

  function start(ownUrl = 'http://127.0.0.1:8787'): DemoSandbox {
    const redirectUri = `${publicUrl}/calendar/connections/${provider}/callback`;
    const log = {
      warn: (fields: object, message: string) => void warnings.push(`${message} ${JSON.stringify(fields)}`),
    };
    const demo = demoSandboxes[provider]({ publicUrl, ownUrl, redirectUri, file, log });
    open.push(demo);
    return demo;
  }

  async function accounts(demo: DemoSandbox): Promise<Account[]> {
    const response = await demo.routes.request(`${control}/accounts`);
    return ((await response.json()) as { accounts: Account[] }).accounts;
  }

  /** The own calendar of the first person. */
  async function ownCalendar(demo: DemoSandbox): Promise<string> {
    return (await accounts(demo))[0]?.calendars[0]?.id ?? '';
  }

  const times = { date: '2026-12-02', time: '11:00', minutes: 60, time_zone: 'Europe/Berlin' };
  const dentist = async (demo: DemoSandbox) => ({
    ...{ calendar: await ownCalendar(demo), title: 'Dentist', busy: true, weekly: false },
    ...times,
  });

  const send = (demo: DemoSandbox, method: string, address: string, body: unknown, origin: string | null = publicUrl) =>
    demo.routes.request(`${control}${address}`, {
      method,
      headers: origin === null ? {} : { origin },
      ...(body === null ? {} : { body: JSON.stringify(body) }),
    });

  interface Shown {
    id: string;
    series: string | null;
    title: string;
    start: string;
    end: string;
  }

  async function events(demo: DemoSandbox, from = '2026-12-02', until = '2026-12-03'): Promise<Shown[]> {
    const query = new URLSearchParams({ calendar: await ownCalendar(demo), from, until, time_zone: 'Europe/Berlin' });
    const response = await demo.routes.request(`${control}/events?${query}`);
    return ((await response.json()) as { events: Shown[] }).events;
  }

  const titles = async (demo: DemoSandbox): Promise<string[]> =>
    (await events(demo)).map(({ title, start }) => `${title} ${start}`);

  it('keeps what changed for the next start, in a file of its owner alone', async () => {
    const first = start();
    expect((await send(first, 'POST', '/events', await dentist(first))).status).toBe(201);
    first.stop();
    expect((fs.statSync(file).mode & 0o777).toString(8)).toBe('600');
    expect(await titles(start())).toContain('Dentist 2026-12-02T10:00:00Z');
    expect(warnings).toEqual([]);
  });

  it('writes soon after a change, not only at the end', async () => {
    const demo = start();
    await send(demo, 'POST', '/events', await dentist(demo));
    await expect.poll(() => fs.readFileSync(file, 'utf8')).toContain('Dentist');
  });

  it.each([
    ['is cut off', '{"version":1,"client":{"baseUrl":"http://'],
    ['is of another version', '{"version":2}'],
    ['holds half a world', '{"version":1,"client":{"baseUrl":"x"},"world":{"version":1}}'],
  ])('begins anew where the file %s, and says so once', async (_name, text) => {
    fs.writeFileSync(file, text);
    expect(joinDemo(path.join(folder, 'none.json'))).toBeNull();
    expect(await accounts(start())).not.toEqual([]);
    expect(warnings).toEqual([expect.stringContaining('begin anew')]);
    expect(warnings[0]).not.toContain('version');
  });

  it('is the same for a second process on the same data', () => {
    const { client } = start();
    expect(joinDemo(file)).toEqual(client);
  });

  it('sends browsers to the public address, and the service to its own', () => {
    const { client } = start('http://127.0.0.1:9999');
    expect(client.browserBaseUrl).toBe(`${publicUrl}/sandbox/${provider}`);
    expect(client.baseUrl).toBe(`http://127.0.0.1:9999/sandbox/${provider}`);
  });

  it('has appointments in the coming days from the first start on', async () => {
    const demo = start();
    const now = new Date();
    const day = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
    const coming = await events(demo, day(0), day(10));
    expect(coming.length).toBeGreaterThan(3);
    expect(coming.every(({ start: at }) => at > now.toISOString())).toBe(true);
  });

  it('shows each person with their calendars, of which some can only be read', async () => {
    const shown = await accounts(start());
    expect(shown.every(({ connected }) => !connected)).toBe(true);
    expect(shown.flatMap(({ calendars }) => calendars).some(({ writable }) => !writable)).toBe(true);
    expect(shown[0]?.calendars[0]).toMatchObject({ primary: true, writable: true });
  });

  describe('has controls that', () => {
    it('add an event, move it and delete it', async () => {
      const demo = start();
      const calendar = await ownCalendar(demo);
      const body = await dentist(demo);
      const added = (await (await send(demo, 'POST', '/events', body)).json()) as { event: Shown };
      const address = `/events/${encodeURIComponent(added.event.id)}`;
      const moved = await send(demo, 'POST', `${address}/move`, { calendar, ...times, time: '15:30', minutes: 30 });
      expect(await moved.json()).toMatchObject({
        event: { id: added.event.id, start: '2026-12-02T14:30:00Z', end: '2026-12-02T15:00:00Z' },
      });
      const allDay = await send(demo, 'POST', `${address}/move`, { calendar, ...times, time: null, minutes: 1440 });
      expect(await allDay.json()).toMatchObject({ event: { all_day: true, start: '2026-12-02', end: '2026-12-03' } });
      expect((await send(demo, 'DELETE', `${address}?${new URLSearchParams({ calendar })}`, null)).status).toBe(204);
      expect((await events(demo)).map(({ id }) => id)).not.toContain(added.event.id);
    });

    it('delete one of a weekly series, or all of it', async () => {
      const demo = start();
      const calendar = await ownCalendar(demo);
      await send(demo, 'POST', '/events', { ...(await dentist(demo)), weekly: true });
      const choir = async () =>
        (await events(demo, '2026-12-01', '2026-12-31')).filter(({ title }) => title === 'Dentist');
      const [first, second] = await choir();
      expect(await choir()).toHaveLength(5);
      const remove = (id: string) =>
        send(demo, 'DELETE', `/events/${encodeURIComponent(id)}?${new URLSearchParams({ calendar })}`, null);
      await remove(second?.id ?? '');
      expect((await choir()).map(({ id }) => id)).not.toContain(second?.id);
      expect(await choir()).toHaveLength(4);
      await remove(first?.series ?? '');
      expect(await choir()).toEqual([]);
    });

    it.each([['https://evil.example'], ['http://localhost:1'], ['null'], [null]])(
      'refuse a change from the origin %s',
      async (origin) => {
        const demo = start();
        const response = await send(demo, 'POST', '/events', await dentist(demo), origin);
        expect(response.status).toBe(403);
        expect(await titles(demo)).not.toContain('Dentist 2026-12-02T10:00:00Z');
        const calendar = await ownCalendar(demo);
        const address = `/events/any?${new URLSearchParams({ calendar })}`;
        expect((await send(demo, 'DELETE', address, null, origin)).status).toBe(403);
      },
    );

    it('answer no foreign page', async () => {
      const response = await start().routes.request(`${control}/accounts`, {
        headers: { origin: 'https://evil.example' },
      });
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
    });

    it.each([
      ['no title', { title: ' ' }],
      ['an impossible time', { time: '25:00' }],
      ['an unknown zone', { time_zone: 'Mars/Olympus' }],
      ['no length', { minutes: 0 }],
    ])('refuse an event with %s', async (_name, change) => {
      const demo = start();
      const response = await send(demo, 'POST', '/events', { ...(await dentist(demo)), ...change });
      expect(response.status).toBe(422);
      expect(await response.json()).toMatchObject({ error: { code: 'invalid_request' } });
    });

    it('change no calendar that can only be read, and none that is not there', async () => {
      const demo = start();
      const body = await dentist(demo);
      const readOnly = (await accounts(demo)).flatMap(({ calendars }) => calendars).find(({ writable }) => !writable);
      expect((await send(demo, 'POST', '/events', { ...body, calendar: readOnly?.id })).status).toBe(403);
      expect((await send(demo, 'POST', '/events', { ...body, calendar: 'nobody' })).status).toBe(404);
      expect((await send(demo, 'POST', '/events/none/move', body)).status).toBe(404);
    });
  });
});

describe('The sandbox of microsoft in a demo', () => {
  it('has two work accounts, a personal one, one for an administrator, and one without a mailbox', () => {
    const log = { warn: () => {} };
    const redirectUri = `${publicUrl}/calendar/connections/microsoft/callback`;
    const demo = demoSandboxes.microsoft({ publicUrl, ownUrl: publicUrl, redirectUri, file, log });
    open.push(demo);
    const { users } = (demo.sandbox as { world: { users: Map<string, Record<string, unknown>> } }).world;
    expect([...users.values()].map(({ kind, consent, hasMailbox }) => [kind, consent, hasMailbox])).toEqual([
      ['work', 'user', true],
      ['work', 'user', true],
      ['personal', 'user', true],
      ['work', 'administrator', true],
      ['work', 'user', false],
    ]);
  });
});
