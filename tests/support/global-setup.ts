import type { TestProject } from 'vitest/node';
import { prepareDatabase, runSql } from '../../sync-service/src/embedded/platform.ts';
import { startPostgres } from '../../sync-service/src/embedded/postgres.ts';
import { installQueue } from '../../sync-service/src/jobs/install-queue.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { makeScratch } from './scratch.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgres: { port: number; password: string };
  }
}

/** One cluster a run, without disk safety, with a migrated template from which every test file clones its own database. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = makeScratch('openslot-test-');
  const postgres = await startPostgres({ folder, isEphemeral: true });
  await prepareDatabase(postgres, 'postgres');
  await installQueue(postgres.url('postgres', 'postgres'), createLogger({ level: 'silent' }));
  await runSql(postgres.url('template1'), 'alter database postgres with allow_connections false is_template true');
  project.provide('postgres', { port: postgres.port, password: new URL(postgres.url()).password });
  return () => postgres.stop();
}
