import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceConfig } from '../../sync-service/src/config.ts';
import { createTokens } from '../../sync-service/src/credentials/tokens.ts';
import type { NotificationResult } from '../../sync-service/src/db/booking.ts';
import { createDb } from '../../sync-service/src/db/rpc.ts';
import { createSendNotificationTask } from '../../sync-service/src/jobs/send-notification.ts';
import type { Mail } from '../../sync-service/src/mail/transport.ts';
import { useDatabase } from '../support/database.ts';
import { createEventType, createHost, createHours } from '../support/fixtures.ts';
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts';
import { createSqlClient } from '../sync/sql-client.ts';

const database = useDatabase();
const HOUR = 3_600_000;
let clock: VirtualClock;
let pool: pg.Pool;
let eventTypeId: string;
let ownerEmail: string;
beforeAll(async () => {
  clock = await createVirtualClock(database.sql);
  pool = new pg.Pool({ connectionString: database.url(), max: 20 });
  const host = await createHost(database.sql, { stale_policy: 'open', max_bookings_per_email: null });
  const { rows } = await database.sql.query('select email from auth.users where id = $1', [host.owner_id]);
  ownerEmail = rows[0].email;
  await createHours(database.sql, host.id);
  eventTypeId = (await createEventType(database.sql, host.id, { title: 'Intro', horizon_days: 365 })).id;
});
afterAll(() => pool.end());

let people = 0;
const stranger = () => `stranger-${++people}@example.com`;

/** Books for an address: the ids of the mails to it, oldest first. */
async function mailsOf(count: number, address: string, recipient = address): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const { rows } = await database.sql.query(
      `with booked as (
         select public.create_booking(
           $1, (public.get_available_slots($1, tests.now(), tests.now() + interval '90 days') #>> '{slots,0,start}')::timestamptz, 30,
           jsonb_build_object('name', 'Bob', 'email', $2::text)
         ) as response
       ) select response #>> '{booking,id}' as id from booked`,
      [eventTypeId, address],
    );
    const { rows: found } = await database.sql.query(
      'select id from public.notifications where booking_id = $1 and recipient = $2',
      [rows[0].id, recipient],
    );
    ids.push(found[0].id);
  }
  return ids;
}

const next = async (id: string): Promise<NotificationResult | null> =>
  (await pool.query('select public.next_notification($1) as next', [id])).rows[0].next;
const finish = (id: string) => pool.query('select public.finish_notification($1)', [id]);
const statesOf = async (ids: string[]) =>
  (await pool.query('select id, state, gathered_into from public.notifications where id = any ($1)', [ids])).rows as {
    id: string;
    state: string;
    gathered_into: string | null;
  }[];

/** More mails than an hour may bring, handed out as far as they may be: those that wait, and the one that they are gathered into. */
async function tooMany(address = stranger(), count = 14) {
  const ids = await mailsOf(count, address);
  const handedOut: string[] = [];
  for (const id of ids) if ((await next(id)) !== null) handedOut.push(id);
  for (const id of handedOut) await finish(id);
  const waiting = ids.filter((id) => !handedOut.includes(id));
  const rows = await statesOf(waiting);
  return { ids, handedOut, waiting, first: rows.find((row) => row.gathered_into === null)?.id as string };
}

describe('Mails to somebody who is no owner', () => {
  it('are ten an hour at most, whatever happens at once', async () => {
    const ids = await mailsOf(16, stranger());
    const handedOut = (await Promise.all(ids.map(next))).filter((mail) => mail !== null);
    expect(handedOut).toHaveLength(10);
    const rows = await statesOf(ids);
    expect(rows.filter((row) => row.gathered_into !== null)).toHaveLength(5);
    expect(new Set(rows.map((row) => row.gathered_into)).size).toBe(2);
  });

  it('count once, however often they are tried', async () => {
    const ids = await mailsOf(10, stranger());
    for (const id of ids) expect(await next(id)).not.toBeNull();
    for (const id of ids) expect(await next(id)).not.toBeNull();
  });

  it('are counted for the mailbox, whatever is put behind a plus', async () => {
    const name = `stranger-${++people}`;
    const ids: string[] = [];
    for (let n = 0; n < 12; n += 1) ids.push(...(await mailsOf(1, `${name}+${n}@example.com`)));
    const handedOut = (await Promise.all(ids.map(next))).filter((mail) => mail !== null);
    expect(handedOut).toHaveLength(10);
    // None is gathered into the mail to another spelling, whose reader may be somebody else.
    expect((await statesOf(ids)).map((row) => row.gathered_into)).toEqual(ids.map(() => null));
  });

  it('that exceed them are one mail when the hour is over', async () => {
    const { first, waiting, handedOut } = await tooMany();
    expect(handedOut).toHaveLength(10);
    const { rows } = await pool.query('select run_at - tests.now() as wait from graphile_worker.jobs where key = $1', [
      `send_notification:${first}`,
    ]);
    expect(rows).toHaveLength(1);
    expect(rows[0].wait.minutes).toBeGreaterThan(50);
    expect(await next(first)).toBeNull();
    await clock.advance(HOUR + 1000);
    const mail = await next(first);
    expect(mail?.gathered).toHaveLength(waiting.length - 1);
    await finish(first);
    expect((await statesOf(waiting)).map(({ state }) => state)).toEqual(waiting.map(() => 'sent'));
  });

  it('that come while one is being sent go into the next one', async () => {
    const address = stranger();
    const { first } = await tooMany(address);
    await clock.advance(HOUR + 1000);
    await next(first);
    const later = await mailsOf(11, address);
    for (const id of later) await next(id);
    expect((await next(first))?.gathered).toHaveLength(3);
    expect((await statesOf(later)).map((row) => row.gathered_into)).not.toContain(first);
  });

  it('can be sent again when the hour is over', async () => {
    const address = stranger();
    await tooMany(address, 10);
    await clock.advance(HOUR + 1000);
    const [id = ''] = await mailsOf(1, address);
    expect(await next(id)).not.toBeNull();
  });
});

