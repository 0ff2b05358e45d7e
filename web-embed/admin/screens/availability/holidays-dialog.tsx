import { useSignal } from '@preact/signals';
import { Button } from '../../../shared/controls.tsx';
import { Modal } from '../../../shared/modal.tsx';
import { shiftMonth } from '../../../shared/month-grid.ts';
import { useAdmin } from '../../app/admin.ts';
import { useLoad } from '../../app/load.ts';
import { LoadedView } from '../../app/screen.tsx';
import { SelectField } from '../../ui/fields.tsx';
import { Badge } from '../../ui/parts.tsx';
import { type Place, readHolidays, readPlaces } from './availability-api.ts';
import { useAvailability } from './context.ts';
import { LevelField } from './level-field.tsx';
import { closeHolidays, type Holiday, isClosed } from './overrides.ts';
import type { Level } from './weekly.ts';

/** The country that the browser is set to, if its holidays are known. */
function likelyCountry(countries: readonly Place[]): string {
  const region = new Intl.Locale(navigator.language).maximize().region ?? '';
  return countries.some(({ code }) => code === region) ? region : '';
}

/** Offers the public holidays of a place as closed days. */
export function HolidaysDialog({ onLeave }: { onLeave: () => void }) {
  const admin = useAdmin();
  const places = useLoad('places', [], (signal) => readPlaces(admin.calls, signal));
  const country = useSignal<string | null>(null);
  const region = useSignal('');
  /** A year, or the next twelve months. */
  const when = useSignal('next');
  const { today, level: current } = useAvailability();
  const level = useSignal<Level>(current);
  const thisYear = Number(today.slice(0, 4));
  const years = [thisYear, thisYear + 1, thisYear + 2];

  return (
    <Modal title="Public holidays" onLeave={onLeave}>
      <p id="dialog-text" class="bw-muted">
        Choose the days on which you are closed. They can be changed like any other date.
      </p>
      <LoadedView of={places} subject="The list of countries" skeleton={<span class="bw-bone" />}>
        {(countries) => {
          const code = country.value ?? likelyCountry(countries);
          const regions = countries.find((each) => each.code === code)?.regions ?? [];
          return (
            <div class="av-holidays">
              <div class="ad-fields" data-columns="2">
                <SelectField
                  label="Country"
                  value={code}
                  options={[
                    ['', 'Choose a country'],
                    ...countries.map((each): [string, string] => [each.code, each.name]),
                  ]}
                  onChange={(event) => {
                    country.value = event.currentTarget.value;
                    region.value = '';
                  }}
                />
                {regions.length > 0 && (
                  <SelectField
                    label="Region"
                    value={region.value}
                    options={[['', 'All of it'], ...regions.map((each): [string, string] => [each.code, each.name])]}
                    onChange={(event) => {
                      region.value = event.currentTarget.value;
                    }}
                  />
                )}
                <SelectField
                  label="When"
                  value={when.value}
                  options={[
                    ['next', 'Next 12 months'],
                    ...years.map((each): [string, string] => [String(each), String(each)]),
                  ]}
                  onChange={(event) => {
                    when.value = event.currentTarget.value;
                  }}
                />
                <LevelField
                  value={level.value}
                  onChange={(next) => {
                    level.value = next;
                  }}
                />
              </div>
              {code !== '' && (
                <HolidayChoice
                  key={`${code}/${region.value}/${when.value}`}
                  place={{ country: code, region: region.value }}
                  year={when.value === 'next' ? null : Number(when.value)}
                  level={level.value}
                  onLeave={onLeave}
                />
              )}
            </div>
          );
        }}
      </LoadedView>
      <div class="bw-actions av-holidays-close">
        <Button onClick={onLeave}>Cancel</Button>
      </div>
    </Modal>
  );
}

interface HolidayChoiceProps {
  place: { country: string; region: string };
  /** Null: the next twelve months. */
  year: number | null;
  level: Level;
  onLeave: () => void;
}

function HolidayChoice({ place, year, level, onLeave }: HolidayChoiceProps) {
  const admin = useAdmin();
  const { store, formats, today } = useAvailability();
  const thisYear = Number(today.slice(0, 4));
  const end = shiftMonth(today, 12);
  const load = useLoad('holidays', [], async (signal) => {
    const all = await readHolidays(admin.calls, place, year === null ? [thisYear, thisYear + 1] : [year], signal);
    return year === null ? all.filter(({ date }) => date >= today && date < end) : all;
  });
  /** Those that are left out; all others are chosen. */
  const without = useSignal<ReadonlySet<string>>(new Set());
  const { overrides } = store.draft.value;
  const keyOf = ({ date, name }: Holiday) => `${date} ${name}`;

  return (
    <LoadedView of={load} subject="The holidays" skeleton={<span class="bw-bone" />}>
      {(holidays) => {
        const open = holidays.filter(({ date }) => date >= today && !isClosed(overrides, level, date));
        const chosen = open.filter((each) => !without.value.has(keyOf(each)));
        const choose = (list: readonly Holiday[], isIn: boolean) => {
          const next = new Set(without.value);
          for (const each of list) isIn ? next.delete(keyOf(each)) : next.add(keyOf(each));
          without.value = next;
        };
        function add() {
          if (chosen.length === 0) return;
          store.edit({ overrides: closeHolidays(store.draft.peek().overrides, level, chosen) });
          onLeave();
          const text = chosen.length === 1 ? '1 closed day was added' : `${chosen.length} closed days were added`;
          admin.tell({ text: `${text}. Review and save when you are done.`, undo: () => store.edit({ overrides }) });
        }
        if (holidays.length === 0) return <p class="bw-muted av-none">No public holidays are known there.</p>;
        return (
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
            <ul class="av-holiday-list">
              {holidays.map((each) => {
                const isThere = isClosed(overrides, level, each.date);
                const isPast = each.date < today;
                return (
                  <li key={keyOf(each)}>
                    <label class="bw-check">
                      <input
                        type="checkbox"
                        checked={isThere || (!isPast && !without.value.has(keyOf(each)))}
                        disabled={isThere || isPast}
                        onChange={(event) => choose([each], event.currentTarget.checked)}
                      />
                      <span class="av-holiday">
                        <span>{each.name}</span>
                        <span class="bw-muted av-note">{formats.fullDay(each.date)}</span>
                      </span>
                      {isThere && <Badge tone="neutral">Closed already</Badge>}
                      {isPast && !isThere && <Badge tone="neutral">Past</Badge>}
                    </label>
                  </li>
                );
              })}
            </ul>
            <div class="bw-actions">
              <Button isPrimary aria-disabled={chosen.length === 0} onClick={add}>
                {chosen.length === 1 ? 'Close 1 day' : `Close ${chosen.length} days`}
              </Button>
            </div>
          </>
        );
      }}
    </LoadedView>
  );
}
