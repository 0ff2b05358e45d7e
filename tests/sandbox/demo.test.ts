import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DemoSandbox, openDemoSandbox } from '../../sync-service/sandbox/google/demo.ts';
import { joinDemo } from '../../sync-service/sandbox/shared/demo.ts';

const publicUrl = 'http://localhost:8787';
const anna = 'anna.berg@example.com';
const control = `${publicUrl}/sandbox/google/control`;

let folder: string;
let file: string;
let warnings: string[];
let open: DemoSandbox[];
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-sandbox-'));
  file = path.join(folder, 'sandbox-google.json');
  warnings = [];
  open = [];
});
afterEach(() => {
  for (const demo of open) demo.sandbox.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

function start(ownUrl = 'http://127.0.0.1:8787'): DemoSandbox {
  const redirectUri = `${publicUrl}/calendar/connections/google/callback`;
  const log = { warn: (fields: object, message: string) => void warnings.push(`${message} ${JSON.stringify(fields)}`) };
  const demo = openDemoSandbox({ publicUrl, ownUrl, redirectUri, file, log });
  open.push(demo);
  return demo;
}

const dentist = {
  ...{ calendar: anna, title: 'Dentist', busy: true, weekly: false },
  ...{ date: '2026-12-02', time: '11:00', minutes: 60, time_zone: 'Europe/Berlin' },
};
const send = (demo: DemoSandbox, method: string, address: string, body: unknown, origin: string | null = publicUrl) =>
  demo.routes.request(`${control}${address}`, {
    method,
    headers: origin === null ? {} : { origin },
    ...(body === null ? {} : { body: JSON.stringify(body) }),
  });

async function titles(demo: DemoSandbox, calendar = anna): Promise<string[]> {
  const query = new URLSearchParams({ calendar, from: '2026-12-02', until: '2026-12-03', time_zone: 'Europe/Berlin' });
  const response = await demo.routes.request(`${control}/events?${query}`);
  const { events } = (await response.json()) as { events: { title: string; start: string }[] };
  return events.map(({ title, start }) => `${title} ${start}`);
}

describe('The sandbox of a demo', () => {
  it('keeps what changed for the next start, in a file of its owner alone', async () => {
    const first = start();
    expect((await send(first, 'POST', '/events', dentist)).status).toBe(201);
    first.stop();
    expect((fs.statSync(file).mode & 0o777).toString(8)).toBe('600');
    expect(await titles(start())).toContain('Dentist 2026-12-02T10:00:00Z');
    expect(warnings).toEqual([]);
  });

  it('writes soon after a change, not only at the end', async () => {
    await send(start(), 'POST', '/events', dentist);
    await expect.poll(() => fs.readFileSync(file, 'utf8')).toContain('Dentist');
  });

  it.each([
    ['is cut off', '{"version":1,"client":{"baseUrl":"http://'],
    ['is of another version', '{"version":2}'],
    ['holds half a world', '{"version":1,"client":{"baseUrl":"x"},"world":{"version":1}}'],
  ])('begins anew where the file %s, and says so once', async (_name, text) => {
    fs.writeFileSync(file, text);
    expect(joinDemo(path.join(folder, 'none.json'))).toBeNull();
    const demo = start();
    expect(demo.sandbox.world.userByEmail(anna)).toBeDefined();
    expect(warnings).toEqual([expect.stringContaining('begin anew')]);
    expect(warnings[0]).not.toContain('version');
  });

  it('is the same for a second process on the same data', () => {
    const { client } = start();
    expect(joinDemo(file)).toEqual(client);
  });

  it('sends browsers to the public address, and the service to its own', () => {
    const { client } = start('http://127.0.0.1:9999');
    expect(client.browserBaseUrl).toBe(`${publicUrl}/sandbox/google`);
    expect(client.baseUrl).toBe('http://127.0.0.1:9999/sandbox/google');
  });

  it('has appointments in the coming days from the first start on', () => {
    const { world } = start().sandbox;
    const today = new Date().toISOString();
    const starts = [...(world.calendars.get(anna)?.events.values() ?? [])].map((event) => event.start.dateTime ?? '');
    expect(starts.length).toBeGreaterThan(3);
    expect(starts.every((at) => at > today)).toBe(true);
  });
});

describe('The controls', () => {
  it.each([['https://evil.example'], ['http://localhost:1'], ['null'], [null]])(
    'refuse a change from the origin %s',
    async (origin) => {
      const demo = start();
      const response = await send(demo, 'POST', '/events', dentist, origin);
      expect(response.status).toBe(403);
      expect(await titles(demo)).not.toContain('Dentist 2026-12-02T10:00:00Z');
      const [id] = demo.sandbox.world.calendars.get(anna)?.events.keys() ?? [];
      expect((await send(demo, 'DELETE', `/events/${id}?calendar=${anna}`, null, origin)).status).toBe(403);
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
    const response = await send(start(), 'POST', '/events', { ...dentist, ...change });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ error: { code: 'invalid_request' } });
  });

  it('change no calendar that can only be read, and none that is not there', async () => {
    const demo = start();
    const holidays = 'en.german#holiday@group.v.calendar.google.com';
    expect((await send(demo, 'POST', '/events', { ...dentist, calendar: holidays })).status).toBe(403);
    expect((await send(demo, 'POST', '/events', { ...dentist, calendar: 'nobody' })).status).toBe(404);
    expect((await send(demo, 'POST', '/events/none/move', dentist)).status).toBe(404);
  });
});
