import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changedFiles, isMeant, untouched } from './long-tests.ts';

describe('Long tests', () => {
  it('that are left out are files of this repository', () => {
    const all = untouched([]);
    expect(all.length).toBeGreaterThan(5);
    expect(all.filter((file) => !fs.existsSync(path.resolve(file)))).toEqual([]);
  });

  it('are all run when what they stand for has changed, or when nobody knows', () => {
    expect(untouched(['sql/grants.sql', 'sync-service/src/embedded/postgres.ts', 'sync-service/src/main.ts'])).toEqual(
      [],
    );
    expect(untouched(null)).toEqual([]);
  });

  it('of the work of jobs are run when a job has changed, those of starting are not', () => {
    const left = untouched(['sync-service/src/jobs/pull.ts']);
    expect(left).not.toContain('tests/embedded/crash.test.ts');
    expect(left).toContain('tests/embedded/start.test.ts');
  });

  it('of pages are run when a page has changed, those of the database are not', () => {
    const left = untouched(['web-embed/widget/month.tsx']);
    expect(left).not.toContain('tests/flows/calendars-page.test.ts');
    expect(left).toContain('tests/sql/size/budgets.test.ts');
  });

  it('are left out when only texts have changed', () => {
    expect(untouched(['docs/deploy.md'])).toEqual(untouched([]));
  });
});

it.each([
  ['a/b.ts', 'a/b.ts', true],
  ['a/b.ts', 'a/', true],
  ['a/b/c.ts', 'a/', true],
  ['ab/c.ts', 'a/', false],
  ['a/b.ts', 'a/*', true],
  ['a/b/c.ts', 'a/*', false],
  ['a/b.tsx', 'a/b.ts', false],
])('%s is meant by %s: %s', (file, place, expected) => {
  expect(isMeant(file, place)).toBe(expected);
});

describe('What has changed', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-changed-'));
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], {
      cwd: folder,
      stdio: 'pipe',
    });
  const commit = (file: string) => {
    fs.writeFileSync(path.join(folder, file), file);
    git('add', '.');
    git('commit', '--quiet', '-m', file);
  };
  beforeAll(() => git('init', '--quiet', '--initial-branch=main'));
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  it('is not known without a checkout, and before there is a commit', () => {
    expect(changedFiles(path.join(folder, 'nowhere'))).toBeNull();
    expect(changedFiles(folder)).toBeNull();
  });

  it('on main is what is not committed', () => {
    commit('first');
    commit('second');
    expect(changedFiles(folder)).toEqual([]);
    fs.writeFileSync(path.join(folder, 'new'), '');
    fs.writeFileSync(path.join(folder, 'first'), 'changed');
    expect(changedFiles(folder)?.sort()).toEqual(['first', 'new']);
    fs.rmSync(path.join(folder, 'new'));
    git('checkout', '--quiet', 'first');
  });

  it('on a branch is what differs from where it left main, whatever main did meanwhile', () => {
    git('checkout', '--quiet', '-b', 'topic');
    commit('fourth');
    commit('fifth');
    git('checkout', '--quiet', 'main');
    commit('sixth');
    git('checkout', '--quiet', 'topic');
    expect(changedFiles(folder)?.sort()).toEqual(['fifth', 'fourth']);
  });

  it('on a clone’s main is what the origin does not have, and not known where no branch is called main', () => {
    git('checkout', '--quiet', 'main');
    git('update-ref', 'refs/remotes/origin/main', 'topic~2');
    expect(changedFiles(folder)).toEqual(['sixth']);
    git('update-ref', '-d', 'refs/remotes/origin/main');
    git('branch', '--quiet', '-m', 'main', 'trunk');
    expect(changedFiles(folder)).toBeNull();
  });
});
