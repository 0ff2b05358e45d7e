import { MonthFoot } from './month-foot.tsx';
import { Turn } from './month-view.tsx';
import { isEmpty } from './state.ts';
import { SlotList } from './times-view.tsx';
import { headingBelow, type ViewProps } from './view-props.ts';
import { ZoneOf } from './zone-field.tsx';

/** So many days are side by side. */
const COLUMNS = 4;

/**
 * Days that have times with all of them: the next few side by side (`columns`), or those of the month below one another (`list`).
 * Days can be compared, and nothing has to be opened.
 */
export function DaysView(props: ViewProps) {
  const { controller, state, uid, layout } = props;
  const { messages, formats } = state;
  const Heading = headingBelow(props, 1);
  const all = [...state.days].sort(([a], [b]) => (a < b ? -1 : 1));
  const at = all.findIndex(([date]) => date >= state.focusedDay);
  const first = Math.max(at, 0);
  const step = layout === 'columns' ? COLUMNS : all.length;
  const shown = all.slice(first, first + step);
  const monthId = `${uid}-month`;

  const isFirst = first === 0 && state.month <= state.today.slice(0, 7);

  function go(by: 1 | -1) {
    const next = (by > 0 ? all[first + step] : first > 0 ? all[Math.max(first - step, 0)] : undefined)?.[0];
    if (next === undefined) controller.calendar.turnMonth(by);
    else controller.calendar.focusDay(next, false);
  }

  return (
    <section class="bw-days" part="calendar" aria-labelledby={monthId} aria-busy={state.slots === 'loading'}>
      <ZoneOf {...props} instant={shown[0]?.[1][0]?.start} />
      <div class="bw-month-bar">
        <Heading id={monthId} class="bw-month" part="month" tabIndex={-1} data-focus="month">
          {formats.month(shown[0]?.[0].slice(0, 7) ?? state.month)}
        </Heading>
        <Turn icon="back" label={messages.earlierDays} isEnd={isFirst} onTurn={() => go(-1)} />
        <Turn icon="forward" label={messages.laterDays} onTurn={() => go(1)} />
      </div>
      <div class={layout === 'columns' ? 'bw-columns' : 'bw-list'}>
        {state.slots === 'loading' &&
          Array.from({ length: COLUMNS }, (_, index) => <span key={index} class="bw-bone bw-bone-day" />)}
        {shown.map(([date, slots]) => (
          <DayColumn key={date} {...props} date={date} slots={slots} />
        ))}
      </div>
      {(state.slots === 'failed' || isEmpty(state)) && <MonthFoot {...props} />}
    </section>
  );
}

function DayColumn(props: ViewProps & Parameters<typeof SlotList>[0] & { date: string }) {
  const Heading = headingBelow(props, 2);
  return (
    <div class="bw-day-times">
      <Heading class="bw-times-heading">{props.state.formats.day(props.date)}</Heading>
      <SlotList {...props} />
    </div>
  );
}
