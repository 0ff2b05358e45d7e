/** What a client did that the provider may let pass today but that a correct client never does. */
export interface Violations {
  list: string[];
  add(violation: string): void;
  /** Notes each name that is not among those known. */
  unknown(where: string, names: Iterable<string>, known: readonly string[]): void;
}

export function createViolations(): Violations {
  const list: string[] = [];
  return {
    list,
    add: (violation) => void list.push(violation),
    unknown(where, names, known) {
      for (const name of names) if (!known.includes(name)) list.push(`${where}: unknown name "${name}"`);
    },
  };
}
