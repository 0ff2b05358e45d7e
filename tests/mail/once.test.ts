import { readFileSync } from 'node:fs';
import type { Task } from 'graphile-worker';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ServiceConfig } from '../../sync-service/src/config.ts';
import { createTokens } from '../../sync-service/src/credentials/tokens.ts';
import { createDb, type Db } from '../../sync-service/src/db/rpc.ts';
import { createSendNotificationTask } from '../../sync-service/src/jobs/send-notification.ts';
import {
  createKeepingTransport,
  createSmtpTransport,
  type MailTransport,
} from '../../sync-service/src/mail/transport.ts';
import { useDatabase } from '../support/database.ts';
import { createEventType, createHost, createHours } from '../support/fixtures.ts';
import { createMortalProcesses, type Life, type MortalProcesses } from '../support/mortal-processes.ts';
import { full } from '../support/scale.ts';
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts';
import { createSqlClient } from '../sync/sql-client.ts';
import { headerLines, startSmtpStandIn } from './smtp-stand-in.ts';

const database = useDatabase();
const tokens = createTokens([{ kid: 'k1', key: new Uint8Array(32) }]);
const config = { publicUrl: 'https://book.example', mailFrom: 'no-reply@example.com' } as ServiceConfig;
/** Whether the job itself is at work, and not the queue before it or after it. */
let isWriting = false;
let clock: VirtualClock;
let eventTypeId: string;
beforeAll(async () => {
  clock = await createVirtualClock(database.sql);
  const host = await createHost(database.sql, { stale_policy: 'open' });
  // One mail a booking: the owner has no address.
  await database.sql.query('update auth.users set email = null where id = $1', [host.owner_id]);
  await createHours(database.sql, host.id);
  eventTypeId = (await createEventType(database.sql, host.id, { horizon_days: 365 })).id;
});

/** Books the next free time: a mail to the visitor. */
async function book(): Promise<string> {
  const { rows } = await database.sql.query(
    `select (public.create_booking(
       $1, (public.get_available_slots($1, tests.now(), tests.now() + interval '90 days') #>> '{slots,0,start}')::timestamptz, 30,
       jsonb_build_object('name', 'Bob', 'email', gen_random_uuid() || '@example.com')
     ) #>> '{booking,id}') as id`,
    [eventTypeId],
  );
  return rows[0].id;
}

async function readNotifications(bookingId: string) {
  const { rows } = await database.sql.query(
    `select n.id, n.state, (select count(*)::integer from private.outbox as o where o.notification_id = n.id) as copies
     from public.notifications as n where n.booking_id = $1`,
    [bookingId],
  );
  return rows as { id: string; state: string; copies: number }[];
}

/** Processes that do nothing but write mails, and may be killed at each call of theirs: also of the mail server. */
function openProcesses(transportOf: (db: Db) => MailTransport): MortalProcesses {
  const db = createDb(createSqlClient(database.sql));
  const tasksOf = (used: Db, life: Life) => {
    const transport = transportOf(used);
    const mail: MailTransport = { ...transport, send: (message) => life.call(() => transport.send(message)) };
    const task = createSendNotificationTask({ config, db: used, mail, tokens });
    return {
      send_notification: async (...call: Parameters<Task>) => {
        isWriting = true;
        await Promise.resolve(task(...call)).finally(() => {
          isWriting = false;
        });
      },
    };
  };
  return createMortalProcesses({ sql: database.sql, db, clock, tasksOf, laneOf: () => null });
}

/**
 * Kills a process at its first step, the next one at its second and so on, until one comes to its end; each with a booking of its own. In
 * the full suite at each step of the queue, too.
 */
async function killAtEachStep(
  processes: MortalProcesses,
  check: (bookingId: string, step: number) => Promise<void>,
): Promise<number> {
  for (let step = 0; ; step += 1) {
    const bookingId = await book();
    const killed = processes.ends.killed;
    let passed = 0;
    isWriting = false;
    await processes.live(() => ((full || isWriting) && passed++ === step ? 0 : 1), 1);
    const isKilled = processes.ends.killed > killed;
    await processes.drain();
    await check(bookingId, step);
    if (!isKilled) return step;
  }
}

