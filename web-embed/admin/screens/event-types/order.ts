interface Placed {
  id: string;
  position: number;
}

/** The list with one moved to a place in it; the same list where it is there already, or has no such place. */
export function moveTo<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const moved = list[from];
  if (moved === undefined || from === to || to < 0 || to >= list.length) return list;
  const rest = list.toSpliced(from, 1);
  return rest.toSpliced(to, 0, moved);
}

/** The positions to write, so that a list is read in this order: of as few as possible where positions are all alike at first. */
export function positionsOf(list: readonly Placed[]): { id: string; position: number }[] {
  return list.flatMap(({ id, position }, index) => (position === index ? [] : [{ id, position: index }]));
}
