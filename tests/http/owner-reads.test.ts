import { DateTime } from 'luxon';
import { beforeAll, describe, expect, test } from 'vitest';
import { createEventType, createHost, createHours, insert } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { expectError, type Scene, send, setScene } from './scene.ts';

const stack = useStack({ config: { pollIntervalSeconds: 86_400 } });
let scene: Scene;
let key = '';
beforeAll(async () => {
  scene = await setScene(stack);
  const created = await send(stack.url, 'POST', '/api-keys', {
    token: scene.owner.accessToken,
    body: { name: 'Reader', scopes: ['read'] },
  });
  key = created.body.secret;
});

const read = (path: string, token = key) => send(stack.url, 'GET', path, { token });

describe('GET /event-types', () => {
  test('lists those of all hosts of the owner, and no other', async () => {
    const other = await createHost(stack.sql, { owner_id: scene.owner.id, display_name: 'Room 2' });
    const second = await createEventType(stack.sql, other.id, { title: 'Room', is_active: false });
    await setScene(stack);
    const { status, body } = await read('/event-types');
    expect(status).toBe(200);
    expect(body.event_types).toHaveLength(2);
    expect(body.event_types[0]).toMatchObject({
      id: scene.eventType.id,
      slug: scene.eventType.slug,
      title: 'Consulting',
      durations_minutes: [30],
      is_active: true,
      // As all instants.
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      host: { id: scene.host.id, slug: scene.host.slug, display_name: 'Dr. Demo', time_zone: 'UTC', is_active: true },
    });
    expect(body.event_types[1]).toMatchObject({ id: second.id, is_active: false, host: { display_name: 'Room 2' } });
  });

  test('is also for the owner who signed in, and for nobody else', async () => {
    expect((await read('/event-types', scene.owner.accessToken)).status).toBe(200);
    expectError(await send(stack.url, 'GET', '/event-types'), 401, 'unauthorized');
  });
});

describe('GET /slots', () => {
  const slots = (query: string) => read(`/slots?event_type_id=${scene.eventType.id}&${query}`);
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

  test('says the same as get_available_slots', async () => {
    const range = { range_start: `${day(3)}T00:00:00Z`, range_end: `${day(5)}T00:00:00Z` };
    const { body } = await slots(`from=${range.range_start}&to=${range.range_end}`);
    const { data } = await stack.client().rpc('get_available_slots', { event_type_id: scene.eventType.id, ...range });
    expect(body).toEqual({ ...data, as_of: expect.any(String) });
    expect(body.slots).toHaveLength(96);
    expect((await slots(`from=${day(3)}&to=${day(5)}&duration_minutes=30`)).body.slots).toEqual(body.slots);
  });

  test('writes times in the zone that is asked for, where dates begin, too', async () => {
    const { body } = await slots(`from=${day(3)}&to=${day(4)}&time_zone=Asia/Kolkata`);
    expect(body.time_zone).toBe('Asia/Kolkata');
    expect(body.slots[0]).toEqual({ start: `${day(3)}T00:00:00+05:30`, end: `${day(3)}T00:30:00+05:30` });
    expect(body.slots).toHaveLength(48);
    const plus = await slots(
      `from=${encodeURIComponent(`${day(3)}T00:00:00+05:30`)}&to=${day(4)}&time_zone=Asia/Kolkata`,
    );
    expect(plus.body.slots).toEqual(body.slots);
  });

  test('has the right offset before and after a change of the clocks', async () => {
    await stack.sql.query('update public.event_types set horizon_days = 800 where id = $1', [scene.eventType.id]);
    const year = new Date().getUTCFullYear() + 1;
    // The last Sunday of October.
    const date = 31 - new Date(Date.UTC(year, 9, 31)).getUTCDay();
    const { body } = await slots(
      `from=${year}-10-${date}&to=${year}-10-${date + 1 > 31 ? '31T23:00:00Z' : date + 1}&time_zone=Europe/Berlin`,
    );
    const starts = body.slots.map(({ start }: { start: string }) => start);
    expect(starts[0]).toBe(`${year}-10-${date}T00:00:00+02:00`);
    expect(starts.filter((start: string) => start.startsWith(`${year}-10-${date}T02:`))).toEqual([
      `${year}-10-${date}T02:00:00+02:00`,
      `${year}-10-${date}T02:30:00+02:00`,
      `${year}-10-${date}T02:00:00+01:00`,
      `${year}-10-${date}T02:30:00+01:00`,
    ]);
    expect(starts).toHaveLength(50);
  });

  test.each([
    ['from=2031-01-01', 422, 'invalid_request'],
    ['from=yesterday&to=2031-01-01', 422, 'invalid_request'],
    ['from=2031-02-30&to=2031-03-01', 422, 'invalid_request'],
    ['from=2031-01-01&to=2031-01-02&time_zone=Mars/Crater', 422, 'invalid_request'],
    ['from=2031-01-01&to=2031-01-02&duration_minutes=31', 422, 'invalid_request'],
    ['from=2031-01-01&to=2031-01-02&duration_minutes=x', 422, 'invalid_request'],
    ['from=2031-01-02&to=2031-01-01', 400, 'invalid_range'],
    ['from=2031-01-01&to=2033-01-01', 400, 'invalid_range'],
  ])('refuses %s', async (query, status, code) => {
    expectError(await slots(query), status, code);
  });
});

