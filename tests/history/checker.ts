import { linearize } from './linearize.ts';
import { describe, type History, type Operation } from './operation.ts';

/** What a history says. */
export interface Report {
  operations: number;
  /** Whose response was lost. */
  lost: number;
  tracks: number;
  /** States that the searches visited. */
  visited: number;
  /** A line, or several, for each thing that cannot be. */
  violations: string[];
}

/** Checks a history: a serial order explains every response, nothing was offered while somebody surely had it. */
export function checkHistory({ operations, tracks }: History): Report {
  const byTrack = Map.groupBy(operations, ({ track }) => track);
  const report: Report = {
    ...{ operations: operations.length, tracks: byTrack.size, visited: 0, violations: [] },
    lost: operations.filter(({ outcome }) => outcome.kind === 'unknown').length,
  };
  for (const [name, ofTrack] of byTrack) {
    const track = tracks.get(name);
    if (track === undefined) throw new Error(`no track ${name}`);
    const { isExplained, isUndecided, visited, stuck } = linearize(ofTrack, track);
    report.visited += visited;
    if (!isExplained) {
      const what = isUndecided ? 'whether an order explains it was not found out' : 'no order explains it';
      report.violations.push(`${name}: ${what}: ${stuck.join('\n    ')}`);
    }
    report.violations.push(...findStaleLists(ofTrack), ...findDoubles(ofTrack));
  }
  return report;
}

/** When a booking surely had a slot: from the end of what put it there until something began that may have taken it away. */
interface Tenure {
  slot: number;
  from: Operation;
  until: number;
}

function tenuresOf(operations: readonly Operation[]): Tenure[] {
  const changes = new Map<string, Operation[]>();
  for (const operation of operations) {
    const { wish } = operation;
    if (wish.kind !== 'move' && wish.kind !== 'cancel') continue;
    if (operation.outcome.kind === 'refused') continue;
    changes.set(wish.booking, [...(changes.get(wish.booking) ?? []), operation]);
  }
  return operations.flatMap((from): Tenure[] => {
    const { wish, outcome, begin } = from;
    if (outcome.kind !== 'done' || (wish.kind !== 'book' && wish.kind !== 'move')) return [];
    const id = wish.kind === 'move' ? wish.booking : (outcome.id ?? '');
    // Also what began before this ended may have come after it.
    const later = (changes.get(id) ?? []).filter((change) => change !== from && change.end > begin);
    return [{ slot: wish.slot, from, until: Math.min(...later.map((change) => change.begin)) }];
  });
}

/** Lists that offer what a booking had that ended before the question. */
function findStaleLists(operations: readonly Operation[]): string[] {
  const bySlot = Map.groupBy(tenuresOf(operations), ({ slot }) => slot);
  return operations.flatMap((list) => {
    const free = list.wish.kind === 'list' && list.outcome.kind === 'done' ? (list.outcome.free ?? []) : [];
    return free.flatMap((slot) =>
      (bySlot.get(slot) ?? [])
        .filter(({ from, until }) => from.end < list.begin && list.end < until)
        .map(
          ({ from }) => `slot ${slot} was offered while it was taken:\n    ${describe(from)}\n    ${describe(list)}`,
        ),
    );
  });
}

/** Two operations that were both told that the same booking or hold is theirs. */
function findDoubles(operations: readonly Operation[]): string[] {
  const made = operations.filter(
    ({ wish, outcome }) => (wish.kind === 'book' || wish.kind === 'hold') && outcome.kind === 'done',
  );
  const byId = Map.groupBy(made, ({ wish, outcome }) => `${wish.kind} ${outcome.kind === 'done' ? outcome.id : ''}`);
  return [...byId.values()]
    .filter((same) => same.length > 1)
    .map((same) => `given to two:\n    ${same.map(describe).join('\n    ')}`);
}
