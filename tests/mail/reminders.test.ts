import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ServiceConfig } from '../../sync-service/src/config.ts';
import { createTokens } from '../../sync-service/src/credentials/tokens.ts';
import { createDb } from '../../sync-service/src/db/rpc.ts';
import { createSendNotificationTask } from '../../sync-service/src/jobs/send-notification.ts';
import type { Mail } from '../../sync-service/src/mail/transport.ts';
import { useDatabase } from '../support/database.ts';
import { createEventType, createHost, createHours } from '../support/fixtures.ts';
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts';
import { createSqlClient } from '../sync/sql-client.ts';

const database = useDatabase();
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
let clock: VirtualClock;
let owner: string;
let hostId: string;
let typeId: string;

beforeAll(async () => {
  clock = await createVirtualClock(database.sql);
});
beforeEach(async () => {
  await database.sql.query('delete from private.planned_reminders');
  await database.sql.query('delete from private.planned_digests');
  const host = await createHost(database.sql, {
    stale_policy: 'open',
    time_zone: 'Europe/Berlin',
    display_name: 'Ann',
  });
  hostId = host.id;
  owner = host.owner_id;
  await createHours(database.sql, host.id);
  typeId = (await createEventType(database.sql, host.id, { title: 'Intro', horizon_days: 365, min_notice_minutes: 0 }))
    .id;
});

const rowsOf = async (text: string, values: unknown[] = []) => (await database.sql.query(text, values)).rows;
const remind = (...minutes: number[]) =>
  rowsOf('update public.event_types set reminders_minutes = $2 where id = $1', [typeId, minutes]);

/** A booking that begins so many minutes from now, to the next full half hour. */
async function book(inMinutes: number) {
  const [row] = await rowsOf(
    `select public.create_booking(
       $1, (public.get_available_slots($1, tests.now() + make_interval(mins => $2), tests.now() + make_interval(mins => $2 + 10000))
         #>> '{slots,0,start}')::timestamptz,
       30, jsonb_build_object('name', 'Bob', 'email', 'bob-' || gen_random_uuid() || '@example.com')
     ) as result, tests.now() as now`,
    [typeId, inMinutes],
  );
  const { booking } = row.result;
  return { id: booking.id as string, startsIn: Date.parse(booking.start) - row.now.getTime() };
}
/** When reminders are due, in minutes before the start. */
const planned = async (id: string) =>
  (await rowsOf('select minutes from private.planned_reminders where booking_id = $1 order by minutes desc', [id])).map(
    ({ minutes }) => minutes,
  );
const due = async () => (await rowsOf('select public.enqueue_due_mails() as result'))[0].result.planned as number;
const mailsOf = (id: string, kind = 'booking_reminder') =>
  rowsOf(
    'select id, recipient, state, last_error from public.notifications where booking_id = $1 and kind = $2 order by created_at, id',
    [id, kind],
  );
const move = (id: string, days: number) =>
  rowsOf(
    `select public.reschedule_booking($1, b.starts_at + make_interval(days => $2), null, b.generation) from public.bookings as b where b.id = $1`,
    [id, days],
  );

/** Writes and sends a mail; null: there was none to send. */
async function send(notificationId: string): Promise<Mail | null> {
  const sent: Mail[] = [];
  const [now] = await rowsOf('select tests.now() as now');
  const task = createSendNotificationTask({
    config: { publicUrl: 'https://book.example', mailFrom: 'no-reply@example.com' } as ServiceConfig,
    db: createDb(createSqlClient(database.sql)),
    tokens: createTokens([{ kid: 'k1', key: new Uint8Array(32) }]),
    now: () => now.now,
    mail: {
      send: async (mail) => {
        sent.push(mail);
        return 'sent';
      },
      check: async () => null,
      close() {},
    },
  });
  await task({ notification_id: notificationId }, {} as Parameters<typeof task>[1]);
  return sent[0] ?? null;
}

