import { type Axis, type AxisRow, createAxis, rowsOf } from './axis.ts';
import type { CalendarSettings } from './calendar-settings.ts';
import type { CalendarWords } from './calendar-words.ts';
import type { ItemKind } from './items.ts';
import { layDays, layTimes, type TimeDay } from './time-cells.ts';
import type { ReadRange } from './use-range.ts';

/** How a week or a day is looked at. */
export interface TimeFrame {
  view: 'week' | 'day';
  zone: string;
  settings: CalendarSettings;
  showsAllHours: boolean;
  isNarrow: boolean;
  words: CalendarWords;
}

/** A week or a day, laid out. */
export interface LaidTimes {
  axis: Axis;
  rows: AxisRow[];
  days: TimeDay[];
  wholeDays: ReturnType<typeof layDays>;
  /** The height of a minute. */
  pixels: number;
}

/** An item is at least so high, in pixels: a line. */
const lineHeight = 22;

const laid = new WeakMap<ReadRange, Map<string, LaidTimes>>();

/** Lays out what was read, once: also before it is shown, so that showing it takes no time. */
export function layOut(data: ReadRange | null, dates: readonly string[], frame: TimeFrame): LaidTimes {
  if (data === null) return compute(null, dates, frame);
  const { view, settings, showsAllHours, isNarrow } = frame;
  const key = JSON.stringify([view, settings, showsAllHours, isNarrow]);
  const known = laid.get(data) ?? new Map<string, LaidTimes>();
  const times = known.get(key) ?? compute(data, dates, frame);
  laid.set(data, known.set(key, times));
  return times;
}

function compute(data: ReadRange | null, dates: readonly string[], frame: TimeFrame): LaidTimes {
  const { view, zone, settings, showsAllHours, isNarrow, words } = frame;
  const isWeek = view === 'week';
  const step = isWeek ? (isNarrow ? 60 : 30) : settings.step;
  // A finger needs 44 pixels, a pointer 24.
  const cellHeight = isNarrow ? 44 : isWeek ? 24 : { 15: 24, 30: 32, 60: 48 }[settings.step];
  const pixels = cellHeight / step;
  const [firstHour, lastHour] = showsAllHours ? [0, 24] : [settings.firstHour, settings.lastHour];
  const hidden = new Set(settings.hidden.filter((kind): kind is ItemKind => kind !== 'open'));
  const axis = createAxis(dates, zone);
  const rows = rowsOf(axis, step, firstHour, lastHour);
  const items = data?.items ?? [];
  const days = layTimes({
    range: data?.range ?? null,
    items,
    dates,
    axis,
    rows,
    hidden,
    maxColumns: isWeek ? (isNarrow ? 2 : 3) : isNarrow ? 4 : 10,
    shortest: lineHeight / pixels,
    words,
  });
  return { axis, rows, days, wholeDays: layDays(items, dates, hidden), pixels };
}
