import { pause } from '../../sync-service/src/embedded/postgres-folder.ts';
import { pickFrom } from '../sync/sandbox-chaos.ts';
import type { Rig, RigProcess } from './rig.ts';

/** Postgres is given up when it dies more than five times in two minutes. */
const deathPauseMs = 27_000;
/** Between two faults. */
const calmMs = 2_500;
const hourMs = 3_600_000;

/** What strikes a rig while people use it, one fault after the other. */
export function openWeather(rig: Rig, random: () => number) {
  const struck: Record<string, number> = {};
  let diedAt = performance.now() - deathPauseMs / 2;
  let isOver = false;

  async function killOne(one: RigProcess): Promise<void> {
    await one.kill();
    await pause(random() * 1_000);
    // Whoever was killed counts as dead after half a minute of silence; here at once.
    await rig.sql
      .query(`update private.workers set seen_at = seen_at - interval '30 seconds'`)
      .catch(() => 'the database is away, too');
    await one.start();
  }

  const faults: Record<string, () => Promise<unknown>> = {
    'process killed': () => killOne(pickFrom(random, rig.processes)),
    'connections of a process cut': async () => pickFrom(random, rig.processes).cable.cut(),
    'cable of a process down for a second': async () => {
      const { cable } = pickFrom(random, rig.processes);
      cable.isDown = true;
      cable.cut();
      await pause(300 + random() * 1_000);
      cable.isDown = false;
    },
    'backends ended': () =>
      rig.sql.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where backend_type = 'client backend' and pid <> pg_backend_pid() and random() < 0.5`,
      ),
    'calendars cut off': () => onTheWay('cut'),
    'calendars slow': () => onTheWay('slow'),
    'responses of calendars lost': () => onTheWay('lossy'),
    'mails refused': async () => {
      rig.mailbox.isRefusing = true;
      await pause(2_000);
      rig.mailbox.isRefusing = false;
    },
    'clock of a process off by an hour': async () => {
      const { child } = pickFrom(random, rig.processes);
      await child?.ask('skew', random() < 0.5 ? hourMs : -hourMs);
      await pause(1_500);
      await child?.ask('skew', 0);
    },
  };
  /** Of the database: rarely. */
  const deaths: Record<string, () => void> = {
    'database killed': () => process.kill(rig.postmasterPid(), 'SIGKILL'),
    'database restarted': () => process.kill(rig.postmasterPid(), 'SIGINT'),
  };

  async function onTheWay(way: 'cut' | 'slow' | 'lossy'): Promise<void> {
    rig.calendars.way = way;
    await pause(1_500 + random() * 2_000);
    rig.calendars.way = 'fine';
  }

  async function strike(): Promise<void> {
    const isDeath = performance.now() - diedAt > deathPauseMs;
    const name = pickFrom(random, Object.keys(isDeath ? deaths : faults));
    struck[name] = (struck[name] ?? 0) + 1;
    if (!isDeath) return void (await faults[name]?.().catch(refuseOutage));
    diedAt = performance.now();
    deaths[name]?.();
    await pause(100);
    await rig.untilDatabase();
  }

  const blowing = (async () => {
    while (!isOver) {
      await pause(calmMs * (0.3 + random()));
      if (!isOver) await strike();
    }
  })();
  return {
    struck,
    /** The weather is fine from now on, and everything runs. */
    async calm(): Promise<void> {
      isOver = true;
      await blowing;
      await rig.untilDatabase();
      await Promise.all(rig.processes.map((one) => one.start()));
    },
  };
}

/** A fault may meet another one: a dead process, a database that starts. Anything else is one of the storm itself. */
function refuseOutage(error: unknown): void {
  const text = String(error);
  if (!/terminat|ECONN|connection|recovery|starting up|shutting down|ended with/i.test(text)) throw error;
}
