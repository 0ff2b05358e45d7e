import type { CalendarSettings } from './calendar-settings.ts';
import type { DayCounts } from './month-cells.ts';

/** A mark by colour and by shape: a dot, a dot with a ring, a diamond, a square. */
export function Mark({ kind }: { kind: keyof DayCounts }) {
  return <span class="cal-mark" data-kind={kind} aria-hidden="true" />;
}

const entries = [
  ['open', 'free', 'Open hours'],
  ['booking', 'booking', 'Bookings'],
  ['blocked', 'blocked', 'Blocked'],
  ['external', 'external', 'Other calendars'],
] as const;

interface LegendProps {
  hidden: CalendarSettings['hidden'];
  onChange: (hidden: CalendarSettings['hidden']) => void;
  isMonth: boolean;
}

/** What the marks mean; each kind can be hidden. */
export function Legend({ hidden, onChange, isMonth }: LegendProps) {
  return (
    <fieldset class="cal-legend" aria-label="What is shown">
      {entries.map(([kind, mark, text]) => {
        const isHidden = hidden.includes(kind);
        return (
          <button
            key={kind}
            type="button"
            class="cal-legend-entry"
            aria-pressed={!isHidden}
            onClick={() => onChange(isHidden ? hidden.filter((each) => each !== kind) : [...hidden, kind])}
          >
            <Mark kind={mark} />
            {kind === 'open' && isMonth ? 'Free times' : text}
          </button>
        );
      })}
    </fieldset>
  );
}
