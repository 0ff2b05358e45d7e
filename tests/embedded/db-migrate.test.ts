import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { runSql } from '../../sync-service/src/embedded/platform.ts';
import { clusterUrl, createDatabase } from '../support/cluster.ts';

const program = new URL('../../sync-service/bin/db-migrate.ts', import.meta.url).pathname;

function run(DATABASE_URL: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, DATABASE_URL },
  });
  return { status, stdout, stderr };
}

describe('npm run db:migrate', () => {
  it('says in one line what to do where a migration is applied whose row in the history is missing', async () => {
    const url = clusterUrl(await createDatabase(), 'postgres');
    await runSql(url, 'delete from supabase_migrations.schema_migrations');
    const { status, stdout, stderr } = run(url);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^Migration \d{14}_openslot(?: line \d+)?: [^\n]+ already exists\. Nothing of it was applied\. [^\n]*migration repair \d{14} --status applied [^\n]*\n$/,
    );
  });

  it('says in one line what to do where the schema is another one', async () => {
    const url = clusterUrl(await createDatabase(), 'postgres');
    await runSql(url, `update supabase_migrations.schema_migrations set statements = '{select 1}'`);
    const { status, stderr } = run(url);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^The migration \w+ in the database is not the one of this build\. Run db:migrate of [^\n]*\n$/,
    );
  });
});
