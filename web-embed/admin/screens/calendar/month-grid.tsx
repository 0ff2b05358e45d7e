// biome-ignore-all lint/a11y/useSemanticElements: a grid of divisions, because what is in its cells lies over several of them.
// biome-ignore-all lint/a11y/useFocusableInteractive: headers of a grid have no focus; its cells have.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { addDays, shiftMonth } from '../../../shared/month-grid.ts';
import type { CalendarWords } from './calendar-words.ts';
import { useGridFocus } from './grid-focus.ts';
import { Mark } from './legend.tsx';
import { type DayCounts, type MonthCell, monthCellText } from './month-cells.ts';

interface MonthGridProps {
  label: string;
  cells: readonly MonthCell[];
  words: CalendarWords;
  zone: string;
  isKnown: boolean;
  /** How many items there is room for in a cell. */
  room: number;
  showsFree: boolean;
  onDay: (date: string) => void;
  /** To the month in which a date is, which gets the focus. */
  onMonthOf: (date: string) => void;
  /** The date that has the tab stop. */
  date: string;
}

const marks: readonly (keyof DayCounts)[] = ['free', 'booking', 'blocked', 'external'];

/** Six weeks: what each day has, in marks and counts, and the first of it where there is room. */
export function MonthGrid(props: MonthGridProps) {
  const { cells, words, zone, room } = props;
  const root = useRef<HTMLDivElement>(null);
  const start = Math.max(
    0,
    cells.findIndex(({ date }) => date === props.date),
  );
  const focus = useGridFocus(root, { column: start % 7, row: Math.floor(start / 7) });
  /** In another month, which is shown soon. */
  const wanted = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (wanted.current !== props.date) return;
    wanted.current = null;
    focus.focus({ column: start % 7, row: Math.floor(start / 7) });
  }, [props.date]);
  const focusDate = (date: string) => {
    const index = cells.findIndex((cell) => cell.date === date);
    const cell = cells[index];
    // Days of the neighbours are shown, but belong to their own month.
    if (!cell?.isInMonth) {
      wanted.current = date;
      return props.onMonthOf(date);
    }
    focus.focus({ column: index % 7, row: Math.floor(index / 7) });
  };

  function onKeyDown(event: KeyboardEvent & { currentTarget: HTMLElement }) {
    const { column, row } = focus.at();
    const date = cells[row * 7 + column]?.date;
    if (date === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const isMirrored = event.currentTarget.matches(':dir(rtl)');
    const to: Record<string, string | undefined> = {
      ArrowUp: addDays(date, -7),
      ArrowDown: addDays(date, 7),
      ArrowLeft: addDays(date, isMirrored ? 1 : -1),
      ArrowRight: addDays(date, isMirrored ? -1 : 1),
      Home: addDays(date, -column),
      End: addDays(date, 6 - column),
      PageUp: shiftMonth(date, event.shiftKey ? -12 : -1),
      PageDown: shiftMonth(date, event.shiftKey ? 12 : 1),
    };
    const next = to[event.key];
    if (next !== undefined) focusDate(next);
    else if (event.key === 'Enter' || event.key === ' ') props.onDay(date);
    else return;
    event.preventDefault();
  }

  return (
    <div class="cal-frame">
      <div
        class="cal-month"
        role="grid"
        aria-label={props.label}
        aria-busy={!props.isKnown}
        ref={root}
        onFocusIn={focus.onFocusIn}
        onFocusOut={focus.onFocusOut}
        onKeyDown={onKeyDown}
        onClick={({ target }) => {
          const date = target instanceof Element && target.closest<HTMLElement>('[data-date]')?.dataset.date;
          if (date) props.onDay(date);
        }}
      >
        <div role="row" class="cal-week cal-weekdays">
          {cells.slice(0, 7).map(({ date }) => (
            <div key={date} role="columnheader" aria-label={words.weekday(date, 'long')}>
              {words.weekday(date, 'short')}
            </div>
          ))}
        </div>
        {[0, 1, 2, 3, 4, 5].map((row) => (
          <div key={row} role="row" class="cal-week">
            {cells.slice(row * 7, row * 7 + 7).map((cell, column) => (
              <div
                key={column}
                role="gridcell"
                class="cal-date"
                tabIndex={-1}
                data-at={`${column}:${row}`}
                data-date={cell.date}
                data-outside={cell.isInMonth ? undefined : ''}
                data-today={cell.isToday ? '' : undefined}
                data-blocked={cell.items.some(({ kind, days }) => kind === 'blocked' && days !== null) ? '' : undefined}
                aria-current={cell.isToday ? 'date' : undefined}
              >
                <span class="bw-hidden">{monthCellText(cell, words, props.isKnown)}</span>
                <span class="cal-number" aria-hidden="true">
                  {Number(cell.date.slice(8))}
                </span>
                <span class="cal-marks" aria-hidden="true">
                  {marks
                    .filter((kind) => cell.counts[kind] > 0 && (kind !== 'free' || props.showsFree))
                    .map((kind) => (
                      <span key={kind} class="cal-count">
                        <Mark kind={kind} />
                        {cell.counts[kind]}
                      </span>
                    ))}
                </span>
                {room > 0 && (
                  <span class="cal-first" aria-hidden="true">
                    {cell.items.slice(0, cell.items.length > room ? room - 1 : room).map((item) => (
                      <span key={item.key} class="cal-first-item" data-kind={item.kind}>
                        {item.days === null && <span>{words.time(item.start, zone)} </span>}
                        {item.name}
                      </span>
                    ))}
                    {cell.items.length > room && (
                      <span class="cal-first-more">+{cell.items.length - room + 1} more</span>
                    )}
                  </span>
                )}
              </div>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
