import { beforeEach, describe, expect, test } from 'vitest';
import { visitor } from '../sql/booking/support.ts';
import { useDatabase } from '../support/database.ts';
import { createCalendar, createEventType, createHost, createHours, insert } from '../support/fixtures.ts';

const db = useDatabase();
// biome-ignore lint/suspicious/noExplicitAny: rows as they come from the database
let [host, type, calendar]: any[] = [];
let ownerEmail = '';

const run = (text: string, ...values: unknown[]) => db.sql.query(text, values);
const slot = (n: number): Date => new Date(Math.ceil(Date.now() / 86_400_000 + 1) * 86_400_000 + n * 1_800_000);
const choose = (choice: object, hostId = host.id) =>
  run('update public.hosts set notifications = $1 where id = $2', JSON.stringify(choice), hostId);
async function book(n: number): Promise<string> {
  const { rows } = await run('select public.create_booking($1, $2, 30, $3) as result', type.id, slot(n), visitor());
  return rows[0].result.booking.id;
}
/** The kinds of the mails that this causes: to the owner, and to visitors. */
async function mailsOf(cause: () => Promise<unknown>): Promise<{ owner: string[]; visitors: string[] }> {
  await run('delete from public.notifications');
  await cause();
  const { rows } = await run('select kind, recipient from public.notifications order by kind');
  const kinds = (isOwner: boolean) =>
    rows.filter(({ recipient }) => (recipient === ownerEmail) === isOwner).map(({ kind }) => kind);
  return { owner: kinds(true), visitors: kinds(false) };
}

beforeEach(async () => {
  host = await createHost(db.sql, { time_zone: 'UTC', stale_policy: 'open' });
  const { rows } = await run('select email from auth.users where id = $1', host.owner_id);
  ownerEmail = rows[0].email;
  type = await createEventType(db.sql, host.id, { min_notice_minutes: 0, horizon_days: 60 });
  await createHours(db.sql, host.id);
  calendar = await createCalendar(db.sql, host);
  await run('insert into private.calendar_sync (calendar_id) values ($1)', calendar.id);
});

/** An event in the time of a booking, as a pull finds it. */
async function meet(n: number): Promise<void> {
  const booking = await book(n);
  const conflict = await insert(db.sql, 'booking_conflicts', { booking_id: booking, event_title: 'Dentist' });
  await run('delete from public.notifications');
  await run('select private.notify_of_conflict($1)', conflict.id);
}
/** What happens to an account, and with its calendars. */
const lose = () => run(`select private.notify_owner('connection_needs_reconnect', $1)`, calendar.connection_id);
async function break_(): Promise<void> {
  await run(
    `insert into private.unknown_times (calendar_id, object_id, fingerprint, message) values ($1, 'broken', 'print', 'Broken')`,
    calendar.id,
  );
  await run('select private.notify_of_unknown_times($1)', calendar.id);
}

describe('an owner', () => {
  test('gets all mails unless they choose otherwise', async () => {
    expect(await mailsOf(() => book(0))).toEqual({ owner: ['booking_confirmed'], visitors: ['booking_confirmed'] });
    expect((await mailsOf(() => meet(1))).owner).toEqual(['booking_conflict']);
    expect((await mailsOf(lose)).owner).toEqual(['connection_needs_reconnect']);
    await choose({});
    expect((await mailsOf(() => book(2))).owner).toEqual(['booking_confirmed']);
    expect((await mailsOf(break_)).owner).toEqual(['calendar_times_unknown']);
  });

  test('who wants none about bookings gets none, and the visitors theirs', async () => {
    await choose({ bookings: false });
    const booking = { id: '' };
    const made = await mailsOf(async () => {
      booking.id = await book(0);
    });
    expect(made).toEqual({ owner: [], visitors: ['booking_confirmed'] });
    expect(await mailsOf(() => run('select public.reschedule_booking($1, $2, null, 0)', booking.id, slot(3)))).toEqual({
      owner: [],
      visitors: ['booking_rescheduled'],
    });
    expect(await mailsOf(() => run('select public.cancel_booking($1, null, 0)', booking.id))).toEqual({
      owner: [],
      visitors: ['booking_cancelled'],
    });
    expect((await mailsOf(() => meet(5))).owner).toEqual(['booking_conflict']);
    expect((await mailsOf(lose)).owner).toHaveLength(1);
  });

  test('is asked to check a booking that was made while a calendar was not known, unless they want none of conflicts either', async () => {
    await run(`update public.calendars set last_synced_at = now() - interval '1 day' where id = $1`, calendar.id);
    await choose({ bookings: false });
    expect((await mailsOf(() => book(0))).owner).toEqual(['booking_confirmed_unread']);
    await choose({ bookings: false, conflicts: false });
    expect((await mailsOf(() => book(1))).owner).toEqual([]);
  });

  test('who wants none about conflicts finds them on the page alone', async () => {
    await choose({ conflicts: false });
    expect((await mailsOf(() => meet(0))).owner).toEqual([]);
    const { rows } = await run('select 1 from public.booking_conflicts where host_id = $1', host.id);
    expect(rows).toHaveLength(1);
    expect((await mailsOf(() => book(1))).owner).toEqual(['booking_confirmed']);
  });

  test('who wants none about accounts gets none, as they chose it for the oldest of their hosts', async () => {
    const second = await createHost(db.sql, { owner_id: host.owner_id });
    await choose({ sync: false }, second.id);
    expect((await mailsOf(lose)).owner).toHaveLength(1);
    await choose({ sync: false });
    await choose({}, second.id);
    expect((await mailsOf(lose)).owner).toEqual([]);
    expect((await mailsOf(break_)).owner).toEqual([]);
  });

  test('has mails about a booking sent again all the same', async () => {
    const booking = await book(0);
    await choose({ bookings: false });
    const { rows } = await run(
      `update public.notifications set state = 'sent' where booking_id = $1 and recipient = $2 returning id`,
      booking,
      ownerEmail,
    );
    await run('select public.resend_notification($1, $2, $3)', booking, rows[0].id, host.owner_id);
    const { rows: mails } = await run(
      'select 1 from public.notifications where recipient = $1 and resent_from is not null',
      ownerEmail,
    );
    expect(mails).toHaveLength(1);
  });
});
