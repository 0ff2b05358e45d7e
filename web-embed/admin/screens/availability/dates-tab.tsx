import { useSignal } from '@preact/signals';
import { Button } from '../../../shared/controls.tsx';
import { addDays, addMonths, monthOf } from '../../../shared/month-grid.ts';
import { useAdmin } from '../../app/admin.ts';
import { useQuery } from '../../app/query.ts';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { isShown, useAvailability } from './context.ts';
import { DateList } from './date-list.tsx';
import { DayDialog } from './day-dialog.tsx';
import { HolidaysDialog } from './holidays-dialog.tsx';
import { OverrideDialog } from './override-dialog.tsx';
import type { DayEntry } from './overrides.ts';
import { YearCalendar } from './year-calendar.tsx';
import { marksBetween } from './year-marks.ts';
import './year-calendar.css';

/** What stands before the page. */
type Question =
  | { kind: 'add'; first: string; last: string }
  | { kind: 'change'; entry: DayEntry }
  | { kind: 'day'; date: string }
  | { kind: 'holidays' };

/** Dates that differ from the week, on the calendar of a year and as a list. */
export function DatesTab() {
  const admin = useAdmin();
  const availability = useAvailability();
  const { store, today, host } = availability;
  const [month, setMonth] = useQuery('from', monthOf(today));
  const from = /^\d{4}-(0[1-9]|1[0-2])$/.test(month) ? month : monthOf(today);
  const question = useSignal<Question | null>(null);
  const leave = () => {
    question.value = null;
  };
  const { rules, overrides, blocked_periods } = store.draft.value;
  const shown = {
    rules: rules.filter((row) => isShown(availability, row.event_type_id)),
    overrides: overrides.filter((row) => isShown(availability, row.event_type_id)),
    blocked_periods: blocked_periods.filter((row) => isShown(availability, row.event_type_id)),
  };
  const marks = marksBetween(shown, `${from}-01`, addDays(`${addMonths(from, 12)}-01`, -1), host.time_zone);

  function remove({ ids }: DayEntry) {
    store.edit({ overrides: store.draft.peek().overrides.filter(({ id }) => !ids.includes(id)) });
    admin.tell({ text: 'The date was removed.', undo: () => store.edit({ overrides }) });
  }
  const asked = question.value;
  return (
    <>
      <section class="ad-panel" aria-labelledby="av-dates">
        <header class="av-head">
          <div>
            <h2 id="av-dates">Dates that differ</h2>
            <p class="bw-muted av-note">Choose a day, or several with Shift, to close it or to give it other hours.</p>
          </div>
          <div class="av-head-tools">
            <Button
              onClick={() => {
                question.value = { kind: 'holidays' };
              }}
            >
              <AdminIcon name="globe" />
              Public holidays
            </Button>
            <Button
              onClick={() => {
                question.value = { kind: 'add', first: today, last: today };
              }}
            >
              <AdminIcon name="plus" />
              Add a date
            </Button>
          </div>
        </header>
        <YearCalendar
          from={from}
          marks={marks}
          onFrom={(next) => setMonth(next, 'replace')}
          onChoose={(first, last) => {
            question.value =
              first === last && marks.has(first) ? { kind: 'day', date: first } : { kind: 'add', first, last };
          }}
        />
      </section>
      <DateList
        overrides={shown.overrides}
        onEdit={(entry) => {
          question.value = { kind: 'change', entry };
        }}
        onRemove={remove}
      />
      {asked?.kind === 'add' && (
        <OverrideDialog former={null} date={asked.first} lastDate={asked.last} onLeave={leave} />
      )}
      {asked?.kind === 'change' && <OverrideDialog former={asked.entry} date={asked.entry.date} onLeave={leave} />}
      {asked?.kind === 'day' && (
        <DayDialog
          date={asked.date}
          marks={marks.get(asked.date) ?? []}
          onAdd={() => {
            question.value = { kind: 'add', first: asked.date, last: asked.date };
          }}
          onEdit={(entry) => {
            question.value = { kind: 'change', entry };
          }}
          onRemove={remove}
          onLeave={leave}
        />
      )}
      {asked?.kind === 'holidays' && <HolidaysDialog onLeave={leave} />}
    </>
  );
}
