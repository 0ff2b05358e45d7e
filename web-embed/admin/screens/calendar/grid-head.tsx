// biome-ignore-all lint/a11y/useSemanticElements: a grid of divisions, because what is in its cells lies over several of them.
// biome-ignore-all lint/a11y/useFocusableInteractive: headers of a grid have no focus; its cells have.
import { cityOf } from '../../../shared/zones.ts';
import { type CalendarWords, itemText, sourceBadge } from './calendar-words.ts';
import type { layDays } from './time-cells.ts';

/** What takes whole days, in its lines. */
export type WholeDays = ReturnType<typeof layDays>;

const lineHeight = 26;

interface GridHeadProps {
  zone: string;
  secondZone: string;
  dates: readonly string[];
  today: string;
  words: CalendarWords;
  onDay: (date: string) => void;
}

/** The days over their columns; each leads to its day. */
export function GridHead({ zone, secondZone, dates, today, words, onDay }: GridHeadProps) {
  return (
    <div class="cal-head" role="row">
      <div class="cal-zones" role="columnheader">
        <span class="bw-hidden">Time in </span>
        <span title={zone}>{cityOf(zone)}</span>
        {secondZone && (
          <span class="cal-second" title={secondZone}>
            {cityOf(secondZone)}
          </span>
        )}
      </div>
      {dates.map((date, column) => (
        <div key={column} role="columnheader" class="cal-day-head" data-today={date === today ? '' : undefined}>
          <a
            class="cal-day-link"
            href={`/admin/calendar?view=day&date=${date}`}
            tabIndex={-1}
            data-at={`${column}:-2`}
            onClick={(event) => {
              if (event.ctrlKey || event.metaKey || event.shiftKey) return;
              // With all else of the address; the router need not follow as well.
              event.preventDefault();
              event.stopPropagation();
              onDay(date);
            }}
          >
            <span class="bw-hidden">{`${words.day(date)}${date === today ? ', today' : ''}: show the day`}</span>
            <span class="cal-weekday" aria-hidden="true">
              {words.weekday(date, 'short')}
            </span>
            <span class="cal-number" aria-hidden="true">
              {Number(date.slice(8))}
            </span>
          </a>
        </div>
      ))}
    </div>
  );
}

interface WholeDaysRowProps {
  wholeDays: WholeDays;
  dates: readonly string[];
  words: CalendarWords;
  zone: string;
}

/** What takes whole days, over the days that it takes. */
export function WholeDaysRow({ wholeDays, dates, words, zone }: WholeDaysRowProps) {
  const lines = Math.max(1, ...wholeDays.map(({ line }) => line + 1));
  return (
    <div class="cal-row cal-whole" role="row" style={{ minBlockSize: `${lines * lineHeight + 6}px` }}>
      <div role="rowheader" class="cal-hour">
        All day
      </div>
      {dates.map((date, column) => {
        const here = wholeDays.filter(({ of }) => of.first <= column && of.last >= column);
        const others = here.filter(({ of }) => of.first < column).map(({ of }) => of.item.name);
        return (
          <div key={column} role="gridcell" class="cal-cell" tabIndex={-1} data-at={`${column}:-1`}>
            <span class="bw-hidden">
              {words.day(date)}, all day: {here.length === 0 ? 'nothing' : others.map((name) => `${name}, `)}
            </span>
            {wholeDays
              .filter(({ of }) => of.first === column)
              .map(({ of: { item, first, last }, line }) => (
                <button
                  key={item.key}
                  type="button"
                  tabIndex={-1}
                  class="cal-item"
                  data-item={item.key}
                  data-kind={item.kind}
                  data-loose={item.isLoose ? '' : undefined}
                  title={itemText(item, words, zone)}
                  style={{
                    insetBlockStart: `${line * lineHeight + 3}px`,
                    blockSize: `${lineHeight - 2}px`,
                    inlineSize: `calc(${100 * (last - first + 1)}% - 4px)`,
                  }}
                >
                  <span class="bw-hidden">{itemText(item, words, zone)}</span>
                  <span class="cal-item-line-text" aria-hidden="true">
                    {sourceBadge(item) && <span class="cal-source">{sourceBadge(item)}</span>} <b>{item.name}</b>
                  </span>
                </button>
              ))}
          </div>
        );
      })}
    </div>
  );
}
