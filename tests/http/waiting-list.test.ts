import { beforeAll, describe, expect, test } from 'vitest';
import { createTokens } from '../../sync-service/src/credentials/tokens.ts';
import { useStack } from '../support/stack.ts';
import { expectError, type Scene, send, setScene } from './scene.ts';

const stack = useStack({ rateLimit: null });
let scene: Scene;
beforeAll(async () => {
  scene = await setScene(stack, { seats: 2 });
});

const named = (name: string) => ({
  attendee: { name, email: `${name.toLowerCase()}@example.com`, time_zone: 'Europe/London', locale: 'en' },
});
const wait = (start: string, name: string, changes: Record<string, unknown> = {}) =>
  send(stack.url, 'POST', '/waiting-list', { body: { ...scene.request(start), ...named(name), ...changes } });
const at = (method: string, id: string, token?: string, body?: unknown) =>
  send(stack.url, method, `/waiting-list/${id}`, { ...(token && { token }), ...(body !== undefined && { body }) });
const cancel = (booking: { id: string; token: string }) =>
  send(stack.url, 'POST', `/bookings/${booking.id}/cancel`, { token: booking.token });

/** A session whose two seats are taken, and who takes them. */
async function full() {
  const start = scene.freeStart();
  return {
    start,
    booked: [await scene.booked({ start, ...named('Ann') }), await scene.booked({ start, ...named('Ben') })] as const,
  };
}

async function mailTo(recipient: string, kind: string) {
  const find = async () =>
    (
      await stack.sql.query(
        `select o.* from private.outbox as o join public.notifications as n on n.id = o.notification_id
         where n.kind = $1 and n.recipient = $2 order by o.id desc limit 1`,
        [kind, recipient],
      )
    ).rows[0];
  await expect.poll(find, { timeout: 15_000, interval: 50 }).toBeDefined();
  return (await find()) as { subject: string; body: string; ics: string | null };
}

describe('A visitor of a session that is full', () => {
  test('waits, reads their place, and is told of nobody else', async () => {
    const { start } = await full();
    await wait(start, 'Cleo');
    const joined = await wait(start, 'Dan');
    expect(joined.status, joined.text).toBe(201);
    const { entry, token } = joined.body;
    expect(entry).toEqual({
      id: expect.any(String),
      state: 'waiting',
      start,
      end: expect.any(String),
      offer_expires_at: null,
      booking_id: null,
      host: expect.objectContaining({ slug: scene.host.slug }),
      event_type: expect.objectContaining({ title: 'Consulting' }),
      attendee: { name: 'Dan', email: 'dan@example.com', time_zone: 'Europe/London', locale: 'en' },
    });
    const read = await at('GET', entry.id, token);
    expect(read.body).toEqual({ entry });
    expect(read.text).not.toMatch(/cleo|ann@|ben@/i);
  });

  test('gets the seat that is free by the link in a mail, and can manage the booking', async () => {
    const { start, booked } = await full();
    const { entry, token } = (await wait(start, 'Eve')).body;
    const first = await mailTo('eve@example.com', 'waitlist_joined');
    expect(first.subject).toBe('Waiting list: Consulting with Dr. Demo');
    expect(first.body).toContain(`${stack.url}/waiting/${entry.id}#token=${token}`);
    await cancel(booked[0]);
    const offer = await mailTo('eve@example.com', 'waitlist_offered');
    expect(offer.subject).toBe('A seat is free: Consulting with Dr. Demo');
    expect(offer.body).toMatch(/^Kept until: .*\n {2}.*Europe\/London/m);
    expect(offer.body).toContain(`${stack.url}/waiting/${entry.id}#token=${token}`);
    const kept = (await at('GET', entry.id, token)).body.entry;
    expect(kept).toMatchObject({ state: 'offered', offer_expires_at: expect.any(String) });
    expectError(await scene.book({ start, ...named('Fay') }), 409, 'slot_taken');

    const claimed = await at('POST', `${entry.id}/claim`, token);
    expect(claimed.status, claimed.text).toBe(201);
    expect(claimed.body.booking).toMatchObject({ status: 'confirmed', start, attendee: { email: 'eve@example.com' } });
    expect((await at('POST', `${entry.id}/claim`, token, {})).body).toEqual(claimed.body);
    const { id } = claimed.body.booking;
    const own = await send(stack.url, 'GET', `/bookings/${id}`, { token: claimed.body.manage_token });
    expect(own.body.booking).toMatchObject({ id, can_cancel: true });
  });

  test('leaves the list, and a seat that was kept goes on', async () => {
    const { start, booked } = await full();
    const first = (await wait(start, 'Gus')).body;
    const second = (await wait(start, 'Hal')).body;
    await cancel(booked[1]);
    expect((await at('DELETE', first.entry.id, first.token)).status).toBe(204);
    expect((await at('DELETE', first.entry.id, first.token)).status).toBe(204);
    expect((await at('GET', first.entry.id, first.token)).body.entry.state).toBe('left');
    expect((await at('GET', second.entry.id, second.token)).body.entry.state).toBe('offered');
    const late = await at('POST', `${first.entry.id}/claim`, first.token);
    expectError(late, 409, 'invalid_state');
    expect(late.body.error.details).toEqual({ reason: 'left' });
  });

  test('who claims too late is told that the seat went to somebody else', async () => {
    const { start, booked } = await full();
    const first = (await wait(start, 'Ida')).body;
    await wait(start, 'Jon');
    await cancel(booked[0]);
    await stack.sql.query(
      `update public.bookings set expires_at = now() where id = (select booking_id from public.waitlist_entries where id = $1)`,
      [first.entry.id],
    );
    expectError(await at('POST', `${first.entry.id}/claim`, first.token), 410, 'hold_expired');
    expect((await at('GET', first.entry.id, first.token)).body.entry.state).toBe('missed');
  });

  test('does not wait for what is free, or has no waiting list', async () => {
    const free = await wait(scene.freeStart(), 'Kim');
    expectError(free, 409, 'invalid_state');
    expect(free.body.error.details).toEqual({ reason: 'seats_free' });
    const single = await setScene(stack);
    const { start } = await single.booked();
    const alone = await send(stack.url, 'POST', '/waiting-list', { body: single.request(start) });
    expect(alone.body.error.details).toEqual({ reason: 'no_waitlist' });
  });

  test('is not let in with a token of something else', async () => {
    const { start, booked } = await full();
    const { entry, token } = (await wait(start, 'Lea')).body;
    const other = (await wait(start, 'Max')).body;
    const tokens = createTokens(stack.config.tokenKeys);
    for (const wrong of [
      undefined,
      other.token,
      booked[0].token,
      scene.owner.accessToken,
      tokens.issue('manage', entry.id, 0),
      tokens.issue('waitlist', entry.id, 1),
      'nonsense',
    ]) {
      expectError(await at('GET', entry.id, wrong), 401, 'unauthorized');
      expectError(await at('DELETE', entry.id, wrong), 401, 'unauthorized');
      expectError(await at('POST', `${entry.id}/claim`, wrong, {}), 401, 'unauthorized');
    }
    expect((await at('GET', entry.id, token)).body.entry.state).toBe('waiting');
    expectError(await at('GET', 'nothing', token), 404, 'not_found');
    const unknown = crypto.randomUUID();
    expectError(await at('GET', unknown, tokens.issue('waitlist', unknown, 0)), 404, 'not_found');
  });

  test.each([
    [{ attendee: { name: '', email: 'a@example.com' } }],
    [{ attendee: { name: 'Ann', email: 'nobody' } }],
    [{ start: 'tomorrow' }],
    [{ duration_minutes: 31 }],
    [{ event_type_id: 'x' }],
    [{ answers: 'none' }],
  ])('who sends %j waits for nothing', async (changes) => {
    const { start } = await full();
    expectError(await wait(start, 'Ned', changes), 422, 'invalid_request');
  });
});

