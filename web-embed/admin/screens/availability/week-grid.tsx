import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useAdmin } from '../../app/admin.ts';
import { stateOf } from './blocks.ts';
import { useAvailability } from './context.ts';
import { type Cell, cellForKey, gridShape, rectangle, rowCount, windowOfRow } from './grid-cells.ts';
import type { Rule } from './schedule.ts';
import { dayEnd } from './wall-time.ts';
import { WeekBlocks } from './week-blocks.tsx';
import { WeekRow } from './week-row.tsx';
import { blocksOf, type Level, paint, weekDays } from './weekly.ts';
import { blocksText, dayName } from './words.ts';

interface WeekGridProps {
  level: Level;
  isReadOnly: boolean;
  step: 15 | 30;
}

/** What is being painted: from a cell on, open or closed, over what was there before. */
interface Stroke {
  from: Cell;
  isOpen: boolean;
  rules: readonly Rule[];
}

/** A week to paint on: with the mouse, by touch a cell at a time, or with the keyboard (Space, and Shift with arrows). */
export function WeekGrid({ level, isReadOnly, step }: WeekGridProps) {
  const admin = useAdmin();
  const { store, formats } = useAvailability();
  const isWhole = useSignal(false);
  const at = useSignal<{ column: number; minute: number }>({ column: 0, minute: 9 * 60 });
  const stroke = useRef<Stroke | null>(null);
  const isDragging = useRef(false);
  /** Of the pointer that is down or was last: a click of the mouse was seen before it is one. */
  const isTouch = useRef(true);
  const body = useRef<HTMLTableSectionElement>(null);
  const wantsFocus = useRef(false);

  const { rules } = store.draft.value;
  const days = weekDays(formats.weekStart);
  const blocks = days.map((day) => blocksOf(rules, level, day));
  const shape = gridShape(blocks.flat(), step, isWhole.value);
  const rows = rowCount(shape);
  const row = Math.min(Math.max(Math.floor((at.value.minute - shape.from) / step), 0), rows - 1);
  const current: Cell = { column: at.value.column, row };

  const move = (cell: Cell) => {
    at.value = { column: cell.column, minute: windowOfRow(shape, cell.row).start };
  };
  const isOpen = ({ column, row: index }: Cell) => stateOf(blocks[column] ?? [], windowOfRow(shape, index)) === 'open';

  // Before the next key is pressed.
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    body.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  });

  function begin(cell: Cell, value: boolean) {
    stroke.current = { from: cell, isOpen: value, rules: store.draft.peek().rules };
  }
  /** Paints from where the stroke began to a cell. */
  function paintTo(cell: Cell) {
    if (stroke.current === null) return;
    const { columns, window } = rectangle(shape, stroke.current.from, cell);
    const patch = { days: columns.map((column) => days[column] ?? 0), window };
    store.edit({ rules: paint(stroke.current.rules, level, patch, stroke.current.isOpen) });
  }
  function tell(column: number) {
    const day = days[column] ?? 0;
    const text = blocksText(blocksOf(store.draft.peek().rules, level, day), formats);
    admin.announce(`${dayName(day, formats)}: ${text}.`);
  }
  function toggle(cell: Cell) {
    begin(cell, !isOpen(cell));
    paintTo(cell);
    tell(cell.column);
  }

  function cellAt(event: PointerEvent | MouseEvent): Cell | null {
    // While it is dragged, the pointer belongs to where it began.
    const element = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>('[data-column]');
    if (!element || !body.current?.contains(element)) return null;
    return { column: Number(element.dataset['column']), row: Number(element.dataset['row']) };
  }
  function onPointerDown(event: PointerEvent) {
    // A finger scrolls; a tap of it is a click.
    isTouch.current = event.pointerType === 'touch';
    if (isTouch.current || event.button !== 0 || isReadOnly) return;
    const cell = cellAt(event);
    if (cell === null) return;
    event.preventDefault();
    body.current?.setPointerCapture(event.pointerId);
    isDragging.current = true;
    wantsFocus.current = true;
    move(cell);
    begin(cell, !isOpen(cell));
    paintTo(cell);
  }
  function onPointerMove(event: PointerEvent) {
    if (!isDragging.current) return;
    const cell = cellAt(event);
    if (cell === null || (cell.column === current.column && cell.row === current.row)) return;
    wantsFocus.current = true;
    move(cell);
    paintTo(cell);
  }
  function onPointerUp() {
    if (!isDragging.current) return;
    isDragging.current = false;
    tell(current.column);
  }
  function onClick(event: MouseEvent) {
    const cell = (event.target as Element).closest<HTMLElement>('[data-column]');
    if (!isTouch.current || isReadOnly || cell === null) return;
    const clicked = { column: Number(cell.dataset['column']), row: Number(cell.dataset['row']) };
    move(clicked);
    toggle(clicked);
  }
  function onFocusOut(event: FocusEvent) {
    // What is typed elsewhere must not be painted over by a stroke that goes on.
    if (!body.current?.contains(event.relatedTarget as Node | null)) stroke.current = null;
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.altKey || event.metaKey) return;
    if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      if (isReadOnly) admin.announce('Switch on hours of its own to change them.');
      else toggle(current);
      return;
    }
    const next = cellForKey(event, current, shape);
    if (next === null) return;
    event.preventDefault();
    const start = shape.from + next.row * step;
    if (start < 0 || start >= dayEnd) return;
    // Beyond what is shown: all of the day.
    if (next.row < 0 || next.row >= rows) isWhole.value = true;
    wantsFocus.current = true;
    at.value = { column: next.column, minute: start };
    const isPainting = event.shiftKey && !isReadOnly && next.row >= 0 && next.row < rows;
    if (isPainting) {
      // What the cell has is carried on; after Space, over what was there before.
      if (stroke.current === null) begin(current, isOpen(current));
      paintTo(next);
      tell(next.column);
    } else if (event.key !== 'Shift') stroke.current = null;
  }

  return (
    <div class="av-grid-frame">
      <p class="av-note bw-muted" id="av-grid-help">
        {isReadOnly
          ? 'These are the default hours.'
          : 'Click or drag to open and close. With the keyboard: arrows, Space, and Shift with arrows to extend.'}
      </p>
      <div class="av-grid">
        <table
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: an APG grid is a table with this role.
          role="grid"
          aria-label="Weekly hours"
          aria-describedby="av-grid-help"
          aria-multiselectable="true"
          aria-readonly={isReadOnly}
        >
          <thead>
            <tr>
              <th scope="col" class="av-grid-time">
                <span class="bw-hidden">Time</span>
              </th>
              {days.map((day) => (
                <th key={day} scope="col" abbr={dayName(day, formats)}>
                  {dayName(day, formats, 'short')}
                </th>
              ))}
            </tr>
          </thead>
          <tbody
            ref={body}
            onPointerDown={onPointerDown}
            onPointerMove={onPointerMove}
            onPointerUp={onPointerUp}
            onPointerCancel={onPointerUp}
            onClick={onClick}
            onKeyDown={onKeyDown}
            onFocusOut={onFocusOut}
          >
            {Array.from({ length: rows }, (_, index) => (
              <WeekRow key={windowOfRow(shape, index).start} {...{ shape, blocks, days, current }} row={index} />
            ))}
          </tbody>
        </table>
        <WeekBlocks blocks={blocks} shape={shape} />
      </div>
      {(shape.from > 0 || shape.until < dayEnd || isWhole.value) && (
        <button
          type="button"
          class="bw-link"
          onClick={() => {
            isWhole.value = !isWhole.value;
          }}
        >
          {isWhole.value ? 'Show the day only' : 'Show all 24 hours'}
        </button>
      )}
    </div>
  );
}
