import { spawnSync } from 'node:child_process';
import { programOf } from './generate-types.ts';

/** Every check of `npm run check`: name, program, arguments. All run, so that one call tells everything. */
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

const failed: string[] = [];
for (const [name, program, args] of checks) {
  const started = performance.now();
  const done = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  const passed = done.status === 0;
  if (!passed) {
    failed.push(name);
    console.log(done.stdout + done.stderr);
  }
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${name} (${Math.round(performance.now() - started)} ms)`);
}
if (failed.length > 0) {
  console.log(`Failed: ${failed.join(', ')}`);
  process.exit(1);
}
