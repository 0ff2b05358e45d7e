/** The rows that decide the hours of a host, as `get_schedule` gives them and `save_schedule` takes them. */

interface ScheduleRow {
  /** Of a row that is not saved yet: one of our own, which the database replaces. */
  id: string;
  /** Null: for every event type of the host. */
  event_type_id: string | null;
}

/** Weekly hours, or temporary ones where it has a date. Times are `HH:MM:SS` up to `24:00:00`. */
export interface Rule extends ScheduleRow {
  /** 0 = Sunday … 6 = Saturday. */
  day_of_week: number;
  start_time: string;
  end_time: string;
  valid_from: string | null;
  valid_until: string | null;
  label: string | null;
}

export type Effect = 'open' | 'extra' | 'closed';

/** A date that differs from the week. */
export interface Override extends ScheduleRow {
  override_date: string;
  effect: Effect;
  start_time: string | null;
  end_time: string | null;
  label: string | null;
}

/** A vacation or block: two dates (the last one included), or two instants. */
export interface BlockedPeriod extends ScheduleRow {
  kind: 'vacation' | 'block';
  start_date: string | null;
  end_date: string | null;
  starts_at: string | null;
  ends_at: string | null;
  reason: string | null;
}

/** All rows of a host and of its event types. */
export interface Lists {
  rules: readonly Rule[];
  overrides: readonly Override[];
  blocked_periods: readonly BlockedPeriod[];
}

export interface Schedule extends Lists {
  version: string;
}

const listNames = ['rules', 'overrides', 'blocked_periods'] as const;

/** An id for a row that is not saved yet. By hand: `randomUUID` is missing where a page is not served by HTTPS. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Whether two rows say the same. */
function isSameRow<T extends ScheduleRow>(one: T, other: T): boolean {
  return (Object.keys(one) as (keyof T)[]).every((column) => one[column] === other[column]);
}

/** What became of the rows of a list. */
export interface RowChanges<T> {
  added: T[];
  removed: T[];
  changed: { from: T; to: T }[];
}

/** The rows that were added, removed or changed between two versions of a list. */
export function changesBetween<T extends ScheduleRow>(before: readonly T[], after: readonly T[]): RowChanges<T> {
  const known = new Map(before.map((row) => [row.id, row]));
  const kept = new Set(after.map(({ id }) => id));
  const changed = after.flatMap((to) => {
    const from = known.get(to.id);
    return from && !isSameRow(from, to) ? [{ from, to }] : [];
  });
  return {
    added: after.filter(({ id }) => !known.has(id)),
    removed: before.filter(({ id }) => !kept.has(id)),
    changed,
  };
}

/** Whether nothing was added, removed or changed. */
export function isUnchanged({ added, removed, changed }: RowChanges<unknown>): boolean {
  return added.length + removed.length + changed.length === 0;
}

/** The lists that differ, whole, as `preview_slots` and `save_schedule` take them. */
export function changedLists(before: Lists, after: Lists): Partial<Lists> {
  const changed: Record<string, readonly ScheduleRow[]> = {};
  for (const name of listNames)
    if (!isUnchanged(changesBetween<ScheduleRow>(before[name], after[name]))) changed[name] = after[name];
  return changed;
}

/** The three lists alone. */
export function listsOf({ rules, overrides, blocked_periods }: Lists): Lists {
  return { rules, overrides, blocked_periods };
}

function mergeRows<T extends ScheduleRow>(base: readonly T[], mine: readonly T[], theirs: readonly T[]): T[] {
  const { added, removed, changed } = changesBetween(base, mine);
  const gone = new Set(removed.map(({ id }) => id));
  const own = new Map(changed.map(({ to }) => [to.id, to]));
  const there = new Set(theirs.map(({ id }) => id));
  return [
    ...theirs.filter(({ id }) => !gone.has(id)).map((row) => own.get(row.id) ?? row),
    // What one changed and the other removed is there still: whoever comes last has seen both.
    ...changed.map(({ to }) => to).filter(({ id }) => !there.has(id)),
    ...added,
  ];
}

/** What one changed since `base`, done to what somebody else made of it meanwhile. */
export function mergeLists(base: Lists, mine: Lists, theirs: Lists): Lists {
  return {
    rules: mergeRows(base.rules, mine.rules, theirs.rules),
    overrides: mergeRows(base.overrides, mine.overrides, theirs.overrides),
    blocked_periods: mergeRows(base.blocked_periods, mine.blocked_periods, theirs.blocked_periods),
  };
}
