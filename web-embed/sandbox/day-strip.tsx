import type { Formats } from '../shared/formats.ts';
import { IconOf } from '../shared/icons.tsx';

/** A day of the strip. */
interface StripDay {
  date: string;
  events: number;
  /** Null: not known. */
  slots: number | null;
}

interface DayStripProps {
  days: readonly StripDay[];
  chosen: string;
  isFirst: boolean;
  formats: Formats;
  onChoose(date: string): void;
  onTurn(days: number): void;
}

const many = (count: number, one: string, more: string) => `${count} ${count === 1 ? one : more}`;

/** Seven days to choose from, with what is on them. */
export function DayStrip({ days, chosen, isFirst, formats, onChoose, onTurn }: DayStripProps) {
  return (
    <nav class="sc-strip" aria-label="Days">
      <button
        type="button"
        class="sc-turn"
        aria-label="Earlier days"
        aria-disabled={isFirst}
        onClick={() => !isFirst && onTurn(-days.length)}
      >
        <IconOf name="back" />
      </button>
      <ul>
        {days.map(({ date, events, slots }) => (
          <li key={date}>
            <button
              type="button"
              class="sc-day"
              aria-current={date === chosen ? 'date' : undefined}
              data-date={date}
              onClick={() => onChoose(date)}
            >
              <span class="sc-day-name">{formats.weekday(date, 'short')}</span>
              <span class="sc-day-number">{Number(date.slice(8))}</span>
              <span class="bw-hidden">
                {formats.month(date.slice(0, 7))}, {many(events, 'event', 'events')},
              </span>
              <span class="sc-day-free" data-none={slots === 0}>
                {slots === null ? ' ' : slots}
                {slots !== null && <span class="sc-word"> free</span>}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <button type="button" class="sc-turn" aria-label="Later days" onClick={() => onTurn(days.length)}>
        <IconOf name="forward" />
      </button>
    </nav>
  );
}
