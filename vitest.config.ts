import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/support/longest-first.ts';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.{ts,tsx}'],
    globalSetup: ['tests/support/global-setup.ts'],
    reporters: ['default', './tests/support/count-reporter.ts'],
    pool: 'forks',
    // One more than cores: browsers, servers and timers are waited for. More only make the timings of races worse.
    maxWorkers: 3,
    // Half of the time would go into loading the service anew for each file. What files share is code: each has a database of its own.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // The large numbers on a busy machine: a test that hangs is still found.
    testTimeout: process.env.FULL === '1' ? 120_000 : 30_000,
    hookTimeout: 60_000,
    // What is waited for comes at once on a quiet machine, and later on a busy one.
    expect: { poll: { timeout: 10_000 } },
  },
});
