import { addDays } from '../../../shared/month-grid.ts';
import { type Axis, type AxisRow, cellStart, placeOf } from './axis.ts';
import type { CalendarRange } from './calendar-api.ts';
import { type CalendarWords, itemText, kindText } from './calendar-words.ts';
import { type Folded, type Placed, placeInColumns, placeInLines, type Stretch } from './columns.ts';
import type { CalendarItem, ItemKind } from './items.ts';
import { dayStart, minuteMs } from './wall-time.ts';

/** An item on one day: what of it can be seen there. */
export interface DayItem extends Stretch {
  item: CalendarItem;
  /** Where it really ends; what is short is drawn longer. */
  ends: number;
  goesOnBefore: boolean;
  goesOnAfter: boolean;
  /** What is written on it. */
  texts: ItemTexts;
}

/** An item in words: all of it, its time, and its start. */
interface ItemTexts {
  whole: string;
  span: string;
  start: string;
}

/** A time of a day. */
export interface TimeCell {
  /** Null: there is no such time on that day. */
  start: number | null;
  end: number;
  state: 'free' | 'open' | 'closed';
  /** The first start in it that can be booked. */
  free: number | null;
  /** What begins here, at the top where it has begun before. */
  items: Placed<DayItem>[];
  folded: Folded<DayItem>[];
  /** What lies over it. */
  over: CalendarItem[];
  /** Its accessible name: when it is, and what is there; what begins in it adds its own. */
  name: string;
}

/** A day of the week's or the day's view. */
export interface TimeDay {
  date: string;
  /** Open hours, in minutes from the top. */
  bands: { top: number; bottom: number }[];
  cells: TimeCell[];
  /** What is before and after the hours that are shown. */
  earlier: number;
  later: number;
}

/** What is needed to lay days out. */
export interface TimeInput {
  range: CalendarRange | null;
  items: readonly CalendarItem[];
  dates: readonly string[];
  axis: Axis;
  rows: readonly AxisRow[];
  hidden: ReadonlySet<ItemKind>;
  /** Beside each other on a day. */
  maxColumns: number;
  /** So long is what is shown of a shorter item, in minutes. */
  shortest: number;
  words: CalendarWords;
}

/** Lays out the times of days. */
export function layTimes(input: TimeInput): TimeDay[] {
  const { range, axis, rows, words } = input;
  const { zone } = axis;
  const [top, bottom] = ends(rows);
  const open = (range?.view.open_hours ?? []).map(({ start, end }) => [Date.parse(start), Date.parse(end)] as const);
  const free = [...new Set([...(range?.free.values() ?? [])].flat())].sort((one, other) => one - other);
  const texts = new Map<CalendarItem, ItemTexts>();
  const textsOf = (item: CalendarItem): ItemTexts => {
    const known = texts.get(item) ?? {
      whole: itemText(item, words, zone),
      span: words.span(item.start, item.end, zone),
      start: words.time(item.start, zone),
    };
    texts.set(item, known);
    return known;
  };
  let at = 0;
  return input.dates.map((date) => {
    const [stretches, earlier, later] = stretchesOf(input, textsOf, date, top, bottom);
    const { placed, folded } = placeInColumns(stretches, input.maxColumns);
    const cells = rows.map((row): TimeCell => {
      const start = cellStart(axis, date, row);
      const end = (start ?? 0) + row.length * minuteMs;
      if (start === null) return { start, end, state: 'closed', free: null, items: [], folded: [], over: [], name: '' };
      while (at < free.length && (free[at] ?? 0) < start) at += 1;
      const first = free[at];
      const isFree = first !== undefined && first < end;
      const isOpen = open.some(([from, until]) => from < end && until > start);
      return {
        start,
        end,
        state: isFree ? 'free' : isOpen ? 'open' : 'closed',
        free: isFree ? first : null,
        items: [],
        folded: [],
        over: [],
        name: '',
      };
    });
    const rowAt = (minutes: number) =>
      Math.max(
        0,
        rows.findLastIndex((row) => row.top <= minutes),
      );
    for (const each of placed) cells[rowAt(each.of.top)]?.items.push(each);
    for (const each of folded) cells[rowAt(each.top)]?.folded.push(each);
    for (const { item, top: from, ends: until } of stretches)
      for (let row = rowAt(from); row === rowAt(from) || (rows[row]?.top ?? until) < until; row += 1)
        cells[row]?.over.push(item);
    const day = words.day(date);
    for (const [index, cell] of cells.entries()) {
      const wall = Date.UTC(2000, 0, 1, 0, rows[index]?.wall);
      const time = cell.start === null ? words.time(wall, 'UTC') : words.time(cell.start, zone);
      const when = `${day} at ${time}`;
      const text = range === null ? '' : cellText(cell, words, zone);
      cell.name = text === '' ? when : `${when}, ${text}`;
    }
    const bands = open.flatMap(([from, until]) => {
      const band = clip(placeOf(axis, date, from), placeOf(axis, date, until), top, bottom);
      return band === null ? [] : [band];
    });
    return { date, bands, cells, earlier, later };
  });
}

