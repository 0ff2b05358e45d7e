import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { type Owner, ownerWithEverything } from './support.ts';

const db = useDatabase();
let mine: Owner;
let foreign: Owner;

beforeAll(async () => {
  mine = await ownerWithEverything(db.sql);
  foreign = await ownerWithEverything(db.sql);
});

async function call(role: string, userId: string | undefined, text: string, values: unknown[]) {
  const client = await db.sql.connect();
  try {
    await client.query('begin');
    await client.query(`select set_config('role', $1, true), set_config('request.jwt.claims', $2, true)`, [
      role,
      JSON.stringify({ role, sub: userId }),
    ]);
    return (await client.query(`select ${text} as result`, values)).rows[0].result;
  } catch (error) {
    const { code, detail } = error as { code: string; detail?: string };
    return code.startsWith('PT') ? detail : code;
  } finally {
    await client.query('rollback');
    client.release();
  }
}

const range = `now(), now() + interval '30 days'`;

describe('Anonymous visitors', () => {
  test('see slots as instants and nothing that says why others are missing', async () => {
    const result = await call('anon', undefined, `public.get_available_slots($1, ${range})`, [mine.event_types.id]);
    expect(Object.keys(result).sort()).toEqual([
      'as_of',
      'covered_until',
      'duration_minutes',
      'event_type_id',
      'slots',
      'time_zone',
    ]);
    const keys = new Set(result.slots.flatMap((slot: object) => Object.keys(slot)));
    expect(
      [...keys].filter((key) => !['start', 'end', 'needs_confirmation', 'seats_left'].includes(key as string)),
    ).toEqual([]);
  });

  test('see of a booking page what it shows: no address, no owner, no calendar', async () => {
    const page = await call('anon', undefined, 'public.get_booking_page($1, $2)', [
      mine.hosts.slug,
      mine.event_types.slug,
    ]);
    expect(Object.keys(page.host).sort()).toEqual(['display_name', 'slug', 'time_zone']);
    expect(Object.keys(page.event_type).sort()).toEqual([
      'description',
      'durations_minutes',
      'has_waitlist',
      'id',
      'location',
      'locations',
      'questions',
      'requires_confirmation',
      'seats',
      'series_max',
      'slug',
      'time_zone',
      'title',
    ]);
    const text = JSON.stringify(page);
    for (const secret of ['example.com', 'secret', mine.owner, mine.calendars.id, mine.calendar_connections.id]) {
      expect(text).not.toContain(secret);
    }
  });

  test('may ask for 100 days and not for more', async () => {
    const ask = (days: number) =>
      call('anon', undefined, `public.get_available_slots($1, now(), now() + interval '${days} days')`, [
        mine.event_types.id,
      ]);
    expect(await ask(100)).toHaveProperty('slots');
    expect(await ask(101)).toBe('invalid_range');
  });

  test.each([
    ['explain_slots', `public.explain_slots($1, ${range})`],
    ['get_calendar_view', `public.get_calendar_view($1, ${range})`],
    ['get_report', `public.get_report($1, ${range})`],
    ['get_own_report', `public.get_own_report($1, $1, '2026-01-01', '2026-02-01')`],
    ['get_booking_sheet', 'public.get_booking_sheet($1)'],
    ['preview_slots', `public.preview_slots($1, ${range}, '{}')`],
    ['get_schedule', 'public.get_schedule($1)'],
    ['get_calendar_month', `public.get_calendar_month($1, ${range})`],
    ['get_overview', 'public.get_overview($1)'],
    ['save_schedule', `public.save_schedule($1, '', '{}')`],
    ['hold_slot', 'public.hold_slot($1, now(), 30)'],
    ['create_booking', `public.create_booking($1, now(), 30, '{}')`],
    ['get_booking', 'public.get_booking($1, 0)'],
    ['cancel_booking', 'public.cancel_booking($1, null, 0)'],
    ['list_connections', 'public.list_connections($1)'],
    ['begin_pull', 'public.begin_pull($1)'],
  ])('may not call %s', async (_, text) => {
    expect(await call('anon', undefined, text, [mine.event_types.id])).toBe('42501');
  });
});

