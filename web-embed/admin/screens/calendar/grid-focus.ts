import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** A cell by its column and row; the row above the first one is that of whole days. */
export interface CellAt {
  column: number;
  row: number;
}

const textOf = ({ column, row }: CellAt) => `${column}:${row}`;

/** The cell that an element is, or is in. */
export function cellAt(element: EventTarget | null): CellAt | null {
  const cell = element instanceof Element ? element.closest<HTMLElement>('[data-at]') : null;
  const [column, row] = cell?.dataset.at?.split(':').map(Number) ?? [];
  return column === undefined || row === undefined ? null : { column, row };
}

/**
 * One tab stop for a grid of cells: the last one that had the focus. Kept in the document alone, because drawing hundreds of cells
 * again for each arrow would be felt.
 *
 * @param first Where the tab stop is at first.
 */
export function useGridFocus(root: RefObject<HTMLElement | null>, first: CellAt) {
  const stop = useRef<CellAt | null>(null);
  /** The focus is in the grid, also while the element that had it has gone. */
  const isInside = useRef(false);
  const cameFrom = useRef<CellAt | null>(null);
  const find = (at: CellAt) => root.current?.querySelector<HTMLElement>(`[data-at="${textOf(at)}"]`) ?? null;

  function mark(at: CellAt): void {
    for (const old of root.current?.querySelectorAll('[data-at][tabindex="0"]') ?? [])
      old.setAttribute('tabindex', '-1');
    find(at)?.setAttribute('tabindex', '0');
    stop.current = at;
  }
  function focus(at: CellAt): boolean {
    const cell = find(at);
    if (!cell) return false;
    mark(at);
    cell.focus();
    return true;
  }

  useLayoutEffect(() => {
    const { current } = stop;
    mark(current !== null && find(current) ? current : first);
    // What had the focus is not there any more: its place has.
    if (isInside.current && document.activeElement === document.body) focus(stop.current ?? first);
  });

  return {
    focus,
    at: () => stop.current ?? first,
    cameFrom,
    onFocusIn(event: FocusEvent) {
      isInside.current = true;
      const at = cellAt(event.target);
      if (at) mark(at);
    },
    onFocusOut(event: FocusEvent) {
      // Where an element is removed, nothing gets the focus instead of it.
      if (event.relatedTarget instanceof Node && !root.current?.contains(event.relatedTarget)) isInside.current = false;
    },
  };
}
