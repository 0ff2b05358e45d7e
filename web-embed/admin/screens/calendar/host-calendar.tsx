import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Button } from '../../../shared/controls.tsx';
import { whenIdle } from '../../../shared/idle.ts';
import { addDays, monthGrid } from '../../../shared/month-grid.ts';
import { wallClock } from '../../../shared/time.ts';
import { type Host, useAdmin } from '../../app/admin.ts';
import { setQuery } from '../../app/query.ts';
import { Screen } from '../../app/screen.tsx';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { late } from '../../ui/late.tsx';
import type { EventType } from './calendar-api.ts';
import { Notes } from './calendar-notes.tsx';
import { type CalendarSettings, keepSettings } from './calendar-settings.ts';
import { type CalendarViewName, createWords, headingOf, shownDates, stepDate } from './calendar-words.ts';
import type { FrontThing } from './front.tsx';
import { Legend } from './legend.tsx';
import { layOut, type TimeFrame } from './time-layout.ts';
import { TimeView } from './time-view.tsx';
import { Filters, Navigation } from './toolbar.tsx';
import { useRange } from './use-range.ts';
import { dayStart, instantOf } from './wall-time.ts';

const ViewOptions = late(() => import('./view-options.tsx').then((m) => m.ViewOptions));
const MonthView = late(() => import('./month-view.tsx').then((m) => m.MonthView));

/** More event types than these are not asked for all at once: each is a request. */
const maxTypes = 12;

const isNarrow = () => matchMedia('(max-width: 40em)').matches;

