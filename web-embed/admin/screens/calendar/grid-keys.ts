import { type CellAt, cellAt } from './grid-focus.ts';

/** How far the cells of a grid reach. */
interface GridSize {
  columns: number;
  /** Negative where rows are above those of the hours. */
  firstRow: number;
  rows: number;
}

interface GridFocus {
  focus(at: CellAt): boolean;
  at(): CellAt;
  /** The cell from which somebody went to an item, which may begin in another one. */
  cameFrom: { current: CellAt | null };
}

interface GridTurns {
  onTurn: (by: 1 | -1, unit: 'view' | 'day') => void;
}

/** What the keys of arrows and their like do to a cell: another cell, or another week or day. */
export function nextCell(
  key: string,
  { column, row }: CellAt,
  { columns, firstRow, rows }: GridSize,
  isMirrored: boolean,
): CellAt | { turn: 1 | -1; unit: 'view' | 'day' } | null {
  const [back, forward] = isMirrored ? ['ArrowRight', 'ArrowLeft'] : ['ArrowLeft', 'ArrowRight'];
  switch (key) {
    case 'ArrowUp':
      return { column, row: Math.max(firstRow, row - 1) };
    case 'ArrowDown':
      return { column, row: Math.min(rows - 1, row + 1) };
    case back:
      return column > 0 ? { column: column - 1, row } : { turn: -1, unit: 'day' };
    case forward:
      return column < columns - 1 ? { column: column + 1, row } : { turn: 1, unit: 'day' };
    case 'Home':
      return { column: 0, row };
    case 'End':
      return { column: columns - 1, row };
    case 'PageUp':
      return { turn: -1, unit: 'view' };
    case 'PageDown':
      return { turn: 1, unit: 'view' };
    default:
      return null;
  }
}

/**
 * The keys of a grid of times. On a cell: arrows, Home, End, PageUp and PageDown go elsewhere; Enter and Space go to what lies over it,
 * or do what a click does. On an item: arrows go to the next one of its cell, Escape goes back to the cell.
 */
export function gridKey(event: KeyboardEvent, focus: GridFocus, size: GridSize, { onTurn }: GridTurns): void {
  const { target, currentTarget, key } = event;
  if (!(target instanceof HTMLElement && currentTarget instanceof HTMLElement)) return;
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const isItem = target.matches('.cal-item');
  if (isItem) {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[key];
    if (key === 'Escape') focus.focus(focus.cameFrom.current ?? focus.at());
    else if (step !== undefined) {
      const all = [...(target.parentElement?.querySelectorAll<HTMLElement>('.cal-item') ?? [])];
      all[(all.indexOf(target) + step + all.length) % all.length]?.focus();
    } else return;
    event.preventDefault();
    return;
  }
  const at = cellAt(target);
  if (!at) return;
  if (key === 'Enter' || key === ' ') {
    if (target.matches('a')) return;
    event.preventDefault();
    focus.cameFrom.current = at;
    const item = 'why' in currentTarget.dataset ? null : itemOver(currentTarget, target, at, size);
    if (item) item.focus();
    else target.click();
    return;
  }
  const next = nextCell(key, at, size, currentTarget.matches(':dir(rtl)'));
  if (next === null) return;
  event.preventDefault();
  if (!('turn' in next)) {
    focus.focus(next);
    return;
  }
  // On the other side of the day that is left.
  if (next.unit === 'day') focus.focus({ column: next.turn > 0 ? 0 : size.columns - 1, row: at.row });
  onTurn(next.turn, next.unit === 'day' && size.columns === 1 ? 'day' : 'view');
}

/** The first item that begins in a cell, or lies over it and began before. */
function itemOver(grid: HTMLElement, cell: HTMLElement, at: CellAt, size: GridSize): HTMLElement | null {
  const own = cell.querySelector<HTMLElement>('.cal-item');
  if (own || !cell.dataset.over) return own;
  for (let row = at.row - 1; row >= Math.max(0, size.firstRow); row -= 1) {
    const items = grid.querySelectorAll<HTMLElement>(`[data-at="${at.column}:${row}"] .cal-item`);
    const over = [...items].find((item) => item.getBoundingClientRect().bottom > cell.getBoundingClientRect().top + 1);
    if (over) return over;
  }
  return null;
}
