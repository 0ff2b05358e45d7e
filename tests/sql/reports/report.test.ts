import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createEventType, createHost, insert } from '../../support/fixtures.ts';
import { askReport, part, setReportScene } from './scene.ts';

const db = useDatabase();
const [sunday, monday, tuesday] = [0, 1, 2].map((day) => ({ day_of_week: day })) as [object, object, object];

describe('A report of the week in which the clocks go forward in Berlin (29 March 2026)', () => {
  const week = ['2026-03-22T23:00:00Z', '2026-03-29T22:00:00Z'] as const;

  test('has a Sunday of 23 hours', async () => {
    const { report } = await setReportScene(db.sql, 'Europe/Berlin');
    const found = await report(...week);
    expect(found).toMatchObject({ offered_hours: 167, booked_hours: 0, utilisation: 0 });
    expect(part(found.by_weekday, sunday)).toMatchObject({ offered_hours: 23 });
    expect(part(found.by_weekday, monday)).toMatchObject({ offered_hours: 24 });
    expect(found.by_week).toMatchObject([{ week: '2026-W13', monday: '2026-03-23', offered_hours: 167 }]);
  });

  test('offers nothing in the hour that is skipped', async () => {
    const { report } = await setReportScene(db.sql, 'Europe/Berlin', { days: [0], from: '01:00', until: '03:30' });
    expect(await report(...week)).toMatchObject({ offered_hours: 1.5 });
  });

  test('counts what has passed of a booking across it, not what the clock shows', async () => {
    const { report, book } = await setReportScene(db.sql, 'Europe/Berlin', {
      days: [0],
      from: '01:00',
      until: '05:00',
    });
    // From 1:30 to 3:30.
    await book('2026-03-29T00:30:00Z', '2026-03-29T01:30:00Z');
    expect(await report(...week)).toMatchObject({ offered_hours: 3, booked_hours: 1, utilisation: 0.3333 });
  });
});

describe('A report of the week in which the clocks go back in Berlin (25 October 2026)', () => {
  const week = ['2026-10-18T22:00:00Z', '2026-10-25T23:00:00Z'] as const;

  test('has a Sunday of 25 hours', async () => {
    const { report } = await setReportScene(db.sql, 'Europe/Berlin');
    const found = await report(...week);
    expect(found.offered_hours).toBe(169);
    expect(part(found.by_weekday, sunday)).toMatchObject({ offered_hours: 25 });
  });

  test('offers the hour that is repeated twice; a booking takes the pass that it is in', async () => {
    const { report, book } = await setReportScene(db.sql, 'Europe/Berlin', {
      days: [0],
      from: '02:00',
      until: '03:00',
    });
    await book('2026-10-25T00:00:00Z', '2026-10-25T01:00:00Z');
    expect(await report(...week)).toMatchObject({ offered_hours: 2, booked_hours: 1, utilisation: 0.5 });
    // The second pass alone.
    expect(await report('2026-10-25T01:00:00Z', '2026-10-25T02:00:00Z')).toMatchObject({
      offered_hours: 1,
      booked_hours: 0,
      utilisation: 0,
      bookings: 0,
    });
  });
});

describe('In New York', () => {
  test('an hour that is skipped is none, on 8 March 2026, and one that is repeated is two, on 1 November', async () => {
    const { report, open } = await setReportScene(db.sql, 'America/New_York', null);
    await open({ days: [0], from: '02:00', until: '03:00' });
    expect(await report('2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z')).toMatchObject({
      offered_hours: 0,
      utilisation: null,
    });
    await open({ days: [0], from: '01:00', until: '02:00' });
    const found = await report('2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z');
    expect(found).toMatchObject({ offered_hours: 3, utilisation: 0 });
    expect(found.by_weekday.map(({ offered_hours: hours }) => hours)).toEqual([3, 0, 0, 0, 0, 0, 0]);
  });

  test('a day begins and ends at its own midnight', async () => {
    const { report, book } = await setReportScene(db.sql, 'America/New_York');
    // Sunday 23:00 to Monday 1:00, the night before a week begins.
    await book('2026-06-08T03:00:00Z', '2026-06-08T05:00:00Z');
    const found = await report('2026-06-01T04:00:00Z', '2026-06-15T04:00:00Z');
    expect(part(found.by_weekday, sunday)).toMatchObject({ booked_hours: 1, sessions: 1, bookings: 1 });
    expect(part(found.by_weekday, monday)).toMatchObject({ booked_hours: 1, sessions: 0, bookings: 0 });
    expect(found.by_week).toMatchObject([
      { week: '2026-W23', monday: '2026-06-01', offered_hours: 168, booked_hours: 1, bookings: 1 },
      { week: '2026-W24', monday: '2026-06-08', offered_hours: 168, booked_hours: 1, bookings: 0 },
    ]);
  });
});