describe('reminders', () => {
  it('are planned for a confirmed booking, but none for whoever books later than that', async () => {
    await remind(1440, 60, 30);
    expect(await planned((await book(3000)).id)).toEqual([1440, 60, 30]);
    expect(await planned((await book(90)).id)).toEqual([60, 30]);
  });

  it('are sent when they are due, once each, to the visitor, and say how far ahead it is', async () => {
    await remind(1440, 60);
    const { id, startsIn } = await book(3000);
    await clock.advance(startsIn - day - minute);
    expect([await due(), await mailsOf(id)]).toEqual([0, []]);
    await clock.advance(minute);
    expect([await due(), await due()]).toEqual([1, 0]);
    const [first, ...more] = await mailsOf(id);
    expect(more).toEqual([]);
    const mail = await send(first.id);
    expect(mail).toMatchObject({
      recipient: expect.stringMatching(/^bob-/),
      subject: 'Reminder: Intro with Ann',
      invitations: [],
    });
    expect(mail?.text).toMatch(/^Your booking is tomorrow/);
    await clock.advance(day - hour);
    await due();
    const [, second] = await mailsOf(id);
    expect((await send(second.id))?.text).toMatch(/^Your booking is in 1 hour/);
    expect(await planned(id)).toEqual([]);
  });

  it('move with the booking, and end with it', async () => {
    await remind(1440);
    const { id, startsIn } = await book(3000);
    await move(id, 2);
    await clock.advance(startsIn - day);
    expect([await due(), await planned(id)]).toEqual([0, [1440]]);
    await rowsOf('select public.cancel_booking($1, null, null, $2)', [id, owner]);
    expect(await planned(id)).toEqual([]);
  });

  it('are planned for a request when it is confirmed, not before', async () => {
    await remind(1440);
    await rowsOf('update public.event_types set requires_confirmation = true where id = $1', [typeId]);
    const { id } = await book(4320);
    expect(await planned(id)).toEqual([]);
    await rowsOf('select public.confirm_booking($1, $2)', [id, owner]);
    expect(await planned(id)).toEqual([1440]);
  });

  it('follow a change of the event type, for bookings that are still to come', async () => {
    const [{ id }, { id: soon }] = [await book(3000), await book(90)];
    await remind(1440, 30);
    expect([await planned(id), await planned(soon)]).toEqual([[1440, 30], [30]]);
    await remind();
    expect([await planned(id), await planned(soon)]).toEqual([[], []]);
  });

  it('that were due while nothing ran are one mail, and none once the booking has begun', async () => {
    await remind(1440, 60);
    const { id, startsIn } = await book(3000);
    const late = await book(4500);
    await clock.advance(startsIn - minute);
    await due();
    expect(await mailsOf(id)).toHaveLength(1);
    await clock.advance(late.startsIn + hour);
    await due();
    expect(await mailsOf(late.id)).toEqual([]);
    expect(await planned(late.id)).toEqual([]);
  });

  it('that wait for a mail server are not sent when the booking was moved or has begun meanwhile', async () => {
    await remind(1440);
    const { id, startsIn } = await book(3000);
    const other = await book(3000);
    await clock.advance(startsIn - day + hour);
    await due();
    const [moved] = await mailsOf(id);
    const [begun] = await mailsOf(other.id);
    await move(id, 3);
    expect(await send(moved.id)).toBeNull();
    expect((await mailsOf(id))[0]).toMatchObject({ state: 'failed', last_error: expect.stringContaining('was moved') });
    await clock.advance(2 * day);
    expect(await send(begun.id)).toBeNull();
  });

  it('are found by when they are due, whatever else is planned', async () => {
    await rowsOf(
      `insert into private.planned_reminders (booking_id, minutes, due_at)
       select $1, n, tests.now() + n * interval '1 day' from generate_series(100, 20000) as n`,
      [(await book(3000)).id],
    );
    await rowsOf('analyze private.planned_reminders');
    const plan = await rowsOf(
      `explain select from private.planned_reminders where due_at <= tests.now() order by due_at limit 200 for update skip locked`,
    );
    expect(JSON.stringify(plan)).toContain('planned_reminders_due_idx');
  });
});

describe('the weekly summary', () => {
  const digests = () =>
    rowsOf(
      `select id, recipient from public.notifications where host_id = $1 and kind = 'weekly_digest' order by created_at`,
      [hostId],
    );
  const dueAt = async () =>
    (
      await rowsOf(
        `select to_char(due_at at time zone h.time_zone, 'FMDay HH24:MI') as local, due_at > tests.now() as is_ahead
         from private.planned_digests as d join public.hosts as h on h.id = d.host_id where d.host_id = $1`,
        [hostId],
      )
    )[0];
  const set = (values: string) => rowsOf(`update public.hosts set ${values} where id = $1`, [hostId]);

  it('is planned for each Monday at 7:00 of the host, while they want it', async () => {
    expect(await dueAt()).toBeUndefined();
    await set('weekly_digest = true');
    expect(await dueAt()).toEqual({ local: 'Monday 07:00', is_ahead: true });
    await set(`time_zone = 'America/New_York'`);
    expect(await dueAt()).toEqual({ local: 'Monday 07:00', is_ahead: true });
    await set('weekly_digest = false');
    expect(await dueAt()).toBeUndefined();
  });

  it('is one mail a week, with what is booked and what waits', async () => {
    await set('weekly_digest = true');
    await rowsOf(`update private.planned_digests set due_at = tests.now() where host_id = $1`, [hostId]);
    // Within this week in any case: the week that the mail is about is that of its day.
    const [week] = await rowsOf(
      `select (date_trunc('week', tests.now() at time zone 'Europe/Berlin') + interval '6 days 20 hours') at time zone 'Europe/Berlin' as at`,
    );
    const [type] = await rowsOf('select host_id from public.event_types where id = $1', [typeId]);
    const [{ id }] = await rowsOf(
      `insert into public.bookings (host_id, event_type_id, status, starts_at, ends_at, confirmed_at)
       values ($1, $2, 'confirmed', $3, $3::timestamptz + interval '30 minutes', tests.now()) returning id`,
      [type.host_id, typeId, week.at],
    );
    await rowsOf(
      `insert into public.booking_attendees (booking_id, name, email) values ($1, 'Bob', 'bob@example.com')`,
      [id],
    );
    expect([await due(), await due()]).toEqual([1, 0]);
    const [digest, ...more] = await digests();
    expect(more).toEqual([]);
    const mail = await send(digest.id);
    expect(mail).toMatchObject({
      subject: expect.stringMatching(/^Your week: /),
      list: { name: 'Openslot weekly summary' },
    });
    expect(mail?.text).toContain('You have 1 booking this week.');
    expect(mail?.text).toContain('20:00–20:30: Intro with Bob');
    expect(await dueAt()).toEqual({ local: 'Monday 07:00', is_ahead: true });
  });

  it('is seen by its owner and by nobody else', async () => {
    await rowsOf(`select private.add_notification('weekly_digest', 'x@example.com', p_host_id => $1)`, [hostId]);
    const seen = async (user: string) => {
      await rowsOf('begin');
      await rowsOf(
        `select set_config('request.jwt.claims', json_build_object('sub', $1::text, 'role', 'authenticated')::text, true)`,
        [user],
      );
      await rowsOf('set local role authenticated');
      const found = await rowsOf('select kind from public.notifications where host_id = $1', [hostId]);
      await rowsOf('rollback');
      return found.length;
    };
    expect([await seen(owner), await seen(crypto.randomUUID())]).toEqual([1, 0]);
  });
});