describe('GET /bookings/:id', () => {
  test('shows a host, and their programs, all that the list shows, and the visitor no more than before', async () => {
    const booking = await scene.booked();
    const [listed] = (await read(`/bookings?from=${booking.start}&limit=1`)).body.bookings;
    expect(listed.id).toBe(booking.id);
    for (const token of [key, scene.owner.accessToken]) {
      expect((await read(`/bookings/${booking.id}`, token)).body.booking).toMatchObject(listed);
    }
    const visitors = (await read(`/bookings/${booking.id}`, booking.token)).body.booking;
    for (const name of ['created_at', 'cancelled_by', 'cancel_reason', 'no_show']) {
      expect(visitors).not.toHaveProperty(name);
    }
    expect(visitors.attendee).not.toHaveProperty('answers');
    expect(visitors.host).not.toHaveProperty('id');
  });
});

describe('The lists of bookings', () => {
  const list = async (query: string) => {
    const { status, text, body } = await read(`/bookings?${query}`);
    expect(status, text).toBe(200);
    return body.bookings.map(({ id }: { id: string }) => id) as string[];
  };

  test('are of what is over or not, from either end, of one host or event type', async () => {
    const other = await createHost(stack.sql, { owner_id: scene.owner.id });
    const type = await createEventType(stack.sql, other.id);
    const second = await createEventType(stack.sql, other.id);
    const at = async (hours: number, eventType = type) => {
      const start = Date.now() + hours * 3_600_000;
      const booking = await insert(stack.sql, 'bookings', {
        host_id: other.id,
        event_type_id: eventType.id,
        status: 'confirmed',
        starts_at: new Date(start),
        ends_at: new Date(start + 3_600_000),
      });
      return String(booking.id);
    };
    const [older, old, now, soon, later] = [
      await at(-50),
      await at(-9),
      await at(-0.5),
      await at(5),
      await at(9, second),
    ];
    const mine = `host_id=${other.id}`;
    expect(await list(`${mine}&when=upcoming`)).toEqual([now, soon, later]);
    expect(await list(`${mine}&when=past&order=desc`)).toEqual([old, older]);
    expect(await list(`${mine}&order=desc`)).toEqual([later, soon, now, old, older]);
    expect(await list(`event_type_id=${second.id}`)).toEqual([later]);

    const shown: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const path: string = `/bookings?${mine}&order=desc&limit=2${cursor && `&cursor=${cursor}`}`;
      const page = (await read(path)).body;
      shown.push(...page.bookings.map(({ id }: { id: string }) => id));
      cursor = page.next_cursor;
    }
    expect(shown).toEqual([later, soon, now, old, older]);
  });

  test('have nothing of the host of somebody else', async () => {
    const foreign = await setScene(stack);
    await foreign.booked();
    expect(await list(`host_id=${foreign.host.id}`)).toEqual([]);
    expect(await list(`event_type_id=${foreign.eventType.id}`)).toEqual([]);
  });
});

