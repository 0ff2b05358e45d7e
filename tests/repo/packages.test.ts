import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

/** Licences under which a service may be run and passed on without opening its own source. */
const permissive = new Set([
  ...[
    'MIT',
    'MIT-0',
    'ISC',
    'Apache-2.0',
    'BSD-2-Clause',
    'BSD-3-Clause',
    '0BSD',
    'CC0-1.0',
    'BlueOak-1.0.0',
    'Unlicense',
    'PostgreSQL',
    'Python-2.0',
    'PSF-2.0',
  ],
  // Of files, not of what uses them unchanged.
  ...['MPL-2.0'],
]);

interface LockedPackage {
  license?: string;
  dev?: boolean;
}

/** Whether one of the licences that may be chosen, or all that hold together, are permissive. */
const isPermissive = (license: string): boolean =>
  license
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((one) => permissive.has(one.trim())));

test('Every package that is deployed has a permissive licence', () => {
  const lock = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  const deployed = Object.entries(lock.packages).filter(([name, { dev }]) => name !== '' && dev !== true);
  expect(deployed.length).toBeGreaterThan(50);
  const others = deployed.flatMap(([name, { license = 'none' }]) =>
    isPermissive(license) ? [] : [`${name.replace(/^.*node_modules\//, '')}: ${license}`],
  );
  expect(others.filter((one) => !KNOWN.includes(one))).toEqual([]);
  // What is listed as an exception is still there.
  expect(KNOWN.filter((one) => !others.includes(one))).toEqual([]);
});

/** What says it in another way, and was read. */
const KNOWN: readonly string[] = [
  // Its data are of Wikipedia and others, whom its own licence names.
  'date-holidays: (ISC AND CC-BY-3.0)',
  // Its LICENSE is that of three clauses.
  'url-template: BSD',
];

test('No package that is deployed has a known vulnerability that is high or worse', async ({ skip }) => {
  const run = promisify(execFile)('npm', ['audit', '--omit=dev', '--json'], {
    cwd: root,
    timeout: 60_000,
    maxBuffer: 2 ** 26,
  });
  // It ends with 1 where it found something, and where nobody answered.
  const { stdout } = await run.catch((error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }));
  const report = stdout.startsWith('{') ? JSON.parse(stdout) : {};
  // The registry has no list of vulnerabilities, or cannot be reached.
  if (report.metadata?.vulnerabilities === undefined) skip('the registry does not answer');
  const found = Object.values<{ name: string; severity: string }>(report.vulnerabilities)
    .filter(({ severity }) => ['high', 'critical'].includes(severity))
    .map(({ name, severity }) => `${name}: ${severity}`);
  expect(found).toEqual([]);
}, 90_000);
