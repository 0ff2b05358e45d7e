// Readers of JSON from outside: nothing is taken for what it is said to be.

/** A field of anything. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** A text, or nothing. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The first entry of a list, of anything else nothing. */
export function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined;
}
