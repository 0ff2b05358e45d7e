import { useSignal } from '@preact/signals';
import { Button } from '../../../shared/controls.tsx';
import { shiftMonth } from '../../../shared/month-grid.ts';
import { useAdmin } from '../../app/admin.ts';
import { useLoad } from '../../app/load.ts';
import { LoadedView } from '../../app/screen.tsx';
import { Badge } from '../../ui/parts.tsx';
import { readHolidays } from './availability-api.ts';
import { useAvailability } from './context.ts';
import { closeHolidays, type Holiday, isClosed } from './overrides.ts';
import type { Level } from './weekly.ts';

interface HolidayChoiceProps {
  place: { country: string; region: string };
  /** Null: the next twelve months. */
  year: number | null;
  level: Level;
  onLeave: () => void;
}

const keyOf = ({ date, name }: Holiday) => `${date} ${name}`;

/** The holidays of a place: those to come are chosen at first, those that are closed already are marked. */
export function HolidayChoice({ place, year, level, onLeave }: HolidayChoiceProps) {
  const admin = useAdmin();
  const { store, formats, today } = useAvailability();
  const thisYear = Number(today.slice(0, 4));
  const end = shiftMonth(today, 12);
  const load = useLoad('holidays', [], async (signal) => {
    const all = await readHolidays(admin.calls, place, year === null ? [thisYear, thisYear + 1] : [year], signal);
    return year === null ? all.filter(({ date }) => date >= today && date < end) : all;
  });
  /** Those that are left out. */
  const without = useSignal<ReadonlySet<string>>(new Set());
  const { overrides } = store.draft.value;
  const isThere = ({ date }: Holiday) => isClosed(overrides, level, date);
  const open = (load.state.value.data ?? []).filter((each) => each.date >= today && !isThere(each));
  const chosen = open.filter((each) => !without.value.has(keyOf(each)));
  const count = new Set(chosen.map(({ date }) => date)).size;

  function choose(list: readonly Holiday[], isIn: boolean) {
    const next = new Set(without.value);
    for (const each of list) {
      if (isIn) next.delete(keyOf(each));
      else next.add(keyOf(each));
    }
    without.value = next;
  }
  function add() {
    if (count === 0) return;
    store.edit({ overrides: closeHolidays(overrides, level, chosen) });
    onLeave();
    const text = count === 1 ? '1 closed day was added' : `${count} closed days were added`;
    admin.tell({ text: `${text}. Review and save when you are done.`, undo: () => store.edit({ overrides }) });
  }
  const row = (each: Holiday) => {
    const isPast = each.date < today;
    return (
      <li key={keyOf(each)}>
        <label class="bw-check">
          <input
            type="checkbox"
            checked={isThere(each) || (!isPast && !without.value.has(keyOf(each)))}
            disabled={isThere(each) || isPast}
            onChange={(event) => choose([each], event.currentTarget.checked)}
          />
          <span class="av-holiday">
            <span>{each.name}</span>
            <span class="bw-muted av-note">{formats.fullDay(each.date)}</span>
          </span>
          {isThere(each) ? <Badge tone="neutral">Closed already</Badge> : isPast && <Badge tone="neutral">Past</Badge>}
        </label>
      </li>
    );
  };

  return (
    <>
      <LoadedView of={load} subject="The holidays" skeleton={<span class="bw-bone" />}>
        {(holidays) =>
          holidays.length === 0 ? (
            <p class="bw-muted av-none">No public holidays are known there.</p>
          ) : (
            <>
              <label class="bw-check">
                <input
                  type="checkbox"
                  checked={open.length > 0 && chosen.length === open.length}
                  disabled={open.length === 0}
                  onChange={(event) => choose(open, event.currentTarget.checked)}
                />
                <span class="bw-strong">All of them</span>
              </label>
              <ul class="av-holiday-list">{holidays.map(row)}</ul>
            </>
          )
        }
      </LoadedView>
      <div class="bw-actions">
        <Button isPrimary aria-disabled={count === 0} onClick={add}>
          {count === 1 ? 'Close 1 day' : `Close ${count} days`}
        </Button>
        <Button onClick={onLeave}>Cancel</Button>
      </div>
    </>
  );
}
