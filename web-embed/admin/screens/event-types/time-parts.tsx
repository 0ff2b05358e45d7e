import { useSignal } from '@preact/signals';
import { cityOf, localZone } from '../../../shared/zones.ts';
import type { Host } from '../../app/admin.ts';
import { NumberField, SpanField } from '../../ui/amount-fields.tsx';
import { InputField, SelectField, Switch, TextAreaField } from '../../ui/fields.tsx';
import { SlugField } from '../../ui/slug-field.tsx';
import { slugOf } from '../../ui/slugs.ts';
import { ZoneField } from '../../ui/zone-field.tsx';
import type { Draft } from './draft.ts';
import { MinuteChips } from './minute-chips.tsx';

interface PartProps {
  draft: Draft;
}

export function BasicsPart({ draft, before }: PartProps & { before: string }) {
  const settings = draft.settings.value;
  const isNew = draft.saved.value === null;
  /** The address follows the title until somebody changes it. */
  const isOwnSlug = useSignal(!isNew);
  return (
    <>
      <InputField
        id="et-title"
        label="Title"
        value={settings.title}
        autocomplete="off"
        placeholder="Introductory call"
        fault={draft.faultOf('title')}
        onInput={(event) => {
          const title = event.currentTarget.value;
          draft.set('title', title);
          if (!isOwnSlug.value) draft.set('slug', slugOf(title));
        }}
      />
      <SlugField
        id="et-slug"
        label="Address"
        before={before}
        value={settings.slug}
        isTouched={isOwnSlug.value}
        fault={draft.faultOf('slug')}
        {...(isNew ? {} : { help: 'Links with the old address stop working when you change it.' })}
        onInput={(slug) => {
          isOwnSlug.value = true;
          draft.set('slug', slug);
        }}
      />
      <TextAreaField
        id="et-description"
        label="Description"
        rows={4}
        value={settings.description}
        help="What it is about, whom it is for, what to prepare."
        fault={draft.faultOf('description')}
        onInput={(event) => draft.set('description', event.currentTarget.value)}
      />
    </>
  );
}

const lengths = [15, 20, 30, 45, 60, 90, 120];
const steps = [5, 10, 15, 20, 30, 60];

export function LengthPart({ draft }: PartProps) {
  const settings = draft.settings.value;
  const own = settings.slot_interval_minutes;
  const known = own === null || steps.includes(own) ? steps : [...steps, own].toSorted((a, b) => a - b);
  return (
    <>
      <MinuteChips
        id="et-durations_minutes"
        label="Lengths"
        help="With several, visitors choose; the first is chosen already."
        noun="length"
        values={settings.durations_minutes}
        presets={lengths}
        most={20}
        units={['minutes', 'hours', 'days']}
        hasDefault
        fault={draft.faultOf('durations_minutes')}
        onChange={(values) => draft.set('durations_minutes', values)}
      />
      <SelectField
        id="et-slot_interval_minutes"
        label="Times begin"
        value={own === null ? '' : String(own)}
        options={[
          ['', 'one after the other'],
          ...known.map((each) => [String(each), each === 60 ? 'every hour' : `every ${each} minutes`] as const),
        ]}
        help="A shorter step offers more times, and may leave gaps that are too short to book."
        fault={draft.faultOf('slot_interval_minutes')}
        onChange={(event) => {
          const { value } = event.currentTarget;
          draft.set('slot_interval_minutes', value === '' ? null : Number(value));
        }}
      />
    </>
  );
}

export function LimitsPart({ draft, host }: PartProps & { host: Host }) {
  const settings = draft.settings.value;
  const zone = settings.time_zone;
  const saved = draft.saved.value;
  return (
    <>
      <p>
        <a class="et-link" href={`/admin/availability${saved === null ? '' : `?type=${saved.id}`}`}>
          {saved === null ? 'Hours' : 'Hours of this event type'}
        </a>
      </p>
      <div class="ad-fields" data-columns="2">
        <SpanField
          id="et-min_notice_minutes"
          label="Notice"
          units={['days', 'hours', 'minutes']}
          value={settings.min_notice_minutes}
          help="So long before the start it can still be booked."
          fault={draft.faultOf('min_notice_minutes')}
          onChange={(value) => draft.set('min_notice_minutes', value)}
        />
        <NumberField
          id="et-horizon_days"
          label="Days ahead"
          min={1}
          value={settings.horizon_days}
          help="Times further away are not offered yet."
          fault={draft.faultOf('horizon_days')}
          onChange={(value) => draft.set('horizon_days', value ?? Number.NaN)}
        />
        <SpanField
          id="et-buffer_before_minutes"
          label="Pause before"
          units={['hours', 'minutes']}
          value={settings.buffer_before_minutes}
          help="Kept free before each one, to prepare or to get there."
          fault={draft.faultOf('buffer_before_minutes')}
          onChange={(value) => draft.set('buffer_before_minutes', value)}
        />
        <SpanField
          id="et-buffer_after_minutes"
          label="Pause after"
          units={['hours', 'minutes']}
          value={settings.buffer_after_minutes}
          help="Kept free after each one."
          fault={draft.faultOf('buffer_after_minutes')}
          onChange={(value) => draft.set('buffer_after_minutes', value)}
        />
        <NumberField
          id="et-max_per_day"
          label="At most a day"
          isOptional
          min={1}
          placeholder="No limit"
          value={settings.max_per_day}
          fault={draft.faultOf('max_per_day')}
          onChange={(value) => draft.set('max_per_day', value)}
        />
        <NumberField
          id="et-max_per_week"
          label="At most a week"
          isOptional
          min={1}
          placeholder="No limit"
          value={settings.max_per_week}
          help="Monday to Sunday."
          fault={draft.faultOf('max_per_week')}
          onChange={(value) => draft.set('max_per_week', value)}
        />
      </div>
      <Switch
        label="In a time zone of its own"
        help={`Else its hours and days are those of ${cityOf(host.time_zone)}, the zone of ${host.display_name || host.slug}. Visitors see times in their own zone either way.`}
        checked={zone !== null}
        onChange={(isOwn) => draft.set('time_zone', isOwn ? host.time_zone || localZone() : null)}
      />
      {zone !== null && (
        <ZoneField
          id="et-time_zone"
          label="Time zone of this event type"
          value={zone}
          fault={draft.faultOf('time_zone')}
          onChange={(next) => draft.set('time_zone', next)}
        />
      )}
    </>
  );
}
