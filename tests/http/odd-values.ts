import { chance } from '../support/chance.ts';

/** Odd requests that follow from a seed: what no page sends, and strangers do. */
export interface Oddities {
  /** One of these. */
  pick<T>(from: readonly T[]): T;
  /** True in so many of a hundred cases. */
  isLikely(percent: number): boolean;
  /** A text that no field expects. */
  text(): string;
  /** A JSON value that no field expects. */
  value(depth?: number): unknown;
  /** An object with some of these fields, and odd values in them. */
  object(fields: readonly string[], fitting?: Record<string, unknown>): Record<string, unknown>;
  /** A text as a part of an address, encoded as it should be, or not. */
  encoded(text?: string): string;
  /** A body as bytes: JSON, broken JSON, or none at all. */
  body(value: unknown): Buffer;
}

const UUID = '5eed0000-0000-4000-8000-000000000003';
const TEXTS = [
  ...[
    '',
    ' ',
    '0',
    '-1',
    '1e400',
    '99999999999999999999',
    '1.5',
    'NaN',
    'null',
    'true',
    'maybe',
    '{}',
    '[]',
    '{',
    '"',
    "'",
  ],
  ...[
    "''",
    '\\',
    '\\u0000',
    '%',
    '%00',
    '(',
    ')',
    '()',
    '(a',
    'a)',
    '{a',
    '{1,2',
    '[1',
    '*',
    '.',
    '..',
    ',',
    ';',
    ':',
    '->',
    '->>',
  ],
  ...['\0', 'a\0b', '\ud800', 'x\udfff', '\u202e', '\n', '\r\n', '\u001b[2J', '🦄', 'ü'.repeat(300), 'a'.repeat(3000)],
  ...[
    'infinity',
    '-infinity',
    'epoch',
    'now',
    'today',
    '0000-00-00',
    '2030-02-30',
    '2030-01-01',
    '2030-01-01T10:00:00Z',
  ],
  ...['294277-01-01T00:00:00Z', '4714-11-24 BC', '25:99', '24:00', 'P1D', UUID, UUID.slice(1), `${UUID}0`, `{${UUID}}`],
  ...[
    'Europe/Berlin',
    'Mars/Olympus',
    '../../etc/passwd',
    'javascript:alert(1)',
    "'; select 1; --",
    '$1',
    '$$',
    '#{x}',
  ],
  ...[
    'eq.1',
    'in.(1,2',
    'in.("a)',
    'not.eq.',
    'fts(nope).x',
    'match.(',
    'is.maybe',
    'cs.{',
    'ov.[1',
    'like.*',
    'any',
    'eq(any).{a',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'id',
    'host_id',
    'select',
    'count()',
    'a.b.c',
    'demo',
    'intro',
    'postgres',
    'a@b.c',
  ],
];

export function oddities(seed: number): Oddities {
  const next = chance(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
  const isLikely = (percent: number) => next() * 100 < percent;
  const text = () => (isLikely(85) ? pick(TEXTS) : pick(TEXTS) + pick(TEXTS));

  function value(depth = 0): unknown {
    const kind = Math.floor(next() * (depth > 3 ? 5 : 8));
    if (kind <= 1) return text();
    if (kind === 2) return pick([0, -1, 1, 1.5, 1e300, -1e-300, 2 ** 31, 2 ** 53, 2 ** 63, 99_999_999]);
    if (kind === 3) return pick([null, true, false]);
    if (kind === 4) return pick([UUID, '2030-01-01T10:00:00Z', 30]);
    if (kind === 5) return Array.from({ length: Math.floor(next() * 4) }, () => value(depth + 1));
    if (kind === 6) return Object.fromEntries([0, 1].map(() => [text(), value(depth + 1)]));
    return isLikely(10) ? nested(Math.floor(next() * 4000)) : Array.from({ length: 300 }, () => 'x');
  }

  function encoded(plain = text()): string {
    const wellFormed = encodeURIComponent(plain.toWellFormed());
    if (isLikely(85)) return wellFormed;
    return pick(['%FF', '%C0%80', '%ED%A0%80', '%E0%A4%A', '%', '%zz', '+', wellFormed.replaceAll('%', '%25')]);
  }

  function body(content: unknown): Buffer {
    const json = Buffer.from(JSON.stringify(content) ?? '');
    if (isLikely(85)) return json;
    const cut = json.subarray(0, Math.floor(next() * json.length));
    const wrong = [Buffer.alloc(0), Buffer.from([0xff, 0xfe, 0x7b]), Buffer.from('{"a":1}{"a":2}'), Buffer.from('nul')];
    return pick([cut, Buffer.concat([json, Buffer.from([0x80])]), Buffer.from(JSON.stringify(value())), ...wrong]);
  }

  return {
    pick,
    isLikely,
    text,
    value,
    encoded,
    body,
    object(fields, fitting = {}) {
      const some = fields
        .filter(() => isLikely(80))
        .map((name) => {
          const fits = name in fitting && isLikely(60);
          return [name, fits ? fitting[name] : value()];
        });
      return Object.fromEntries(isLikely(15) ? [...some, [text(), value()]] : some);
    },
  };
}

function nested(depth: number): unknown {
  let made: unknown = 1;
  for (let i = 0; i < depth; i += 1) made = i % 2 ? [made] : { a: made };
  return made;
}
