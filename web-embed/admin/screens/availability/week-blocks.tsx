import type { Block } from './blocks.ts';
import { useAvailability } from './context.ts';
import type { GridShape } from './grid-cells.ts';
import { shortWallText } from './wall-time.ts';

/** The blocks as bars over the cells, with their exact times: for the eye only, the cells say the same. */
export function WeekBlocks({ blocks, shape }: { blocks: readonly Block[][]; shape: GridShape }) {
  const { formats } = useAvailability();
  const share = (minutes: number) => `${(minutes / (shape.until - shape.from)) * 100}%`;
  return (
    <div class="av-bars" aria-hidden="true">
      {blocks.map((list, column) => (
        <div class="av-bar-column" key={column}>
          {list.map(({ start, end }) => (
            <div
              class="av-bar"
              key={start}
              data-short={end - start < shape.step * 2 || undefined}
              style={{ insetBlockStart: share(start - shape.from), blockSize: share(end - start) }}
            >
              <span>{shortWallText(start, formats)}</span>
              <span>{shortWallText(end, formats)}</span>
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
