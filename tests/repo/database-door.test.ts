import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programOf } from '../../sync-service/bin/generate-types.ts';
import { functionGrants } from '../sql/rights/grants.ts';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../..');
const source = path.join(root, 'sync-service/src');

/** What passes the check: names, arguments and results as they are. */
const RIGHT = [
  `db.call('begin_push', { event_key: 'a', calendar_id: 'b' })`,
  `db.call('expire_bookings')`,
  `db.call('list_mail')`,
  `db.call('finish_notification', { notification_id: 'a' })`,
  `db.call('finish_notification', { notification_id: 'a', error: null })`,
  `db.call('begin_oauth', { attempt_id: 'a', owner_id: 'b', host_id: null, provider: 'c', sealed_verifier: 'd' })`,
  `db.call('forget_workers', { worker_ids: ['a'] as readonly string[] })`,
  `(await db.call('begin_push', { event_key: 'a', calendar_id: 'b' }))?.connection.secret.length`,
  `(await db.call('count_awaited_calendars', { calendar_ids: [], since: 'a' })).toFixed()`,
];

/** One fault in each call, and the word that the compiler says of it. */
const WRONG: [fault: string, call: string, word: string][] = [
  ['a misspelt function', `db.call('begin_pusch', { event_key: 'a', calendar_id: 'b' })`, 'begin_pusch'],
  ['a function of the pages', `db.call('get_calendar_view')`, 'get_calendar_view'],
  ['a misspelt argument', `db.call('begin_push', { event_keys: 'a', calendar_id: 'b' })`, 'event_keys'],
  ['a misspelt argument with a default', `db.call('list_mail', { mots: 5 })`, 'mots'],
  ['a missing argument', `db.call('begin_push', { event_key: 'a' })`, 'calendar_id'],
  ['missing arguments', `db.call('begin_push')`, 'Expected 2 arguments'],
  ['an argument of a function that has none', `db.call('expire_bookings', { max_count: 5 })`, 'never'],
  [
    'an argument of another type',
    `db.call('record_retry_after', { connection_id: 'a', retry_after_ms: '5' })`,
    'number',
  ],
  ['null for what has another default', `db.call('list_mail', { max_count: null })`, 'null'],
  ['null for what has no default', `db.call('begin_push', { event_key: 'a', calendar_id: null })`, 'null'],
  [
    'a misspelt value',
    `db.call('resolve_conflict', { booking_id: 'a', conflict_id: 'b', decision: 'kept', actor_user_id: 'c' })`,
    'kept',
  ],
  [
    'a misspelt field of a JSON argument',
    `db.call('receive_notices', { provider: 'a', notices: [{ channel_id: 'b', resource: 'c', token_hash: 'd' }] })`,
    'resource',
  ],
  ['a misspelt field of a result', `(await db.call('expire_bookings')).expird`, 'expird'],
  [
    'a misspelt field further inside',
    `(await db.call('begin_push', { event_key: 'a', calendar_id: 'b' }))?.calendar.time_zones`,
    'time_zones',
  ],
  ['a result that may be null', `(await db.call('begin_push', { event_key: 'a', calendar_id: 'b' })).revision`, 'null'],
];

/** One misspelling each where functions, arguments and results are declared. */
const DECLARED: [what: string, file: string, right: string, wrong: string][] = [
  ['a function in the table of results', 'functions.ts', '  begin_push: StartedPush', '  begin_pusch: StartedPush'],
  ['a function with types of arguments', 'functions.ts', '  finish_push: { provider', '  finish_pusch: { provider'],
  ['an argument with a type of its own', 'functions.ts', '{ provider_event_id:', '{ provider_event:'],
  ['a function that waits for its host', 'host-finder.ts', 'hold_slot:', 'hold_slots:'],
  ['the argument that says which host', 'host-finder.ts', `hold_slot: 'event_type_id'`, `hold_slot: 'hold_id'`],
  ['the function that finds the host', 'host-finder.ts', `'host_to_lock'`, `'host_to_block'`],
];

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-door-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** A file of the program; what it imports from beside it is the door as it is. */
function plant(name: string, text: string): void {
  fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  fs.writeFileSync(path.join(folder, name), text);
}

