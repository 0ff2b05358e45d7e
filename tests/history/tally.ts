import type { Operation } from './operation.ts';

/** What became of the operations of each kind: how many were done, refused by which code, and of how many nothing was heard. */
export function tally(operations: readonly Operation[]): string[] {
  const byKind = Map.groupBy(operations, ({ wish }) => wish.kind);
  return [...byKind].map(([kind, ofKind]) => {
    const outcomes = Map.groupBy(ofKind, ({ outcome }) => (outcome.kind === 'refused' ? outcome.code : outcome.kind));
    const counts = [...outcomes].map(([outcome, { length }]) => ({ outcome, length }));
    const parts = counts.toSorted((a, b) => b.length - a.length).map(({ outcome, length }) => `${outcome} ${length}`);
    return `${kind} ${ofKind.length}: ${parts.join(', ')}`;
  });
}
