import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createCalendar, insert } from '../../support/fixtures.ts';
import { ask, offeredHost, visitor } from './support.ts';

const db = useDatabase();
const book = (eventTypeId: string, start: string, location: unknown = null, name = 'Ann') =>
  ask(db.sql, `public.create_booking($1, $2, 30, $3, location => $4::jsonb)`, [
    eventTypeId,
    start,
    visitor(name, `${name}@example.com`),
    location === null ? null : JSON.stringify(location),
  ]);
const offered = (locations: unknown, columns: Record<string, unknown> = {}) =>
  offeredHost(db.sql, { locations: JSON.stringify(locations), ...columns });
const row = async (id: string) => (await db.sql.query('select * from public.bookings where id = $1', [id])).rows[0];
const placeOf = async (eventTypeId: string, start: string, choice: unknown = null) => {
  const result = await book(eventTypeId, start, choice);
  return result.booking === undefined ? result : (await row(result.booking.id)).location;
};
const page = async (host: { slug: string }, eventType: { slug: string }) =>
  (await ask(db.sql, 'public.get_booking_page($1, $2)', [host.slug, eventType.slug])).event_type;
const eventTypeRow = async (id: string) =>
  (await db.sql.query('select location, locations, location_notice from public.event_types where id = $1', [id]))
    .rows[0];

describe('Where a booking takes place', () => {
  test('is the first place of its event type, unless the visitor chooses another one', async () => {
    const locations = [
      { kind: 'address', value: 'Main St 1' },
      { kind: 'video' },
      { kind: 'address', value: 'Side St 2' },
    ];
    const { eventType, slot } = await offered(locations);
    expect(await placeOf(eventType.id, slot(0))).toEqual(locations[0]);
    expect(await placeOf(eventType.id, slot(1), { kind: 'video' })).toEqual({ kind: 'video' });
    expect(await placeOf(eventType.id, slot(2), { kind: 'address' })).toEqual(locations[0]);
    expect(await placeOf(eventType.id, slot(3), { kind: 'address', value: 'Side St 2' })).toEqual(locations[2]);
    expect(await placeOf(eventType.id, slot(4), { kind: 'video', value: null })).toEqual({ kind: 'video' });
  });

  test('is nowhere if the event type says nothing', async () => {
    const { eventType, slot } = await offered([]);
    expect(await placeOf(eventType.id, slot(0))).toBeNull();
    expect(await placeOf(eventType.id, slot(1), { kind: 'video' })).toMatchObject({ code: 'invalid_request' });
  });

  test.each([
    ['of a kind that is not offered', { kind: 'video' }],
    ['of an address that is not offered', { kind: 'address', value: 'Elsewhere' }],
    ['that is no object', 'address'],
    ['that is a list', [{ kind: 'address' }]],
    ['without a kind', { value: 'Main St 1' }],
  ])('is not one %s: an invalid request', async (_, choice) => {
    const { eventType, slot } = await offered([{ kind: 'address', value: 'Main St 1' }]);
    expect(await placeOf(eventType.id, slot(0), choice)).toMatchObject({ code: 'invalid_request', status: 422 });
  });

  test('stays what it was when the booking moves and when the event type changes', async () => {
    const { eventType, slot } = await offered([{ kind: 'address', value: 'Main St 1' }]);
    const { booking } = await book(eventType.id, slot(0));
    await db.sql.query(`update public.event_types set locations = '[{"kind": "video"}]' where id = $1`, [eventType.id]);
    await ask(db.sql, 'public.reschedule_booking($1, $2, null, 0)', [booking.id, slot(1)]);
    expect((await row(booking.id)).location).toEqual({ kind: 'address', value: 'Main St 1' });
    expect((await ask(db.sql, 'public.get_booking($1, 0)', [booking.id])).booking).toMatchObject({
      location: { kind: 'address', value: 'Main St 1' },
      location_text: 'Main St 1',
    });
  });

  test('is chosen with a hold as without', async () => {
    const { eventType, slot } = await offered([{ kind: 'video' }, { kind: 'custom', value: 'At yours' }]);
    const hold = await ask(db.sql, 'public.hold_slot($1, $2, 30)', [eventType.id, slot(0)]);
    const { booking } = await ask(
      db.sql,
      `public.create_booking($1, $2, 30, $3, '{}', $4, $5, location => '{"kind": "custom"}')`,
      [eventType.id, slot(0), visitor(), hold.id, hold.generation],
    );
    expect((await row(booking.id)).location).toEqual({ kind: 'custom', value: 'At yours' });
  });
});

