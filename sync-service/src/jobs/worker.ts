import { makeWorkerUtils, runTaskList, type TaskList, type WorkerPool } from 'graphile-worker';
import { createTokens } from '../credentials/tokens.ts';
import { createPool } from '../db/connections.ts';
import { createLanes } from '../db/lanes.ts';
import type { Db } from '../db/rpc.ts';
import { createKeepingTransport, createSmtpTransport, maxMailConnections } from '../mail/transport.ts';
import type { JobContext } from './context.ts';
import { createDeliverWebhooksTask } from './deliver-webhooks.ts';
import { type Heartbeat, startHeartbeat } from './heartbeat.ts';
import { createQueueLogger } from './logger.ts';
import { startTicks } from './schedule.ts';
import { createSendNotificationTask } from './send-notification.ts';
import { createPlanTasks, createSyncTasks } from './tasks.ts';
import { watchPool } from './watch-pool.ts';

/** Jobs of one lane run one after the other; only polling notices that a lane is free. */
const pollIntervalMs = 200;
/** After this long other processes consider this worker dead. */
const deadAfterMs = 30_000;
const restartAfterMs = 1_000;

/** Workers that look for jobs of the same kinds, with the heartbeat by which others see that they live. */
interface Crew {
  pool: WorkerPool;
  /** Settles when the pool has ended. */
  ended: Promise<void>;
  heartbeat: Heartbeat;
}

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
    keepRunning(() => launch(tasks, concurrency)),
    keepRunning(() => launch(mailTasks, Math.min(concurrency, ctx.config.smtpUrl === null ? 1 : maxMailConnections))),
  ];
  const ticks = startTicks(parts.db, log);

  function launch(tasks: TaskList, concurrency: number): Crew {
    let heartbeat: Heartbeat | undefined;
    const end = watchPool();
    const pool = runTaskList(
      {
        pgPool: database,
        logger,
        events: end.events,
        concurrency,
        pollInterval: pollIntervalMs,
        noHandleSignals: true,
        // Results are stored at once. Only then does graphile-worker notice that it cannot store one and give up its
        // workers; otherwise nobody notices and the process ends.
        preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
        // Checked before each job: a worker without heartbeats, which nobody could find dead, must not lock anything.
        forbiddenFlags: async () => {
          await heartbeat?.registered;
          return null;
        },
      },
      watch(tasks),
      database,
    );
    heartbeat = startHeartbeat({ db: parts.db, log }, pool.id, (workerIds) => utils.forceUnlockWorkers(workerIds));
    return { pool, ended: end.ended(pool), heartbeat };
  }

  /** Starts workers, and new ones when graphile-worker gives them up because it cannot store how a job ended. */
  function keepRunning(start: () => Crew): { current: Crew; ended: Promise<void> } {
    const crew = { current: start(), ended: Promise.resolve() };
    const follow = (): void => {
      crew.ended = crew.current.ended.then(relaunch, relaunch);
    };
    async function relaunch(error?: unknown): Promise<void> {
      await crew.current.heartbeat.stop();
      if (isStopping) return;
      log.error({ err: error }, 'the job worker stopped unexpectedly and is restarted');
      await new Promise((resolve) => setTimeout(resolve, restartAfterMs));
      if (isStopping) return;
      crew.current = start();
      follow();
    }
    follow();
    return crew;
  }

  return {
    /**
     * Takes no more jobs, waits for the running ones (they are asked to stop after 5 seconds) and closes its database
     * connections.
     */
    async stop(): Promise<void> {
      isStopping = true;
      await ticks.stop();
      await Promise.all(
        crews.map(async (crew) => {
          // How that went is told by its end.
          Promise.resolve(crew.current.pool.gracefulShutdown('the service stops')).catch(() => {});
          await crew.ended;
        }),
      );
      mail.close();
      await utils.release();
      await database.end();
    },
    /** Connections to the database. */
    pool: () => ({ total: database.totalCount, idle: database.idleCount, waiting: database.waitingCount }),
    /** Whether jobs run and the database gets the heartbeats. */
    isHealthy: () => !isStopping && crews.every(({ current }) => current.heartbeat.silentForMs() < deadAfterMs),
  };
}
