import { cityOf } from '../../../shared/zones.ts';
import { SelectField } from '../../ui/fields.tsx';
import type { CalendarSettings } from './calendar-settings.ts';
import type { CalendarViewName, CalendarWords } from './calendar-words.ts';

interface ViewOptionsProps {
  settings: CalendarSettings;
  view: CalendarViewName;
  zone: string;
  words: CalendarWords;
  onChange: (changes: Partial<CalendarSettings>) => void;
}

/** How the hours are shown; kept in the browser. */
export function ViewOptions({ settings, view, zone, words, onChange }: ViewOptionsProps) {
  const hour = (value: number): readonly [string, string] => [
    String(value),
    words.time(Date.UTC(2000, 0, 1, value % 24), 'UTC'),
  ];
  const hours = (from: number, until: number) => Array.from({ length: until - from + 1 }, (_, at) => hour(from + at));
  const others = zones().filter((each) => each !== zone);
  return (
    <>
      <SelectField
        label="From"
        value={String(settings.firstHour)}
        options={hours(0, settings.lastHour - 1)}
        onChange={(event) => onChange({ firstHour: Number(event.currentTarget.value) })}
      />
      <SelectField
        label="Until"
        value={String(settings.lastHour)}
        options={hours(settings.firstHour + 1, 24)}
        onChange={(event) => onChange({ lastHour: Number(event.currentTarget.value) })}
      />
      {view === 'day' && (
        <SelectField
          label="Steps"
          value={String(settings.step)}
          options={[
            ['15', '15 min'],
            ['30', '30 min'],
            ['60', '60 min'],
          ]}
          onChange={(event) => onChange({ step: Number(event.currentTarget.value) as CalendarSettings['step'] })}
        />
      )}
      <div class="cal-wide">
        {' '}
        <SelectField
          label="Second time zone"
          value={settings.secondZone}
          options={[['', 'None'], ...others.map((each) => [each, `${cityOf(each)}${regionOf(each)}`] as const)]}
          onChange={(event) => onChange({ secondZone: event.currentTarget.value })}
        />
      </div>
    </>
  );
}

const regionOf = (zone: string) => (zone.includes('/') ? `, ${zone.slice(0, zone.indexOf('/'))}` : '');

/** All that the browser knows, by city. */
function zones(): string[] {
  return [...(Intl.supportedValuesOf?.('timeZone') ?? []), 'UTC'].sort((one, other) =>
    cityOf(one).localeCompare(cityOf(other)),
  );
}