describe('A phone number', () => {
  test.each(['+49 30 123456', '030/123456', '(030) 12-34.56', '12345', '+1 555 0100 1234567'.slice(0, 18)])(
    'may be %s',
    async (value) => {
      const { eventType, slot } = await offered([{ kind: 'phone_host_calls' }]);
      expect(await placeOf(eventType.id, slot(0), { kind: 'phone_host_calls', value })).toEqual({
        kind: 'phone_host_calls',
        value,
      });
    },
  );

  test.each([
    null,
    '',
    ' ',
    '1234',
    '1'.repeat(16),
    '+',
    '++4930123456',
    'call me',
    '+49 30 123456 ext 7',
    '030 123456\n',
    '<b>030123456</b>',
    '٠٣٠١٢٣٤٥٦',
    '030\u200b123456',
  ])('is not %j, and then nothing is booked', async (value) => {
    const { eventType, slot } = await offered([{ kind: 'phone_host_calls' }]);
    expect(await placeOf(eventType.id, slot(0), { kind: 'phone_host_calls', value })).toMatchObject({
      code: 'invalid_request',
      message: expect.stringMatching(/^The phone number is/),
    });
    expect(await placeOf(eventType.id, slot(0))).toMatchObject({ code: 'invalid_request' });
    expect((await book(eventType.id, slot(0), { kind: 'phone_host_calls', value: '030 123456' })).booking.status).toBe(
      'confirmed',
    );
  });
});

test('A place of the visitor is a text of theirs, which may not be missing, endless or invisible', async () => {
  const { eventType, slot } = await offered([{ kind: 'ask_visitor' }]);
  const at = (value: unknown) => placeOf(eventType.id, slot(0), { kind: 'ask_visitor', value });
  for (const value of [null, '', '  ', 'x'.repeat(501), 'a\u202eb'])
    expect(await at(value)).toMatchObject({ code: 'invalid_request' });
  expect(await at(' Café <b>Nord</b> ')).toEqual({ kind: 'ask_visitor', value: 'Café <b>Nord</b>' });
});

test('A host who books may leave open what only the visitor knows', async () => {
  const { owner, eventType, slot } = await offered([{ kind: 'phone_host_calls' }, { kind: 'ask_visitor' }]);
  const call = 'public.create_host_booking($1, $2, $3, 30, $4, location => $5::jsonb)';
  const bookAs = (start: string, location: unknown) =>
    ask(db.sql, call, [owner, eventType.id, start, visitor(), JSON.stringify(location)]);
  const { booking } = await bookAs(slot(0), { kind: 'phone_host_calls' });
  expect((await row(booking.id)).location).toEqual({ kind: 'phone_host_calls' });
  expect(await bookAs(slot(1), { kind: 'phone_host_calls', value: 'x' })).toMatchObject({ code: 'invalid_request' });
  expect(await bookAs(slot(1), { kind: 'video' })).toMatchObject({ code: 'invalid_request' });
});

describe('The words of a visitor about the place', () => {
  test.each([
    ['phone_host_calls', '+49 30 123456'],
    ['ask_visitor', 'Buy pills at pills.example'],
  ])('(%s) are read by the host, and repeated in nothing that is mailed to the address', async (kind, value) => {
    const { owner, eventType, slot } = await offered([{ kind }]);
    const { booking } = await book(eventType.id, slot(0), { kind, value });
    const read = async (generation: number | null, user: string | null) =>
      (await ask(db.sql, 'public.get_booking($1, $2, $3)', [booking.id, generation, user])).booking;
    expect((await read(null, owner)).location_text).toBe(value);
    // They may see it themselves, with their token; the text is what goes into calendar files.
    expect(await read(0, null)).toMatchObject({ location: { kind, value }, location_text: null });
    const { rows } = await db.sql.query('select id, recipient from public.notifications where booking_id = $1', [
      booking.id,
    ]);
    for (const { id, recipient } of rows) {
      const mail = JSON.stringify(await ask(db.sql, 'public.next_notification($1)', [id]));
      expect(mail.includes(value), recipient).toBe(recipient !== 'Ann@example.com');
    }
  });
});

describe('The booking page', () => {
  test('shows the kinds of places, and addresses; links and numbers are for those who have booked', async () => {
    const locations = [
      { kind: 'video_link', value: 'https://meet.example/secret' },
      { kind: 'phone_visitor_calls', value: '+49 30 123456' },
      { kind: 'address', value: 'Main St 1' },
      { kind: 'phone_host_calls' },
    ];
    const { host, eventType } = await offered(locations);
    expect(await page(host, eventType)).toMatchObject({
      location: '',
      locations: [{ kind: 'video_link' }, { kind: 'phone_visitor_calls' }, locations[2], { kind: 'phone_host_calls' }],
    });
  });
});

