import { NumberField, SpanField } from '../../ui/amount-fields.tsx';
import { Switch, TextAreaField } from '../../ui/fields.tsx';
import { DeadlineField } from './deadline-field.tsx';
import type { Draft } from './draft.ts';
import { MinuteChips } from './minute-chips.tsx';

interface PartProps {
  draft: Draft;
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
