import { beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '../../../sync-service/src/embedded/migrations.ts';
import { runSql } from '../../../sync-service/src/embedded/platform.ts';
import { installQueue } from '../../../sync-service/src/jobs/install-queue.ts';
import { createLogger } from '../../../sync-service/src/log.ts';
import { clusterUrl } from '../../support/cluster.ts';
import {
  compareAccessLists,
  createProject,
  madeSince,
  readAccessLists,
  SHAPES,
  withoutOwner,
} from '../../support/project-shapes.ts';
import { listRights } from '../../support/rights.ts';
import { columnGrants, functionGrants, tableGrants } from './grants.ts';

interface Project {
  database: string;
  before: Map<string, string>;
  after: Map<string, string>;
  /** What the migrations and the service made. */
  ours: Map<string, string>;
}

/** A project of a shape with our migrations and the service's job queue, each as the role that runs them. */
async function install(shape: string, role = 'postgres'): Promise<Project> {
  const database = await createProject(shape, role);
  const before = await readAccessLists(database);
  await migrate(clusterUrl(database, role));
  await installQueue(clusterUrl(database, role), createLogger({ level: 'silent' }));
  const after = await readAccessLists(database);
  return { database, before, after, ours: madeSince(before, after) };
}

const projects = new Map<string, Project>();
beforeAll(async () => {
  for (const shape of Object.keys(SHAPES)) projects.set(shape, await install(shape));
});
const project = (shape: string) => projects.get(shape) as Project;

describe.each(Object.keys(SHAPES))('On a project of the shape "%s"', (shape) => {
  test('what the migrations and the service make has the same rights as on a new one, to the letter', () => {
    const expected = new Map(project('new').ours);
    expect(expected.size).toBeGreaterThan(300);
    // Where another application has a schema `private`, that one is used, and stays theirs.
    if (project(shape).before.has('schema private')) expected.delete('schema private');
    expect(compareAccessLists(expected, project(shape).ours)).toEqual({});
  });

  test('no right of what was there before is touched', () => {
    const { before, after } = project(shape);
    const left = new Map([...after].filter(([object]) => before.has(object)));
    expect(compareAccessLists(before, left)).toEqual({});
  });

  test('there is no right that the list does not name', async () => {
    const foreign = /shop_|list_mail\(p_folder|cancel_booking\(p_order/;
    const rights = await listRights(clusterUrl(project(shape).database, 'postgres'));
    const named = (kind: string) =>
      rights
        .filter((right) => right.kind === kind && !foreign.test(right.object))
        .map(({ role, privilege, name }) => (kind === 'function' ? `${role} ${name}` : `${role} ${privilege} ${name}`))
        .sort();
    expect(named('table')).toEqual(tableGrants);
    expect(named('column')).toEqual(columnGrants);
    expect(named('function')).toEqual(functionGrants);
    expect(named('sequence')).toEqual([]);
    expect(named('type')).toEqual([]);
  });
});

describe('The job queue', () => {
  test.each(Object.keys(SHAPES))('of a project of the shape "%s" is closed to everybody but its owner', (shape) => {
    const lists = [...project(shape).ours].filter(([object]) => object.includes(' graphile_worker'));
    expect(lists.length).toBeGreaterThan(30);
    const rowTypes = ([object]: [string, string]) => object.startsWith('type ');
    for (const [object, list] of lists.filter((entry) => !rowTypes(entry))) {
      expect(list, object).not.toMatch(/anon|authenticated|service_role|[{,]=/);
    }
  });
});

describe('Where another application has an object of the same name', () => {
  test.each([
    'create table public.bookings (id integer)',
    'create function public.list_mail(integer) returns integer language sql as $$ select 1 $$',
    'create schema private; create function private.restore_rights() returns void language sql as $$ select $$',
    'create schema private; create function private.own_objects() returns integer language sql as $$ select 1 $$',
  ])('the migrations are refused and change nothing: %s', async (statement) => {
    const database = await createProject('classic');
    await runSql(clusterUrl(database, 'postgres'), statement);
    const before = await readAccessLists(database);
    await expect(migrate(clusterUrl(database, 'postgres'))).rejects.toThrow(/already exists/);
    expect(compareAccessLists(before, await readAccessLists(database))).toEqual({});
  });
});

describe('Migrations run by a superuser', () => {
  test.each(['classic', 'generous'])('give the same rights on a project of the shape "%s"', async (shape) => {
    const { ours } = await install(shape, 'supabase_admin');
    expect(compareAccessLists(withoutOwner(project('new').ours), withoutOwner(ours))).toEqual({});
  });
});
