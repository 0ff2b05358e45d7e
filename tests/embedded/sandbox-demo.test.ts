import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConnectionEnv, type ServiceProcess, startProcess } from './service-process.ts';

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-demo-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Where the demo's owner is sent to connect a Google account. */
async function consentUrl(service: ServiceProcess): Promise<URL> {
  const { SUPABASE_PUBLISHABLE_KEY = '' } = readConnectionEnv(folder);
  const auth = { persistSession: false, autoRefreshToken: false };
  const { data } = await createClient(service.url, SUPABASE_PUBLISHABLE_KEY, { auth }).auth.signInWithPassword({
    email: 'demo@example.com',
    password: 'demo-password',
  });
  const response = await fetch(`${service.url}/calendar/connections/google`, {
    method: 'POST',
    headers: { authorization: `Bearer ${data.session?.access_token}`, 'content-type': 'application/json' },
    body: '{}',
  });
  return new URL(((await response.json()) as { url: string }).url);
}

const statusOf = async (service: ServiceProcess, address: string) => (await fetch(service.url + address)).status;
const client = { GOOGLE_CLIENT_ID: 'id.apps.googleusercontent.com', GOOGLE_CLIENT_SECRET: 'secret' };
const microsoftClient = { MICROSOFT_CLIENT_ID: 'id', MICROSOFT_CLIENT_SECRET: 'secret' };
const events = '/sandbox/google/control/events';
const dentist = {
  ...{ calendar: 'anna.berg@example.com', title: 'Dentist', busy: true, weekly: false },
  ...{ date: '2026-12-02', time: '11:00', minutes: 60, time_zone: 'Europe/Berlin' },
};
const day = new URLSearchParams({
  ...{ calendar: dentist.calendar, from: '2026-12-02', until: '2026-12-03', time_zone: dentist.time_zone },
});

/** The providers that can be connected, and those of them that are simulated. */
async function offered(service: ServiceProcess): Promise<{ providers: string[]; sandboxes: string[] }> {
  const response = await fetch(`${service.url}/admin/config.json`);
  const { providers, sandboxes = [] } = (await response.json()) as { providers: string[]; sandboxes?: string[] };
  return { providers, sandboxes };
}

describe('The demo', () => {
  it('has a Google and a Microsoft of its own, until it is given a client at the real one or at another', async () => {
    const sandboxed = await startProcess(folder);
    expect(sandboxed.output()).toContain('/sandbox/calendars');
    const { providers, sandboxes } = await offered(sandboxed);
    expect(sandboxes).toEqual(['google', 'microsoft'].filter((provider) => providers.includes(provider)));
    expect(fs.readdirSync(folder)).toEqual(expect.arrayContaining(['sandbox-google.json', 'sandbox-microsoft.json']));
    const own = await consentUrl(sandboxed);
    expect(own.pathname).toBe('/sandbox/google/o/oauth2/v2/auth');
    expect(own.port).toBe(new URL(sandboxed.url).port);
    expect(await statusOf(sandboxed, own.pathname + own.search)).toBe(200);
    expect(await statusOf(sandboxed, '/sandbox/calendars')).toBe(200);
    const added = await fetch(sandboxed.url + events, {
      method: 'POST',
      headers: { origin: sandboxed.url },
      body: JSON.stringify(dentist),
    });
    expect(added.status).toBe(201);
    expect(await sandboxed.stop(), sandboxed.output()).toBe(0);

    const real = await startProcess(folder, { ...client, ...microsoftClient });
    expect((await consentUrl(real)).origin).toBe('https://accounts.google.com');
    const gone = ['/sandbox/calendars', '/sandbox/google/control/accounts', '/sandbox/microsoft/control/accounts'];
    for (const address of gone) expect(await statusOf(real, address)).toBe(404);
    expect((await offered(real)).sandboxes).toEqual([]);
    expect(real.output()).not.toContain('/sandbox/calendars');
    await real.stop();

    const other = await startProcess(folder, { ...client, GOOGLE_BASE_URL: 'http://127.0.0.1:9' });
    expect((await consentUrl(other)).href).toMatch(/^http:\/\/127\.0\.0\.1:9\/o\/oauth2\/v2\/auth\?/);
    await other.stop();

    const again = await startProcess(folder);
    const kept = await fetch(`${again.url}${events}?${day}`);
    expect(await kept.text()).toContain('Dentist');
    await again.stop();
  }, 90_000);

  it('has none without the demo', async () => {
    const service = await startProcess(folder, { DEMO: 'false' });
    expect(await statusOf(service, '/sandbox/calendars')).toBe(404);
    expect(await statusOf(service, '/sandbox/google/control/accounts')).toBe(404);
    await service.stop();
  }, 60_000);
});