/** The calendar of one host: what it shows stands in the address. */
export function HostCalendar({ host, types }: { host: Host; types: readonly EventType[] }) {
  const admin = useAdmin();
  const location = useLocation();
  const words = useMemo(() => createWords(navigator.languages), []);
  const settings = useMemo(() => keepSettings(localStorage), []);
  const front = useSignal<FrontThing | null>(null);
  const narrow = useSignal(isNarrow());
  const now = useSignal(Date.now());
  const showsAllHours = useSignal(false);
  useEffect(() => {
    const query = matchMedia('(max-width: 40em)');
    const onChange = () => {
      narrow.value = query.matches;
    };
    query.addEventListener('change', onChange);
    const timer = setInterval(() => {
      now.value = Date.now();
    }, 30_000);
    return () => {
      query.removeEventListener('change', onChange);
      clearInterval(timer);
    };
  }, []);

  const Front = useFront(front.value !== null);
  const { query } = location;
  const zone = host.time_zone;
  const today = wallClock(now.value, zone).date;
  const usualView = narrow.value ? 'day' : 'week';
  const view: CalendarViewName =
    query.view === 'month' || query.view === 'week' || query.view === 'day' ? query.view : usualView;
  const date = query.date !== undefined && isDate(query.date) ? query.date : today;
  const type = types.find(({ id, slug }) => id === query.type || slug === query.type);
  const asksWhy = query.why === '1' && types.length > 0;
  const datesOf = (of: string) =>
    shownDates(view, of, words.weekStart, () => monthGrid(of.slice(0, 7), words.weekStart));
  const dates = datesOf(date);
  const typeIds = (type ? [type] : types.filter((each) => each.is_active).slice(0, maxTypes)).map(({ id }) => id);
  const frame: TimeFrame | null =
    view === 'month'
      ? null
      : {
          ...{ view, zone, words },
          settings: settings.value,
          showsAllHours: showsAllHours.value,
          isNarrow: narrow.value,
        };
  const { state, reload } = useRange(host, {
    dates,
    typeIds,
    ahead: [datesOf(stepDate(view, date, 1)), datesOf(stepDate(view, date, -1))],
    prepare: (read, of) => frame && layOut(read, of, frame),
  });
  const { data, fault } = state.value;
  const heading = headingOf(view, date, dates, words);

  const go = (values: Record<string, string>) => setQuery(location, values);
  function goTo(next: string, nextView: CalendarViewName = view): void {
    go({ date: next, view: nextView });
    const announced = shownDates(nextView, next, words.weekStart, () => [[next]]);
    admin.announce(headingOf(nextView, next, announced, words));
  }
  const change = (changes: Partial<CalendarSettings>) => {
    settings.value = { ...settings.value, ...changes };
  };
  /** The form for a start, and for an event type that can begin then. */
  const formAt = (start: number): FrontThing => {
    const typeId = typeIds.find((id) => data?.range.free.get(id)?.includes(start));
    return { is: 'form', start, typeId };
  };
  const firstOpen = () => {
    const wanted = dates.includes(today) ? now.value : dayStart(dates[0] ?? today, zone);
    const free = [...(data?.range.free.values() ?? [])].flat().filter((start) => start > Math.max(wanted, now.value));
    return free.length > 0 ? Math.min(...free) : instantOf(addDays(today, 1), 9 * 60, zone);
  };
  const legend = (
    <Legend hidden={settings.value.hidden} isMonth={view === 'month'} onChange={(next) => change({ hidden: next })} />
  );
  const manage = (
    <a class="bw-button" href="/admin/resources">
      Manage resources
    </a>
  );
  return (
    <Screen
      title="Calendar"
      isWide
      actions={
        <>
          {!narrow.value && manage}
          {types.length > 0 && (
            <Button
              isPrimary
              onClick={() => {
                front.value = formAt(firstOpen());
              }}
            >
              <AdminIcon name="plus" />
              New booking
            </Button>
          )}
        </>
      }
    >
      <Notes {...{ host, types, data, fault, reload, asksWhy }} isMonth={view === 'month'} />
      <Navigation
        {...{ view, date, heading }}
        onDate={(next) => goTo(next)}
        onStep={(by) => goTo(stepDate(view, date, by))}
        onToday={() => goTo(today)}
        onView={(next) => goTo(view === 'month' && dates.includes(today) && date.endsWith('-01') ? today : date, next)}
      />
      <div class="ad-toolbar cal-toolbar">
        <Filters
          {...{ types, type, asksWhy }}
          onType={(slug) => go({ type: slug })}
          onWhy={(asks) => go({ why: asks ? '1' : '', ...(asks && view === 'month' ? { view: 'week', date } : {}) })}
        />
        {!narrow.value && legend}
        {(narrow.value || view !== 'month') && (
          <details class="cal-more">
            <summary class="bw-button">View options</summary>
            <div class="cal-options">
              {narrow.value && legend}
              {view !== 'month' && (
                <ViewOptions settings={settings.value} onChange={change} {...{ view, zone, words }} />
              )}
              {narrow.value && manage}
            </div>
          </details>
        )}
      </div>
      {frame === null ? (
        <MonthView
          {...{ data, dates, words, zone, today }}
          hidden={new Set(settings.value.hidden)}
          label={heading}
          date={date}
          room={narrow.value ? 0 : 3}
          onDay={(next) => goTo(next, 'day')}
          onMonthOf={(next) => goTo(next)}
        />
      ) : (
        <TimeView
          {...{ data, dates, today, frame }}
          label={heading}
          now={now.value}
          hasType={type !== undefined}
          asksWhy={asksWhy}
          onItem={(item) => {
            front.value = { is: 'item', item };
          }}
          onDay={(next) => goTo(next, 'day')}
          onTurn={(by, unit) => goTo(addDays(date, unit === 'day' ? by : 7 * by))}
          onCell={(cell, beside) => {
            if (cell.start === null || types.length === 0) return;
            front.value = asksWhy
              ? { is: 'why', from: cell.start, until: cell.end, beside }
              : formAt(cell.free ?? cell.start);
          }}
          onMoreHours={() => {
            showsAllHours.value = true;
          }}
        />
      )}
      {front.value && Front && (
        <Front
          {...{ host, types, type, words }}
          thing={front.value}
          conflicts={data?.range.conflicts ?? []}
          onChange={(next) => {
            front.value = next;
          }}
        />
      )}
    </Screen>
  );
}

/** A date that there is, and not the 30th of February, of years in which there can be bookings. */
function isDate(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return /^2[01]\d\d-\d\d-\d\d$/.test(text) && Number.isFinite(at) && new Date(at).toISOString().startsWith(text);
}

/** The part in front of the calendar: loaded when nothing else is to do, or when it is needed. */
function useFront(isNeeded: boolean) {
  const part = useSignal<typeof import('./front.tsx') | null>(null);
  const load = async () => {
    part.value ??= await import('./front.tsx');
  };
  useEffect(() => whenIdle(() => void load()), []);
  useEffect(() => {
    if (isNeeded) void load();
  }, [isNeeded]);
  return part.value?.Front;
}
