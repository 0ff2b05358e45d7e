/** The cells of the weekly grid: columns are days in the order of the locale, rows are steps of the day. */
import type { Block } from './blocks.ts';
import { dayEnd } from './wall-time.ts';

export interface Cell {
  column: number;
  row: number;
}

export interface GridShape {
  /** Minutes of a cell. */
  step: number;
  /** First and last minute that is shown. */
  from: number;
  until: number;
}

/** What is shown of the day without being asked for. */
const usual = { from: 6 * 60, until: 22 * 60 };

/** From 6 to 22 h, and more if hours lie outside of that or all of the day is asked for. */
export function gridShape(blocks: readonly Block[], step: number, isWhole: boolean): GridShape {
  if (isWhole) return { step, from: 0, until: dayEnd };
  const first = Math.min(usual.from, ...blocks.map(({ start }) => Math.floor(start / 60) * 60));
  const last = Math.max(usual.until, ...blocks.map(({ end }) => Math.ceil(end / 60) * 60));
  return { step, from: first, until: last };
}

export function rowCount({ step, from, until }: GridShape): number {
  return (until - from) / step;
}

/** The window of a row. */
export function windowOfRow({ step, from }: GridShape, row: number): Block {
  return { start: from + row * step, end: from + (row + 1) * step };
}

/** The rectangle between two cells: its columns, and the window of its rows. */
export function rectangle(shape: GridShape, one: Cell, other: Cell): { columns: number[]; window: Block } {
  const first = Math.min(one.column, other.column);
  const count = Math.abs(one.column - other.column) + 1;
  return {
    columns: Array.from({ length: count }, (_, index) => first + index),
    window: {
      start: windowOfRow(shape, Math.min(one.row, other.row)).start,
      end: windowOfRow(shape, Math.max(one.row, other.row)).end,
    },
  };
}

/** Where a key leads from a cell; null: it is no key of a grid. The cell may lie above the first row or below the last one. */
export function cellForKey(event: Pick<KeyboardEvent, 'key' | 'ctrlKey'>, at: Cell, shape: GridShape): Cell | null {
  const { column, row } = at;
  const last = rowCount(shape) - 1;
  const hours = Math.round(120 / shape.step);
  switch (event.key) {
    case 'ArrowUp':
      return { column, row: row - 1 };
    case 'ArrowDown':
      return { column, row: row + 1 };
    case 'ArrowLeft':
      return { column: Math.max(0, column - 1), row };
    case 'ArrowRight':
      return { column: Math.min(6, column + 1), row };
    case 'Home':
      return { column: 0, row: event.ctrlKey ? 0 : row };
    case 'End':
      return { column: 6, row: event.ctrlKey ? last : row };
    case 'PageUp':
      return { column, row: Math.max(0, row - hours) };
    case 'PageDown':
      return { column, row: Math.min(last, row + hours) };
    default:
      return null;
  }
}
