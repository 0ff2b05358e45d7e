import type { Oddities } from '../http/odd-values.ts';
import { nowhere } from './target.ts';

// biome-ignore lint/suspicious/noExplicitAny: a JSON schema
export type Schema = any;

/** What values are made from: chances, and the ids that exist, the own ones and those of the stranger. */
export interface Known {
  odd: Oddities;
  /** From 0 to 1, from the same seed. */
  random: () => number;
  /** Ids by name; what has no such name gets any of them. */
  ids: Record<string, string[]>;
  slugs: string[];
  emails: string[];
  tokens: string[];
}

/** Addresses of servers: none leads to anybody's, wherever this runs. */
const addresses = [
  nowhere,
  `${nowhere}/calendar.ics`,
  'http://[::1]:1/',
  'https://127.0.0.1:1/dav/',
  'ftp://127.0.0.1',
  '',
];
const maxDepth = 6;

/** An instant on the grid of half hours, in the coming weeks. */
export function instant({ odd, random }: Known): string {
  const steps = Math.floor(random() * 48 * 40);
  return odd.isLikely(90)
    ? new Date(Math.ceil(Date.now() / 1_800_000) * 1_800_000 + steps * 1_800_000).toISOString()
    : odd.pick(['1970-01-01T00:00:00Z', '2031-02-29T00:00:00Z', '294276-12-31T23:59:59Z', '-4000-01-01T00:00:00Z']);
}

/** An id that has such a name in an address or a body; now and then any other one. */
export function idOf(name: string, { odd, ids }: Known): string {
  const named = ids[name] ?? ids[`${name}_id`];
  return named !== undefined && named.length > 0 && odd.isLikely(85)
    ? odd.pick(named)
    : odd.pick(Object.values(ids).flat());
}

/** Values by the name of their field, where a schema says less than people mean. */
function byName(name: string, known: Known): unknown {
  const { odd, slugs, emails, tokens } = known;
  if (/(^|_)url$/.test(name)) return odd.pick(addresses);
  if (name === 'email' || name === 'username' || name === 'reply_to') return odd.pick(emails);
  if (name === 'token') return odd.pick(tokens);
  if (/slug$/.test(name)) return odd.pick(slugs);
  if (/time_zone$/.test(name)) return odd.pick(['UTC', 'Europe/Berlin', 'Asia/Kathmandu']);
  if (name === 'locale') return odd.pick(['en', 'de', 'ar']);
  if (name === 'duration_minutes') return odd.pick([30, 30, null, 60]);
  if (/(^|_)(from|to|start|end)$/.test(name)) return instant(known);
  if (/(^|_)id$/.test(name)) return idOf(name, known);
  return undefined;
}

/** A value that fits a schema, mostly: one of about ten parts of it does not. */
export function fitting(
  schema: Schema,
  known: Known,
  resolve: (schema: Schema) => Schema,
  name = '',
  depth = 0,
): unknown {
  const { odd } = known;
  // Servers are not made up: an odd text could be somebody's.
  if (/(^|_)url$/.test(name)) return byName(name, known);
  if (odd.isLikely(6) || depth > maxDepth) return odd.value();
  const resolved = resolve(schema) ?? {};
  const inner = (one: Schema, field = name) => fitting(one, known, resolve, field, depth + 1);
  if (resolved.const !== undefined) return resolved.const;
  if (Array.isArray(resolved.enum)) return odd.pick(resolved.enum);
  const choices = resolved.anyOf ?? resolved.oneOf;
  if (Array.isArray(choices)) return inner(odd.pick(choices));
  if (Array.isArray(resolved.allOf)) return Object.assign({}, ...resolved.allOf.map((one: Schema) => inner(one)));
  const type = Array.isArray(resolved.type) ? odd.pick(resolved.type as string[]) : resolved.type;
  if (type === 'object') {
    const required = new Set<string>(resolved.required);
    const fields = Object.entries(resolved.properties ?? {}).filter(([field]) =>
      odd.isLikely(required.has(field) ? 97 : 40),
    );
    return Object.fromEntries(fields.map(([field, one]) => [field, inner(one, field)]));
  }
  if (type === 'array') return Array.from({ length: Math.floor(known.random() * 4) }, () => inner(resolved.items));
  const meant = byName(name, known);
  if (meant !== undefined) return meant;
  if (type === 'integer' || type === 'number') {
    const { minimum = 0, maximum = 100 } = resolved;
    return odd.pick([minimum, maximum, minimum - 1, maximum + 1, Math.floor((minimum + maximum) / 2)]);
  }
  if (type === 'boolean') return odd.pick([true, false]);
  if (type === 'null') return null;
  if (resolved.format === 'date-time') return instant(known);
  if (resolved.format === 'date') return instant(known).slice(0, 10);
  if (resolved.format === 'uuid') return idOf(name, known);
  if (resolved.format === 'email') return odd.pick(known.emails);
  return odd.isLikely(60)
    ? odd.text()
    : 'x'.repeat(Math.min(Number(resolved.maxLength ?? 20), 5_000) + odd.pick([0, 0, 1]));
}

export const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? ''));
