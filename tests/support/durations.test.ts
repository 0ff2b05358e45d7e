import { expect, it } from 'vitest';
import { readDurations } from './durations.ts';

it('the table of durations holds whole seconds', () => {
  expect([...readDurations().values()].every((seconds) => Number.isInteger(seconds) && seconds > 0)).toBe(true);
});
