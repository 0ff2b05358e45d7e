import fs from 'node:fs';
import pg from 'pg';
import type { Postgres } from '../../sync-service/src/embedded/postgres.ts';
import { pause } from '../../sync-service/src/embedded/postgres-folder.ts';
import { type Child, startChild } from '../child.ts';
import { cpuOfTree } from '../cpu.ts';
import { clockMs, percentile, type Result, round, table } from '../report.ts';
import { startBenchService } from '../stack.ts';
import { judge } from '../targets.ts';
import type { LiveCommands } from './live-child.ts';

/** Between two changes: by then all have read. */
const pauseMs = 12_000;

/** The process of the database, by one of its connections. */
async function postmaster(sql: pg.Pool): Promise<number> {
  const { rows } = await sql.query('select pg_backend_pid() as pid');
  const stat = fs.existsSync('/proc') ? fs.readFileSync(`/proc/${rows[0].pid}/stat`, 'utf8') : '';
  return Number(stat.split(') ').at(-1)?.split(' ')[1] ?? 0);
}

async function transactions(sql: pg.Pool): Promise<number> {
  await sql.query('select pg_stat_clear_snapshot()');
  const { rows } = await sql.query(
    `select xact_commit + xact_rollback as count from pg_stat_database where datname = current_database()`,
  );
  return Number(rows[0].count);
}

/** Most of these instants within a tenth of a second. */
function peak(at: number[]): number {
  const counts = new Map<number, number>();
  for (const each of at) counts.set(Math.floor(each / 100), (counts.get(Math.floor(each / 100)) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}

/** Very many open widgets of one host on one process: when each hears of a change, and what reading again costs. */
export async function benchLive(postgres: Postgres, quick: boolean): Promise<Result[]> {
  const widgets = quick ? 200 : 1_000;
  const changes = quick ? 3 : 8;
  const sql = new pg.Pool({ connectionString: postgres.url('postgres', 'postgres') });
  await sql.query(fs.readFileSync(new URL('../../supabase/seed.sql', import.meta.url), 'utf8'));
  const service = await startBenchService(postgres, { env: { TRUST_PROXY: '1' } });
  const child: Child<LiveCommands> = startChild<LiveCommands>('widget/live-child.ts');
  try {
    const { rows } = await sql.query(`select id from public.event_types where slug = 'intro'`);
    const connected = await child.ask('open', service.url, service.publishableKey, rows[0].id, widgets);
    await pause(3_000);
    await child.ask('take');
    const database = await postmaster(sql);
    const idle = await measureIdle(sql, database);
    const [heard, each, spans, peaks, databaseMs, serviceMs, queries]: number[][] = [[], [], [], [], [], [], []];
    let [missed, failed] = [0, 0];
    for (let made = 0; made < changes; made += 1) {
      const [cpu, own, count] = [cpuOfTree(database), process.cpuUsage(), await transactions(sql)];
      const day = 3 + made;
      await sql.query(
        `insert into public.blocked_periods (host_id, kind, starts_at, ends_at)
         select id, 'block', now() + make_interval(days => $1), now() + make_interval(days => $1, mins => 30) from public.hosts where slug = 'demo'`,
        [day],
      );
      const committed = clockMs();
      await pause(pauseMs);
      const round = await child.ask('take');
      heard?.push(...round.heard.map((at) => at - committed));
      each?.push(...round.each);
      spans?.push(Math.max(...round.read) - committed);
      peaks?.push(peak(round.asked));
      missed += connected - round.read.length;
      failed += round.failed;
      databaseMs?.push(cpuOfTree(database) - cpu);
      const used = process.cpuUsage(own);
      serviceMs?.push((used.user + used.system) / 1000);
      queries?.push((await transactions(sql)) - count);
    }
    const p = (values: number[] | undefined, at: number) => percentile(values ?? [], at);
    return [
      table(
        'widget-live',
        `Widgets of one host, open on one process, each from another address, with the widget's own client; ${changes} changes, each followed by ${pauseMs / 1000} s`,
        [
          {
            widgets: connected,
            'heard p50 ms': round(p(heard, 50)),
            'heard p95 ms': round(p(heard, 95)),
            'heard max ms': round(p(heard, 100)),
            'all have read after ms': round(p(spans, 50)),
            'most readings begun in 0.1 s': p(peaks, 50),
            'slots p50 ms': round(p(each, 50)),
            'slots p95 ms': round(p(each, 95)),
            'queries a change': Math.round(p(queries, 50)),
            'database CPU ms a change': Math.round(p(databaseMs, 50)),
            'service CPU ms a change': Math.round(p(serviceMs, 50)),
            'idle: queries /s': round(idle.queries),
            'idle: database CPU ms/s': round(idle.cpuMs),
            'not read': missed,
            failed,
          },
        ],
      ),
      table('widget-live targets', 'What has to hold', [
        ...judge([
          { what: 'widgets that are connected', figure: connected, bound: '>=', limit: widgets, unit: '' },
          { what: 'change committed until it is heard, p95', figure: p(heard, 95), limit: 250, unit: 'ms' },
          { what: 'widgets that have not read a change', figure: missed, limit: 0, unit: '' },
          { what: 'slots meanwhile, p95', figure: p(each, 95), limit: 1000, unit: 'ms' },
        ]),
      ]),
    ];
  } finally {
    await child.stop();
    await service.stop();
    await sql.end();
  }
}

async function measureIdle(sql: pg.Pool, database: number): Promise<{ queries: number; cpuMs: number }> {
  const [cpu, count] = [cpuOfTree(database), await transactions(sql)];
  await pause(3_000);
  return { queries: ((await transactions(sql)) - count) / 3, cpuMs: (cpuOfTree(database) - cpu) / 3 };
}
