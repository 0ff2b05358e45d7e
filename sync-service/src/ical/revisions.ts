import type { Component, Revision } from './component.ts';
import { keyOf } from './start-key.ts';

/** Above 0 if the first one is newer, below 0 if the second one is, 0 if nothing says (RFC 5546, 2.1.5). */
function compare(one: Revision, other: Revision): number {
  if (one.sequence !== other.sequence) return one.sequence - other.sequence;
  for (const at of ['stampedAt', 'modifiedAt'] as const) {
    const [first, second] = [one[at], other[at]];
    if (first !== null && second !== null && first !== second) return first - second;
  }
  return 0;
}

/** Of components that mean the same event those than which none is newer; all of them where nothing says. */
export function latestOf<T extends Pick<Component, 'revision'>>(components: readonly T[]): T[] {
  let latest: T[] = [];
  for (const component of components) {
    const [known] = latest;
    const order = known === undefined ? 1 : compare(component.revision, known.revision);
    if (order > 0) latest = [component];
    else if (order === 0) latest.push(component);
  }
  return latest;
}

/**
 * The components with one UID that count. Those with one begin are revisions of an event; those with others are events
 * of their own, since some exporters know one UID only, unless they are plainly the older states of one that was moved.
 */
export function latestMasters(masters: readonly Component[]): readonly Component[] {
  if (masters.length <= 1) return masters;
  const byStart = [...Map.groupBy(masters, (master) => keyOf(master.start)).values()].map(latestOf);
  return wasMoved(byStart) ? newestOf(byStart) : byStart.flat();
}

/** Whether these are states of one event: each of another number, later ones not written sooner, all with one title. */
function wasMoved(byStart: readonly Component[][]): boolean {
  const states = byStart.map(([first]) => first as Component).sort((a, b) => a.revision.sequence - b.revision.sequence);
  return states.every((state, index) => {
    const before = states[index - 1];
    if (before === undefined) return true;
    const [now, then] = [state.revision, before.revision];
    const isLater = now.stampedAt === null || then.stampedAt === null || now.stampedAt >= then.stampedAt;
    return now.sequence > then.sequence && isLater && state.title === before.title;
  });
}

function newestOf(byStart: readonly Component[][]): Component[] {
  return byStart.reduce((newest, group) =>
    (group[0]?.revision.sequence ?? 0) > (newest[0]?.revision.sequence ?? 0) ? group : newest,
  );
}
