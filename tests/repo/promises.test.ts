import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');
const tracked = new Set(execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).split('\n'));

interface Promised {
  promise: string;
  figure: string;
  command: string;
}

const promises: Promised[] = (/## Promises\n([\s\S]*?)\n## /.exec(read('README.md'))?.[1] ?? '')
  .split('\n')
  .map((line) => /^\| (.+) \| (.+) \| `(npm [^`]+)` \|$/.exec(line))
  .filter((row) => row !== null)
  .map(([, promise = '', figure = '', command = '']) => ({ promise, figure, command }));

const numbersIn = (text: string): number[] =>
  [...text.replaceAll(/(\d),(?=\d{3})/g, '$1').matchAll(/\d+(\.\d+)?/g)].map(([number]) => Number(number));

/** The tables of a benchmark in bench/README.md: those whose name begins with its name. */
function tablesOf(name: string): string {
  const [, ...sections] = (read('bench/README.md').split('<!-- results')[1] ?? '').split('\n### ');
  return sections.filter((section) => (section.split('\n')[0] ?? '').replaceAll(' ', '-').startsWith(name)).join('\n');
}

const benched = promises.flatMap((row) => {
  const name = /^npm run bench -- ([\w-]+)$/.exec(row.command)?.[1];
  return name === undefined ? [] : [{ ...row, name }];
});
const tested = promises.flatMap((row) => {
  const file = /^npm test -- (?:--full )?(\S+)$/.exec(row.command)?.[1];
  return file === undefined ? [] : [{ ...row, file }];
});
/** What runs for minutes and prints its figures, and the page that they stand in. */
const pages = new Map([
  ['history', 'docs/resilience.md'],
  ['soak', 'docs/resilience.md'],
  ['fuzz', 'docs/security.md'],
]);
const long = promises.flatMap((row) => {
  const page = pages.get(/^npm run (\w+)( -- .+)?$/.exec(row.command)?.[1] ?? '');
  return page === undefined ? [] : [{ ...row, page }];
});

describe('The promises of the README', () => {
  it('are many, and each names a test, a benchmark or a long run', () => {
    expect(promises.length).toBeGreaterThanOrEqual(20);
    expect(benched.length + tested.length + long.length).toBe(promises.length);
  });

  it.each(long)('$promise: $figure are figures of that page', ({ figure, command, page }) => {
    const known = new Set(numbersIn(read(page)));
    expect(numbersIn(`${figure} ${command}`).filter((number) => !known.has(number))).toEqual([]);
  });

  it.each(benched)('$promise: $figure are figures of that benchmark', ({ figure, name }) => {
    expect(read('bench/run.ts') + read('bench/push.ts')).toMatch(new RegExp(`'${name}'`));
    // "95 of 100" says which part it is; an aim that is not reached is named where the benchmark is described, as limits are.
    const claimed = figure.replace(/95 of 100/g, '');
    const limits = [...claimed.matchAll(/(?:at most|the aim of) ([\d,.]+)/g)].flatMap(([, limit = '']) =>
      numbersIn(limit),
    );
    const figures = numbersIn(claimed.replace(/(?:at most|the aim of) [\d,.]+/g, ''));
    expect(figures.length).toBeGreaterThan(0);
    const known = new Set(numbersIn(tablesOf(name)));
    const described = new Set(numbersIn(read('bench/README.md')));
    expect(figures.filter((number) => !known.has(number))).toEqual([]);
    expect(limits.filter((limit) => !described.has(limit))).toEqual([]);
  });

  it.each(benched)('$promise: $figure is within its limit', ({ figure }) => {
    const [, is, limit] = /([\d.]+) of at most ([\d.]+)/.exec(figure) ?? [];
    if (is !== undefined) expect(Number(is)).toBeLessThanOrEqual(Number(limit));
  });

  it.each(tested)('$promise: $figure is what that test looks at', ({ figure, file }) => {
    expect(tracked).toContain(file);
    const text = read(file).replaceAll(/(\d)_(?=\d)/g, '$1');
    // One of many, and none of what must not be, are not numbers of a test.
    const missing = numbersIn(figure).filter((number) => number > 1 && !new RegExp(`\\b${number}\\b`).test(text));
    expect(missing).toEqual([]);
  });

  it('says --full only of tests that look at more then', () => {
    const plain = tested.filter(
      ({ command, file }) => command.includes('--full') && !/cases\(|randomRuns\(|full/.test(read(file)),
    );
    expect(plain.map(({ file }) => file)).toEqual([]);
  });
});
