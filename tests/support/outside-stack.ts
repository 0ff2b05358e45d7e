import pg from 'pg';
import { readSettings } from '../../sync-service/src/config.ts';
import { readProject } from './given-project.ts';
import type { StackOptions, TestStack, TestUser } from './stack.ts';
import { addUser, createApiClient, signIn } from './test-users.ts';

/*
 * An installation that runs already, instead of one that a test file starts: with OPENSLOT_URL the files of
 * `tests/deploy/outside-files.txt` ask it, whatever its PostgREST and Auth are. The other variables (`given-project.ts`) are those
 * that it was started with, as this process reaches them.
 */

/** The origin of the installation to ask; undefined: each test file starts its own. */
export const outsideUrl: string | undefined = process.env['OPENSLOT_URL']?.replace(/\/$/, '');

/** Fills in a stack that runs elsewhere. @throws Error if the tests need one that is set up in another way. */
export async function openOutside(stack: TestStack, options: StackOptions): Promise<{ stop(): Promise<void> }> {
  refuseSpecialWishes(options);
  const { supabase, databaseUrl, tokenKeys } = readProject('OPENSLOT_URL');
  const sql = new pg.Pool({ connectionString: databaseUrl, max: 5, application_name: 'test' });
  Object.assign(stack, {
    url: outsideUrl,
    sql,
    config: { ...readSettings({ PUBLIC_URL: outsideUrl ?? '' }), ...{ supabase, databaseUrl, tokenKeys } },
    sandbox: null,
    microsoftSandbox: null,
    client: (key: 'publishable' | 'secret' = 'publishable') => createApiClient(supabase.url, supabase[`${key}Key`]),
    async signUp(email = `owner-${crypto.randomUUID()}@example.com`): Promise<TestUser> {
      await addUser(sql, supabase, email);
      return signIn(supabase, email);
    },
    restart(): never {
      throw new Error('Nobody restarts an installation from outside.');
    },
  });
  return { stop: () => sql.end() };
}

/** No limits and no polls are wishes, with which a test is faster; what it needs can only be had of a stack of its own. */
function refuseSpecialWishes({ config, rateLimit, ...others }: StackOptions): void {
  const settings = typeof config === 'function' ? ['config'] : Object.keys(config ?? {});
  const needs = [...settings.filter((name) => name !== 'pollIntervalSeconds'), ...Object.keys(others)];
  if (rateLimit) needs.push('rateLimit');
  if (needs.length > 0)
    throw new Error(`This file needs a stack of its own (${needs.join(', ')}), unset OPENSLOT_URL.`);
}
