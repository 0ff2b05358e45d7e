import fs from 'node:fs';
import { expect, it } from 'vitest';
import { defaultRetention } from '../../sync-service/src/retention.ts';

const page = fs.readFileSync(new URL('../../docs/privacy.md', import.meta.url), 'utf8');

it('docs/privacy.md says for each kind of data how long it is kept', () => {
  const rows = [...page.matchAll(/^\| `(\w+)` \|.*\| (?:(\d+) days|forever)[^|]* \|$/gm)];
  expect(Object.fromEntries(rows.map(([, kind, days]) => [kind, days === undefined ? null : Number(days)]))).toEqual(
    defaultRetention,
  );
});