describe('A signed-in owner', () => {
  test('is told why a time is not free, with the row behind it', async () => {
    const start = mine.bookings.starts_at;
    const result = await call(
      'authenticated',
      mine.owner,
      `public.explain_slots($1, ${range}, 30, array[$2::timestamptz])`,
      [mine.event_types.id, start],
    );
    const reasons = result.slots[0].reasons;
    expect(reasons).toContainEqual(expect.objectContaining({ reason: 'booking', booking_ids: [mine.bookings.id] }));
  });

  test('may ask for 400 days of slots', async () => {
    const text = `public.get_available_slots($1, now(), now() + interval '400 days')`;
    expect(await call('authenticated', mine.owner, text, [mine.event_types.id])).toHaveProperty('slots');
  });

  test('sees their calendar with titles', async () => {
    const view = await call('authenticated', mine.owner, `public.get_calendar_view($1, ${range})`, [mine.hosts.id]);
    expect(view.external_events[0]).toMatchObject({ title: 'secret title', calendar_name: 'secret calendar' });
    expect(view.bookings[0]).toMatchObject({ id: mine.bookings.id });
    expect(view.open_hours.length).toBeGreaterThan(3);
  });

  test('is not told about another owner’s event type or host: it does not exist for them', async () => {
    expect(
      await call('authenticated', mine.owner, `public.explain_slots($1, ${range})`, [foreign.event_types.id]),
    ).toBe('not_found');
    expect(await call('authenticated', mine.owner, `public.get_calendar_view($1, ${range})`, [foreign.hosts.id])).toBe(
      'not_found',
    );
    expect(await call('authenticated', mine.owner, 'public.get_booking_sheet($1)', [foreign.bookings.id])).toBe(
      'not_found',
    );
    const preview = `public.preview_slots($1, ${range}, '{"rules": []}')`;
    expect(await call('authenticated', mine.owner, preview, [foreign.event_types.id])).toBe('not_found');
    expect(await call('authenticated', mine.owner, 'public.get_schedule($1)', [foreign.hosts.id])).toBe('not_found');
    const save = `public.save_schedule($1, '', '{"rules": []}')`;
    expect(await call('authenticated', mine.owner, save, [foreign.hosts.id])).toBe('not_found');
  });

  test.each([
    ['cancel_booking', 'public.cancel_booking($1, null, 0)'],
    ['confirm_booking', 'public.confirm_booking($1, $1)'],
    ['begin_pull', 'public.begin_pull($1)'],
    ['list_mail', 'public.list_mail(50) -> $1::text'],
  ])('may not call %s past the service', async (_, text) => {
    expect(await call('authenticated', mine.owner, text, [mine.bookings.id])).toBe('42501');
  });
});

describe('A range that makes no sense', () => {
  const ask = (from: string, until: string) =>
    call('anon', undefined, 'public.get_available_slots($1, $2::timestamptz, $3::timestamptz)', [
      mine.event_types.id,
      from,
      until,
    ]);
  test.each([
    ['reversed', '2030-01-02T00:00:00Z', '2030-01-01T00:00:00Z'],
    ['empty', '2030-01-01T00:00:00Z', '2030-01-01T00:00:00Z'],
    ['without end', '2030-01-01T00:00:00Z', 'infinity'],
    ['without beginning', '-infinity', '2030-01-01T00:00:00Z'],
    ['far too long', '2030-01-01T00:00:00Z', '2130-01-01T00:00:00Z'],
    ['before all calendars', '0001-01-01T00:00:00Z', '0001-01-02T00:00:00Z'],
  ])('%s is invalid_range', async (_, from, until) => {
    expect(await ask(from, until)).toBe('invalid_range');
  });

  test('malformed is told by its SQLSTATE', async () => {
    expect(await ask('yesterday-ish', '2030-01-01T00:00:00Z')).toBe('22007');
  });
});

describe('An event type that cannot be booked', () => {
  test('unknown or inactive is not found', async () => {
    expect(
      await call('anon', undefined, `public.get_available_slots($1, ${range})`, [
        '00000000-0000-4000-8000-00000000dead',
      ]),
    ).toBe('not_found');
    await db.sql.query('update public.event_types set is_active = false where id = $1', [foreign.event_types.id]);
    expect(await call('anon', undefined, `public.get_available_slots($1, ${range})`, [foreign.event_types.id])).toBe(
      'not_found',
    );
    expect(
      await call('anon', undefined, 'public.get_booking_page($1, $2)', [foreign.hosts.slug, foreign.event_types.slug]),
    ).toBe('not_found');
  });

  test('of a duration that is not offered is an invalid request', async () => {
    expect(await call('anon', undefined, `public.get_available_slots($1, ${range}, 31)`, [mine.event_types.id])).toBe(
      'invalid_request',
    );
  });
});
