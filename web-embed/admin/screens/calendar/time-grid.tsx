// biome-ignore-all lint/a11y/useSemanticElements: a grid of divisions, because what is in its cells lies over several of them.
// biome-ignore-all lint/a11y/useFocusableInteractive: headers of a grid have no focus; its cells have.
import { useMemo, useRef } from 'preact/hooks';
import { placeOf } from './axis.ts';
import { type CellAt, cellAt, useGridFocus } from './grid-focus.ts';
import { GridHead, type WholeDays, WholeDaysRow } from './grid-head.tsx';
import { gridKey } from './grid-keys.ts';
import type { CalendarItem } from './items.ts';
import { ends, type TimeCell, type TimeDay } from './time-cells.ts';
import { boxOf, type GridFrame, HourLabel, itemButton, MoreHours } from './time-parts.tsx';

/** What can be done in the grid of a month, week or day. */
export interface GridActions {
  onItem: (item: CalendarItem) => void;
  onDay: (date: string) => void;
  /** To the next or the previous month, week or day. */
  onTurn: (by: 1 | -1, unit: 'view' | 'day') => void;
}

interface TimeGridProps extends GridActions, GridFrame {
  label: string;
  wholeDays: WholeDays;
  today: string;
  now: number;
  /** Not read yet: nothing is said of what is free. */
  isKnown: boolean;
  showsOpen: boolean;
  /** A dot where a meeting can begin. */
  showsFree: boolean;
  asksWhy: boolean;
  onCell: (cell: TimeCell, element: HTMLElement) => void;
  onMoreHours: () => void;
}

/** The week or a day by its hours: a grid of cells, each with what begins in it. */
export function TimeGrid(props: TimeGridProps) {
  const { axis, rows, days, wholeDays, words, today, pixels, secondZone } = props;
  const root = useRef<HTMLDivElement>(null);
  const dates = days.map(({ date }) => date);
  const first = useMemo(() => firstCell(days, props.now), [dates.join(), rows.length]);
  const focus = useGridFocus(root, first);

  function onClick({ target }: MouseEvent) {
    if (!(target instanceof Element)) return;
    const item = target.closest<HTMLElement>('[data-item]');
    if (item && !props.asksWhy) {
      const found = itemOf(days, wholeDays, item.dataset.item);
      if (found) props.onItem(found);
      return;
    }
    const at = cellAt(target);
    const day = at && days[at.column];
    if (!at || !day) return;
    if (target.closest('[data-fold]')) return props.onDay(day.date);
    const cell = day.cells[at.row];
    const element = target.closest<HTMLElement>('[data-at]');
    if (!cell || !element || cell.start === null) return;
    focus.focus(at);
    props.onCell(cell, element);
  }

  return (
    <div class="cal-frame" data-zones={secondZone ? 2 : 1} data-single={days.length === 1 ? '' : undefined}>
      <div
        class="cal-grid"
        role="grid"
        aria-label={props.label}
        aria-busy={!props.isKnown}
        ref={root}
        style={{ '--cal-days': days.length }}
        data-why={props.asksWhy ? '' : undefined}
        onClick={onClick}
        onKeyDown={(event) => gridKey(event, focus, { columns: days.length, firstRow: -2, rows: rows.length }, props)}
        onFocusIn={focus.onFocusIn}
        onFocusOut={focus.onFocusOut}
      >
        <GridHead zone={axis.zone} onDay={props.onDay} {...{ secondZone, dates, today, words }} />
        <WholeDaysRow zone={axis.zone} {...{ wholeDays, dates, words }} />
        <div class="cal-times" role="rowgroup">
          <Bands {...props} />
          {rows.map((row, index) => (
            <div
              key={index}
              class="cal-row"
              role="row"
              data-hour={row.wall % 60 === 0 ? '' : undefined}
              style={{ blockSize: `${row.length * pixels}px` }}
            >
              <HourLabel {...{ row, axis, days, words, secondZone }} />
              {days.map(({ cells }, column) => {
                const cell = cells[index];
                return (
                  cell && (
                    <div
                      key={column}
                      role="gridcell"
                      class="cal-cell"
                      tabIndex={-1}
                      data-at={`${column}:${index}`}
                      data-state={cell.start === null ? 'none' : cell.state}
                      data-over={cell.over.length > 0 ? 'yes' : undefined}
                      data-dot={props.showsFree && cell.free !== null ? '' : undefined}
                      aria-label={isNamed(cell) ? cell.name : undefined}
                    >
                      {!isNamed(cell) && <span class="bw-hidden">{cell.name}, </span>}
                      {cell.items.map((placed, at) => itemButton(placed, at, row, props))}
                      {cell.folded.map(({ items, column: at, columns, top, bottom }) => (
                        <button
                          key={`fold${top}`}
                          type="button"
                          tabIndex={-1}
                          class="cal-item cal-folded"
                          data-fold=""
                          aria-label={`${items.length} more: show the day`}
                          style={boxOf(top - row.top, bottom - top, at, columns, pixels)}
                        >
                          +{items.length}
                        </button>
                      ))}
                    </div>
                  )
                );
              })}
            </div>
          ))}
        </div>
      </div>
      <MoreHours days={days} onMoreHours={props.onMoreHours} />
    </div>
  );
}

/** Where something begins in a cell, the cell is named by its content, as what is in it has names that can be seen. */
const isNamed = ({ items, folded }: TimeCell) => items.length + folded.length === 0;

/** Where the tab stop is at first: now, or else the first time that is open. */
function firstCell(days: readonly TimeDay[], now: number): CellAt {
  for (const isIt of [
    ({ start, end }: TimeCell) => start !== null && start <= now && end > now,
    ({ state }: TimeCell) => state !== 'closed',
  ])
    for (const [column, { cells }] of days.entries()) {
      const row = cells.findIndex(isIt);
      if (row >= 0) return { column, row };
    }
  return { column: 0, row: 0 };
}

function itemOf(days: readonly TimeDay[], wholeDays: WholeDays, key: string | undefined): CalendarItem | undefined {
  const whole = wholeDays.find(({ of }) => of.item.key === key)?.of.item;
  if (whole) return whole;
  for (const { cells } of days)
    for (const { items } of cells) for (const { of } of items) if (of.item.key === key) return of.item;
  return undefined;
}

/** Between the cells and what is in them: open hours, whole days that are blocked, and now. */
function Bands({ days, axis, rows, pixels, today, now, showsOpen, wholeDays }: TimeGridProps) {
  const [top, bottom] = ends(rows);
  const current = placeOf(axis, today, now);
  return (
    <div class="cal-bands" aria-hidden="true">
      {days.map((day, column) => (
        <div
          key={column}
          class="cal-band-column"
          style={{ gridColumn: column + 2 }}
          data-today={day.date === today ? '' : undefined}
          data-blocked={
            wholeDays.some(({ of }) => of.item.kind === 'blocked' && of.first <= column && of.last >= column)
              ? ''
              : undefined
          }
        >
          {showsOpen &&
            day.bands.map((band, index) => (
              <div
                key={index}
                class="cal-band"
                style={{
                  insetBlockStart: `${(band.top - top) * pixels}px`,
                  blockSize: `${(band.bottom - band.top) * pixels}px`,
                }}
              />
            ))}
          {day.date === today && current >= top && current <= bottom && (
            <div class="cal-now" style={{ insetBlockStart: `${(current - top) * pixels}px` }} />
          )}
        </div>
      ))}
    </div>
  );
}
