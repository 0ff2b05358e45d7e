import fs from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../../sync-service/src/log.ts';
import { startService } from '../../sync-service/src/service.ts';
import { useStack } from '../support/stack.ts';
import { parseEnv } from './compose-file.ts';
import { book, readSlots, type Site, send, visitorOf } from './site.ts';

/*
 * What must hold of an installation, asked from outside alone. By default of a service on the embedded stack, which plays the Supabase
 * project; with HTTP_SUITE_URL of one that runs, with the real PostgREST and GoTrue (.github/workflows/compose.yml): HTTP_SUITE_ENV is the
 * file with its keys, HTTP_SUITE_OWNER address and password of an owner whose host is "anna".
 */
const given = process.env.HTTP_SUITE_URL;
const stack = given === undefined ? useStack() : null;

describe('An installation', () => {
  let site: Site;
  let secretKey: string;
  let token: string;
  let stop = async () => {};
  beforeAll(async () => {
    if (stack === null) {
      const env = parseEnv(fs.readFileSync(process.env.HTTP_SUITE_ENV ?? '.env', 'utf8'));
      site = { url: given ?? '', supabaseUrl: given ?? '', publishableKey: env['ANON_KEY'] ?? '' };
      secretKey = env['SERVICE_ROLE_KEY'] ?? '';
      const [email = '', password = ''] = (process.env.HTTP_SUITE_OWNER ?? '').split(' ');
      const { data, error } = await visitorOf(site).auth.signInWithPassword({ email, password });
      if (error !== null) throw error;
      token = data.session.access_token;
      return;
    }
    const owner = await stack.signUp();
    token = owner.accessToken;
    const { rows } = await stack.sql.query(
      `insert into public.hosts (owner_id, slug, time_zone) values ($1, 'anna', 'Europe/Berlin') returning id`,
      [owner.id],
    );
    await stack.sql.query(
      `insert into public.availability_rules (host_id, day_of_week, start_time, end_time) select $1, d, '09:00', '17:00' from generate_series(0, 6) as d`,
      [rows[0].id],
    );
    await stack.sql.query(`insert into public.event_types (host_id, slug) values ($1, 'meeting')`, [rows[0].id]);
    const service = await startService({
      config: { ...stack.config, embedded: false, demo: false, port: 0, publicUrl: 'https://book.example' },
      providers: new Map(),
      log: createLogger({ level: 'silent' }),
    });
    stop = service.stop;
    ({ secretKey } = stack.config.supabase);
    site = { url: service.url, supabaseUrl: stack.url, publishableKey: stack.config.supabase.publishableKey };
  });
  afterAll(() => stop());
  const booked = async () => {
    const { eventTypeId, starts } = await readSlots(site, 'anna');
    return book(site, eventTypeId, starts[0] as string);
  };

  it('is ready', async () => {
    await expect.poll(async () => (await send(site, 'GET', '/readyz')).body.status).toBe('ready');
  });

  it('shows the page of a host, and the admin page', async () => {
    for (const place of ['/book/anna/meeting', '/admin/']) {
      const response = await fetch(site.url + place);
      expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('<html')]);
    }
  });

  it('sells a slot once', async () => {
    const { eventTypeId, starts } = await readSlots(site, 'anna');
    const start = starts[1] as string;
    const responses = await Promise.all([1, 2, 3, 4].map(() => book(site, eventTypeId, start)));
    expect(responses.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    expect((await readSlots(site, 'anna')).starts).not.toContain(start);
  });

  it('tells by its code why a booking is refused', async () => {
    const { eventTypeId } = await readSlots(site, 'anna');
    const past = await book(site, eventTypeId, '2020-01-01T10:00:00Z');
    expect([past.status, past.body.error.code]).toEqual([409, 'slot_not_offered']);
    const unknown = await visitorOf(site).rpc('get_booking_page', { host_slug: 'nobody', event_slug: 'meeting' });
    expect([unknown.status, unknown.error?.code]).toEqual([404, 'PT404']);
  });

  it('lets a visitor move and cancel with the link of their mail, and frees the time', async () => {
    const { body } = await booked();
    const { starts } = await readSlots(site, 'anna');
    const moved = await send(site, 'POST', `/bookings/${body.booking.id}/reschedule`, {
      token: body.manage_token,
      body: { start: starts.at(-1) },
    });
    expect([moved.status, moved.body.booking?.start], JSON.stringify(moved.body)).toEqual([200, starts.at(-1)]);
    expect((await readSlots(site, 'anna')).starts).toContain(body.booking.start);
    const link = moved.body.manage_token ?? body.manage_token;
    const cancelled = await send(site, 'POST', `/bookings/${body.booking.id}/cancel`, { token: link });
    expect(cancelled.body.booking.status).toBe('cancelled');
  });

  it('knows owners by the tokens of Auth, and nobody by others', async () => {
    const { body } = await booked();
    const place = `/bookings/${body.booking.id}`;
    expect((await send(site, 'GET', place, { token })).status).toBe(200);
    expect((await send(site, 'GET', place, { token: `${token.slice(0, -8)}AAAAAAAA` })).status).toBe(401);
    expect((await send(site, 'POST', `${place}/cancel`, { token })).body.booking.status).toBe('cancelled');
  });

  it('shows owners their rows and visitors none', async () => {
    const ask = (bearer?: string) =>
      fetch(`${site.supabaseUrl}/rest/v1/hosts?select=slug`, {
        headers: { apikey: site.publishableKey, ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }) },
      });
    expect(await (await ask(token)).json()).toContainEqual({ slug: 'anna' });
    expect((await ask()).status).toBe(401);
  });

  it('lets nobody but the service call its functions', async () => {
    const call = async (key: string) => {
      const response = await fetch(`${site.supabaseUrl}/rest/v1/rpc/list_secrets`, {
        method: 'POST',
        headers: { apikey: key, authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: '{"max_count":1}',
      });
      return response.status;
    };
    expect([await call(site.publishableKey), await call(secretKey)]).toEqual([401, 200]);
  });
});