/** The first and the last minute of some rows. */
export function ends(rows: readonly AxisRow[]): [top: number, bottom: number] {
  const last = rows.at(-1);
  return [rows[0]?.top ?? 0, last ? last.top + last.length : 0];
}

function clip(from: number, until: number, top: number, bottom: number): { top: number; bottom: number } | null {
  const [start, end] = [Math.max(from, top), Math.min(until, bottom)];
  return start < end ? { top: start, bottom: end } : null;
}

function stretchesOf(
  { items, axis, hidden, shortest }: TimeInput,
  textsOf: (item: CalendarItem) => ItemTexts,
  date: string,
  top: number,
  bottom: number,
): [DayItem[], number, number] {
  const [dayFrom, dayUntil] = [dayStart(date, axis.zone), dayStart(addDays(date, 1), axis.zone)];
  const stretches: DayItem[] = [];
  let [earlier, later] = [0, 0];
  for (const item of items) {
    // What takes no time is at its start.
    if (item.start >= dayUntil || (item.end <= dayFrom && item.start < dayFrom)) continue;
    if (item.days !== null || hidden.has(item.kind)) continue;
    const [from, until] = [placeOf(axis, date, item.start), placeOf(axis, date, item.end)];
    if (until <= top && from < top) earlier += 1;
    else if (from >= bottom) later += 1;
    else {
      const start = Math.max(top, Math.min(from, bottom - shortest));
      stretches.push({
        item,
        top: start,
        bottom: Math.min(bottom, Math.max(until, start + shortest)),
        ends: until,
        isFirst: item.source.is === 'booking' || item.source.is === 'session',
        goesOnBefore: from < top || item.start < dayFrom,
        goesOnAfter: until > bottom || item.end > dayUntil,
        texts: textsOf(item),
      });
    }
  }
  return [stretches, earlier, later];
}

/** What takes whole days, in lines. */
export function layDays(items: readonly CalendarItem[], dates: readonly string[], hidden: ReadonlySet<ItemKind>) {
  const [first = '', last = ''] = [dates[0], dates.at(-1)];
  return placeInLines(
    items.flatMap((item) => {
      if (item.days === null || hidden.has(item.kind) || item.days.last < first || item.days.first > last) return [];
      const from = item.days.first < first ? 0 : dates.indexOf(item.days.first);
      const until = item.days.last > last ? dates.length - 1 : dates.indexOf(item.days.last);
      return [{ item, first: from, last: until }];
    }),
  );
}

/** What a screen reader says of a cell besides what begins in it, which says so itself: what lies over it, or whether it is free. */
export function cellText(
  { start, state, free, items, folded, over }: TimeCell,
  words: CalendarWords,
  zone: string,
): string {
  if (start === null) return 'the clock skips this time';
  const parts: string[] = [];
  if (free !== null) parts.push(free === start ? 'free' : `free at ${words.time(free, zone)}`);
  const here = new Set([
    ...items.map(({ of }) => of.item),
    ...folded.flatMap((group) => group.items.map(({ item }) => item)),
  ]);
  const others = over.filter((item) => !here.has(item));
  parts.push(
    ...others.slice(0, 2).map((item) => `${kindText(item)}: ${item.name}${item.isConflict ? ', conflict' : ''}`),
  );
  if (others.length > 2) parts.push(`${others.length - 2} more`);
  if (parts.length === 0 && here.size === 0) parts.push(state === 'open' ? 'open, no slot' : 'closed');
  return parts.join(', ');
}
