import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programOf } from '../../sync-service/bin/generate-types.ts';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../..');
const service = 'sync-service/src';

/** A small product in which everything that may be imported is imported. */
const ALLOWED: Record<string, string[]> = {
  [`${service}/errors.ts`]: [],
  [`${service}/calendar/event.ts`]: [],
  [`${service}/calendar/provider.ts`]: ['./event.ts'],
  [`${service}/ical/expansion.ts`]: [],
  [`${service}/credentials/seal.ts`]: [],
  [`${service}/db/client.ts`]: ['../errors.ts'],
  [`${service}/providers/http-client.ts`]: ['../calendar/event.ts'],
  [`${service}/providers/expander.ts`]: ['../calendar/event.ts', '../ical/expansion.ts'],
  [`${service}/providers/google/pull.ts`]: [
    '../../calendar/provider.ts',
    '../../ical/expansion.ts',
    '../http-client.ts',
    '../expander.ts',
  ],
  [`${service}/providers/microsoft/pull.ts`]: ['../../calendar/provider.ts', '../http-client.ts'],
  [`${service}/providers/index.ts`]: ['./google/pull.ts', './microsoft/pull.ts'],
  [`${service}/sync/pull.ts`]: ['../calendar/provider.ts', '../db/client.ts', '../credentials/seal.ts', '../errors.ts'],
  [`${service}/accounts/revoke-account.ts`]: ['../sync/pull.ts', '../db/client.ts', '../credentials/seal.ts'],
  [`${service}/mail/messages.ts`]: ['../db/client.ts'],
  [`${service}/log.ts`]: [],
  [`${service}/caller-address.ts`]: [],
  [`${service}/live/server.ts`]: ['../db/client.ts', '../log.ts', '../caller-address.ts'],
  [`${service}/routes/holds.ts`]: ['../db/client.ts', '../calendar/provider.ts', '../accounts/revoke-account.ts'],
  [`${service}/embedded/index.ts`]: ['../errors.ts'],
  [`${service}/main.ts`]: ['./providers/index.ts', './embedded/index.ts', './routes/holds.ts', './mail/messages.ts'],
  'sync-service/sandbox/shared/clock.ts': [],
  'sync-service/sandbox/google/world.ts': ['../shared/clock.ts'],
  'sync-service/sandbox/microsoft/world.ts': ['../shared/clock.ts'],
  'sync-service/sandbox/demos.ts': ['./google/world.ts', './microsoft/world.ts', './shared/clock.ts'],
  'web-embed/languages/en.ts': [],
  [`${service}/mail/texts.ts`]: ['../../../web-embed/languages/en.ts'],
  'web-embed/shared/time.ts': ['../languages/en.ts'],
  'web-embed/widget/widget.ts': ['../shared/time.ts'],
  'web-embed/admin/store.ts': ['../shared/time.ts'],
  'web-embed/sandbox/day.ts': ['../shared/time.ts'],
  'web-embed/pages/book.ts': ['../widget/widget.ts', '../admin/store.ts', '../sandbox/day.ts', '../shared/time.ts'],
};

