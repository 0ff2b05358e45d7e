import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Cluster } from './cluster.ts';
import type { Mutant } from './mutant.ts';
import { type Copy, type Edit, editOf, ROOT, resolveFile, usesDatabase } from './tree.ts';

/** What became of a mutant, in words for its line. */
export type Verdict = 'caught' | 'NOT CAUGHT' | 'does not apply' | 'does not run' | 'test does not pass without it';

/** Where mutants are tried: a copy of the tree, with its list of files, and a database. */
export interface Place {
  copy: Copy;
  cluster: Cluster;
  files: readonly string[];
}

/** What vitest writes about a test. */
interface Assertion {
  fullName: string;
  status: 'passed' | 'failed' | 'skipped' | 'pending' | 'todo' | 'disabled';
}

/** The results of a test run, by file. */
type Results = ReadonlyMap<string, readonly Assertion[]>;

/** A hanging mutant is ended; its tests have time limits of their own. */
const maxMs = 300_000;

/** Settings of vitest: as in `vitest.config.ts`, but for the database, which is there already. */
const settings = (hasDatabase: boolean): string => `export default { test: {
  include: ['tests/**/*.test.{ts,tsx}'], pool: 'forks', maxWorkers: 2, isolate: false, testTimeout: 30_000,
  hookTimeout: 60_000, expect: { poll: { timeout: 10_000 } }, globalSetup: ${hasDatabase ? "['tests/mutants/provide.ts']" : '[]'},
} };\n`;

/**
 * Runs tests in the copy.
 * @param args More arguments for vitest.
 */
async function runTests({ copy, cluster }: Place, tests: readonly string[], args: string[] = []): Promise<Results> {
  const [report, config] = ['report.json', 'config.mjs'].map((name) => path.join(copy.folder, `mutants-${name}`));
  fs.rmSync(report as string, { force: true });
  fs.writeFileSync(config as string, settings(tests.some(usesDatabase)));
  const options = [...tests, '--config', config, '--reporter=json', `--outputFile=${report}`, '--no-cache', ...args];
  // The few random cases of a quick run will do: what matters is found by them.
  const { FULL: _, VITEST: __, ...environment } = process.env;
  await new Promise<void>((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [path.join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', ...(options as string[])],
      { cwd: copy.folder, env: { ...environment, ...cluster.environment, NODE_ENV: 'test' }, stdio: 'ignore' },
    );
    const limit = setTimeout(() => child.kill('SIGTERM'), maxMs);
    child.once('error', reject);
    child.once('exit', () => {
      clearTimeout(limit);
      resolve();
    });
  });
  if (!fs.existsSync(report as string)) return new Map();
  const { testResults } = JSON.parse(fs.readFileSync(report as string, 'utf8')) as {
    testResults: { name: string; assertionResults: Assertion[] }[];
  };
  const root = fs.realpathSync(copy.folder);
  return new Map(
    testResults.map(({ name, assertionResults }) => [
      path.relative(root, fs.realpathSync(name)).replaceAll(path.sep, '/'),
      assertionResults,
    ]),
  );
}

/** How the named tests ended. */
function count(results: Results, files: readonly string[], only = '') {
  const tests = files.flatMap((file) => results.get(file) ?? []).filter(({ fullName }) => fullName.includes(only));
  const having = (status: Assertion['status']) => tests.filter((test) => test.status === status).length;
  return { passed: having('passed'), failed: having('failed') };
}

/**
 * Judges mutants one after the other. All tests that they name run once without any of them before.
 * @param tell Called with each verdict as soon as it is known.
 */
export async function judge(
  place: Place,
  mutants: readonly Mutant[],
  tell: (mutant: Mutant, verdict: Verdict, seconds: number) => void,
): Promise<Verdict[]> {
  const testsOf = (mutant: Mutant) => mutant.tests.map((name) => resolveFile(name, place.files));
  const healthy = await runTests(place, [...new Set(mutants.flatMap(testsOf))].sort());
  const verdicts: Verdict[] = [];
  for (const mutant of mutants) {
    const began = performance.now();
    const before = count(healthy, testsOf(mutant), mutant.only);
    const verdict =
      before.passed === 0 || before.failed > 0
        ? 'test does not pass without it'
        : await judgeOne(place, mutant, testsOf(mutant));
    verdicts.push(verdict);
    tell(mutant, verdict, (performance.now() - began) / 1000);
  }
  return verdicts;
}

async function judgeOne(place: Place, mutant: Mutant, tests: readonly string[]): Promise<Verdict> {
  const { copy, cluster } = place;
  let edit: Edit;
  try {
    edit = editOf(mutant, place.files);
  } catch {
    // `tests/repo/mutants.test.ts` says why.
    return 'does not apply';
  }
  copy.write(edit.file, edit.after);
  try {
    try {
      await cluster.reset(edit.file.startsWith('sql/') ? edit : null);
    } catch {
      // Postgres does not take it: that proves nothing about the tests.
      return 'does not run';
    }
    const filter = mutant.only === undefined ? [] : ['-t', mutant.only.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')];
    const { passed, failed } = count(await runTests(place, tests, ['--bail=1', ...filter]), tests, mutant.only);
    if (failed > 0) return 'caught';
    return passed > 0 ? 'NOT CAUGHT' : 'does not run';
  } finally {
    copy.write(edit.file, edit.before);
  }
}
