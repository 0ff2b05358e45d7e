import pg from 'pg';
import { expect, test } from 'vitest';
import { sqlLiteral } from '../../sync-service/src/embedded/rpc-gateway.ts';

test('a literal is written as the driver writes it, whatever quotes and backslashes it holds', () => {
  const letters = ["'", '\\', '"', '$', 'a', 'é', '\u{1f600}', '\n', '-', ';', "''", "\\'", ' E'];
  let seed = 7;
  const pick = (): string => {
    seed = (seed * 48_271) % 2_147_483_647;
    return letters[seed % letters.length] ?? '';
  };
  for (let n = 0; n < 2_000; n += 1) {
    const text = Array.from({ length: n % 12 }, pick).join('');
    expect(sqlLiteral(text)).toBe(pg.escapeLiteral(text));
  }
});
