import { extract } from '@supabase/pg-delta/extract';
import { isDestructiveAction, renderPlanFiles } from '@supabase/pg-delta/frontends';
import { plan } from '@supabase/pg-delta/plan';
import type { Policy } from '@supabase/pg-delta/policy';
import type pg from 'pg';
import { createPool } from '../src/db/connections.ts';

/** What is compared: our two schemas and the extensions. Rights and the two lists behind them are the end of every migration (db:rights). */
const POLICY: Policy = {
  id: 'openslot',
  filter: [
    { match: { kind: ['acl', 'defaultPrivilege'] }, action: 'exclude' },
    {
      match: { all: [{ schema: 'private' }, { name: ['own_objects', 'declared_rights'] }] },
      action: 'exclude',
    },
    {
      match: { target: { schema: 'private', name: ['own_objects', 'declared_rights'] } },
      action: 'exclude',
    },
  ],
};

/**
 * The statements that make of the schema of one database that of another one, by @supabase/pg-delta; '' if they are the same.
 *
 * @param from connection string of the database as it is
 * @param to connection string of the database as it should be
 * @returns the statements, and those of them that lose data
 */
export async function diffDatabases(from: string, to: string): Promise<{ statements: string; losses: string[] }> {
  const [current, wanted] = [openPool(from), openPool(to)];
  try {
    const [source, desired] = await Promise.all([extract(current), extract(wanted)]);
    const found = plan(source.factBase, desired.factBase, { policy: POLICY });
    const { files } = renderPlanFiles(found, { allowDrops: true });
    return {
      statements: files.map(({ contents }) => contents).join('\n'),
      losses: found.actions.filter(isDestructiveAction).map(({ sql }) => sql),
    };
  } finally {
    await Promise.all([current.end(), wanted.end()]);
  }
}

function openPool(connectionString: string): pg.Pool {
  // A connection may still be closing when its database stops. One that is needed fails the query that waits for it.
  return createPool({ connectionString, application_name: 'openslot diff', max: 2 }, () => {});
}
