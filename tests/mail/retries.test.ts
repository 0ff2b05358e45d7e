import { beforeAll, describe, expect, it } from 'vitest';
import type { ServiceConfig } from '../../sync-service/src/config.ts';
import { createTokens } from '../../sync-service/src/credentials/tokens.ts';
import { createDb } from '../../sync-service/src/db/rpc.ts';
import { createSendNotificationTask } from '../../sync-service/src/jobs/send-notification.ts';
import { type Mail, MailError } from '../../sync-service/src/mail/transport.ts';
import { useDatabase } from '../support/database.ts';
import { createEventType, createHost, createHours } from '../support/fixtures.ts';
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts';
import { createSqlClient } from '../sync/sql-client.ts';

const database = useDatabase();
const minute = 60_000;
const hour = 60 * minute;
let clock: VirtualClock;
let eventTypeId: string;

beforeAll(async () => {
  clock = await createVirtualClock(database.sql);
  const host = await createHost(database.sql, { stale_policy: 'open', max_bookings_per_email: null });
  // One mail a booking: the owner has no address.
  await database.sql.query('update auth.users set email = null where id = $1', [host.owner_id]);
  await createHours(database.sql, host.id);
  eventTypeId = (await createEventType(database.sql, host.id, { horizon_days: 365 })).id;
});

let people = 0;

/** The mail of a new booking, and a server that takes it or not, as a test says. */
async function setMail() {
  const email = `visitor-${++people}@example.com`;
  const { rows } = await database.sql.query(
    `select (public.create_booking(
       $1, (public.get_available_slots($1, tests.now() + interval '60 days', tests.now() + interval '90 days') #>> '{slots,0,start}')::timestamptz,
       30, jsonb_build_object('name', 'Bob', 'email', $2::text)
     ) #>> '{booking,id}') as id`,
    [eventTypeId, email],
  );
  const bookingId = rows[0].id as string;
  const found = await database.sql.query('select id from public.notifications where booking_id = $1', [bookingId]);
  const id = found.rows[0].id as string;
  const sent: Mail[] = [];
  let failure: MailError | null = null;
  const task = createSendNotificationTask({
    config: { publicUrl: 'https://book.example', mailFrom: 'no-reply@example.com' } as ServiceConfig,
    db: createDb(createSqlClient(database.sql)),
    tokens: createTokens([{ kid: 'k1', key: new Uint8Array(32) }]),
    mail: {
      send: async (mail) => {
        if (failure !== null) throw failure;
        sent.push(mail);
        return 'sent';
      },
      check: async () => null,
      close() {},
    },
  });
  const one = async (text: string, values: unknown[] = [id]) => (await database.sql.query(text, values)).rows[0];
  return {
    id,
    bookingId,
    email,
    sent,
    respond: (error: MailError | null) => {
      failure = error;
    },
    /** Does the job that is due, as the worker would: it is taken out of the queue first. */
    async attempt() {
      await database.sql.query(`select graphile_worker.remove_job('send_notification:' || $1)`, [id]);
      await task({ notification_id: id }, {} as Parameters<typeof task>[1]);
    },
    state: () => one('select state, attempts, last_error, failing_since from public.notifications where id = $1'),
    /** Milliseconds until the next attempt; null: none is planned. */
    async wait(): Promise<number | null> {
      const job = await one(
        `select extract(epoch from run_at - tests.now()) * 1000 as ms from graphile_worker.jobs where key = 'send_notification:' || $1`,
      );
      return job === undefined ? null : Math.max(0, Number(job.ms));
    },
    bouncedAt: async () =>
      (await one('select email_bounced_at from public.booking_attendees where booking_id = $1', [bookingId]))
        .email_bounced_at,
  };
}

const away = new MailError('The mail server could not be reached (ECONNECTION).', true);
const refused = new MailError('The mail server refused this address for good: it answered 550 (EENVELOPE).', false, {
  isBounce: true,
});

