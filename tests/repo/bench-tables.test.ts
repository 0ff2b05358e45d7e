import { describe, expect, it } from 'vitest';
import { replaceTables, table } from '../../bench/report.ts';

const of = (...names: string[]) => names.map((name) => table(name, `What ${name} is`, [{ ms: 1 }]));
const page = replaceTables('# Figures\n\n', of('slots', 'scale', 'scale, room'));

describe('Figures that are kept', () => {
  it('take the place of former ones of the same name, and leave those of other benchmarks', () => {
    const again = replaceTables(page, [table('scale', 'What scale is', [{ ms: 2 }])]);
    expect(again).toBe(
      page.replace(
        '### scale\nWhat scale is\n\n| ms |\n| --- |\n| 1 |',
        '### scale\nWhat scale is\n\n| ms |\n| --- |\n| 2 |',
      ),
    );
    expect(again).not.toBe(page);
  });

  it('come last where there were none', () => {
    expect(replaceTables(page, of('fleet'))).toBe(`${page}\n${replaceTables('', of('fleet')).trimStart()}`);
  });
});
