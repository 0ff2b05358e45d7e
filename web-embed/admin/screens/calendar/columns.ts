/** Something between two places of a day, in minutes from its top. */
export interface Stretch {
  top: number;
  bottom: number;
  /** Keeps its place beside others, and is never folded into "+3". */
  isFirst?: boolean;
}

/** Where it stands beside others: one of `columns` of the same width. */
export interface Placed<T extends Stretch> {
  of: T;
  column: number;
  columns: number;
}

/** What finds no place beside the others. */
export interface Folded<T extends Stretch> {
  top: number;
  bottom: number;
  column: number;
  columns: number;
  items: T[];
}

const meets = (one: Stretch, other: Stretch) => one.top < other.bottom && other.top < one.bottom;
const byTop = (one: Stretch, other: Stretch) => one.top - other.top || other.bottom - one.bottom;

/**
 * Puts what overlaps beside each other, in at most `most` columns: then the last one says how many more there are.
 *
 * @returns what is shown, and what is folded, both from top to bottom
 */
export function placeInColumns<T extends Stretch>(
  stretches: readonly T[],
  most: number,
): { placed: Placed<T>[]; folded: Folded<T>[] } {
  const sorted = stretches.toSorted(
    (one, other) => Number(other.isFirst ?? false) - Number(one.isFirst ?? false) || byTop(one, other),
  );
  const columns: T[][] = [];
  const placed: Placed<T>[] = [];
  const rest: T[] = [];
  for (const each of sorted) {
    let column = columns.findIndex((taken) => !taken.some((other) => meets(other, each)));
    if (column < 0 && (columns.length < most || each.isFirst)) column = columns.push([]) - 1;
    if (column < 0) rest.push(each);
    else {
      columns[column]?.push(each);
      placed.push({ of: each, column, columns: 1 });
    }
  }
  // The last column is needed to say what is not shown, where something is not.
  const folded = fold(rest);
  const moved = placed.filter(
    ({ of, column }) => column === most - 1 && !of.isFirst && folded.some((group) => meets(group, of)),
  );
  const all = fold([...rest, ...moved.map(({ of }) => of)]);
  const kept = placed.filter((each) => !moved.includes(each)).toSorted((one, other) => byTop(one.of, other.of));
  widen(kept, all);
  return { placed: kept, folded: all };
}

function fold<T extends Stretch>(items: readonly T[]): Folded<T>[] {
  const groups: Folded<T>[] = [];
  for (const item of items.toSorted(byTop)) {
    const last = groups.at(-1);
    if (last && item.top < last.bottom) {
      last.items.push(item);
      last.bottom = Math.max(last.bottom, item.bottom);
    } else groups.push({ top: item.top, bottom: item.bottom, column: 0, columns: 1, items: [item] });
  }
  return groups;
}

/** What touches, also by way of others, shares the width. */
function widen<T extends Stretch>(placed: Placed<T>[], folded: Folded<T>[]): void {
  const all = [
    ...placed.map((each) => ({ top: each.of.top, bottom: each.of.bottom, each, group: null })),
    ...folded.map((group) => ({ top: group.top, bottom: group.bottom, each: null, group })),
  ].toSorted(byTop);
  for (let from = 0; from < all.length; ) {
    let [until, bottom, width] = [from, all[from]?.bottom ?? 0, 0];
    for (; until < all.length && (all[until]?.top ?? 0) < bottom; until += 1) {
      bottom = Math.max(bottom, all[until]?.bottom ?? 0);
      width = Math.max(width, (all[until]?.each?.column ?? -1) + 1);
    }
    const cluster = all.slice(from, until);
    // A column of its own, behind all others.
    if (cluster.some(({ group }) => group !== null)) width += 1;
    for (const { each, group } of cluster) {
      if (each) each.columns = width;
      if (group) Object.assign(group, { column: width - 1, columns: width });
    }
    from = until;
  }
}

/** Something that lasts whole days, by the numbers of the first and the last of them. */
export interface DaySpan {
  first: number;
  last: number;
}

/** One under the other, each in the first line in which its days are free. */
export function placeInLines<T extends DaySpan>(spans: readonly T[]): { of: T; line: number }[] {
  const lines: T[][] = [];
  return spans
    .toSorted((one, other) => one.first - other.first || other.last - one.last)
    .map((of) => {
      let line = lines.findIndex((taken) => taken.every((each) => each.last < of.first || each.first > of.last));
      if (line < 0) line = lines.push([]) - 1;
      lines[line]?.push(of);
      return { of, line };
    });
}