describe('Offered time', () => {
  const day = ['2026-06-01T00:00:00Z', '2026-06-02T00:00:00Z'] as const;

  test('is what at least one event type offers, by hours, overrides, vacations and blocks', async () => {
    const { report, host, type, open } = await setReportScene(db.sql, 'UTC', { from: '09:00', until: '12:00' });
    const second = await createEventType(db.sql, host.id, { slug: 'second' });
    await open({ from: '11:00', until: '15:00' }, second.id);
    const block = (columns: object) => insert(db.sql, 'blocked_periods', { host_id: host.id, ...columns });
    expect(await report(...day)).toMatchObject({ offered_hours: 6 });
    // The other one is still offered then.
    await block({ event_type_id: type.id, starts_at: '2026-06-01T11:00:00Z', ends_at: '2026-06-01T12:00:00Z' });
    expect(await report(...day)).toMatchObject({ offered_hours: 6 });
    await block({ starts_at: '2026-06-01T10:30:00Z', ends_at: '2026-06-01T11:30:00Z' });
    const found = await report(...day);
    expect(found).toMatchObject({ offered_hours: 5 });
    expect(part(found.by_event_type, { event_type_id: type.id })).toMatchObject({ offered_hours: 1.5 });
    expect(part(found.by_event_type, { event_type_id: second.id })).toMatchObject({ offered_hours: 3.5 });
    await insert(db.sql, 'availability_overrides', {
      host_id: host.id,
      override_date: '2026-06-01',
      effect: 'closed',
      start_time: '14:00',
      end_time: '15:00',
    });
    expect(await report(...day)).toMatchObject({ offered_hours: 4 });
    await block({ kind: 'vacation', start_date: '2026-06-01', end_date: '2026-06-01' });
    expect(await report(...day)).toMatchObject({ offered_hours: 0, utilisation: null });
  });

  test('is none of an event type that is switched off, whose bookings are reported', async () => {
    const { report, type, book } = await setReportScene(db.sql, 'UTC', {}, { is_active: false });
    await book('2026-06-01T10:00:00Z', '2026-06-01T11:00:00Z');
    const found = await report(...day);
    expect(found).toMatchObject({ offered_hours: 0, booked_hours: 1, utilisation: null });
    expect(found.by_event_type).toMatchObject([
      { event_type_id: type.id, slug: type.slug, is_active: false, booked_hours: 1, bookings: 1 },
    ]);
  });

  test('is not used by what was booked outside of it', async () => {
    const { report, book } = await setReportScene(db.sql, 'UTC', { from: '09:00', until: '11:00' });
    await book('2026-06-01T10:30:00Z', '2026-06-01T12:30:00Z');
    expect(await report(...day)).toMatchObject({ offered_hours: 2, booked_hours: 2, utilisation: 0.25 });
  });

  test('is cut at the ends of the range, as bookings are, which are counted where they start', async () => {
    const { report, book } = await setReportScene(db.sql, 'UTC');
    await book('2026-05-31T23:00:00Z', '2026-06-01T01:00:00Z');
    await book('2026-06-01T23:30:00Z', '2026-06-02T00:30:00Z');
    expect(await report(...day)).toMatchObject({ offered_hours: 24, booked_hours: 1.5, bookings: 1, sessions: 1 });
  });
});

