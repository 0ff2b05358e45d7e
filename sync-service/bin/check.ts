import { execFile } from 'node:child_process';
import { readCommandLine } from '../src/command-line.ts';
import { programOf } from './generate-types.ts';

/** Every check of `npm run check`: name, program, arguments. All run, side by side, so that one call tells everything. */
const checks: [string, string, string[]][] = [
  ['format and lint', programOf('@biomejs/biome', 'biome'), ['ci', '--error-on-warnings', '--colors=off', '.']],
  ['types', programOf('typescript', 'tsc'), ['--noEmit']],
  ['types of the pages', programOf('typescript', 'tsc'), ['--noEmit', '-p', 'web-embed']],
  [
    'import rules',
    programOf('dependency-cruiser', 'depcruise'),
    [
      '--config',
      '.dependency-cruiser.cjs',
      'sync-service',
      'web-embed/shared',
      'web-embed/widget',
      'web-embed/admin',
      'web-embed/sandbox',
      'web-embed/pages',
    ],
  ],
  ['dead code', programOf('knip'), []],
  ['SQL', programOf('squawk-cli', 'squawk'), ['supabase/migrations/*.sql']],
];

/** Runs one, and tells how it ended; what it says only when it failed. */
function run([name, program, args]: (typeof checks)[number]): Promise<boolean> {
  const started = performance.now();
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, ...args],
      { env: { ...process.env, NO_COLOR: '1' }, maxBuffer: 2 ** 28 },
      (error, stdout, stderr) => {
        if (error) console.log(stdout + stderr);
        console.log(`${error ? 'FAIL' : 'ok  '} ${name} (${Math.round(performance.now() - started)} ms)`);
        resolve(error === null);
      },
    );
  });
}

readCommandLine({ usage: 'npm run check' });
const passed = await Promise.all(checks.map(run));
const failed = checks.flatMap(([name], index) => (passed[index] ? [] : [name]));
if (failed.length > 0) {
  console.log(`Failed: ${failed.join(', ')}`);
  process.exit(1);
}
