import { type Block, stateOf } from './blocks.ts';
import { useAvailability } from './context.ts';
import { type Cell, type GridShape, windowOfRow } from './grid-cells.ts';
import { shortWallText, spanText } from './wall-time.ts';
import { dayName } from './words.ts';

interface WeekRowProps {
  shape: GridShape;
  row: number;
  /** The days of the columns, and their blocks. */
  days: readonly number[];
  blocks: readonly Block[][];
  /** The cell that has the tab stop. */
  current: Cell;
}

const stateWords = { open: 'open', partly: 'partly open', closed: 'closed' };

/** A row of the weekly grid: a cell for each day. */
export function WeekRow({ shape, row, days, blocks, current }: WeekRowProps) {
  const { formats } = useAvailability();
  const window = windowOfRow(shape, row);
  const isHour = window.start % 60 === 0;
  return (
    <tr data-hour={isHour || undefined}>
      <th scope="row" class="av-grid-time">
        <span class={isHour ? undefined : 'bw-hidden'}>{shortWallText(window.start, formats)}</span>
      </th>
      {days.map((day, column) => {
        const state = stateOf(blocks[column] ?? [], window);
        return (
          <td
            key={day}
            // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a cell of an APG grid, which gets the focus itself.
            role="gridcell"
            class="av-cell"
            tabIndex={column === current.column && row === current.row ? 0 : -1}
            aria-selected={state !== 'closed'}
            aria-label={`${dayName(day, formats)} ${spanText(window.start, window.end, formats)}, ${stateWords[state]}`}
            data-column={column}
            data-row={row}
            data-state={state}
          />
        );
      })}
    </tr>
  );
}