/** The door as it is, without what is made of libraries. */
function plantDoor(): void {
  plant('errors.ts', fs.readFileSync(path.join(source, 'errors.ts'), 'utf8'));
  for (const file of fs.readdirSync(path.join(source, 'db'))) {
    if (['client.ts', 'connections.ts', 'owner-rows.ts', 'probe-connection.ts'].includes(file)) continue;
    plant(`db/${file}`, fs.readFileSync(path.join(source, 'db', file), 'utf8'));
  }
}

const callsOf = (calls: readonly string[]): string =>
  [`import type { Db } from './db/rpc.ts'`, 'declare const db: Db', ...calls, ''].join(';\n');

/** What the compiler says of everything in the folder, with the settings of `npm run check`. */
async function check(): Promise<string[]> {
  const config = {
    extends: path.join(root, 'tsconfig.json'),
    compilerOptions: { types: [] },
    include: ['.'],
    exclude: [],
  };
  plant('tsconfig.json', JSON.stringify(config));
  plant('package.json', '{ "type": "module" }');
  const args = ['-p', folder, '--noEmit', '--pretty', 'false'];
  const done = await run(process.execPath, [programOf('typescript', 'tsc'), ...args], { cwd: folder }).catch(
    (error: { stdout: string }) => error,
  );
  // An error and the lines that explain it.
  return done.stdout.split(/\n(?=\S)/).filter((error) => error !== '');
}

describe('The door to the database', () => {
  let errors: string[];
  beforeAll(async () => {
    plantDoor();
    plant('right.ts', callsOf(RIGHT));
    for (const [i, [, call]] of WRONG.entries()) plant(`wrong-${i}.ts`, callsOf([call]));
    for (const [i, [, file, right, wrong]] of DECLARED.entries()) {
      const parts = fs.readFileSync(path.join(source, 'db', file), 'utf8').split(right);
      expect(parts).toHaveLength(2);
      plant(`declared-${i}.ts`, parts.join(wrong).replaceAll(`from './`, `from './db/`));
    }
    errors = await check();
  }, 60_000);

  it('lets right calls through', () => {
    expect(errors.filter((error) => /^(right|errors|db\/)/.test(error))).toEqual([]);
  });

  it.each(WRONG.map(([fault, , word], i) => ({ fault, word, file: `wrong-${i}.ts` })))(
    'refuses $fault',
    ({ word, file }) => {
      const found = errors.filter((error) => error.startsWith(`${file}(`));
      expect(found).toHaveLength(1);
      expect(found[0]).toContain(word);
    },
  );

  it.each(DECLARED.map(([what], i) => ({ what, file: `declared-${i}.ts` })))(
    'is itself checked: a misspelling of $what is refused',
    ({ file }) => {
      expect(errors.filter((error) => error.startsWith(`${file}(`))).not.toEqual([]);
    },
  );
});

describe('The functions of the service', () => {
  const door = fs.readFileSync(path.join(source, 'db/functions.ts'), 'utf8');
  const [, table = ''] = /interface DbResults \{\n(.*?)\n\}/s.exec(door) ?? [];
  const declared = [...table.matchAll(/^ {2}(\w+):/gm)].map(([, name]) => name);

  it('are all behind the door, but for the one that is asked on DATABASE_URL', () => {
    const ofOthers = new Set(functionGrants.filter((grant) => !grant.startsWith('service_role ')).map(nameOf));
    const granted = functionGrants.map(nameOf).filter((name) => !ofOthers.has(name));
    expect(declared).toEqual(granted.filter((name) => name !== 'live_versions').sort());
  });

  it('are each called by it', () => {
    const files = fs.readdirSync(source, { recursive: true, encoding: 'utf8' });
    const texts = files
      .filter((file) => file.endsWith('.ts') && !file.endsWith('db/functions.ts') && !file.endsWith('db/types.ts'))
      .map((file) => fs.readFileSync(path.join(source, file), 'utf8'));
    const all = texts.join('\n').replaceAll(/\s/g, '');
    const isCalled = (name: string | undefined) =>
      [`.call('${name}'`, `.rpc('${name}'`, `name='${name}'`].some((text) => all.includes(text));
    expect(declared.filter((name) => !isCalled(name))).toEqual([]);
  });

  function nameOf(grant: string): string {
    return grant.slice(grant.indexOf(' ') + 1);
  }
});
