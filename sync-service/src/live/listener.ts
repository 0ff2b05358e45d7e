import type pg from 'pg';
import { createConnection } from '../db/connections.ts';
import { probeConnection } from '../db/probe-connection.ts';
import type { Db } from '../db/rpc.ts';
import type { Logger } from '../log.ts';
import type { Hub } from './hub.ts';

const CHANNEL = 'openslot_live';
const firstPauseMs = 250;
const longestPauseMs = 10_000;

/** How often a connection is asked whether it still lives, and how long an answer may take. */
const heartbeatMs = 30_000;
const answerMs = 10_000;

/** Hears what the database says about changed slots. */
export interface Listener {
  /**
   * Tries whether this connection still hears what is written through the Data API.
   * @returns what is wrong, in one line that says what to do; null: nothing.
   * @throws if there is no connection at the moment, or one of the two does not answer.
   */
  probe(): Promise<string | null>;
  /** Settles when it listens for the first time, or is stopped. */
  readonly started: Promise<void>;
  /** Lets go of the connection. */
  stop(): Promise<void>;
}

/**
 * Listens on one connection of this process and hands on what it hears. While the connection is broken nothing is
 * heard: once there is a new one, the versions of all hosts that somebody looks at are asked for, so that nothing is missed.
 * @param parts.databaseUrl A direct or session-mode connection.
 */
export function startListener(parts: {
  databaseUrl: string;
  db: Pick<Db, 'liveVersions' | 'writeProbe'>;
  hub: Hub;
  log: Logger;
}): Listener {
  const { databaseUrl, db, hub, log } = parts;
  let isStopping = false;
  let connected: pg.Client | null = null;
  const started = Promise.withResolvers<void>();
  let letGo: () => void = () => {};
  let wake: () => void = () => {};
  const running = run();

  async function run(): Promise<void> {
    for (let failures = 0; !isStopping; failures += 1) {
      try {
        await listen(() => {
          failures = -1;
        });
      } catch (error) {
        if (!isStopping) log.warn({ err: error }, 'live updates: the connection to the database broke');
      }
      if (isStopping) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(longestPauseMs, firstPauseMs * 2 ** Math.max(0, failures)));
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Until the connection ends. */
  async function listen(onListening: () => void): Promise<void> {
    const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
    const connection = createConnection(
      {
        connectionString: databaseUrl,
        application_name: 'openslot live',
        keepAlive: true,
        connectionTimeoutMillis: answerMs,
        query_timeout: answerMs,
      },
      reject,
    );
    // Whoever waits below hears of it; before that nobody may.
    ended.catch(() => undefined);
    letGo = resolve;
    connection.on('end', resolve);
    let heartbeat: NodeJS.Timeout | undefined;
    try {
      await connection.connect();
      connection.on('notification', ({ channel, payload }) => channel === CHANNEL && hear(payload ?? ''));
      await connection.query(`listen ${CHANNEL}`);
      // Pages that are opening now may have been read before anybody listened; later ones hear what comes.
      const settled = hub.settled();
      await catchUp();
      await settled;
      await catchUp();
      onListening();
      connected = connection;
      started.resolve();
      // A line that is cut somewhere in between says nothing by itself.
      heartbeat = setInterval(() => connection.query('select 1').catch(reject), heartbeatMs);
      await ended;
    } finally {
      connected = null;
      clearInterval(heartbeat);
      await connection.end().catch(() => undefined);
    }
  }

  async function catchUp(): Promise<void> {
    const hostIds = hub.hostIds();
    if (hostIds.length === 0) return;
    for (const [hostId, version] of Object.entries(await db.liveVersions(hostIds))) hub.publish(hostId, version);
  }

  function hear(payload: string): void {
    try {
      const { host_id: hostId, v } = JSON.parse(payload) as { host_id: string; v: number };
      hub.publish(hostId, v);
    } catch (error) {
      // Anybody with a connection may write into the channel.
      log.warn({ err: error }, 'live updates: a notification could not be read');
    }
  }

  return {
    started: started.promise,
    async probe() {
      // The first one may still be on its way.
      await started.promise;
      if (connected === null) throw new Error('live updates: there is no connection to the database');
      return probeConnection(connected, db);
    },
    async stop() {
      isStopping = true;
      started.resolve();
      wake();
      // A connection that is being made is not ended before it stands: the library would wait for ever.
      letGo();
      await running;
    },
  };
}
