// biome-ignore-all lint/a11y/useSemanticElements: a grid of divisions, because what is in its cells lies over several of them.
// biome-ignore-all lint/a11y/useFocusableInteractive: headers of a grid have no focus; its cells have.
import { wallClock } from '../../../shared/time.ts';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { type Axis, type AxisRow, cellStart } from './axis.ts';
import { type CalendarWords, countText, sourceBadge } from './calendar-words.ts';
import type { Placed } from './columns.ts';
import type { DayItem, TimeDay } from './time-cells.ts';
import { instantOf } from './wall-time.ts';

/** What all parts of a grid of times are drawn with. */
export interface GridFrame {
  axis: Axis;
  rows: readonly AxisRow[];
  days: readonly TimeDay[];
  words: CalendarWords;
  secondZone: string;
  /** The height of a minute. */
  pixels: number;
}

/** So high an item has to be for two lines. */
const twoLines = 38;

/** Where something is in its cell, and how large. */
export function boxOf(top: number, length: number, column: number, columns: number, pixels: number) {
  return {
    insetBlockStart: `${top * pixels}px`,
    blockSize: `${length * pixels - 1}px`,
    insetInlineStart: columns === 1 ? '0' : `${(100 * column) / columns}%`,
    inlineSize: `calc(${100 / columns}% - 4px)`,
  };
}

/** An item in the cell where it begins; what it does is told by the grid. */
export function itemButton({ of, column, columns }: Placed<DayItem>, key: number, row: AxisRow, frame: GridFrame) {
  const { item } = of;
  const { pixels } = frame;
  const { whole, span, start } = of.texts;
  const badge = sourceBadge(item);
  const isHigh = (of.bottom - of.top) * pixels >= twoLines;
  return (
    <button
      key={key}
      type="button"
      tabIndex={-1}
      class="cal-item"
      data-item={item.key}
      data-kind={item.kind}
      data-loose={item.isLoose ? '' : undefined}
      data-conflict={item.isConflict ? '' : undefined}
      data-before={of.goesOnBefore ? '' : undefined}
      data-after={of.goesOnAfter ? '' : undefined}
      title={whole}
      style={boxOf(of.top - row.top, of.bottom - of.top, column, columns, pixels)}
    >
      <span class="bw-hidden">{whole}</span>
      {isHigh ? (
        <>
          <span class="cal-item-time" aria-hidden="true">
            {span}
          </span>
          <span class="cal-item-name" aria-hidden="true">
            {item.isConflict && <AdminIcon name="alert" />}
            {badge && <span class="cal-source">{badge}</span>}
            {item.name}
          </span>
        </>
      ) : (
        <span class="cal-item-line-text" aria-hidden="true">
          {item.isConflict && <AdminIcon name="alert" />}
          {start} {badge && <span class="cal-source">{badge}</span>} <b>{item.name}</b>
        </span>
      )}
    </button>
  );
}

/** What a row is called: the hour, also in the second zone. */
export function HourLabel({
  row,
  axis,
  days,
  words,
  secondZone,
}: { row: AxisRow } & Omit<GridFrame, 'rows' | 'pixels'>) {
  const date = (row.isSecond ? axis.twice?.date : days[0]?.date) ?? '';
  const instant = cellStart(axis, date, row) ?? instantOf(date, row.wall, axis.zone);
  const isHour = row.wall % 60 === 0;
  const time = row.isSecond ? `${words.time(instant, axis.zone)} again` : words.time(instant, axis.zone);
  const other = secondZone && isHour ? wallClock(instant, secondZone) : null;
  return (
    <div role="rowheader" class="cal-hour">
      <span class={isHour ? undefined : 'bw-hidden'}>{time}</span>
      {other && (
        <span class="cal-second">
          {words.time(instant, secondZone)}
          {other.date !== date && <sup>{other.date > date ? '+1' : '−1'}</sup>}
        </span>
      )}
    </div>
  );
}

/** What is before and after the hours that are shown, where there is something. */
export function MoreHours({ days, onMoreHours }: Pick<GridFrame, 'days'> & { onMoreHours: () => void }) {
  const sum = (of: (day: TimeDay) => number) => days.reduce((all, day) => all + of(day), 0);
  const [earlier, later] = [sum((day) => day.earlier), sum((day) => day.later)];
  if (earlier + later === 0) return null;
  const parts = [earlier > 0 && `${earlier} earlier`, later > 0 && `${later} later`].filter(Boolean).join(' and ');
  return (
    <p class="cal-more-hours">
      {countText(earlier + later, 'entry is', 'entries are')} outside these hours ({parts}).{' '}
      <button type="button" class="bw-link" onClick={onMoreHours}>
        Show all 24 hours
      </button>
    </p>
  );
}
