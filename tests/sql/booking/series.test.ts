import { DateTime } from 'luxon';
import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { seriesScene } from './series-scene.ts';
import { ask, offeredHost } from './support.ts';

const db = useDatabase();
const { bookSeries, book, later, rows, mails, series } = seriesScene(db);

describe('A series', () => {
  test('is booked on as many days or weeks, with one id and one mail to each of the parties', async () => {
    for (const [frequency, days] of [
      ['daily', 1],
      ['weekly', 7],
    ] as const) {
      const { eventType, slot } = await series();
      const made = await bookSeries(eventType.id, { start: slot(4), frequency, count: 4 });
      expect(made.bookings.map((booking: { start: string }) => booking.start)).toEqual(
        [0, 1, 2, 3].map((n) => later(slot(4), n * days)),
      );
      expect(made.generation).toBe(0);
      const stored = await rows(eventType.id);
      expect(stored.map(({ status, series_id }) => [status, series_id])).toEqual(
        Array(4).fill(['confirmed', made.series_id]),
      );
      expect(await mails(eventType.id)).toEqual(['2 series_confirmed']);
    }
  });

  test('takes the free seats of sessions that exist', async () => {
    const { eventType, slot } = await series({ seats: 2 });
    await book(eventType.id, later(slot(4), 1));
    const made = await bookSeries(eventType.id, { start: slot(4) });
    expect(made.bookings).toHaveLength(3);
    expect((await rows(eventType.id)).map(({ seat }) => seat).sort()).toEqual([1, 1, 1, 2]);
  });

  test('of which a date clashes is not booked at all, and names every such date with the nearest free ones', async () => {
    const { eventType, slot } = await series();
    await book(eventType.id, later(slot(4), 1));
    await book(eventType.id, later(slot(5), 1));
    await book(eventType.id, later(slot(4), 3));
    const refused = await bookSeries(eventType.id, { start: slot(4), count: 4 });
    expect(refused).toMatchObject({ code: 'slot_taken', status: 409 });
    expect(refused.details.clashes).toEqual([
      { start: later(slot(4), 1), code: 'slot_taken', nearest: [2, 3, 6].map((n) => later(slot(n), 1)) },
      { start: later(slot(4), 3), code: 'slot_taken', nearest: [2, 3, 5].map((n) => later(slot(n), 3)) },
    ]);
    expect(await rows(eventType.id)).toHaveLength(3);
    expect(await mails(eventType.id)).toEqual(['6 booking_confirmed']);
  });

  test('is not offered times near a clash that its own other dates take', async () => {
    const { eventType, slot } = await series({ durations_minutes: [30], slot_interval_minutes: 1440 });
    await db.sql.query(
      `update public.availability_rules set start_time = '08:00', end_time = '08:30' where host_id = $1`,
      [eventType.host_id],
    );
    const page = await ask(
      db.sql,
      `public.get_available_slots($1, $2::timestamptz, $2::timestamptz + interval '9 days')`,
      [eventType.id, slot(0)],
    );
    const starts: string[] = page.slots.map(({ start }: { start: string }) => start);
    await book(eventType.id, starts[1] as string);
    const refused = await bookSeries(eventType.id, { start: starts[0] as string, count: 3 });
    expect(refused.details.clashes).toHaveLength(1);
    // The days before and after are those of the series.
    expect(refused.details.clashes[0].nearest).not.toContain(starts[0]);
    expect(refused.details.clashes[0].nearest).not.toContain(starts[2]);
    expect(refused.details.clashes[0].nearest).toContain(starts[3]);
  });

  test('that reaches beyond the horizon, or begins within the notice, clashes there', async () => {
    const { eventType, slot } = await series({ horizon_days: 5 });
    const refused = await bookSeries(eventType.id, { start: slot(4), frequency: 'weekly', count: 2 });
    expect(refused).toMatchObject({ code: 'slot_not_offered', details: { clashes: [{ start: later(slot(4), 7) }] } });
    await db.sql.query('update public.event_types set min_notice_minutes = 5000, horizon_days = 60 where id = $1', [
      eventType.id,
    ]);
    const soon = await bookSeries(eventType.id, { start: slot(4), frequency: 'weekly', count: 2 });
    expect(soon.details.clashes).toMatchObject([{ start: later(slot(4), 0), code: 'slot_not_offered' }]);
  });

  test('counts itself for the limits of days and weeks', async () => {
    const { eventType, slot } = await series({ max_per_week: 2 });
    const refused = await bookSeries(eventType.id, { start: slot(4), count: 10 });
    expect(refused.code).toBe('slot_not_offered');
    expect(refused.details.clashes.length).toBeGreaterThanOrEqual(4);
    expect(await rows(eventType.id)).toEqual([]);
  });

  test('is offered no times near a clash that are over the limits together with its other dates', async () => {
    const { host, eventType, slot } = await series({ max_per_week: 2 });
    const refused = await bookSeries(eventType.id, { start: slot(4), count: 4 });
    const weekOf = (instant: string) =>
      DateTime.fromISO(instant, { zone: eventType.time_zone ?? host.time_zone }).toFormat('kkkk-WW');
    const wanted = [0, 1, 2, 3].map((n) => later(slot(4), n));
    expect(refused.details.clashes.length).toBeGreaterThan(0);
    for (const { start, nearest } of refused.details.clashes as { start: string; nearest: string[] }[]) {
      for (const near of nearest) {
        const others = wanted.filter((at) => at !== start && weekOf(at) === weekOf(near));
        expect(others.length, `${near} for ${start}`).toBeLessThan(2);
      }
    }
  });

  test('counts as many bookings of an address as it has dates', async () => {
    const { host, eventType, slot } = await series();
    await db.sql.query('update public.hosts set max_bookings_per_email = 3 where id = $1', [host.id]);
    expect(await bookSeries(eventType.id, { start: slot(4), count: 4 })).toMatchObject({ code: 'rate_limited' });
    expect(await rows(eventType.id)).toEqual([]);
    expect((await bookSeries(eventType.id, { start: slot(4), count: 3 })).bookings).toHaveLength(3);
  });

  test.each([
    ['hourly', 3],
    [null, 3],
    ['daily', 1],
    ['daily', 0],
    ['daily', -2],
    ['daily', null],
    ['weekly', 11],
  ])('of frequency %s and %s dates is an invalid request', async (frequency, count) => {
    const { eventType, slot } = await series();
    expect(await bookSeries(eventType.id, { start: slot(4), frequency, count })).toMatchObject({
      code: 'invalid_request',
      status: 422,
    });
  });

  test('is an invalid request where the event type has none', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    expect(await bookSeries(eventType.id, { start: slot(4) })).toMatchObject({ code: 'invalid_request' });
  });

  test('sent twice under one key is booked once', async () => {
    const { eventType, slot } = await series();
    const wanted = { start: slot(4), key: 'a series' };
    const [first, second] = [await bookSeries(eventType.id, wanted), await bookSeries(eventType.id, wanted)];
    expect(second).toEqual({ ...first, replayed: true });
    expect(await rows(eventType.id)).toHaveLength(3);
  });

  test('uses the hold of its first date, and leaves it where another date clashes', async () => {
    const { eventType, slot } = await series();
    const hold = await ask(db.sql, 'public.hold_slot($1, $2, 30)', [eventType.id, slot(4)]);
    await book(eventType.id, later(slot(4), 2));
    const refused = await bookSeries(eventType.id, { start: slot(4), hold: hold.id });
    expect(refused.details.clashes).toMatchObject([{ start: later(slot(4), 2) }]);
    expect((await rows(eventType.id)).map(({ status }) => status)).toEqual(['held', 'confirmed']);
    const made = await bookSeries(eventType.id, { start: slot(4), hold: hold.id, count: 2 });
    expect(made.bookings[0].id).toBe(hold.id);
  });

  test('waits for the host as a whole where one of its dates needs that', async () => {
    const { owner, host, eventType, slot } = await series();
    await db.sql.query(
      `with connection as (
         insert into public.calendar_connections (owner_id, provider) values ($1, 'ics') returning id
       ), calendar as (
         insert into public.calendars (connection_id, provider_calendar_id, last_synced_at, covered_until)
         select id, 'feed', now(), $3::timestamptz + interval '36 hours' from connection returning id
       )
       insert into public.calendar_links (calendar_id, host_id) select id, $2 from calendar`,
      [owner, host.id, slot(4)],
    );
    const made = await bookSeries(eventType.id, { start: slot(4) });
    expect(made.bookings.map(({ status }: { status: string }) => status)).toEqual(['pending', 'pending', 'pending']);
    expect((await rows(eventType.id)).every(({ expires_at, confirmed_at }) => expires_at && !confirmed_at)).toBe(true);
    expect(await mails(eventType.id)).toEqual(['2 series_requested']);
  });
});

