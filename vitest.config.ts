import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { DurationsWriter } from './tests/support/durations.ts';
import { changedFiles, untouched } from './tests/support/long-tests.ts';
import { LongestFirst } from './tests/support/longest-first.ts';
import { readExceptions } from './tests/support/project-files.ts';
import { full } from './tests/support/scale.ts';

const inZones = ['tests/web/**/*.test.{ts,tsx}', 'tests/mail/**/*.test.{ts,tsx}'];
const ofZones = 'tests/web/zone-of-run.test.ts';
// Half an hour off and on the other side of the world from most machines: texts and pages must not depend on where they are made.
const zones = full ? ['Asia/Kolkata', 'America/New_York'] : ['Asia/Kolkata'];

// Whoever asks for files gets them.
const isAsked = process.argv.slice(2).some((arg) => arg !== 'run' && !arg.startsWith('-'));
// On a project that runs elsewhere: tests/support/given-project.ts.
const isOnGivenProject = process.env.OPENSLOT_PROJECT === '1';
const leftOut = full || isAsked || isOnGivenProject ? [] : untouched(changedFiles(import.meta.dirname));

const project = (name: string, test: TestProjectInlineConfiguration['test']): TestProjectInlineConfiguration => ({
  extends: true,
  test: { name, ...test },
});

export default defineConfig({
  test: {
    globalSetup: ['tests/support/global-setup.ts'],
    reporters: [
      'default',
      ['./tests/support/count-reporter.ts', { leftOut }],
      ...(process.env.WRITE_DURATIONS === '1' ? [new DurationsWriter()] : []),
    ],
    runner: './tests/support/leaving-runner.ts',
    env: { LEFT_OUT: leftOut.join('\n') },
    pool: 'forks',
    // More than cores: browsers, servers and timers are waited for. With the large numbers more only make the timings of races worse.
    // There is one project that is given, and each file empties it.
    maxWorkers: isOnGivenProject ? 1 : full ? 3 : 4,
    // Half of the time would go into loading the service anew for each file. What files share is code: each has a database of its own.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // The large numbers on a busy machine: a test that hangs is still found.
    testTimeout: full ? 120_000 : 30_000,
    hookTimeout: 60_000,
    // What is waited for comes at once on a quiet machine, and later on a busy one.
    expect: { poll: { timeout: 10_000 } },
    projects: isOnGivenProject
      ? [project('given project', { include: ['tests/http/**/*.test.ts'], exclude: [...readExceptions().keys()] })]
      : [
          // In the zone of the machine; a plain run leaves to one of the others what is run there, too.
          project('here', { include: ['tests/**/*.test.{ts,tsx}'], exclude: full ? [ofZones] : inZones }),
          ...zones.map((zone) => project(zone, { include: inZones, env: { TZ: zone } })),
        ],
  },
});
