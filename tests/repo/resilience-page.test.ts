import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const page = fs.readFileSync(path.join(root, 'docs/resilience.md'), 'utf8');
const named = [...new Set(page.match(/tests\/[\w/.-]+\.ts\b/g))];

describe('The page about what may break', () => {
  it.each(named)('names %s, which is there', (file) => {
    expect(fs.existsSync(path.join(root, file))).toBe(true);
  });

  it('names a test for every case', () => {
    const [cases = ''] = page.split('\n## ');
    const rows = cases.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| ---'));
    expect(rows.slice(1).filter((row) => !/`tests\/[\w/.-]+\.test\.ts`/.test(row))).toEqual([]);
    expect(rows.length).toBeGreaterThan(10);
  });
});
