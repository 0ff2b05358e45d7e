import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const files = fs
  .readFileSync(path.join(import.meta.dirname, 'outside-files.txt'), 'utf8')
  .trim()
  .split('\n');

test.each(files)('%s can ask an installation that runs elsewhere', (file) => {
  const text = fs.readFileSync(path.join(root, file), 'utf8');
  expect(text).toContain('useStack(');
  // What only a stack of the file's own can give (tests/support/outside-stack.ts).
  expect(text).not.toMatch(
    /stack\.(restart|sandbox|microsoftSandbox)\b|withSandbox|providers:|servicePoolSize|startService/,
  );
});
