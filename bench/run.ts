import fs from 'node:fs';
import pg from 'pg';
import { readCommandLine } from '../sync-service/src/command-line.ts';
import type { Postgres } from '../sync-service/src/embedded/postgres.ts';
import { benchWeek } from './admin/week.ts';
import { benchBook } from './book.ts';
import { benchFleet } from './fleet.ts';
import { benchHooks } from './hooks.ts';
import { benchIngest } from './ingest.ts';
import { benchLimits } from './limits.ts';
import { benchMails } from './mails.ts';
import { benchPoll } from './poll.ts';
import { benchPush, pushParts } from './push.ts';
import { type Result, replaceTables, toMarkdown } from './report.ts';
import { benchReports } from './reports.ts';
import { benchRpc } from './rpc.ts';
import { benchScale } from './scale/scale.ts';
import { benchSimulate } from './scale/simulate.ts';
import { benchSize } from './size.ts';
import { benchSlots, keepThousandEvents } from './slots.ts';
import { startBenchService, startCluster } from './stack.ts';
import { benchStart } from './start.ts';
import { benchLive } from './widget/live.ts';
import { benchWidget } from './widget/load.ts';

// bench/README.md says what each is.
const benchmarks = [
  ...['slots', 'rpc', 'book', 'limits', 'start', 'hooks', 'mails', 'ingest', 'poll', ...pushParts, 'fleet', 'reports'],
  ...['size', 'scale', 'simulate', 'widget', 'widget-live', 'admin-week'],
];
const {
  values: { json, quick, save: keeps },
  words: names,
  refuse,
} = readCommandLine({
  usage: `npm run bench -- [NAME …] [--json] [--quick] [--save], where each NAME is one of ${benchmarks.join(', ')}; without one all run`,
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    save: { type: 'boolean', default: false },
  },
  words: [0, Number.POSITIVE_INFINITY],
});
const unknown = names.find((name) => !benchmarks.includes(name));
if (unknown !== undefined) refuse(`There is no benchmark "${unknown}".`);
const wanted = (name: string) => names.length === 0 || names.includes(name);
const results: Result[] = [];

function add(...made: Result[]): void {
  results.push(...made);
  if (!json) for (const result of made) console.log(toMarkdown(result));
}

/** Each benchmark of the sync engine has a cluster of its own: what one leaves behind costs the other nothing. */
async function withCluster(work: (postgres: Postgres) => Promise<void>): Promise<void> {
  const cluster = await startCluster();
  try {
    await work(cluster.postgres);
  } finally {
    await cluster.stop();
  }
}

if (wanted('slots') || wanted('rpc')) {
  const cluster = await startCluster();
  try {
    const client = new pg.Client({ connectionString: cluster.postgres.url('postgres', 'postgres') });
    await client.connect();
    try {
      if (wanted('slots')) add(await benchSlots(client, quick));
      if (wanted('rpc')) await keepThousandEvents(client);
    } finally {
      await client.end();
    }
    if (wanted('rpc')) {
      const service = await startBenchService(cluster.postgres);
      try {
        add(await benchRpc(service, quick));
      } finally {
        await service.stop();
      }
    }
  } finally {
    await cluster.stop();
  }
}
if (wanted('book')) await withCluster(async (postgres) => add(await benchBook(postgres, quick)));
if (wanted('limits')) await withCluster(async (postgres) => add(await benchLimits(postgres, quick)));
if (wanted('hooks')) await withCluster(async (postgres) => add(await benchHooks(postgres, quick)));
if (wanted('mails')) await withCluster(async (postgres) => add(await benchMails(postgres, quick)));
if (wanted('ingest')) await withCluster(async (postgres) => add(...(await benchIngest(postgres, quick))));
if (wanted('poll')) await withCluster(async (postgres) => add(...(await benchPoll(postgres, quick))));
const parts = pushParts.filter(wanted);
if (parts.length > 0) await withCluster(async (postgres) => add(...(await benchPush(postgres, parts, quick))));
if (wanted('fleet')) await withCluster(async (postgres) => add(await benchFleet(postgres, quick)));
if (wanted('reports')) await withCluster(async (postgres) => add(await benchReports(postgres, quick)));
if (wanted('size')) await withCluster(async (postgres) => add(await benchSize(postgres, quick)));
if (wanted('scale')) add(...(await benchScale(quick)));
if (wanted('simulate')) add(benchSimulate());
if (wanted('widget')) await withCluster(async (postgres) => add(...(await benchWidget(postgres, quick))));
if (wanted('widget-live')) await withCluster(async (postgres) => add(...(await benchLive(postgres, quick))));
if (wanted('admin-week')) await withCluster(async (postgres) => add(...(await benchWeek(postgres, quick))));
if (wanted('start')) add(await benchStart());
// Who measured nothing has shown nothing.
if (results.length === 0) process.exitCode = 1;
if (json) console.log(JSON.stringify(results, null, 2));
if (keeps) save(results);

/** Keeps the tables in bench/README.md, below the line that says so; those of benchmarks that did not run stay. */
function save(tables: Result[]): void {
  const file = new URL('README.md', import.meta.url);
  const mark = '<!-- results: npm run bench -- --save -->';
  const [head, kept = ''] = fs.readFileSync(file, 'utf8').split(mark);
  fs.writeFileSync(file, `${head}${replaceTables(`${mark}${kept}`, tables)}`);
}
