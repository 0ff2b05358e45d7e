import { monthGrid, monthOf } from '../../../shared/month-grid.ts';
import { useAvailability } from './context.ts';
import { weekDays } from './weekly.ts';
import { dayName, markText } from './words.ts';
import type { Mark } from './year-marks.ts';

interface YearMonthProps {
  month: string;
  marks: ReadonlyMap<string, readonly Mark[]>;
  /** The day that has the tab stop. */
  current: string;
  range: { first: string; last: string } | null;
}

/** A month of the calendar of a year. Each day says what it has. */
export function YearMonth({ month, marks, current, range }: YearMonthProps) {
  const { formats, today } = useAvailability();
  // A month of four or five weeks needs no more rows.
  const weeks = monthGrid(month, formats.weekStart).filter((week) => week.some((date) => monthOf(date) === month));
  const id = `av-month-${month}`;
  return (
    <section class="av-month">
      <h4 id={id}>{formats.month(month)}</h4>
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the APG date grid is a table with this role. */}
      <table role="grid" aria-labelledby={id} aria-multiselectable="true">
        <thead>
          <tr>
            {weekDays(formats.weekStart).map((day) => (
              <th key={day} scope="col" abbr={dayName(day, formats)}>
                {dayName(day, formats, 'short').slice(0, 2)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map(([monday = '', ...rest]) => (
            <tr key={monday}>
              {[monday, ...rest].map((date) => {
                // biome-ignore lint/a11y: as below, without a day of this month.
                if (monthOf(date) !== month) return <td key={date} role="gridcell" />;
                const list = marks.get(date) ?? [];
                const texts = list.map((mark) => markText(mark, formats));
                const isChosen = range !== null && date >= range.first && date <= range.last;
                return (
                  // biome-ignore lint/a11y: a cell of the APG grid; the focus goes to its button.
                  <td key={date} role="gridcell" aria-selected={isChosen}>
                    <button
                      type="button"
                      class="av-mark av-year-day"
                      data-date={date}
                      data-kinds={list.map(({ kind }) => kind).join(' ')}
                      data-past={date < today || undefined}
                      data-chosen={isChosen || undefined}
                      aria-current={date === today ? 'date' : undefined}
                      aria-label={[formats.fullDay(date), texts.join('; ')].filter(Boolean).join(': ')}
                      title={texts.join('\n') || undefined}
                      tabIndex={date === current ? 0 : -1}
                    >
                      {Number(date.slice(8))}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
