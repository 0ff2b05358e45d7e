import { randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';
import PostalMime, { type Email } from 'postal-mime';
import type { ServiceConfig } from '../../sync-service/src/config.ts';
import { bindingOf, createSealer } from '../../sync-service/src/credentials/seal.ts';
import { createTokens } from '../../sync-service/src/credentials/tokens.ts';
import {
  newWebhookSecret,
  sealWebhookSecret,
  webhookBinding,
} from '../../sync-service/src/credentials/webhook-secret.ts';
import { createDb, type Db } from '../../sync-service/src/db/rpc.ts';
import { webhookEvents } from '../../sync-service/src/db/webhook.ts';
import { ServiceError } from '../../sync-service/src/errors.ts';
import type { JobContext } from '../../sync-service/src/jobs/context.ts';
import { createDeliverWebhooksTask } from '../../sync-service/src/jobs/deliver-webhooks.ts';
import { createSendNotificationTask } from '../../sync-service/src/jobs/send-notification.ts';
import { createPlanTasks, createSyncTasks } from '../../sync-service/src/jobs/tasks.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { createSmtpTransport, type MailTransport } from '../../sync-service/src/mail/transport.ts';
import { toListedCalendar } from '../../sync-service/src/sync/sync-account.ts';
import { startReceiver } from '../http/webhook-receiver.ts';
import { headerOf, refusal, startRealSmtp } from '../mail/real-smtp.ts';
import { createEventType, createHost, createHours } from '../support/fixtures.ts';
import { createMortalProcesses, Life } from '../support/mortal-processes.ts';
import type { VirtualClock } from '../support/virtual-clock.ts';
import { laneOfAccount } from './account-lanes.ts';
import { Handovers } from './handovers.ts';
import type { ChaosSandbox } from './sandbox-chaos.ts';
import { createSqlClient } from './sql-client.ts';

/** Of the calls of a process that kill it. */
const deadly = 0.08;
/** Of its requests to a provider; of the mails and webhooks that are handed over: before they are taken, and after it. */
const deadlyRequests = 0.06;
const deadlyBefore = 0.05;
const deadlyAfter = 0.1;
/** Of mails and webhooks that are refused for once, and of webhooks whose response is lost. */
const refused = 0.08;
const unheard = 0.08;

const config = {
  ...{ publicUrl: 'https://book.example', mailFrom: 'no-reply@example.com', pollIntervalSeconds: 60 },
  allowPrivateHosts: true,
} as ServiceConfig;
const tokens = createTokens([{ kid: 'k1', key: new Uint8Array(32) }]);
const log = createLogger({ level: 'silent' });

/** A mail as its reader got it, with the id of the notification that it stands for. */
interface ReadMail {
  id: string;
  recipient: string;
  mail: Email;
}

/** A host with a calendar, a program that is told of events, and a mail server; and processes that may die at any step. */
export type ConsequencesScene = Awaited<ReturnType<typeof openConsequencesScene>>;

/** @param fate Numbers from 0 to 1, for what happens to mails and webhooks on their way. */
export async function openConsequencesScene(
  sql: pg.Pool,
  clock: VirtualClock,
  sandbox: ChaosSandbox,
  fate: () => number,
) {
  const handovers = new Handovers();
  let isDeadly = false;
  const plain = createDb(createSqlClient(sql));
  /** Writes down what the database has committed, whether or not anybody lives to hear of it. */
  const db: Db = {
    async call(name, ...args) {
      const result = await plain.call(name, ...args);
      const of = args[0] as { notification_id?: string; delivery_id?: string; error?: string | null } | undefined;
      const isOver = of?.error === undefined || of.error === null;
      if (name === 'finish_notification' && isOver) handovers.record(of?.notification_id ?? '');
      if (name === 'finish_webhook_delivery' && isOver) handovers.record(of?.delivery_id ?? '');
      return result;
    },
  };
  const host = await createHost(sql, { time_zone: 'UTC', stale_policy: 'open', calendar_privacy: 'full' });
  await createHours(sql, host.id);
  const { rows: owners } = await sql.query('select email from auth.users where id = $1', [host.owner_id]);
  const common = { min_notice_minutes: 0, horizon_days: 60, reminders_minutes: [24 * 60] };
  const types = {
    plain: await createEventType(sql, host.id, { ...common, title: 'Talk' }),
    request: await createEventType(sql, host.id, { ...common, title: 'Visit', requires_confirmation: true }),
    series: await createEventType(sql, host.id, { ...common, title: 'Course', series_max: 5 }),
    seat: await createEventType(sql, host.id, { ...common, title: 'Group', seats: 6 }),
  };

  const seal = createSealer([{ kid: 'test', key: new Uint8Array(randomBytes(32)) }]);
  const provider = sandbox.openProvider('http://127.0.0.1:1', { isOver: false });
  const account = {
    owner_id: host.owner_id,
    provider: sandbox.provider,
    account_key: `${sandbox.account.key} ${randomUUID()}`,
  };
  const { credentials, calendars } = await provider.connect(sandbox.signIn());
  const { connection } = await db.call('save_connection', {
    ...account,
    account_email: sandbox.account.email,
    host_id: host.id,
    secret: await seal.seal(credentials, bindingOf(account)),
    calendars: calendars.map((calendar) => ({ ...toListedCalendar(calendar), is_own: true })),
  });

  const receiver = await startReceiver();
  const endpointId = randomUUID();
  await db.call('create_webhook_endpoint', {
    ...{ endpoint_id: endpointId, owner_id: host.owner_id, url: receiver.url, events: [...webhookEvents] },
    sealed_secret: await sealWebhookSecret(seal, newWebhookSecret(), webhookBinding(host.owner_id, endpointId)),
  });
  const events = new Map<string, string>();
  receiver.respond = ({ headers, body }, response) => {
    const id = headers['webhook-id'] ?? '';
    const roll = isDeadly ? fate() : 1;
    if (roll < deadlyBefore) kill(id);
    if (roll < deadlyBefore + refused) return void response.writeHead(500).end();
    const known = events.get(id);
    if (known !== undefined && known !== body) handovers.violations.push(`${id} says something else the second time`);
    events.set(id, body);
    const isUnheard = roll >= 1 - unheard && roll < 1;
    handovers.take(id, !isUnheard);
    if (isUnheard) return void response.destroy();
    if (roll < deadlyBefore + refused + deadlyAfter) kill(id);
    response.writeHead(204).end();
  };

  const mails: ReadMail[] = [];
  const smtp = await startRealSmtp({
    async onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk as Buffer);
      const raw = Buffer.concat(chunks).toString();
      const id = /^<(.+)@example\.com>$/.exec(headerOf(raw, 'Message-ID') ?? '')?.[1] ?? '';
      const roll = isDeadly ? fate() : 1;
      // What answers somebody who is dead does not matter.
      if (roll < deadlyBefore) kill(id);
      if (roll < deadlyBefore + refused) return callback(refusal(451, 'Later'));
      handovers.take(id);
      mails.push({ id, recipient: session.envelope.rcptTo[0]?.address ?? '', mail: await PostalMime.parse(raw) });
      if (roll < deadlyBefore + refused + deadlyAfter) kill(id);
      callback();
    },
  });
  const transport = createSmtpTransport(smtp.url, config.mailFrom);

  function kill(id: string): void {
    const carrier = handovers.carrierOf(id);
    if (carrier instanceof Life) carrier.kill();
  }

  /** The provider as one process asks it, which may die at each request. */
  function openProvider(life: Life) {
    return sandbox.openProvider('http://127.0.0.1:1', {
      get isOver() {
        if (isDeadly && fate() < deadlyRequests) life.kill();
        // Whoever waited for a request that never comes back would wait in the next life, too.
        if (life.isOver) throw new Error('killed');
        return false;
      },
    });
  }

  const processes = createMortalProcesses({
    sql,
    db,
    clock,
    tasksOf(used, life) {
      const ctx: JobContext = {
        ...{ config, db: used, seal, log, now: clock.now },
        providers: new Map([[sandbox.provider, openProvider(life)]]),
      };
      const mail: MailTransport = {
        ...transport,
        send(message) {
          handovers.give(message.id, life);
          return life.call(() => transport.send(message));
        },
      };
      const { finish_disconnect: _, maintain_channels: __, ...syncTasks } = createSyncTasks(ctx);
      const { housekeeping: ___, channels: ____, ...planTasks } = createPlanTasks(ctx);
      return {
        ...syncTasks,
        ...planTasks,
        send_notification: createSendNotificationTask({ config, db: used, mail, tokens, now: clock.now }),
        deliver_webhooks: createDeliverWebhooksTask({ ...ctx, db: giving(used, life) }),
      };
    },
    laneOf: (task, payload) => ('endpoint_id' in payload ? 'the endpoint' : laneOfAccount(task)),
  });

  /** Remembers who was given a delivery. */
  function giving(used: Db, life: Life): Db {
    return {
      async call(name, ...args) {
        const result = await used.call(name, ...args);
        if (name === 'begin_webhook_delivery' || name === 'finish_webhook_delivery') {
          const next = result as { delivery_id: string } | null;
          if (next !== null) handovers.give(next.delivery_id, life);
        }
        return result;
      },
    };
  }

  return {
    ...{ sql, db, clock, host, types, sandbox, handovers, mails, events, processes },
    ownerEmail: owners[0].email as string,
    connectionId: connection.id,
    /** Lets processes work that may die at each of their steps: mostly one, sometimes two at the same time. */
    async work(sources: readonly (() => number)[]): Promise<void> {
      isDeadly = true;
      await Promise.all(sources.map((source) => processes.live(source, deadly)));
      isDeadly = false;
    },
    /**
     * What people ask for, by a process that may die before it is done and before they hear of it; then they ask again.
     * @returns null: what they hear then is that it was done.
     */
    async ask<T>(random: () => number, call: () => Promise<T>): Promise<T | null> {
      const life = new Life(() => random() < deadly);
      try {
        return await life.call(call);
      } catch (error) {
        if (!life.isOver) throw error;
      }
      try {
        return await call();
      } catch (error) {
        // Some decisions are made once: it was.
        if (error instanceof ServiceError && error.code === 'invalid_state') return null;
        throw error;
      }
    },
    async stop(): Promise<void> {
      await sql.query(`update public.calendar_connections set status = 'disconnected' where id = $1`, [connection.id]);
      await sql.query('update public.webhook_endpoints set is_active = false where id = $1', [endpointId]);
      await sql.query('delete from graphile_worker._private_jobs');
      transport.close();
      await smtp.stop();
      await receiver.stop();
      await sandbox.stop();
    },
  };
}
