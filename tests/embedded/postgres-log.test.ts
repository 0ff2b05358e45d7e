import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { olderLogOf, openPostgresLog } from '../../sync-service/src/embedded/postgres-log.ts';

let room: string;
let file: string;
beforeEach(() => {
  room = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-log-'));
  file = path.join(room, 'postgres.log');
});
afterEach(() => fs.rmSync(room, { recursive: true, force: true }));

const modeOf = (name: string) => fs.statSync(name).mode & 0o777;

/** Has Postgres say these chunks, and reads the log. */
async function keep(...chunks: (string | Buffer)[]): Promise<string> {
  const stream = new PassThrough();
  openPostgresLog(file).follow(stream);
  for (const chunk of chunks) stream.write(chunk);
  const closed = new Promise((resolve) => stream.once('close', resolve));
  stream.end();
  await closed;
  return fs.readFileSync(file, 'utf8');
}

test('a message is one line, whatever is in it and however it arrives', async () => {
  const bytes = Buffer.from('1 LOG:  a\u202eb\u001b[2J\n\tsecond line\n2 LOG:  é\n');
  const pieces = Array.from(bytes, (_byte, i) => bytes.subarray(i, i + 1));
  expect(await keep(...pieces)).toBe('1 LOG:  a\\u202eb\\u001b[2J\\u000asecond line\n2 LOG:  é\n');
});

test('a message without end is cut off', async () => {
  expect((await keep('x'.repeat(100_000), '\n', `1 LOG:  y\n${'\tz\n'.repeat(5000)}`)).length).toBeLessThan(5000);
});

test('two files of a bounded size are kept, for their owner only', async () => {
  const line = `${'x'.repeat(1999)}\n`;
  await keep(...Array.from({ length: 2000 }, () => line));
  const sizes = [file, olderLogOf(file)].map((name) => fs.statSync(name).size);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(1_100_000);
  expect(fs.readdirSync(room).sort()).toEqual(['postgres.log', 'postgres.log.1']);
  expect([file, olderLogOf(file)].map(modeOf)).toEqual([0o600, 0o600]);
});

test('what an earlier version wrote for everybody to read is removed', async () => {
  for (const old of [file, olderLogOf(file)]) fs.writeFileSync(old, 'STATEMENT:  sb_secret_x', { mode: 0o644 });
  expect(await keep('1 LOG:  new\n')).toBe('1 LOG:  new\n');
  expect(modeOf(file)).toBe(0o600);
  expect(fs.existsSync(olderLogOf(file))).toBe(false);
});

test('a log that cannot be written ends nothing', async () => {
  const stream = new PassThrough();
  const log = openPostgresLog(file);
  log.follow(stream);
  fs.rmSync(room, { recursive: true });
  for (let i = 0; i < 1200; i += 1) stream.write(`${'x'.repeat(1999)}\n`);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(log.tail()).toContain('xxx');
});
