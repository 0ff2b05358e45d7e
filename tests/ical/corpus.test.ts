import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { recurrenceCases } from './corpus.ts';

const script = fileURLToPath(new URL('print-corpus.ts', import.meta.url));

test('the corpus is complete', () => {
  expect(recurrenceCases).toHaveLength(58);
});

// caldav.md 37
describe.each([
  ['UTC', '2026-01-01T12:00:00.000Z'],
  ['Europe/Berlin', '2026-01-01T11:00:00.000Z'],
  ['Pacific/Auckland', '2025-12-31T23:00:00.000Z'],
])('in a process whose zone is %s', (zone, localMidday) => {
  const printed = execFileSync(process.execPath, [script], { env: { ...process.env, TZ: zone }, encoding: 'utf8' });
  const run = JSON.parse(printed);

  test('the process is in that zone', () => {
    expect(run.localMidday).toBe(localMidday);
  });

  test.each(recurrenceCases)('$id: $title', ({ id, expected }) => {
    expect(run.results[id]).toEqual(expected);
  });
});