describe('a mail that no server takes at the moment', () => {
  it('is tried for 24 hours in growing pauses, waiting and not failed; then it is failed, with the reason', async () => {
    const mail = await setMail();
    mail.respond(away);
    const pauses: number[] = [];
    const begun = clock.now().getTime();
    for (let n = 0; n < 200; n += 1) {
      await mail.attempt();
      const wait = await mail.wait();
      if (wait === null) break;
      expect(await mail.state()).toMatchObject({ state: 'pending', last_error: away.message });
      pauses.push(wait);
      await clock.advance(wait);
    }
    expect(await mail.state()).toMatchObject({
      state: 'failed',
      attempts: pauses.length + 1,
      last_error: away.message,
    });
    // The time that the test itself takes passes, too.
    expect(clock.now().getTime() - begun).toBeGreaterThanOrEqual(24 * hour);
    expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThanOrEqual(24 * hour + 1000);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(45 * minute);
    expect(pauses[0]).toBeLessThanOrEqual(3000);
    expect(pauses.length).toBeGreaterThan(30);
    expect(mail.sent).toEqual([]);
  });

  it('goes out once the server is back, and nothing of the failure stays but the number of attempts', async () => {
    const mail = await setMail();
    mail.respond(away);
    await mail.attempt();
    await clock.advance((await mail.wait()) ?? 0);
    mail.respond(null);
    await mail.attempt();
    expect(await mail.state()).toEqual({ state: 'sent', attempts: 2, last_error: null, failing_since: null });
    expect([mail.sent.length, await mail.wait()]).toEqual([1, null]);
  });

  it('begins its 24 hours with its first attempt, however long it had to wait for that', async () => {
    const mail = await setMail();
    await clock.advance(30 * hour);
    mail.respond(away);
    await mail.attempt();
    expect((await mail.state()).state).toBe('pending');
  });
});

describe('a mail that is refused for good', () => {
  it('is not tried again, and its address is marked until it takes a mail', async () => {
    const mail = await setMail();
    mail.respond(refused);
    await mail.attempt();
    expect(await mail.state()).toMatchObject({ state: 'failed', attempts: 1, last_error: refused.message });
    expect(await mail.wait()).toBeNull();
    expect(await mail.bouncedAt()).not.toBeNull();
    await mail.attempt();
    expect((await mail.state()).attempts).toBe(1);

    const { rows } = await database.sql.query(
      `select private.add_notification('booking_confirmed', $1, p_booking_id => $2) as id`,
      [mail.email, mail.bookingId],
    );
    await database.sql.query('select public.finish_notification($1)', [rows[0].id]);
    expect(await mail.bouncedAt()).toBeNull();
  });

  it('because of what it says, and not of its address, marks no address', async () => {
    const mail = await setMail();
    mail.respond(new MailError('The mail server answered 552 (EMESSAGE).', false));
    await mail.attempt();
    expect((await mail.state()).state).toBe('failed');
    expect(await mail.bouncedAt()).toBeNull();
  });
});

describe('a mail that was overtaken, so that it is not sent again,', () => {
  const lost = new MailError('The mail server could not be reached (ECONNECTION).', true, { isUnsure: true });
  const overtake = (bookingId: string) =>
    database.sql.query(`update public.bookings set status = 'cancelled' where id = $1`, [bookingId]);
  const mayHaveArrived = expect.stringMatching(/^Not needed any more: .*it may have arrived\.$/);

  it('says that it may have arrived where the response of the mail server was lost, whatever came after that', async () => {
    const mail = await setMail();
    for (const response of [lost, away]) {
      mail.respond(response);
      await mail.attempt();
    }
    await overtake(mail.bookingId);
    await mail.attempt();
    expect(await mail.state()).toMatchObject({ state: 'failed', last_error: mayHaveArrived });
  });

  it('says so where a process died in an attempt', async () => {
    const mail = await setMail();
    await database.sql.query('select public.next_notification($1)', [mail.id]);
    await overtake(mail.bookingId);
    await mail.attempt();
    expect(await mail.state()).toMatchObject({ state: 'failed', last_error: mayHaveArrived });
  });

  it('says nothing of that where it certainly was not sent', async () => {
    const mail = await setMail();
    mail.respond(away);
    await mail.attempt();
    await overtake(mail.bookingId);
    await mail.attempt();
    const { last_error: error } = await mail.state();
    expect(error).toMatch(/^Not needed any more: /);
    expect(error).not.toMatch(/arrived/);
  });

  it('is in no doubt once it was sent', async () => {
    const mail = await setMail();
    mail.respond(lost);
    await mail.attempt();
    mail.respond(null);
    await mail.attempt();
    const { rows } = await database.sql.query('select state, unsure_since from public.notifications where id = $1', [
      mail.id,
    ]);
    expect(rows).toEqual([{ state: 'sent', unsure_since: null }]);
  });
});

describe('a mail that an older version called failed though it was to be tried again', () => {
  it('is sent by the job that it has', async () => {
    const mail = await setMail();
    await database.sql.query(`update public.notifications set state = 'failed', attempts = 3 where id = $1`, [mail.id]);
    await mail.attempt();
    expect((await mail.state()).state).toBe('sent');
  });
});