describe('The bookings of a series', () => {
  const cancelSeries = (id: string, reason: string | null = null) =>
    ask(db.sql, 'public.cancel_series($1, $2, 0)', [id, reason]);
  const statuses = (result: { bookings: { status: string }[] }) => result.bookings.map(({ status }) => status);

  test('live on their own: one is moved, another cancelled, the others stay', async () => {
    const { eventType, slot } = await series();
    const { bookings } = await bookSeries(eventType.id, { start: slot(4) });
    await ask(db.sql, 'public.reschedule_booking($1, $2, null, 0)', [bookings[1].id, slot(8)]);
    await ask(db.sql, 'public.cancel_booking($1, null, 0)', [bookings[2].id]);
    const read = await ask(db.sql, 'public.get_booking($1, 0)', [bookings[0].id]);
    expect(read.booking.series.bookings).toMatchObject([
      { id: bookings[0].id, status: 'confirmed', sequence: 0, can_cancel: true, can_reschedule: true },
      { id: bookings[1].id, status: 'confirmed', sequence: 1 },
      { id: bookings[2].id, status: 'cancelled', can_cancel: false, can_reschedule: false },
    ]);
    expect(read.booking.series.id).toBe((await rows(eventType.id))[0].series_id);
  });

  test('are cancelled at once with one mail to each party; again changes nothing', async () => {
    const { eventType, slot } = await series();
    const { bookings } = await bookSeries(eventType.id, { start: slot(4) });
    await ask(db.sql, 'public.cancel_booking($1, null, 0)', [bookings[0].id]);
    const result = await cancelSeries(bookings[1].id);
    expect(statuses(result)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(result.booking.id).toBe(bookings[1].id);
    expect(statuses(await cancelSeries(bookings[1].id))).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(await mails(eventType.id)).toEqual(['2 booking_cancelled', '2 series_cancelled', '2 series_confirmed']);
    expect(await rows(eventType.id)).toEqual([]);
  });

  test('have a place among them, which stays when one is cancelled', async () => {
    const { owner, eventType, slot } = await series();
    const { bookings, series_id: id } = await bookSeries(eventType.id, { start: slot(4) });
    await ask(db.sql, 'public.cancel_booking($1, null, 0)', [bookings[0].id]);
    const place = { id, position: 2, count: 3 };
    for (const actor of [`0`, `null, '${owner}'`]) {
      const read = await ask(db.sql, `public.get_booking($1, ${actor})`, [bookings[1].id]);
      expect(read.booking.series).toMatchObject(place);
      expect(read.booking.series.bookings).toHaveLength(3);
    }
    const list = await ask(db.sql, 'public.list_bookings($1)', [owner]);
    expect(list.bookings.map((booking: { series: unknown }) => booking.series)).toEqual([
      { ...place, position: 1 },
      place,
      { ...place, position: 3 },
    ]);
  });

  test('have mails that are sent again as long as one of them is as they say', async () => {
    const { owner, eventType, slot } = await series();
    const { bookings } = await bookSeries(eventType.id, { start: slot(4) });
    const first = bookings[0].id;
    const [mail] = (
      await db.sql.query(`update public.notifications set state = 'sent' where booking_id = $1 returning id`, [first])
    ).rows;
    const resend = () => ask(db.sql, 'public.resend_notification($1, $2, $3)', [first, mail.id, owner]);
    await ask(db.sql, 'public.cancel_booking($1, null, 0)', [first]);
    expect((await resend()).code).toBeUndefined();
    await cancelSeries(bookings[1].id);
    expect(await resend()).toMatchObject({ code: 'invalid_state' });
  });

  test('that are too near to be cancelled stay when the others are cancelled', async () => {
    const { eventType, slot } = await series({ cancel_until_minutes: 48 * 60 });
    const { bookings } = await bookSeries(eventType.id, { start: slot(4), frequency: 'weekly', count: 3 });
    await db.sql.query(
      `update public.bookings set starts_at = now() + interval '1 hour', ends_at = now() + interval '90 minutes' where id = $1`,
      [bookings[0].id],
    );
    const result = await cancelSeries(bookings[1].id);
    expect(statuses(result)).toEqual(['confirmed', 'cancelled', 'cancelled']);
    expect(await cancelSeries(bookings[1].id)).toEqual(result);
    expect(await mails(eventType.id)).toEqual(['2 series_cancelled', '2 series_confirmed']);
  });

  test('that are all too near are not cancelled, also where the visitor has cancelled one of them before', async () => {
    const { eventType, slot } = await series({ cancel_until_minutes: 48 * 60 });
    const { bookings } = await bookSeries(eventType.id, { start: slot(4) });
    await ask(db.sql, 'public.cancel_booking($1, null, 0)', [bookings[2].id]);
    await db.sql.query(
      `update public.bookings set starts_at = starts_at - interval '3 days', ends_at = ends_at - interval '3 days'
       where id = any ($1)`,
      [[bookings[0].id, bookings[1].id]],
    );
    for (const _ of [1, 2]) {
      expect(await cancelSeries(bookings[0].id)).toMatchObject({
        code: 'invalid_state',
        details: { reason: 'too_late' },
      });
    }
  });

  test('need a reason to be cancelled where the host asks for one', async () => {
    const { eventType, slot } = await series({ reason_required: true });
    const { bookings } = await bookSeries(eventType.id, { start: slot(4) });
    expect(await cancelSeries(bookings[0].id)).toMatchObject({ details: { reason: 'reason_required' } });
    expect(await rows(eventType.id)).toHaveLength(3);
    expect(statuses(await cancelSeries(bookings[0].id, 'ill'))).toEqual(['cancelled', 'cancelled', 'cancelled']);
  });

  test('are only cancelled by their visitor or their host', async () => {
    const { owner, eventType, slot } = await series();
    const stranger = await series();
    const { bookings } = await bookSeries(eventType.id, { start: slot(4) });
    expect(await ask(db.sql, 'public.cancel_series($1, null, 1)', [bookings[0].id])).toMatchObject({
      code: 'unauthorized',
    });
    const by = (id: string) => ask(db.sql, 'public.cancel_series($1, null, null, $2)', [bookings[0].id, id]);
    expect(await by(stranger.owner)).toMatchObject({ code: 'forbidden' });
    expect(statuses(await by(owner))).toEqual(['cancelled', 'cancelled', 'cancelled']);
  });

  test('are not cancelled through a booking that belongs to none', async () => {
    const { eventType, slot } = await series();
    const { booking } = await book(eventType.id, slot(4));
    expect(await cancelSeries(booking.id)).toMatchObject({ code: 'invalid_state', details: { reason: 'no_series' } });
    expect(await ask(db.sql, 'public.find_series($1)', [booking.id])).toBeNull();
  });

  test('are accepted or refused at once by their host, with one mail', async () => {
    for (const isAccepted of [true, false]) {
      const { owner, eventType, slot } = await series({ requires_confirmation: true });
      const { bookings } = await bookSeries(eventType.id, { start: slot(4) });
      const decide = () => ask(db.sql, 'public.decide_series($1, $2, $3)', [bookings[0].id, isAccepted, owner]);
      const status = isAccepted ? 'confirmed' : 'declined';
      expect(statuses(await decide())).toEqual([status, status, status]);
      expect(await decide()).toMatchObject({ code: 'invalid_state', details: { reason: status } });
      expect(await mails(eventType.id)).toEqual([`2 series_${status}`, '2 series_requested'].sort());
    }
  });

  test('that expire at once are one mail', async () => {
    const { eventType, slot } = await series({ requires_confirmation: true });
    await bookSeries(eventType.id, { start: slot(4) });
    await db.sql.query(`update public.bookings set expires_at = now() where event_type_id = $1`, [eventType.id]);
    await ask(db.sql, 'public.expire_bookings()');
    expect(await mails(eventType.id)).toEqual(['2 series_request_expired', '2 series_requested']);
  });
});

describe('The events of a series', () => {
  let made: { bookings: { id: string }[] };
  beforeAll(async () => {
    const { owner, host, eventType, slot } = await series();
    await db.sql.query(
      `with connection as (
         insert into public.calendar_connections (owner_id, provider) values ($1, 'caldav') returning id
       ), calendar as (
         insert into public.calendars (connection_id, provider_calendar_id, access, last_synced_at, covered_until)
         select id, 'own', 'write', now(), now() + interval '90 days' from connection returning id
       )
       insert into public.calendar_links (calendar_id, host_id, is_booking_target) select id, $2, true from calendar`,
      [owner, host.id],
    );
    made = await bookSeries(eventType.id, { start: slot(4) });
  });

  test('are written one by one, each with the UID of its booking', async () => {
    const { rows: events } = await db.sql.query(
      'select event_key, booking_id, state from public.booking_calendar_events where booking_id = any ($1)',
      [made.bookings.map(({ id }) => id)],
    );
    expect(events).toHaveLength(3);
    expect(events.every((event) => event.event_key === event.booking_id && event.state === 'pending')).toBe(true);
  });
});
