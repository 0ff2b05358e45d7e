import './calendar-month.css';
import type { CalendarSettings } from './calendar-settings.ts';
import type { CalendarWords } from './calendar-words.ts';
import type { ItemKind } from './items.ts';
import { layMonth } from './month-cells.ts';
import { MonthGrid } from './month-grid.tsx';
import type { ReadRange } from './use-range.ts';

interface MonthViewProps {
  label: string;
  data: ReadRange | null;
  dates: readonly string[];
  date: string;
  words: CalendarWords;
  zone: string;
  today: string;
  hidden: ReadonlySet<CalendarSettings['hidden'][number]>;
  room: number;
  onDay: (date: string) => void;
  onMonthOf: (date: string) => void;
}

/** The month, laid out. */
export function MonthView({ data, dates, date, today, hidden, ...rest }: MonthViewProps) {
  const cells = layMonth(
    data?.range ?? null,
    data?.items ?? [],
    dates,
    date.slice(0, 7),
    today,
    hidden as ReadonlySet<ItemKind>,
  );
  return <MonthGrid {...rest} {...{ cells, date }} isKnown={data !== null} showsFree={!hidden.has('open')} />;
}