describe('Sessions', () => {
  test('take their time once, and their seats are counted separately', async () => {
    const { report, host, book, type } = await setReportScene(db.sql, 'UTC', {}, { seats: 4 });
    const single = await createEventType(db.sql, host.id, { slug: 'single' });
    for (let i = 0; i < 3; i += 1) await book('2026-06-02T10:00:00Z', '2026-06-02T12:00:00Z');
    await book('2026-06-02T13:00:00Z', '2026-06-02T14:00:00Z');
    await book('2026-06-02T15:00:00Z', '2026-06-02T15:30:00Z', { event_type_id: single.id });
    const left = await book('2026-06-02T10:00:00Z', '2026-06-02T12:00:00Z');
    await db.sql.query(`update public.bookings set status = 'cancelled', cancelled_by = 'visitor' where id = $1`, [
      left.id,
    ]);
    const found = await report('2026-06-01T00:00:00Z', '2026-06-08T00:00:00Z');
    expect(found).toMatchObject({ booked_hours: 3.5, sessions: 3, seats: { offered: 9, taken: 5 }, bookings: 6 });
    expect(part(found.by_event_type, { event_type_id: type.id })).toMatchObject({
      booked_hours: 3,
      sessions: 2,
      seats: { offered: 8, taken: 4 },
      outcomes: { confirmed: 4, cancelled: 1 },
    });
    expect(part(found.by_weekday, tuesday)).toMatchObject({ sessions: 3, bookings: 6 });
  });

  test('have as many seats as were taken, where the event type has fewer by now', async () => {
    const { report, book, type } = await setReportScene(db.sql, 'UTC', {}, { seats: 2 });
    for (let i = 0; i < 2; i += 1) await book('2026-06-02T10:00:00Z', '2026-06-02T12:00:00Z');
    await db.sql.query('update public.event_types set seats = 1 where id = $1', [type.id]);
    expect(await report('2026-06-01T00:00:00Z', '2026-06-08T00:00:00Z')).toMatchObject({
      seats: { offered: 2, taken: 2 },
    });
  });

  test('that overlap because the host forced one take their time together', async () => {
    const { report, book } = await setReportScene(db.sql, 'UTC');
    await book('2026-06-02T10:00:00Z', '2026-06-02T12:00:00Z');
    await book('2026-06-02T11:00:00Z', '2026-06-02T13:00:00Z', { is_forced: true });
    expect(await report('2026-06-01T00:00:00Z', '2026-06-08T00:00:00Z')).toMatchObject({
      booked_hours: 3,
      sessions: 2,
    });
  });
});

describe('Outcomes', () => {
  const at = (hour: number) => [`2026-06-02T${hour}:00:00Z`, `2026-06-02T${hour}:30:00Z`] as const;
  const week = ['2026-06-01T00:00:00Z', '2026-06-08T00:00:00Z'] as const;

  test('say what became of each booking and request', async () => {
    const { report, book } = await setReportScene(db.sql, 'UTC');
    await book(...at(10));
    await book(...at(11), { no_show: true });
    await book(...at(12), { status: 'cancelled', cancelled_by: 'visitor' });
    await book(...at(12), { status: 'cancelled', cancelled_by: 'host' });
    await book(...at(12), { status: 'cancelled', cancelled_by: 'host' });
    await book(...at(12), { status: 'declined', cancelled_by: 'host' });
    await book(...at(12), { status: 'expired' });
    await book(...at(13), { status: 'pending' });
    // Its time is over, whether or not that is recorded yet.
    await book(...at(14), { status: 'pending', expires_at: '2020-01-01T00:00:00Z' });
    const found = await report(...week);
    expect(found).toMatchObject({
      bookings: 9,
      sessions: 2,
      booked_hours: 1,
      outcomes: {
        confirmed: 2,
        no_shows: 1,
        pending: 1,
        cancelled: 3,
        cancelled_by_visitor: 1,
        cancelled_by_host: 2,
        declined: 1,
        expired: 2,
        requests_unanswered: 3,
      },
    });
    expect(part(found.by_weekday, tuesday).outcomes).toEqual(found.outcomes);
    expect(found.by_week[0]?.outcomes).toEqual(found.outcomes);
  });

  test('leave out holds, also those that ran out', async () => {
    const { report, host, type } = await setReportScene(db.sql, 'UTC');
    for (const [hour, status] of [
      [10, 'held'],
      [11, 'expired'],
    ] as const) {
      const [start, end] = at(hour);
      await insert(db.sql, 'bookings', {
        host_id: host.id,
        event_type_id: type.id,
        status,
        starts_at: start,
        ends_at: end,
      });
    }
    expect(await report(...week)).toMatchObject({ bookings: 0, outcomes: { expired: 0, requests_unanswered: 0 } });
  });
});