describe('Whatever step of its work a process is killed at', () => {
  it('a mail is kept once, and its notification says so', { timeout: 120_000 }, async () => {
    const processes = openProcesses((db) =>
      createKeepingTransport(({ id, recipient, subject, text }) =>
        db.call('keep_mail', { notification_id: id, recipient, subject, body: text }),
      ),
    );
    const steps = await killAtEachStep(processes, async (bookingId, step) => {
      const found = (await readNotifications(bookingId)).map(({ state, copies }) => `${state}, ${copies} copy`);
      expect(found, `killed at step ${step}`).toEqual(['sent, 1 copy']);
    });
    // Before and after: reading what to write, handing it over, keeping it.
    expect(steps).toBeGreaterThanOrEqual(2 * 3);
    expect(processes.violations).toEqual([]);
  });

  it('a mail is sent, and one that is sent again has the same Message-ID', { timeout: 120_000 }, async () => {
    const smtp = await startSmtpStandIn();
    onTestFinished(() => smtp.stop());
    const transport = createSmtpTransport(smtp.url, 'no-reply@example.com');
    onTestFinished(() => transport.close());
    let repeated = 0;
    const processes = openProcesses(() => transport);
    await killAtEachStep(processes, async (bookingId, step) => {
      const notifications = await readNotifications(bookingId);
      expect(notifications.map(({ state, copies }) => [state, copies])).toEqual([['sent', 0]]);
      const ids = smtp.mails.flatMap((mail) => headerLines(mail).filter((line) => line.startsWith('Message-ID:')));
      const known = notifications.map(({ id }) => `Message-ID: <${id}@example.com>`);
      expect([...new Set(ids)].sort(), `killed at step ${step}`).toEqual(known.sort());
      // Only the mail that was being sent when the process died.
      expect(ids.length).toBeLessThanOrEqual(known.length + 1);
      repeated += ids.length - known.length;
      smtp.mails.length = 0;
    });
    // Between the word of the mail server and the note of it lies at least one step.
    expect(repeated).toBeGreaterThanOrEqual(2);
  });
});

describe('A notification', () => {
  const call = async (name: string, ...args: unknown[]) => {
    const list = args.map((_, i) => `$${i + 1}`).join(', ');
    await database.sql.query(`select public.${name}(${list})`, args);
  };
  const newOne = async () => (await readNotifications(await book()))[0]?.id as string;
  const stateOf = async (id: string) =>
    (await database.sql.query('select state, sent_at, last_error from public.notifications where id = $1', [id]))
      .rows[0];

  it('that was kept counts as sent, as the contract knows no other state', async () => {
    const id = await newOne();
    await call('keep_mail', id, 'bob@example.com', 'Subject', 'Text');
    expect(await stateOf(id)).toEqual({ state: 'sent', sent_at: expect.any(Date), last_error: null });
  });

  it('that was kept or sent is not handed out again, and a late failure does not change it', async () => {
    const [kept, sent] = [await newOne(), await newOne()];
    await call('keep_mail', kept, 'bob@example.com', 'Subject', 'Text');
    await call('finish_notification', sent);
    for (const id of [kept, sent]) {
      const { rows } = await database.sql.query('select public.next_notification($1) as next', [id]);
      expect(rows[0].next).toBeNull();
      await call('finish_notification', id, 'The mail server could not be reached.');
    }
    expect([(await stateOf(kept)).state, (await stateOf(sent)).state]).toEqual(['sent', 'sent']);
  });

  it('that was sent is not kept beside it, and one that is sent after all is kept no longer', async () => {
    const [sent, later] = [await newOne(), await newOne()];
    await call('finish_notification', sent);
    await call('keep_mail', sent, 'bob@example.com', 'Subject', 'Text');
    await call('keep_mail', later, 'bob@example.com', 'Subject', 'Text');
    await call('finish_notification', later);
    const { rows } = await database.sql.query(
      'select count(*)::integer as n from private.outbox where notification_id = any ($1)',
      [[sent, later]],
    );
    expect(rows[0].n).toBe(0);
  });

  it('that is gone keeps no mail and is no error', async () => {
    await call('keep_mail', crypto.randomUUID(), 'bob@example.com', 'Subject', 'Text');
  });

  it('that was kept is sent after all by the statement in docs/operate.md', async () => {
    const id = await newOne();
    await call('keep_mail', id, 'bob@example.com', 'Subject', 'Text');
    const page = readFileSync(new URL('../../docs/operate.md', import.meta.url), 'utf8');
    const statement = /## Mails.*?```sql\n(with kept.*?)```/s.exec(page)?.[1] ?? '';
    await database.sql.query(statement);
    expect((await stateOf(id)).state).toBe('pending');
    const { rows } = await database.sql.query(
      'select count(*)::integer as n from graphile_worker.jobs where key = $1',
      [`send_notification:${id}`],
    );
    expect(rows[0].n).toBe(1);
  });

  it('cannot have two mails in the outbox', async () => {
    const id = await newOne();
    const insert = () =>
      database.sql.query(
        `insert into private.outbox (notification_id, recipient, subject, body) values ($1, 'a@b.c', '', '')`,
        [id],
      );
    await insert();
    await expect(insert()).rejects.toMatchObject({ code: '23505' });
  });
});
