import type { IconName } from '../shared/icon-paths.ts';
import { addDays, daysIntoWeek, monthOf, type ShownWeeks, shiftMonth } from '../shared/month-grid.ts';
import { IconOf } from './icon.tsx';
import { Later } from './later.tsx';
import { type BookingState, isEmpty } from './state.ts';
import { headingBelow, isFromKeyboard, type ViewProps } from './view-props.ts';

/** The month as a grid with one tab stop (ARIA APG, date picker dialog). */
export function MonthView(props: ViewProps) {
  const { controller, state, uid } = props;
  const { messages, formats } = state;
  const Heading = headingBelow(props, 1);
  const weeks = controller.calendar.shown();
  const { rows } = weeks;
  const isFirst = state.month <= monthOf(state.today);
  const monthId = `${uid}-month`;

  function onKeyDown(event: KeyboardEvent) {
    const rtl = getComputedStyle(event.currentTarget as Element).direction === 'rtl';
    const date = dayForKey(event, state, rtl);
    if (date === null || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    controller.calendar.focusDay(date, true);
  }

  return (
    <section class="bw-calendar" part="calendar" aria-labelledby={monthId} aria-busy={state.slots === 'loading'}>
      <div class="bw-month-bar">
        <Heading id={monthId} class="bw-month" part="month" tabIndex={-1} data-focus="month">
          {monthsName(weeks, state)}
        </Heading>
        <Turn
          icon="back"
          label={messages.previousMonth}
          isEnd={isFirst}
          onTurn={() => controller.calendar.turnMonth(-1)}
        />
        <Turn icon="forward" label={messages.nextMonth} onTurn={() => controller.calendar.turnMonth(1)} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the APG date grid is a table with this role. */}
      <table role="grid" class="bw-grid" aria-labelledby={monthId} onKeyDown={onKeyDown}>
        <thead>
          <tr>
            {rows[0]?.map((date) => (
              <th key={date} scope="col" abbr={formats.weekday(date, 'long')}>
                {formats.weekday(date, 'short')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row[0]}>
              {row.map((date) => (
                <Day key={date} {...props} date={date} weeks={weeks} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {(state.slots === 'failed' || isEmpty(state)) && <Later {...props} part="more" view="MonthFoot" />}
    </section>
  );
}

/** A round button that leads to other days. */
export function Turn(props: { icon: IconName; label: string; isEnd?: boolean; onTurn: () => void }) {
  const { icon, label, isEnd, onTurn } = props;
  return (
    <button type="button" class="bw-round" part="nav" aria-label={label} aria-disabled={isEnd} onClick={onTurn}>
      <IconOf name={icon} />
    </button>
  );
}

/** `November 2026`, `November – December 2026`. */
export function monthsName({ isFollowing, first, last }: ShownWeeks, { formats, month }: BookingState): string {
  const ends = monthOf(last);
  if (!isFollowing || ends === monthOf(first)) return formats.month(month);
  // From the current week on there may be a day or two of the month before.
  const begins = first.slice(0, 4) === ends.slice(0, 4) ? formats.monthOnly(month) : formats.month(month);
  // No line begins with the dash.
  return `${begins}\u00a0– ${formats.month(ends)}`;
}

/** The day a key leads to, or null when the key means nothing to the grid. */
function dayForKey(event: KeyboardEvent, state: BookingState, rtl: boolean): string | null {
  const { focusedDay: day, formats } = state;
  const sideways = rtl ? -1 : 1;
  const into = daysIntoWeek(day, formats.weekStart);
  const days: Record<string, number> = {
    ArrowRight: sideways,
    ArrowLeft: -sideways,
    ArrowDown: 7,
    ArrowUp: -7,
    Home: -into,
    End: 6 - into,
  };
  const months: Record<string, number> = { PageDown: 1, PageUp: -1 };
  const [byDays, byMonths] = [days[event.key], months[event.key]];
  if (byDays !== undefined) return addDays(day, byDays);
  return byMonths === undefined ? null : shiftMonth(day, event.shiftKey ? 12 * byMonths : byMonths);
}

function dayName(state: BookingState, date: string, count: number): string {
  const { messages, formats } = state;
  // Only another year needs to be said.
  const day = date.slice(0, 4) === state.today.slice(0, 4) ? formats.day(date) : formats.fullDay(date);
  if (date < state.today) return messages.dayPast(day);
  const named = date === state.today ? messages.today + formats.comma + day : day;
  if (state.slots === 'loading') return messages.dayLoading(named);
  return count > 0 ? messages.dayAvailable(named, count, formats.count(count)) : messages.dayEmpty(named);
}

function Day({ controller, state, date, weeks }: ViewProps & { date: string; weeks: ShownWeeks }) {
  // Days of the neighbouring months keep their place empty: six rows always.
  // biome-ignore lint/a11y: a cell of the APG grid; the focus goes to the buttons in it.
  if (date < weeks.first || date > weeks.last) return <td role="gridcell" />;
  const count = state.days.get(date)?.length ?? 0;
  const isToday = date === state.today;
  const isSelected = date === state.selectedDay;
  const kind = date < state.today ? 'past' : state.slots === 'loading' ? 'loading' : count > 0 ? 'free' : 'none';
  const parts = ['day', kind === 'free' && 'day-available', isSelected && 'day-selected', isToday && 'day-today'];
  return (
    // biome-ignore lint/a11y: a cell of the APG grid; the focus goes to its button.
    <td role="gridcell" aria-selected={isSelected}>
      <button
        type="button"
        class="bw-day"
        part={parts.filter(Boolean).join(' ')}
        data-date={date}
        data-kind={kind}
        data-today={isToday || undefined}
        tabIndex={date === state.focusedDay ? 0 : -1}
        aria-disabled={kind !== 'free'}
        aria-current={isToday ? 'date' : undefined}
        aria-label={dayName(state, date, count)}
        onClick={(event) => controller.calendar.selectDay(date, isFromKeyboard(event))}
      >
        {state.formats.count(Number(date.slice(8)))}
      </button>
    </td>
  );
}
