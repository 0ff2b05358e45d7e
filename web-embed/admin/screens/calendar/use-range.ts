import { type Signal, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { whenIdle } from '../../../shared/idle.ts';
import { addDays } from '../../../shared/month-grid.ts';
import { type Host, useAdmin } from '../../app/admin.ts';
import { type CalendarRange, readRange } from './calendar-api.ts';
import { type CalendarItem, itemsOf } from './items.ts';
import { RangeStore, type ShownRange } from './range-store.ts';
import { dayStart } from './wall-time.ts';

/** A range with what is in it, ready to be laid out. */
export interface ReadRange {
  range: CalendarRange;
  items: CalendarItem[];
}

/** Days of a host, and for which event types it is to be known when they can begin. */
interface WantedRange {
  dates: readonly string[];
  typeIds: readonly string[];
  /** What is likely to be asked for next. */
  ahead: readonly (readonly string[])[];
  /** What can be done about it before it is shown. */
  prepare: (data: ReadRange, dates: readonly string[]) => void;
}

const keyOf = (dates: readonly string[], typeIds: readonly string[]) =>
  JSON.stringify([dates[0], dates.at(-1), ...typeIds]);

/**
 * What is in the days that are shown. Neighbours are read ahead while nothing else is to do; whatever changes elsewhere makes it be
 * read again, and what is shown stays until then.
 */
export function useRange(
  host: Host,
  { dates, typeIds, ahead, prepare }: WantedRange,
): { state: Signal<ShownRange<ReadRange>>; reload: () => void } {
  const admin = useAdmin();
  const store = useMemo(
    () =>
      new RangeStore<ReadRange>(async (key, signal) => {
        const [first, last, ...ids] = JSON.parse(key) as [string, string, ...string[]];
        const [from, until] = [dayStart(first, host.time_zone), dayStart(addDays(last, 1), host.time_zone)];
        const range = await readRange(admin.calls, host, { from, until }, ids, signal);
        return { range, items: itemsOf(range) };
      }),
    [],
  );
  useEffect(() => () => store.stop(), []);
  const key = keyOf(dates, typeIds);
  // While it is drawn: what was read ahead is there at once, without a moment of nothing.
  if (store.state.peek().key !== key) void store.show(key);

  const { data } = store.state.value;
  useEffect(() => {
    if (data === null) return;
    let isOver = false;
    whenIdle(async () => {
      if (isOver) return;
      await store.readAhead(ahead.map((each) => keyOf(each, typeIds)));
      for (const each of ahead)
        whenIdle(() => {
          const read = isOver ? undefined : store.kept(keyOf(each, typeIds));
          if (read) prepare(read, each);
        });
    });
    return () => {
      isOver = true;
    };
  }, [key, data]);

  const heard = useRef<string | null>(null);
  useSignalEffect(() => {
    const { bookings, connections, conflicts, schedule } = admin.versions;
    const now = [bookings, connections, conflicts, schedule].map(({ value }) => value).join();
    const isSignedIn = !admin.session.hasEnded.value;
    if (heard.current !== null && heard.current !== now && isSignedIn) void store.renew();
    if (isSignedIn) heard.current = now;
  });
  return { state: store.state, reload: () => void store.reload() };
}