describe('Lead time', () => {
  test('is from when confirmed bookings were made until their start: median and 90th percentile', async () => {
    const { report, book } = await setReportScene(db.sql, 'UTC');
    const made = (hour: number, before: number, more = {}) =>
      book(`2026-06-02T${hour}:00:00Z`, `2026-06-02T${hour}:30:00Z`, {
        created_at: new Date(Date.parse(`2026-06-02T${hour}:00:00Z`) - before * 3_600_000),
        ...more,
      });
    for (const [index, before] of [1, 2, 10, 100].entries()) await made(10 + index, before);
    await made(15, 9999, { status: 'cancelled' });
    const found = await report('2026-06-01T00:00:00Z', '2026-06-08T00:00:00Z');
    // Between 2 and 10; 7 tenths of the way from 10 to 100.
    expect(found.lead_time).toEqual({ median_hours: 6, p90_hours: 73 });
    expect(part(found.by_weekday, monday).lead_time).toEqual({ median_hours: null, p90_hours: null });
  });

  test('is none for what was written down after it began', async () => {
    const { report, book } = await setReportScene(db.sql, 'UTC');
    for (const [start, end, created] of [
      ['08:00', '08:30', '08:20'],
      ['09:00', '09:30', '11:00'],
      ['10:00', '10:30', '09:00'],
    ])
      await book(`2026-06-02T${start}:00Z`, `2026-06-02T${end}:00Z`, { created_at: `2026-06-02T${created}:00Z` });
    const { lead_time: lead } = await report('2026-06-01T00:00:00Z', '2026-06-08T00:00:00Z');
    expect(lead).toEqual({ median_hours: 0, p90_hours: 0.8 });
  });
});

describe('A report is refused', () => {
  test('for the host of somebody else, and one that does not exist', async () => {
    const { host } = await setReportScene(db.sql, 'UTC');
    const other = await createHost(db.sql);
    const range = ['2026-06-01T00:00:00Z', '2026-06-08T00:00:00Z'] as const;
    expect(await askReport(db.sql, other.owner_id, host.id, ...range)).toBe('not_found');
    expect(await askReport(db.sql, host.owner_id, other.owner_id, ...range)).toBe('not_found');
    expect(await askReport(db.sql, host.owner_id, host.id, ...range)).toMatchObject({ host_id: host.id });
  });

  test.each([
    ['2026-06-02T00:00:00Z', '2026-06-01T00:00:00Z'],
    ['2026-06-01T00:00:00Z', '2026-06-01T00:00:00Z'],
    ['2026-01-01T00:00:00Z', '2027-02-06T00:00:00Z'],
    ['-infinity', '2026-06-01T00:00:00Z'],
  ])('from %s to %s', async (start, end) => {
    const { host } = await setReportScene(db.sql, 'UTC');
    expect(await askReport(db.sql, host.owner_id, host.id, start, end)).toBe('invalid_range');
  });

  test('for 400 days it is not, which are whole days', async () => {
    const { report } = await setReportScene(db.sql, 'Europe/Berlin');
    const found = await report('2026-01-01T00:00:00Z', '2027-02-05T00:00:00Z');
    expect(found.offered_hours).toBe(9600);
    expect(found.by_week.map(({ week }) => week)).toEqual(expect.arrayContaining(['2026-W01', '2026-W53', '2027-W05']));
    expect(found.by_week).toHaveLength(58);
  });
});
