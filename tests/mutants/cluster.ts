import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { runSql } from '../../sync-service/src/embedded/platform.ts';
import { startPostgres } from '../../sync-service/src/embedded/postgres.ts';
import { installQueue } from '../../sync-service/src/jobs/install-queue.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import type { Copy, Edit } from './tree.ts';

/** One Postgres for all mutants, with the template that test files clone. */
export interface Cluster {
  /** What `provide.ts` is told by the environment. */
  environment: Record<string, string>;
  /** Makes the template one with an edit of `sql/`; without one as the tree has it. */
  reset(edit: Edit | null): Promise<void>;
  stop(): Promise<void>;
}

/** Files of which each is one function that may be replaced where it stands. */
const isFunction = ({ file, after }: Edit): boolean =>
  file.startsWith('sql/functions/') && !/^create (?!function)/m.test(after);

export async function startCluster(copy: Copy): Promise<Cluster> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-mutants-db-'));
  const postgres = await startPostgres({ folder, isEphemeral: true });
  const asAdmin = (text: string) => runSql(postgres.url('template1'), text);
  // Of the copy: it reads the migrations that lie beside it.
  const platform = pathToFileURL(path.join(copy.folder, 'sync-service/src/embedded/platform.ts')).href;
  const { prepareDatabase } = (await import(platform)) as typeof import('../../sync-service/src/embedded/platform.ts');

  async function fill(): Promise<void> {
    await prepareDatabase(postgres, 'postgres');
    await installQueue(postgres.url('postgres', 'postgres'), createLogger({ level: 'silent' }));
  }
  const lock = () => asAdmin('alter database postgres with allow_connections false is_template true');
  async function replaceBy(template: string): Promise<void> {
    await asAdmin('alter database postgres with is_template false');
    await asAdmin('drop database postgres with (force)');
    await asAdmin(`create database postgres template ${template} strategy file_copy owner postgres`);
  }

  await fill();
  await asAdmin('create database intact template postgres strategy file_copy owner postgres');
  await asAdmin('alter database intact with allow_connections false is_template true');
  await lock();
  let isIntact = true;

  return {
    environment: {
      MUTANTS_POSTGRES: JSON.stringify({ port: postgres.port, password: new URL(postgres.url()).password }),
    },
    async reset(edit) {
      if (edit === null && isIntact) return;
      isIntact = edit === null;
      if (edit === null || isFunction(edit)) {
        await replaceBy('intact');
        if (edit !== null) {
          const replaced = edit.after.replaceAll(/^create function/gm, 'create or replace function');
          await runSql(postgres.url('postgres', 'postgres'), `set search_path = public, extensions; ${replaced}`);
        }
      } else {
        copy.buildMigration();
        await replaceBy('template0');
        await fill().finally(copy.restoreMigrations);
      }
      await lock();
    },
    async stop() {
      await postgres.stop();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
