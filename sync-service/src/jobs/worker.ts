import { makeWorkerUtils, runTaskList, type TaskList, type WorkerPool } from 'graphile-worker';
import { createTokens } from '../credentials/tokens.ts';
import { createPool } from '../db/connections.ts';
import { createKeepingTransport, createSmtpTransport } from '../mail/transport.ts';
import type { JobContext } from './context.ts';
import { type Heartbeat, startHeartbeat } from './heartbeat.ts';
import { createQueueLogger } from './logger.ts';
import { startTicks } from './schedule.ts';
import { createSendNotificationTask } from './send-notification.ts';
import { createPlanTasks, createSyncTasks } from './tasks.ts';

/** Jobs that one process runs at a time. They wait for other servers most of the time, so they outnumber the pool. */
const concurrency = 8;
/** Jobs of one lane run one after the other, and a lane that was just left is only noticed by polling. */
const pollIntervalMs = 200;
/** From here on other processes take this worker for dead. */
const deadAfterMs = 30_000;
const restartAfterMs = 1_000;

/** The running job worker of this process. */
export interface RunningWorker {
  /** Takes no more jobs, waits for the running ones (they are told to stop after 5 seconds) and lets go of the database. */
  stop(): Promise<void>;
  /** Whether jobs are being worked on and the database hears of it. */
  isHealthy(): boolean;
}

/**
 * Starts the job worker of this process with its heartbeat and its ticks. The queue's schema must be installed.
 * @throws if the database can't be reached.
 */
export async function startWorker(ctx: JobContext): Promise<RunningWorker> {
  const log = ctx.log.child({ part: 'jobs' });
  const logger = createQueueLogger(log);
  // One connection listens for jobs, so that with a single one no job could be fetched.
  let isStopping = false;
  const database = createPool(
    { connectionString: ctx.config.databaseUrl, max: Math.max(2, ctx.config.databasePool) },
    (error) => {
      // A connection that was given up is closed a moment later; that the database ends it before is no news.
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
            ics: kept.invitation?.content ?? null,
          }),
        )
      : createSmtpTransport(ctx.config.smtpUrl, ctx.config.mailFrom);
  void mail.check().then((fault) => {
    // Bookings go on without mails, which are tried again: no reason not to start.
    if (fault !== null && !isStopping) log.warn({ fault }, 'mails cannot be sent: check SMTP_URL');
  });
  const tasks: TaskList = {
    ...createSyncTasks(ctx),
    ...createPlanTasks(ctx),
    send_notification: createSendNotificationTask({ ...ctx, mail, tokens: createTokens(ctx.config.tokenKeys) }),
  };

  let current = launch();
  const ticks = startTicks(utils, log);

  function launch(): { pool: WorkerPool; heartbeat: Heartbeat; ended: Promise<void> } {
    let heartbeat: Heartbeat | undefined;
    const pool = runTaskList(
      {
        pgPool: database,
        logger,
        concurrency,
        pollInterval: pollIntervalMs,
        noHandleSignals: true,
        // Written down at once all the same. Only so graphile-worker hears that it can't be, and gives up its workers; else nobody
        // does, and the process ends.
        preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
        // Asked before each job: nothing is locked by a worker that nobody could find dead.
        forbiddenFlags: async () => {
          await heartbeat?.registered;
          return null;
        },
      },
      tasks,
      database,
    );
    heartbeat = startHeartbeat({ db: ctx.db, log }, pool.id, (workerIds) => utils.forceUnlockWorkers(workerIds));
    return { pool, heartbeat, ended: pool.promise.then(relaunch, relaunch) };
  }

  /** graphile-worker gives up its workers when it can't write down how a job ended: new ones take over. */
  async function relaunch(error?: unknown): Promise<void> {
    await current.heartbeat.stop();
    if (isStopping) return;
    log.error({ err: error }, 'the job worker ended by itself and is started again');
    await new Promise((resolve) => setTimeout(resolve, restartAfterMs));
    if (!isStopping) current = launch();
  }

  return {
    async stop() {
      isStopping = true;
      await ticks.stop();
      const { pool, ended } = current;
      await pool.gracefulShutdown('the service stops');
      await ended;
      mail.close();
      await utils.release();
      await database.end();
    },
    isHealthy: () => !isStopping && current.heartbeat.silentForMs() < deadAfterMs,
  };
}
