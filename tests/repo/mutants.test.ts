import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { mutants } from '../mutants/list.ts';
import { editOf, listFiles, ROOT, resolveFile, usesDatabase } from '../mutants/tree.ts';
import { itsTurn, TURNS, turnDue } from '../mutants/turns.ts';

const files = listFiles();

describe('The list of mutants', () => {
  it('has at least 60 of them, each of its own name', () => {
    expect(mutants.length).toBeGreaterThanOrEqual(60);
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
  });

  it.each(mutants.map((mutant) => [mutant.name, mutant] as const))('can be applied: %s', (_name, mutant) => {
    const { file, before, after } = editOf(mutant, files);
    expect(after).not.toBe(before);
    expect(mutant.tests.length).toBeGreaterThan(0);
    const tests = mutant.tests.map((name) => resolveFile(name, files));
    for (const test of tests) expect(test).toMatch(/^tests\/.+\.test\.tsx?$/);
    // Pages are built once: what is edited after that is seen by tests that load the files themselves.
    if (file.startsWith('web-embed/')) for (const test of tests) expect(test).not.toMatch(/^tests\/flows/);
    // A test that was renamed or went to another file would be waited for in vain, on one day of forty.
    const texts = tests.map((test) => fs.readFileSync(path.join(ROOT, test), 'utf8'));
    if (mutant.only !== undefined) expect(texts.join('\n')).toContain(mutant.only);
  });

  it('is visited as a whole by so many turns in a row', () => {
    const visited = Array.from({ length: TURNS }, (_, turn) => itsTurn(mutants, 1234 + turn)).flat();
    expect(new Set(visited).size).toBe(mutants.length);
    expect(visited).toHaveLength(mutants.length);
  });
});

describe('A test file', () => {
  it('is known to use a database by what it imports', () => {
    expect(usesDatabase('tests/sql/booking/holds.test.ts')).toBe(true);
    expect(usesDatabase('tests/http/holds.test.ts')).toBe(true);
    expect(usesDatabase('tests/web/ics.test.ts')).toBe(false);
  });
});

describe('The turn that is due', () => {
  it('is that of the CI run, or of the day', () => {
    expect(turnDue({ CI_RUN_NUMBER: '17' }, 0)).toBe(17);
    expect(turnDue({}, 3 * 86_400_000 + 1)).toBe(3);
  });
});

describe.skipIf(process.env.FULL !== '1')('The mutants whose turn it is', () => {
  it('are caught by the tests that they name', { timeout: 1_200_000 }, async () => {
    const turn = String(turnDue(process.env, Date.now()));
    const program = path.join(ROOT, 'tests/mutants/run.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [program, '--turn', turn], { cwd: ROOT }).catch(
      (error: { stdout: string }) => error,
    );
    expect(stdout).toMatch(/(\d+) of \1 mutants caught/);
  });
});
