import { useMemo } from 'preact/hooks';
import { knownZone } from '../../../shared/zones.ts';
import { createAxis, rowsOf } from './axis.ts';
import type { CalendarSettings } from './calendar-settings.ts';
import type { CalendarWords } from './calendar-words.ts';
import type { ItemKind } from './items.ts';
import { layDays, layTimes, type TimeCell } from './time-cells.ts';
import { type GridActions, TimeGrid } from './time-grid.tsx';
import type { ReadRange } from './use-range.ts';

interface TimeViewProps extends GridActions {
  view: 'week' | 'day';
  label: string;
  data: ReadRange | null;
  dates: readonly string[];
  words: CalendarWords;
  zone: string;
  today: string;
  now: number;
  hidden: ReadonlySet<CalendarSettings['hidden'][number]>;
  settings: CalendarSettings;
  isNarrow: boolean;
  showsAllHours: boolean;
  hasType: boolean;
  asksWhy: boolean;
  onCell: (cell: TimeCell, element: HTMLElement) => void;
  onMoreHours: () => void;
}

/** An item is at least so high, in pixels: a line. */
const lineHeight = 22;

/** The week or the day, laid out. */
export function TimeView(props: TimeViewProps) {
  const { view, data, dates, zone, hidden, settings, isNarrow, showsAllHours } = props;
  const step = view === 'day' ? settings.step : isNarrow ? 60 : 30;
  // A finger needs 44 pixels, a pointer 24.
  const cellHeight = isNarrow ? 44 : view === 'week' ? 24 : { 15: 24, 30: 32, 60: 48 }[settings.step];
  const pixels = cellHeight / step;
  const [firstHour, lastHour] = showsAllHours ? [0, 24] : [settings.firstHour, settings.lastHour];
  const key = `${dates.join()} ${zone} ${step} ${firstHour} ${lastHour} ${[...hidden].join()} ${isNarrow}`;
  const laid = useMemo(() => {
    const axis = createAxis(dates, zone);
    const rows = rowsOf(axis, step, firstHour, lastHour);
    const items = data?.items ?? [];
    const kinds = hidden as ReadonlySet<ItemKind>;
    const days = layTimes({
      range: data?.range ?? null,
      items,
      dates,
      axis,
      rows,
      hidden: kinds,
      mostColumns: view === 'week' ? (isNarrow ? 2 : 3) : isNarrow ? 4 : 10,
      shortest: lineHeight / pixels,
    });
    return { axis, rows, days, wholeDays: layDays(items, dates, kinds) };
  }, [data, key]);
  return (
    <TimeGrid
      {...props}
      {...laid}
      pixels={pixels}
      isKnown={data !== null}
      showsOpen={!hidden.has('open')}
      showsFree={props.hasType && !hidden.has('open')}
      secondZone={settings.secondZone && knownZone(settings.secondZone, '')}
    />
  );
}