describe('The host', () => {
  test('sees who comes and who waits, over the Data API and in their calendar; strangers see nothing', async () => {
    const { start, booked } = await full();
    await wait(start, 'Oda');
    const { client } = scene.owner;
    const rows = await client.from('waitlist_entries').select('name, state').eq('name', 'Oda');
    expect(rows.data).toEqual([{ name: 'Oda', state: 'waiting' }]);
    const end = new Date(Date.parse(start) + 60_000).toISOString();
    const view = await client.rpc('get_calendar_view', { host_id: scene.host.id, range_start: start, range_end: end });
    expect(view.data.sessions).toMatchObject([
      {
        seats: 2,
        seats_taken: 2,
        attendees: [
          { booking_id: booked[0].id, name: 'Ann' },
          { booking_id: booked[1].id, name: 'Ben' },
        ],
        waiting: [{ name: 'Oda', email: 'oda@example.com' }],
      },
    ]);
    const stranger = await stack.signUp();
    expect((await stranger.client.from('waitlist_entries').select('id')).data).toEqual([]);
    const listed = await send(stack.url, 'GET', `/bookings?from=${start}&to=${end}`, {
      token: scene.owner.accessToken,
    });
    expect(listed.body.bookings.map(({ attendee }: { attendee: { name: string } }) => attendee.name).sort()).toEqual([
      'Ann',
      'Ben',
    ]);
  });

  test('who has more seats has them offered at once', async () => {
    const own = await setScene(stack, { seats: 1 });
    await stack.sql.query('update public.event_types set seats = 2 where id = $1', [own.eventType.id]);
    const start = own.freeStart();
    for (const name of ['Ann', 'Ben']) await own.booked({ start, ...named(name) });
    const waiting = await send(stack.url, 'POST', '/waiting-list', {
      body: { ...own.request(start), ...named('Pia') },
    });
    const { entry, token } = waiting.body;
    await own.owner.client.from('event_types').update({ seats: 3 }).eq('id', own.eventType.id);
    await expect
      .poll(async () => (await at('GET', entry.id, token)).body.entry.state, { timeout: 10_000, interval: 50 })
      .toBe('offered');
  });
});

test('Anonymous visitors see which sessions are full, and nothing else of them', async () => {
  const { start } = await full();
  await wait(start, 'Quin');
  const end = new Date(Date.parse(start) + 60_000).toISOString();
  const { data } = await stack
    .client('publishable')
    .rpc('get_full_sessions', { event_type_id: scene.eventType.id, range_start: start, range_end: end });
  expect(data).toEqual({
    event_type_id: scene.eventType.id,
    duration_minutes: 30,
    sessions: [{ start, end: new Date(Date.parse(start) + 1_800_000).toISOString().replace('.000Z', 'Z') }],
  });
});
