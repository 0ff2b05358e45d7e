import type pg from 'pg';
import { createConnection } from '../db/connections.ts';
import type { OwnerVersions } from '../db/live.ts';
import { probeConnection } from '../db/probe-connection.ts';
import type { Db } from '../db/rpc.ts';
import type { Logger } from '../log.ts';
import type { OwnerHub } from './owners.ts';
import type { SlotHub } from './visitors.ts';

/** How often the versions of hosts and owners with open pages are read: the maximum delay of a page. */
const checkMs = 100;
/** Reading takes a tenth of the time at most, however many there are. */
const restFactor = 9;
const firstPauseMs = 250;
const longestPauseMs = 10_000;

/** How often a connection is checked, and how long its response may take. */
const heartbeatMs = 30_000;
const responseMs = 10_000;

/** Reads versions from the database. */
export interface Listener {
  /**
   * Checks whether this connection still sees what is written through the Data API.
   * @returns the fault, in one line that says what to do; null: none.
   * @throws if there is no connection at the moment, or no response.
   */
  probe(): Promise<string | null>;
  /** Settles with the first read, or when stopped. */
  readonly started: Promise<void>;
  /** Closes the connection. */
  stop(): Promise<void>;
}

/**
 * Repeatedly reads the versions of all hosts and owners with open pages, on one connection of this process, and
 * publishes them. It does not depend on notifications (decision 030), so nothing is missed: after a broken connection the next one
 * delivers everything.
 * @param parts.databaseUrl A direct or session-mode connection.
 */
export function startListener(parts: {
  databaseUrl: string;
  db: Db;
  slots: SlotHub;
  owners: OwnerHub;
  log: Logger;
}): Listener {
  const { databaseUrl, db, slots, owners, log } = parts;
  let isStopping = false;
  let connected: pg.Client | null = null;
  const started = Promise.withResolvers<void>();
  let stopWaitingNow: () => void = () => {};
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
  async function listen(onConnected: () => void): Promise<void> {
    const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
    const connection = createConnection(
      {
        connectionString: databaseUrl,
        application_name: 'openslot live',
        keepAlive: true,
        connectionTimeoutMillis: responseMs,
        query_timeout: responseMs,
      },
      reject,
    );
    // The code below handles the rejection; until then it must not count as unhandled.
    ended.catch(() => undefined);
    stopWaitingNow = resolve;
    connection.on('end', resolve);
    let heartbeat: NodeJS.Timeout | undefined;
    let stopChecking: () => void = () => {};
    try {
      await connection.connect();
      await check(connection);
      onConnected();
      connected = connection;
      started.resolve();
      // A connection that is cut somewhere on the way reports nothing by itself.
      heartbeat = setInterval(() => connection.query('select 1').catch(reject), heartbeatMs);
      stopChecking = keepChecking(connection, reject);
      await ended;
    } finally {
      connected = null;
      clearInterval(heartbeat);
      stopChecking();
      await connection.end().catch(() => undefined);
    }
  }

  async function check(connection: pg.Client): Promise<void> {
    for (const [hostId, version] of await read<number>(connection, 'live_versions', slots.ids())) {
      slots.publish(hostId, version);
    }
    for (const [ownerId, versions] of await read<OwnerVersions>(connection, 'owner_versions', owners.ids())) {
      owners.publish(ownerId, versions);
    }
  }

  /** The versions of these ids, by one of our functions; nothing is asked where there are none. */
  async function read<V>(
    connection: pg.Client,
    name: 'live_versions' | 'owner_versions',
    ids: string[],
  ): Promise<[string, V][]> {
    if (ids.length === 0) return [];
    const { rows } = await connection.query<{ versions: Record<string, V> }>({
      name,
      text: `select public.${name}($1) as versions`,
      values: [ids],
    });
    return Object.entries(rows[0]?.versions ?? {});
  }

  /** Reads until stopped. */
  function keepChecking(connection: pg.Client, fail: (error: Error) => void): () => void {
    let timer: NodeJS.Timeout;
    let isOver = false;
    function again(tookMs: number): void {
      if (!isOver) timer = setTimeout(checkOnce, Math.max(checkMs, tookMs * restFactor));
    }
    function checkOnce(): void {
      const began = performance.now();
      check(connection).then(() => again(performance.now() - began), fail);
    }
    again(0);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }

  return {
    started: started.promise,
    async probe() {
      // The first connection may still be opening.
      await started.promise;
      if (connected === null) throw new Error('live updates: there is no connection to the database');
      return probeConnection(connected, db);
    },
    async stop() {
      isStopping = true;
      started.resolve();
      wake();
      // A connection is not closed while it is opening: the library would wait forever.
      stopWaitingNow();
      await running;
    },
  };
}
