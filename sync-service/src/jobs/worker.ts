import { makeWorkerUtils, type TaskList } from 'graphile-worker';
import { createTokens } from '../credentials/tokens.ts';
import { createPool } from '../db/connections.ts';
import { createLanes } from '../db/lanes.ts';
import type { Db } from '../db/rpc.ts';
import { createKeepingTransport, createSmtpTransport, maxMailConnections } from '../mail/transport.ts';
import type { JobContext } from './context.ts';
import { type Crew, keepCrew } from './crew.ts';
import { createDeliverWebhooksTask } from './deliver-webhooks.ts';
import { createQueueLogger } from './logger.ts';
import { startTicks } from './schedule.ts';
import { createSendNotificationTask } from './send-notification.ts';
import { createPlanTasks, createSyncTasks } from './tasks.ts';

/** For so long a worker waits for a connection, until it tries again. */
const maxConnectMs = 20_000;

/**
 * The database for jobs: a few of their calls run at a time, the others wait for those. So a burst of jobs leaves a
 * connection, and its share of the database's processors, to visitors and to what providers tell us.
 * @param connections DATABASE_POOL: jobs call with one fewer, and at least with one.
 */
function leaveRoom(db: Db, connections: number): Db {
  const lanes = createLanes({ width: Math.max(1, connections - 1) });
  return { call: (name, ...args) => lanes.run('jobs', () => db.call(name, ...args)) };
}

/**
 * Starts the job worker of this process with its heartbeat and its ticks. The queue's schema must be installed.
 * @param watch Puts around the tasks what measures them.
 * @throws if the database cannot be reached.
 */
export async function startWorker(parts: JobContext, watch: (tasks: TaskList) => TaskList = (tasks) => tasks) {
  // Each looks for its next job by itself, also while there is none. They mostly wait for other servers, so there may
  // be more of them than connections.
  const concurrency = parts.config.jobConcurrency;
  const ctx = { ...parts, db: leaveRoom(parts.db, parts.config.databasePool) };
  const log = ctx.log.child({ part: 'jobs' });
  const logger = createQueueLogger(log);
  // Two connections listen for jobs, so a smaller pool could not fetch any.
  let isStopping = false;
  const database = createPool(
    {
      connectionString: ctx.config.databaseUrl,
      application_name: 'openslot jobs',
      max: Math.max(2, ctx.config.databasePool) + 1,
      // A server that takes connections and says nothing must not keep them all for good.
      connectionTimeoutMillis: maxConnectMs,
    },
    (error) => {
      // A connection that was given up closes a moment later; if the database closes it first, that is no news.
      if (!isStopping) log.warn({ err: error }, 'a database connection of the job worker broke');
    },
  );
  const utils = await makeWorkerUtils({ pgPool: database, logger }).catch(async (error: unknown) => {
    await database.end();
    throw error;
  });
  const mail =
    ctx.config.smtpUrl === null
      ? createKeepingTransport((kept) =>
          ctx.db.call('keep_mail', {
            notification_id: kept.id,
            recipient: kept.recipient,
            subject: kept.subject,
            body: kept.text,
            html: kept.html,
            // A stream of iCalendar objects (RFC 5545, 3.4).
            ics: kept.invitations.map(({ content }) => content).join('') || null,
          }),
        )
      : createSmtpTransport(ctx.config.smtpUrl, ctx.config.mailFrom);
  void mail.check().then((fault) => {
    // Bookings work without mails, which are retried: no reason not to start.
    if (fault !== null && !isStopping) log.warn({ fault }, 'mails cannot be sent: check SMTP_URL');
  });
  const tasks: TaskList = {
    ...createSyncTasks(ctx),
    ...createPlanTasks(ctx),
    deliver_webhooks: createDeliverWebhooksTask({ ...ctx, log: ctx.log.child({ part: 'webhooks' }) }),
  };
  const mailTasks: TaskList = {
    send_notification: createSendNotificationTask({ ...ctx, mail, tokens: createTokens(ctx.config.tokenKeys) }),
  };

  // Mails have workers of their own: while a mail server hangs, each of them waits for it, and nothing else does. Mails
  // that are only kept wait for no server: a second worker would only take the time of bookings.
  const crews = [
    start(tasks, concurrency),
    start(mailTasks, Math.min(concurrency, ctx.config.smtpUrl === null ? 1 : maxMailConnections)),
  ];
  const ticks = startTicks(parts.db, log);

  function start(tasks: TaskList, concurrency: number): Crew {
    const unlock = (workerIds: string[]) => utils.forceUnlockWorkers(workerIds);
    return keepCrew({ tasks: watch(tasks), concurrency, database, db: parts.db, log, logger, unlock });
  }

  return {
    /**
     * Takes no more jobs, waits for the running ones (they are asked to stop after 5 seconds) and closes its database
     * connections.
     */
    async stop(): Promise<void> {
      isStopping = true;
      await ticks.stop();
      await Promise.all(crews.map((crew) => crew.stop()));
      mail.close();
      await utils.release();
      await database.end();
    },
    /** Connections to the database. */
    pool: () => ({ total: database.totalCount, idle: database.idleCount, waiting: database.waitingCount }),
    /** Whether jobs are fetched and the database gets the heartbeats. */
    isHealthy: () => crews.every((crew) => crew.isHealthy()),
  };
}
