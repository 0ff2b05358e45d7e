import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Mutant } from './mutant.ts';
import { type Copy, type Edit, editOf, ROOT, resolveFile, usesDatabase } from './tree.ts';

/** What became of a mutant, in words for its line. */
export type Verdict = 'caught' | 'NOT CAUGHT' | 'does not apply' | 'does not run' | 'test does not pass without it';

/** What vitest writes about a test. */
interface Assertion {
  fullName: string;
  status: 'passed' | 'failed' | 'skipped' | 'pending' | 'todo' | 'disabled';
}

/** The results of a test run, by file. */
type Results = ReadonlyMap<string, readonly Assertion[]>;

/** A hanging mutant is ended; its tests have time limits of their own. */
const mostMs = 300_000;

/**
 * Runs tests in the copy.
 * @param args More arguments for vitest.
 */
async function runTests(copy: Copy, files: readonly string[], args: readonly string[] = []): Promise<Results> {
  const report = path.join(copy.folder, 'mutant-report.json');
  fs.rmSync(report, { force: true });
  const vitest = path.join(ROOT, 'node_modules/vitest/vitest.mjs');
  const options = ['run', ...files, '--reporter=json', `--outputFile=${report}`, '--no-cache', ...args];
  // Starting a database takes longer than most tests that need none.
  if (!files.some(usesDatabase)) options.push('--config=false', '--pool=forks', '--no-isolate', '--testTimeout=30000');
  // The few random cases of a quick run: what matters is found by them.
  const { FULL: _, VITEST: __, ...environment } = process.env;
  await new Promise<void>((resolve, reject) => {
    const child = spawn(process.execPath, [vitest, ...options], {
      cwd: copy.folder,
      env: { ...environment, NODE_ENV: 'test' },
      stdio: 'ignore',
    });
    const limit = setTimeout(() => child.kill('SIGTERM'), mostMs);
    child.once('error', reject);
    child.once('exit', () => {
      clearTimeout(limit);
      resolve();
    });
  });
  if (!fs.existsSync(report)) return new Map();
  const { testResults } = JSON.parse(fs.readFileSync(report, 'utf8')) as {
    testResults: { name: string; assertionResults: Assertion[] }[];
  };
  return new Map(
    testResults.map(({ name, assertionResults }) => [
      path.relative(fs.realpathSync(copy.folder), fs.realpathSync(name)).replaceAll(path.sep, '/'),
      assertionResults,
    ]),
  );
}

/** How the named tests ended. */
function count(results: Results, files: readonly string[], only: string | undefined) {
  const tests = files
    .flatMap((file) => results.get(file) ?? [])
    .filter(({ fullName }) => fullName.includes(only ?? ''));
  const having = (status: Assertion['status']) => tests.filter((test) => test.status === status).length;
  return { passed: having('passed'), failed: having('failed') };
}

/**
 * Judges mutants one after the other. All tests that they name run once without any of them before.
 * @param files The files of the tree.
 * @param tell Called with each verdict as soon as it is known.
 */
export async function judge(
  copy: Copy,
  mutants: readonly Mutant[],
  files: readonly string[],
  tell: (mutant: Mutant, verdict: Verdict, seconds: number) => void,
): Promise<Verdict[]> {
  const testsOf = (mutant: Mutant) => mutant.tests.map((name) => resolveFile(name, files));
  const healthy = await runTests(copy, [...new Set(mutants.flatMap(testsOf))].sort());
  const verdicts: Verdict[] = [];
  for (const mutant of mutants) {
    const began = performance.now();
    const verdict = await judgeOne(copy, mutant, { files, tests: testsOf(mutant), healthy });
    verdicts.push(verdict);
    tell(mutant, verdict, (performance.now() - began) / 1000);
  }
  return verdicts;
}

async function judgeOne(
  copy: Copy,
  mutant: Mutant,
  { files, tests, healthy }: { files: readonly string[]; tests: readonly string[]; healthy: Results },
): Promise<Verdict> {
  const before = count(healthy, tests, mutant.only);
  if (before.passed === 0 || before.failed > 0) return 'test does not pass without it';
  let edit: Edit;
  try {
    edit = editOf(mutant, files);
  } catch {
    // `tests/repo/mutants.test.ts` says why.
    return 'does not apply';
  }
  await copy.write(edit.file, edit.after);
  try {
    const filter = mutant.only === undefined ? [] : ['-t', mutant.only.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')];
    const { passed, failed } = count(await runTests(copy, tests, ['--bail=1', ...filter]), tests, mutant.only);
    if (failed > 0) return 'caught';
    // What does not even load proves nothing.
    return passed > 0 ? 'NOT CAUGHT' : 'does not run';
  } finally {
    await copy.write(edit.file, edit.before);
  }
}
