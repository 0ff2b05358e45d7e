import { beforeAll, describe, expect, test } from 'vitest';
import { useStack } from '../support/stack.ts';
import { expectError, type Scene, send, setScene } from './scene.ts';

const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, rateLimit: null });
let scene: Scene;
beforeAll(async () => {
  scene = await setScene(stack, { series_max: 5 });
});

/** What is refused must not have been done: the rows that these routes write. */
const written = async () =>
  (
    await stack.sql.query(
      `select (select count(*)::int from public.bookings) as bookings, (select count(*)::int from public.waitlist_entries) as waiting,
         (select count(*)::int from public.calendar_connections) as connections,
         (select count(*)::int from private.oauth_attempts) as attempts,
         (select jsonb_agg(to_jsonb(b) - 'updated_at' order by b.id) from public.bookings as b) as all_bookings`,
    )
  ).rows[0];

describe('A field that a request does not have is refused, because it must not seem to have been done', () => {
  test.each<[string, (start: string) => object]>([
    ['/bookings', (start) => ({ ...scene.request(start), override: true })],
    ['/bookings', (start) => ({ ...scene.request(start), attendee: { ...scene.request(start).attendee, phone: '1' } })],
    ['/bookings', (start) => ({ ...scene.request(start), series: { frequency: 'daily', count: 2, interval: 2 } })],
    ['/bookings', (start) => ({ ...scene.request(start), hold: { id: crypto.randomUUID(), token: 'x', renew: true } })],
    ['/holds', (start) => ({ ...scene.slot(start), minutes: 30 })],
    ['/waiting-list', (start) => ({ ...scene.request(start), series: { frequency: 'daily', count: 2 } })],
    ['/waiting-list', (start) => ({ ...scene.request(start), seats: 2 })],
  ])("in a visitor's POST %s", async (path, bodyOf) => {
    const before = await written();
    const refused = await send(stack.url, 'POST', path, { body: bodyOf(scene.freeStart()) });
    expectError(refused, 422, 'invalid_request');
    expect(refused.body.error.message).toMatch(/Unrecognized key: "\w+"/);
    expect(await written()).toEqual(before);
  });

  test.each<[string, (start: string) => object]>([
    ['/cancel', () => ({ scopes: 'series' })],
    ['/reschedule', (start) => ({ start, duration: 30 })],
    ['/propose', (start) => ({ start, reason: 'Ill' })],
    ['/confirm', () => ({ force: true })],
    ['/decline', () => ({ message: 'Sorry' })],
    ['/accept', (start) => ({ starts_at: start })],
    ['/no-show', () => ({ no_show: true, fee: 10 })],
    [`/conflicts/${crypto.randomUUID()}`, () => ({ decision: 'keep', reason: 'fine' })],
  ])('in a POST /bookings/:id%s', async (path, bodyOf) => {
    const booking = await scene.booked();
    const before = await written();
    const body = bodyOf(scene.freeStart());
    const token = path === '/accept' ? booking.token : scene.owner.accessToken;
    const refused = await send(stack.url, 'POST', `/bookings/${booking.id}${path}`, { token, body });
    expectError(refused, 422, 'invalid_request');
    expect(refused.body.error.message).toMatch(/Unrecognized key: "\w+"/);
    expect(await written()).toEqual(before);
  });

  test.each([
    ['/calendar/connections/ics', { url: 'https://calendar.example.com/basic.ics' }],
    ['/calendar/connections/apple', { username: 'ann@example.com', password: 'secret' }],
    ['/calendar/connections/caldav', { url: 'https://dav.example.com/', username: 'ann', password: 'secret' }],
    ['/calendar/connections/google', {}],
    ['/calendar/connections/microsoft', {}],
  ])("in an owner's POST %s", async (path, body) => {
    const before = await written();
    const token = scene.owner.accessToken;
    const refused = await send(stack.url, 'POST', path, { token, body: { ...body, host: scene.host.id } });
    expectError(refused, 422, 'invalid_request');
    expect(refused.body.error.message).toContain('Unrecognized key: "host"');
    expect(refused.text).not.toContain('secret');
    expect(await written()).toEqual(before);
  });
});