describe('The text that a place was', () => {
  test.each([
    ['Room 4', 'custom'],
    ['Two\nlines', 'custom'],
    ['https://meet.example/x', 'video_link'],
    [' https://meet.example/x ', 'video_link'],
    ['https://meet.example/x or Room 4', 'custom'],
    ['https://user@meet.example/x', 'custom'],
    ['+49 30 123456', 'phone_visitor_calls'],
    ['Room 123456', 'custom'],
    ['12', 'custom'],
  ])('%j is %s', async (text, kind) => {
    const { host, eventType, slot } = await offeredHost(db.sql, { location: text });
    const value = kind === 'custom' ? text : text.trim();
    expect((await eventTypeRow(eventType.id)).locations).toEqual([{ kind, value }]);
    expect((await page(host, eventType)).location).toBe(kind === 'custom' ? text : '');
    expect(await placeOf(eventType.id, slot(0))).toEqual({ kind, value });
  });

  test('follows what is written into places, and the other way round', async () => {
    const { eventType } = await offeredHost(db.sql, { location: 'Room 4' });
    const write = (column: string, value: string) =>
      db.sql.query(`update public.event_types set ${column} = $2 where id = $1`, [eventType.id, value]);
    await write('locations', '[{"kind": "address", "value": "Main St 1"}, {"kind": "video"}]');
    expect(await eventTypeRow(eventType.id)).toMatchObject({ location: 'Main St 1' });
    await write('title', 'Other');
    await write('location', 'Main St 1');
    expect((await eventTypeRow(eventType.id)).locations).toHaveLength(2);
    await write('location', 'Room 5');
    expect((await eventTypeRow(eventType.id)).locations).toEqual([{ kind: 'custom', value: 'Room 5' }]);
    await write('location', '');
    expect((await eventTypeRow(eventType.id)).locations).toEqual([]);
    await write('locations', '[{"kind": "video"}]');
    expect((await eventTypeRow(eventType.id)).location).toBe('');
  });

  test('is what bookings from before places had kinds still say', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, { location: 'Room 4' });
    const { booking } = await book(eventType.id, slot(0));
    await db.sql.query('update public.bookings set location = null where id = $1', [booking.id]);
    for (const [generation, user] of [
      [0, null],
      [null, owner],
    ])
      expect(
        (await ask(db.sql, 'public.get_booking($1, $2, $3)', [booking.id, generation, user])).booking,
      ).toMatchObject({
        location: null,
        location_text: 'Room 4',
      });
  });
});

describe('An event type that takes place by video', () => {
  test('says when it is saved whether the calendar of its bookings makes links, and when another one gets them', async () => {
    const { host, eventType } = await offered([{ kind: 'video' }]);
    const notice = async () => (await eventTypeRow(eventType.id)).location_notice;
    expect(await notice()).toMatch(/^No calendar gets the bookings/);
    const target = async (provider: string) => {
      const calendar = await createCalendar(db.sql, host, { access: 'write' }, { provider });
      await db.sql.query('update public.calendar_links set is_booking_target = false where host_id = $1', [host.id]);
      await db.sql.query('update public.calendar_links set is_booking_target = true where calendar_id = $1', [
        calendar.id,
      ]);
      return calendar;
    };
    await target('caldav');
    expect(await notice()).toMatch(/makes no video links/);
    await target('google');
    expect(await notice()).toBeNull();
    const last = await target('microsoft');
    expect(await notice()).toBeNull();
    // As the list of a personal account says it; a list that says nothing changes nothing.
    const list = async (more: object) => {
      const { provider_calendar_id, name, access } = last;
      const listed = [{ provider_calendar_id, name, access, is_own: true, ...more }];
      await ask(db.sql, 'public.update_calendars($1, $2)', [last.connection_id, JSON.stringify(listed)]);
    };
    for (const more of [{ has_video: false }, {}]) {
      await list(more);
      expect(await notice()).toMatch(/makes no video links/);
    }
    await list({ has_video: true });
    expect(await notice()).toBeNull();
    await db.sql.query('delete from public.calendar_links where calendar_id = $1', [last.id]);
    expect(await notice()).toMatch(/^No calendar gets the bookings/);
    await db.sql.query(`update public.event_types set location_notice = 'x', locations = '[]' where id = $1`, [
      eventType.id,
    ]);
    expect(await notice()).toBeNull();
  });

  test('is booked all the same where there are none', async () => {
    const { eventType, slot } = await offered([{ kind: 'video' }]);
    expect((await book(eventType.id, slot(0))).booking.status).toBe('confirmed');
  });
});

test('What an owner reads of a booking has its place', async () => {
  const { owner, eventType, slot } = await offered([{ kind: 'phone_host_calls' }]);
  await book(eventType.id, slot(0), { kind: 'phone_host_calls', value: '030 123456' });
  const { bookings } = await ask(db.sql, 'public.list_bookings($1)', [owner]);
  expect(bookings).toMatchObject([{ location: { kind: 'phone_host_calls', value: '030 123456' } }]);
  await insert(db.sql, 'event_types', { host_id: eventType.host_id, slug: 'z', position: -1 });
  const { event_types: types } = await ask(db.sql, 'public.list_event_types($1)', [owner]);
  expect(types.map(({ slug }: { slug: string }) => slug)).toEqual(['z', eventType.slug]);
});