/** One forbidden import each: rule, importing file, imported file. */
const FORBIDDEN: [rule: string, from: string, to: string][] = [
  ['calendar-is-the-port', `${service}/calendar/event.ts`, '../db/client.ts'],
  ['calendar-is-the-port', `${service}/calendar/event.ts`, '../providers/google/pull.ts'],
  ['ical-is-a-library', `${service}/ical/expansion.ts`, '../calendar/event.ts'],
  ['ical-is-a-library', `${service}/ical/expansion.ts`, '../providers/expander.ts'],
  ['calendar-is-the-port', `${service}/calendar/event.ts`, '../ical/expansion.ts'],
  ['providers-know-the-port-only', `${service}/providers/google/pull.ts`, '../index.ts'],
  ['providers-know-the-port-only', `${service}/providers/google/pull.ts`, '../microsoft/pull.ts'],
  ['providers-know-the-port-only', `${service}/providers/google/pull.ts`, '../../db/client.ts'],
  ['providers-know-the-port-only', `${service}/providers/google/pull.ts`, '../../credentials/seal.ts'],
  ['providers-stay-alone', `${service}/providers/http-client.ts`, '../db/client.ts'],
  ['providers-stay-alone', `${service}/providers/index.ts`, '../routes/holds.ts'],
  ['sync-knows-no-provider', `${service}/sync/pull.ts`, '../providers/google/pull.ts'],
  ['sync-knows-no-provider', `${service}/sync/pull.ts`, '../routes/holds.ts'],
  ['sync-knows-no-provider', `${service}/sync/pull.ts`, '../accounts/revoke-account.ts'],
  ['accounts-are-use-cases', `${service}/accounts/revoke-account.ts`, '../routes/holds.ts'],
  ['accounts-are-use-cases', `${service}/accounts/revoke-account.ts`, '../providers/google/pull.ts'],
  ['accounts-are-use-cases', `${service}/accounts/revoke-account.ts`, '../mail/messages.ts'],
  ['routes-call-no-provider', `${service}/routes/holds.ts`, '../providers/google/pull.ts'],
  ['mail-knows-no-calendars', `${service}/mail/messages.ts`, '../calendar/provider.ts'],
  ['mail-knows-no-calendars', `${service}/mail/messages.ts`, '../sync/pull.ts'],
  ['db-knows-errors-only', `${service}/db/client.ts`, '../routes/holds.ts'],
  ['db-knows-errors-only', `${service}/db/client.ts`, '../mail/messages.ts'],
  ['live-tells-versions-only', `${service}/live/server.ts`, '../routes/holds.ts'],
  ['live-tells-versions-only', `${service}/live/server.ts`, '../sync/pull.ts'],
  ['main-wires', `${service}/mail/messages.ts`, '../providers/index.ts'],
  ['main-wires', `${service}/routes/holds.ts`, '../embedded/index.ts'],
  ['main-wires', `${service}/routes/holds.ts`, '../../sandbox/google/world.ts'],
  ['sandbox-stands-alone', 'sync-service/sandbox/google/world.ts', '../../src/providers/google/pull.ts'],
  ['sandboxes-share-one-room', 'sync-service/sandbox/google/world.ts', '../microsoft/world.ts'],
  ['sandboxes-share-one-room', 'sync-service/sandbox/shared/clock.ts', '../google/world.ts'],
  ['sandboxes-share-one-room', 'sync-service/sandbox/microsoft/world.ts', '../demos.ts'],
  ['pages-know-no-service', 'web-embed/widget/widget.ts', '../../sync-service/src/errors.ts'],
  ['service-knows-no-page', `${service}/mail/texts.ts`, '../../../web-embed/shared/time.ts'],
  ['languages-are-texts', 'web-embed/languages/en.ts', '../shared/time.ts'],
  ['shared-knows-no-page', 'web-embed/shared/time.ts', '../widget/widget.ts'],
  ['shared-knows-no-page', 'web-embed/shared/time.ts', '../pages/book.ts'],
  ['widget-stands-alone', 'web-embed/widget/widget.ts', '../admin/store.ts'],
  ['widget-stands-alone', 'web-embed/widget/widget.ts', '../pages/book.ts'],
  ['widget-stands-alone', 'web-embed/widget/widget.ts', '../sandbox/day.ts'],
  ['admin-stands-alone', 'web-embed/admin/store.ts', '../widget/widget.ts'],
  ['admin-stands-alone', 'web-embed/admin/store.ts', '../pages/book.ts'],
  ['sandbox-page-stands-alone', 'web-embed/sandbox/day.ts', '../widget/widget.ts'],
  ['no-cycles', `${service}/calendar/event.ts`, './provider.ts'],
  ['no-unresolvable', `${service}/calendar/event.ts`, './nowhere.ts'],
];

interface Violation {
  rule: { name: string };
  from: string;
  to: string;
}

// Inside node_modules of the project, so that the checker finds the project's TypeScript.
const folder = path.join(root, 'node_modules', '.cache', `import-rules-${process.pid}`);
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Writes the small product, with the planted imports. */
function plantTree(name: string, planted: typeof FORBIDDEN): string {
  const tree = path.join(folder, name);
  for (const [file, allowed] of Object.entries(ALLOWED)) {
    const target = path.join(tree, file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    const imports = [...allowed, ...planted.filter(([, from]) => from === file).map(([, , to]) => to)];
    // Types alone count too: a room that needs another's types does not stand alone.
    const lines = imports.map((to, i) => `import ${i % 2 === 0 ? 'type ' : ''}{ value as v${i} } from '${to}';`);
    fs.writeFileSync(target, `${lines.join('\n')}\nexport const value = 1;\n`);
  }
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']) {
    fs.copyFileSync(path.join(root, file), path.join(tree, file));
  }
  return tree;
}

/** Violations of the rules in a tree. */
async function cruise(tree: string): Promise<Violation[]> {
  const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'sync-service', 'web-embed'];
  const program = programOf('dependency-cruiser', 'depcruise');
  const done = await run(process.execPath, [program, ...args], { cwd: tree, maxBuffer: 2 ** 28 }).catch(
    (error: { stdout: string }) => error,
  );
  const { summary } = JSON.parse(done.stdout) as { summary: { totalCruised: number; violations: Violation[] } };
  expect(summary.totalCruised).toBeGreaterThanOrEqual(Object.keys(ALLOWED).length);
  return summary.violations;
}

describe('The import rules', () => {
  let violations: Violation[];
  beforeAll(async () => {
    violations = await cruise(plantTree('planted', FORBIDDEN));
  });

  it('let pass what the architecture allows', async () => {
    expect(await cruise(plantTree('allowed', []))).toEqual([]);
  });

  it.each(FORBIDDEN)('%s: %s may not import %s', (rule, from, to) => {
    const target = to.endsWith('nowhere.ts') ? to : path.posix.join(path.posix.dirname(from), to);
    expect(violations).toContainEqual(
      expect.objectContaining({ rule: expect.objectContaining({ name: rule }), from, to: target }),
    );
  });

  it('are each broken once above, and each is an error', () => {
    const { forbidden } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as {
      forbidden: { name: string; severity: string }[];
    };
    expect(new Set(FORBIDDEN.map(([rule]) => rule))).toEqual(new Set(forbidden.map(({ name }) => name)));
    expect(forbidden.filter(({ severity }) => severity !== 'error')).toEqual([]);
  });
});
