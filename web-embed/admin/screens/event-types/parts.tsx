import { useSignal } from '@preact/signals';
import { cityOf, localZone } from '../../../shared/zones.ts';
import type { Host } from '../../app/admin.ts';
import { NumberField, SpanField } from '../../ui/amount-fields.tsx';
import { InputField, SelectField, Switch, TextAreaField } from '../../ui/fields.tsx';
import { SlugField } from '../../ui/slug-field.tsx';
import { slugOf } from '../../ui/slugs.ts';
import { ZoneField } from '../../ui/zone-field.tsx';
import { DeadlineField } from './deadline-field.tsx';
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
          ['', 'one after the other, as long as each takes'],
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
        <a class="et-link" href={`/admin/availability${saved === null ? '' : `?event=${saved.id}`}`}>
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

export function RequestsPart({ draft }: PartProps) {
  const settings = draft.settings.value;
  return (
    <>
      <Switch
        label="You confirm each booking"
        help="Visitors send a request. The time is kept for them until you confirm or decline."
        checked={settings.requires_confirmation}
        onChange={(value) => draft.set('requires_confirmation', value)}
      />
      {settings.requires_confirmation && (
        <SpanField
          id="et-request_hours"
          label="A request waits"
          units={['days', 'hours']}
          value={settings.request_hours * 60}
          help="Without an answer it expires then, or at its start, and the time is free again."
          fault={draft.faultOf('request_hours')}
          onChange={(minutes) => draft.set('request_hours', minutes / 60)}
        />
      )}
    </>
  );
}

export function ChangesPart({ draft }: PartProps) {
  const settings = draft.settings.value;
  const canMove = settings.reschedule_until_minutes !== -1;
  return (
    <>
      <DeadlineField
        id="et-cancel_until_minutes"
        label="Visitors may cancel"
        value={settings.cancel_until_minutes}
        fault={draft.faultOf('cancel_until_minutes')}
        onChange={(value) => draft.set('cancel_until_minutes', value)}
      />
      <DeadlineField
        id="et-reschedule_until_minutes"
        label="Visitors may move it"
        value={settings.reschedule_until_minutes}
        fault={draft.faultOf('reschedule_until_minutes')}
        onChange={(value) => draft.set('reschedule_until_minutes', value)}
      />
      {canMove && (
        <NumberField
          id="et-max_reschedules"
          label="How many times"
          isOptional
          placeholder="Any"
          value={settings.max_reschedules}
          help="How often a visitor may move one booking. Empty: as often as they like."
          fault={draft.faultOf('max_reschedules')}
          onChange={(value) => draft.set('max_reschedules', value)}
        />
      )}
      <Switch
        label="They have to say why"
        help="Whoever cancels or moves a booking gives a reason, which you get."
        checked={settings.reason_required}
        onChange={(value) => draft.set('reason_required', value)}
      />
    </>
  );
}

const reminders = [15, 60, 120, 1440, 2880, 10_080];

export function MailsPart({ draft }: PartProps) {
  const settings = draft.settings.value;
  return (
    <>
      <MinuteChips
        id="et-reminders_minutes"
        label="Reminders"
        help="Before the start. Whoever books later than that gets none."
        noun="reminder"
        values={settings.reminders_minutes}
        presets={reminders}
        most={5}
        units={['minutes', 'hours', 'days']}
        fault={draft.faultOf('reminders_minutes')}
        onChange={(values) => draft.set('reminders_minutes', values)}
      />
      <TextAreaField
        id="et-message"
        label="Your words in mails"
        rows={4}
        value={settings.message}
        help="A paragraph in each mail to visitors, for example how to prepare. Web addresses become links."
        fault={draft.faultOf('message')}
        onInput={(event) => draft.set('message', event.currentTarget.value)}
      />
    </>
  );
}

export function SeatsPart({ draft }: PartProps) {
  const settings = draft.settings.value;
  return (
    <>
      <NumberField
        id="et-seats"
        label="Seats"
        min={1}
        value={settings.seats}
        help="How many people can book the same time. One: it is theirs alone."
        fault={draft.faultOf('seats')}
        onChange={(value) => draft.set('seats', value ?? Number.NaN)}
      />
      {settings.seats > 1 && (
        <div class="ad-fields" data-columns="2">
          <NumberField
            id="et-waitlist_max"
            label="Waiting list"
            value={settings.waitlist_max}
            help="How many may wait for a seat at a time that is full. 0: no list."
            fault={draft.faultOf('waitlist_max')}
            onChange={(value) => draft.set('waitlist_max', value ?? Number.NaN)}
          />
          {settings.waitlist_max !== 0 && (
            <SpanField
              id="et-waitlist_offer_minutes"
              label="A free seat is kept for"
              units={['days', 'hours', 'minutes']}
              value={settings.waitlist_offer_minutes}
              help="For whoever waits first; then for the next one."
              fault={draft.faultOf('waitlist_offer_minutes')}
              onChange={(value) => draft.set('waitlist_offer_minutes', value)}
            />
          )}
        </div>
      )}
      <NumberField
        id="et-series_max"
        label="Dates at once"
        min={1}
        value={settings.series_max}
        help="How many dates a visitor may book in one go, daily or weekly. One: no series."
        fault={draft.faultOf('series_max')}
        onChange={(value) => draft.set('series_max', value ?? Number.NaN)}
      />
    </>
  );
}
