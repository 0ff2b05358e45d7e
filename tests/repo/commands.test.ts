import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { makeScratch } from '../support/scratch.ts';

const root = path.resolve(import.meta.dirname, '../..');
const { scripts } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
const launcher = fs.readFileSync(path.join(root, 'sync-service/bin/run.mjs'), 'utf8');

/** The program behind a command, by the launcher. */
function programOf(command: string): string {
  const name = command.includes(':') ? `'${command}'` : command;
  return path.join(root, new RegExp(`^  ${name}: .*?script: '([^']+)'`, 'ms').exec(launcher)?.[1] ?? '');
}

/** All but `test`, whose arguments are those of Vitest. */
const commands = Object.keys(scripts).filter((command) => command !== 'test');

const folder = makeScratch('openslot-commands-');
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Runs a command in an empty folder. A database that it might use is not there: whoever connects fails otherwise than it should. */
async function run(command: string, ...args: string[]) {
  const child = spawn(process.execPath, [programOf(command), ...args], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      DATA_DIR: path.join(folder, 'data'),
      DATABASE_URL: 'postgres://a:b@127.0.0.1:1/none',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, err, left: fs.readdirSync(folder) };
}

/** What a command is refused for: a line for each reason, never a stack, and nothing was done. */
async function expectRefusal(command: string, ...args: string[]): Promise<void> {
  const { code, out, err, left } = await run(command, ...args);
  expect({ command, args, code, out, left }, err).toEqual({ command, args, code: 2, out: '', left: [] });
  expect(err).toMatch(/^(?:[^\n]+\n){0,3}Usage: npm (?:run|start)/);
  expect(err).not.toMatch(/\n\s+at |ERR_/);
}

describe.each(commands)('npm run %s', (command) => {
  test('says how it is called when asked for --help, and does nothing', async () => {
    const { code, out, err, left } = await run(command, '--help');
    expect({ code, err, left }).toEqual({ code: 0, err: '', left: [] });
    expect(out).toMatch(new RegExp(`^Usage: npm (run )?(--silent )?${command}\\b`));
  });

  test('refuses an option that it does not have', () => expectRefusal(command, '--no-such-option'));
});

const misuses: [string, ...string[]][] = [
  ['history', '--operations', 'abc'],
  ['history', '--operations', '0'],
  ['history', '--seed', 'x'],
  ['history', '--clients', '0'],
  ['soak', '--minutes', 'x'],
  ['soak', '--minutes', '0'],
  ['soak', '--pause', '-1'],
  ['fuzz', '--seconds', '0'],
  ['fuzz', '--seed', '1.5'],
  ['bench', 'nope'],
  ['bench', 'simulate', 'nope'],
  ['mutants', '--turn', 'x'],
  ['mutants', '--only', 'no mutant is called so'],
  ['backup'],
  ['backup', 'one', 'two'],
  ['restore'],
  ['db:diff'],
  ['db:diff', 'Not a name'],
  ['db:migrate', 'now'],
  ['db:release', 'now'],
  ['keys:rotate', 'now'],
  ['audit'],
  ['audit', '--connection', 'x'],
  ['owner:create'],
  ['compose:env', '--url', 'book.example.com'],
  ['start', 'now'],
];
test.each(misuses.map((misuse) => ({ words: misuse.join(' '), misuse })))('npm run $words is refused', ({ misuse }) =>
  expectRefusal(...misuse),
);