it('An owner gets every mail about their hosts', async () => {
  const ids = await mailsOf(25, stranger(), ownerEmail);
  const handedOut = (await Promise.all(ids.map(next))).filter((mail) => mail !== null);
  expect(handedOut).toHaveLength(25);
});

describe('The mail in the place of several', () => {
  const send = async (id: string) => {
    const sent: Mail[] = [];
    const task = createSendNotificationTask({
      config: { publicUrl: 'https://book.example', mailFrom: 'no-reply@example.com' } as ServiceConfig,
      db: createDb(createSqlClient(database.sql)),
      tokens: createTokens([{ kid: 'k1', key: new Uint8Array(32) }]),
      mail: {
        send: async (mail) => {
          sent.push(mail);
          return 'sent';
        },
        check: async () => null,
        close() {},
      },
    });
    await task({ notification_id: id }, {} as Parameters<typeof task>[1]);
    return sent;
  };
  const links = (mail: Mail | undefined) => mail?.text.match(/https:\/\/book\.example\/manage\/\S+#token=\S+/g) ?? [];

  it('says each of them, with the link to its booking', async () => {
    const { first, waiting } = await tooMany();
    await clock.advance(HOUR + 1000);
    const [mail, ...more] = await send(first);
    expect(more).toEqual([]);
    expect(mail?.subject).toBe('4 messages about your bookings');
    expect(new Set(links(mail)).size).toBe(waiting.length);
    const files = mail?.invitations.map(({ method, content }) => `${method} ${/^UID:(\S+)/m.exec(content)?.[1]}`);
    const { rows } = await pool.query('select booking_id from public.notifications where id = any ($1)', [waiting]);
    expect(files?.sort(), 'an invitation for each').toEqual(rows.map(({ booking_id: id }) => `request ${id}`).sort());
  });

  it('says how many it leaves out where there are more than a mail can list', async () => {
    const { first, waiting } = await tooMany();
    await pool.query(
      `insert into public.notifications (booking_id, kind, recipient, gathered_into, created_at)
       select n.booking_id, n.kind, n.recipient, n.gathered_into, n.created_at - m * interval '1 second'
       from public.notifications as n, generate_series(1, 104) as m where n.id = $1`,
      [waiting.find((id) => id !== first)],
    );
    await clock.advance(HOUR + 1000);
    const [mail] = await send(first);
    expect(mail?.text).toMatch(/^7 older messages are left out/m);
    expect(new Set(links(mail)).size).toBe(waiting.length);
  });

  it('leaves out what is not so any more', async () => {
    const { first, waiting } = await tooMany();
    await pool.query(
      `select public.cancel_booking(n.booking_id, null, 0) from public.notifications as n where n.id = any ($1) and n.id <> $2`,
      [waiting, first],
    );
    await clock.advance(HOUR + 1000);
    const [mail] = await send(first);
    expect(links(mail)).toHaveLength(1);
    expect(mail?.subject).toMatch(/^Confirmed: /);
  });

  it('is not sent where nothing of it is so any more', async () => {
    const { first, waiting } = await tooMany();
    await pool.query(
      `select public.cancel_booking(n.booking_id, null, 0) from public.notifications as n where n.id = any ($1)`,
      [waiting],
    );
    await clock.advance(HOUR + 1000);
    expect(await send(first)).toEqual([]);
    expect((await statesOf(waiting)).map(({ state }) => state)).toEqual(waiting.map(() => 'failed'));
  });
});
