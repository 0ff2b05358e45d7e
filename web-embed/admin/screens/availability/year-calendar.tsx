import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { addMonths, monthOf } from '../../../shared/month-grid.ts';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { useAvailability } from './context.ts';
import { dateForKey } from './year-keys.ts';
import type { Mark, MarkKind } from './year-marks.ts';
import { YearMonth } from './year-month.tsx';

interface YearCalendarProps {
  /** The first of the twelve months. */
  from: string;
  marks: ReadonlyMap<string, readonly Mark[]>;
  onFrom: (month: string) => void;
  /** A day, or the first and last of several. */
  onChoose: (first: string, last: string) => void;
}

const legend: readonly [MarkKind, string][] = [
  ['closed', 'Closed'],
  ['open', 'Other hours'],
  ['extra', 'Extra hours'],
  ['away', 'Away'],
  ['temporary', 'Temporary hours'],
];

/** Twelve months with one tab stop: arrows, Page Up and Down for months, with Ctrl for years, Shift for several days. */
export function YearCalendar({ from, marks, onFrom, onChoose }: YearCalendarProps) {
  const { formats, today } = useAvailability();
  const months = Array.from({ length: 12 }, (_, index) => addMonths(from, index));
  const isShown = (date: string) => months.includes(monthOf(date));
  const at = useSignal(today);
  /** Where a range of days begins, which goes to the day with the focus. */
  const anchor = useSignal<string | null>(null);
  const element = useRef<HTMLDivElement>(null);
  const wantsFocus = useRef(false);
  const current = isShown(at.value) ? at.value : isShown(today) ? today : `${from}-01`;
  const [first, last] = [anchor.value ?? current, current].toSorted() as [string, string];

  // Before the next key is pressed.
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    element.current?.querySelector<HTMLElement>(`[data-date="${current}"]`)?.focus();
  });

  function move(date: string, isRange: boolean) {
    anchor.value = isRange ? (anchor.value ?? current) : null;
    at.value = date;
    if (!isShown(date)) onFrom(addMonths(from, date < `${from}-01` ? -12 : 12));
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.altKey || event.metaKey) return;
    if (event.key === 'Escape') anchor.value = null;
    const date = dateForKey(event, current, formats.weekStart);
    if (date === null) return;
    event.preventDefault();
    wantsFocus.current = true;
    move(date, event.shiftKey);
  }
  function onClick(event: MouseEvent) {
    const date = (event.target as Element).closest<HTMLElement>('[data-date]')?.dataset['date'];
    if (date === undefined) return;
    // With the keyboard Shift has chosen the range already.
    if (event.shiftKey && date !== current) return move(date, true);
    const isInRange = anchor.value !== null && date >= first && date <= last;
    const chosen: [string, string] = isInRange ? [first, last] : [date, date];
    at.value = date;
    anchor.value = null;
    onChoose(...chosen);
  }
  const turn = (by: number) => {
    anchor.value = null;
    onFrom(addMonths(from, by));
  };

  return (
    <>
      <div class="av-year-bar">
        <div class="av-year-turn">
          <button type="button" class="ad-round" aria-label="Twelve months back" onClick={() => turn(-12)}>
            <AdminIcon name="back" />
          </button>
          <h3 class="av-year-name" aria-live="polite">
            {formats.month(from)} – {formats.month(addMonths(from, 11))}
          </h3>
          <button type="button" class="ad-round" aria-label="Twelve months on" onClick={() => turn(12)}>
            <AdminIcon name="forward" />
          </button>
        </div>
        <ul class="av-legend">
          {legend.map(([kind, text]) => (
            <li key={kind}>
              <span class="av-mark" data-kinds={kind} aria-hidden="true" />
              {text}
            </li>
          ))}
        </ul>
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the days in it are buttons. */}
      <div class="av-year" ref={element} onKeyDown={onKeyDown} onClick={onClick}>
        {months.map((month) => (
          <YearMonth
            key={month}
            month={month}
            marks={marks}
            current={current}
            range={anchor.value === null ? null : { first, last }}
          />
        ))}
      </div>
    </>
  );
}