describe('GET /bookings', () => {
  let made: { id: string; start: string }[] = [];
  let reader: Scene;
  let readerKey = '';
  beforeAll(async () => {
    reader = await setScene(stack);
    const created = await send(stack.url, 'POST', '/api-keys', {
      token: reader.owner.accessToken,
      body: { name: 'Reader', scopes: ['read'] },
    });
    readerKey = created.body.secret;
    made = [];
    for (let i = 0; i < 7; i += 1) {
      const attendee = { name: `Visitor ${i}`, email: `v${i}@example.com`, time_zone: 'UTC', locale: 'en' };
      made.push(await reader.booked({ attendee }));
    }
    const second = await createHost(stack.sql, { owner_id: reader.owner.id, time_zone: 'UTC' });
    await createHours(stack.sql, second.id);
    const type = await createEventType(stack.sql, second.id, { min_notice_minutes: 0 });
    // At the time of one of the first host's.
    made.push(await reader.booked({ event_type_id: type.id, start: made[6]?.start }));
    await reader.hold();
    await scene.booked();
  });
  const list = (query = '') => read(`/bookings${query}`, readerKey);
  const ids = (rows: { id: string }[]) => rows.map(({ id }) => id);

  test('lists those of all hosts of the owner by their start, without holds', async () => {
    const { status, body } = await list();
    expect(status).toBe(200);
    expect(new Set(ids(body.bookings))).toEqual(new Set(ids(made)));
    const starts = body.bookings.map(({ start }: { start: string }) => start);
    expect(starts).toEqual(starts.toSorted());
    expect(body.next_cursor).toBeNull();
    expect(body.bookings[0]).toMatchObject({
      id: made[0]?.id,
      status: 'confirmed',
      no_show: false,
      host: { id: reader.host.id },
      attendee: { name: 'Visitor 0', email: 'v0@example.com', answers: {} },
    });
  });

  test('gives each once, page by page, whatever is booked meanwhile', async () => {
    const all = ids((await list()).body.bookings);
    const paged: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query: string = `?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const { body } = await list(query);
      expect(body.bookings.length).toBeLessThanOrEqual(3);
      paged.push(...ids(body.bookings));
      cursor = body.next_cursor;
      // Before all that was read.
      if (paged.length === 3) {
        const early = new Date(Date.parse(made[0]?.start as string) - 3_600_000).toISOString();
        await reader.booked({ start: early });
      }
    }
    expect(paged).toEqual(all);
  });

  test('is filtered by status, time and visitor', async () => {
    const [one, two] = made as [{ id: string; start: string }, { id: string; start: string }];
    await stack.sql.query(
      `update public.bookings set status = 'pending', expires_at = now() - interval '1 hour' where id = $1`,
      [one.id],
    );
    await stack.sql.query(`update public.bookings set status = 'cancelled' where id = $1`, [two.id]);
    expect(ids((await list('?status=expired')).body.bookings)).toEqual([one.id]);
    expect(ids((await list('?status=expired,cancelled')).body.bookings)).toEqual([one.id, two.id]);
    expect(ids((await list('?status=expired&status=cancelled')).body.bookings)).toEqual([one.id, two.id]);
    expect((await list('?status=pending')).body).toEqual({ bookings: [], next_cursor: null });
    expect(ids((await list('?q=VISITOR%206')).body.bookings)).toEqual([made[6]?.id]);
    expect(ids((await list('?q=v6%40example')).body.bookings)).toEqual([made[6]?.id]);
    for (const odd of ['%25', '_', '%5C', "'"]) expect((await list(`?q=${odd}`)).body.bookings, odd).toEqual([]);
    expect(ids((await list(`?from=${two.start}&to=${made[2]?.start}`)).body.bookings)).toEqual([two.id]);
  });

  test.each([
    'limit=0',
    'limit=201',
    'limit=x',
    'status=held',
    'status=',
    'from=yesterday',
    'from=2031-01-01&time_zone=Mars/Crater',
    'cursor=x',
    'cursor=WyJ4IiwieSJd',
    `q=${'x'.repeat(201)}`,
    'q=%00',
  ])('refuses %s', async (query) => {
    expectError(await list(`?${query}`), 422, 'invalid_request');
  });

  test('takes dates, which begin in the zone that is asked for', async () => {
    const start = made[2]?.start as string;
    const local = DateTime.fromISO(start, { zone: 'Asia/Kolkata' });
    const range = `from=${local.toISODate()}&to=${local.plus({ days: 1 }).toISODate()}&time_zone=Asia/Kolkata`;
    const [from, to] = [local.startOf('day').toMillis(), local.startOf('day').plus({ days: 1 }).toMillis()];
    const expected = (await list()).body.bookings.filter(
      (each: { start: string }) => Date.parse(each.start) >= from && Date.parse(each.start) < to,
    );
    expect(expected.length).toBeGreaterThan(0);
    expect(ids((await list(`?${range}`)).body.bookings)).toEqual(ids(expected));
  });

  test.each(['from=2031-01-02&to=2031-01-01', 'from=2031-01-02&to=2031-01-02'])(
    'refuses the empty range %s',
    async (query) => {
      expectError(await list(`?${query}`), 400, 'invalid_range');
    },
  );

  test.each([
    ['/bookings?status=held', 'status (must be one of pending, confirmed, cancelled, declined, expired)'],
    [
      '/bookings?from=yesterday',
      'from (must be a date such as 2026-03-02, or an instant such as 2026-03-02T09:00:00Z)',
    ],
    ['/slots?event_type_id=TYPE&from=2031-13-01&to=2031-01-01', 'from (must be a date such as'],
    ['/slots?event_type_id=TYPE&from=2031-01-02&to=2031-01-01', '`from` must be before `to`.'],
  ])('%s says what is wrong in words of the caller', async (path, words) => {
    const { body } = await read(path.replace('TYPE', scene.eventType.id), readerKey);
    expect(body.error.message).toContain(words);
    expect(body.error.message).not.toMatch(/range_|Invalid/);
  });

  test('ends a page after 2,000 that do not match, and goes on there', async () => {
    const many = await setScene(stack);
    await stack.sql.query(
      `insert into public.bookings (host_id, event_type_id, status, starts_at, ends_at)
       select $1, $2, 'cancelled', '2030-01-01'::timestamptz + n * interval '1 hour', '2030-01-01'::timestamptz + n * interval '1 hour' + interval '30 minutes'
       from generate_series(1, 2500) as n`,
      [many.host.id, many.eventType.id],
    );
    const { id } = await many.booked();
    await stack.sql.query(
      `update public.bookings set starts_at = '2031-01-01', ends_at = '2031-01-01 00:30' where id = $1`,
      [id],
    );
    const first = await read('/bookings?status=confirmed', many.owner.accessToken);
    expect(first.body).toEqual({ bookings: [], next_cursor: expect.any(String) });
    const second = await read(`/bookings?status=confirmed&cursor=${first.body.next_cursor}`, many.owner.accessToken);
    expect(ids(second.body.bookings)).toEqual([id]);
    expect(second.body.next_cursor).toBeNull();
  });

  test('is for the host and their programs', async () => {
    expectError(await send(stack.url, 'GET', '/bookings'), 401, 'unauthorized');
    const { token } = await reader.booked();
    expectError(await read('/bookings', token), 401, 'unauthorized');
  });
});
