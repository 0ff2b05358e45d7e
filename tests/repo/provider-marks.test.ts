import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');
const isCheckout = fs.existsSync(path.join(root, '.git'));

/** The lines of a list: number and the tests that it names, as paths from the root. */
function linesOf(document: string): Map<number, string[]> {
  return new Map(
    [...read(document).matchAll(/^\| (\d+) \| [^|]+ \| ([^|]+) \|$/gm)].map(([, number, links = '']) => [
      Number(number),
      [...links.matchAll(/\]\(([^)]+)\)/g)].map(([, to = '']) => path.posix.join(path.posix.dirname(document), to)),
    ]),
  );
}

/** The marks of all tests that name a list, whatever they look like. */
function marksOf(name: string): { at: string; numbers: number[] }[] {
  const args = ['-c', `safe.directory=${root}`, 'grep', '--untracked', '-nF', `${name}.md`, '--', 'tests'];
  const found = execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim().split('\n');
  return found
    .filter((line) => !line.startsWith('tests/repo/'))
    .map((line) => {
      const [, file = '', text = ''] = /^([^:]+):\d+:(.*)$/.exec(line) ?? [];
      const [, list = ''] = new RegExp(`^ *// ${name}\\.md (\\d+(?:, \\d+)*)(?: \\(.+\\))?$`).exec(text) ?? [];
      return { at: file, numbers: list === '' ? [Number.NaN] : list.split(', ').map(Number) };
    });
}

describe.skipIf(!isCheckout).each(['caldav', 'google', 'microsoft'])('The promises about %s', (name) => {
  const lines = linesOf(`docs/providers/${name}.md`);
  const marks = isCheckout ? marksOf(name) : [];

  it('are forty or more, numbered through', () => {
    expect(lines.size).toBeGreaterThanOrEqual(40);
    expect([...lines.keys()]).toEqual(Array.from({ length: lines.size }, (_, index) => index + 1));
  });

  it('are marked in the tests by nothing but their numbers', () => {
    expect(marks.filter(({ numbers }) => numbers.some((number) => !lines.has(number)))).toEqual([]);
  });

  it('name the tests that bear their mark, and each has one', () => {
    const marked = [...lines.keys()].map((number) => [
      number,
      [...new Set(marks.filter(({ numbers }) => numbers.includes(number)).map(({ at }) => at))].sort(),
    ]);
    expect([...lines].map(([number, files]) => [number, files.sort()])).toEqual(marked);
    expect(marked.filter(([, files]) => (files as string[]).length === 0)).toEqual([]);
  });
});
