import { useSignal } from '@preact/signals';
import { Button } from '../../../shared/controls.tsx';
import { Modal } from '../../../shared/modal.tsx';
import { useAdmin } from '../../app/admin.ts';
import { useLoad } from '../../app/load.ts';
import { LoadedView } from '../../app/screen.tsx';
import { SelectField } from '../../ui/fields.tsx';
import { type Place, readPlaces } from './availability-api.ts';
import { useAvailability } from './context.ts';
import { HolidayChoice } from './holiday-choice.tsx';
import { LevelField } from './level-field.tsx';
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
  const known = places.state.value.data;
  const code = country.value ?? (known === null ? '' : likelyCountry(known));
  const years = [thisYear, thisYear + 1, thisYear + 2];

  return (
    <Modal title="Public holidays" onLeave={onLeave}>
      <p id="dialog-text" class="bw-muted">
        Choose the days on which you are closed. They can be changed like any other date.
      </p>
      <LoadedView of={places} subject="The list of countries" skeleton={<span class="bw-bone" />}>
        {(countries) => {
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
      {code === '' && (
        <div class="bw-actions">
          <Button onClick={onLeave}>Cancel</Button>
        </div>
      )}
    </Modal>
  );
}
