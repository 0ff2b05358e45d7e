import { useSignal } from '@preact/signals';
import { Button } from '../../../shared/controls.tsx';
import { Modal } from '../../../shared/modal.tsx';
import { zoneLabel } from '../../../shared/zones.ts';
import { useAdmin } from '../../app/admin.ts';
import { InputField, Switch, TextAreaField } from '../../ui/fields.tsx';
import { Choices } from '../../ui/parts.tsx';
import { type AbsenceForm, absenceFaults, absenceForm, absenceRow } from './absence.ts';
import { useAvailability } from './context.ts';
import { LevelField } from './level-field.tsx';
import type { BlockedPeriod } from './schedule.ts';

/** Adds or changes a vacation or block. */
export function AwayDialog({ former, onLeave }: { former: BlockedPeriod | null; onLeave: () => void }) {
  const admin = useAdmin();
  const { store, host, level, today } = useAvailability();
  const zone = host.time_zone;
  const form = useSignal(absenceForm(former, zone, today, level));
  const isChecked = useSignal(false);
  const faults = absenceFaults(form.value);
  const shown = isChecked.value ? faults : {};
  const put = (values: Partial<AbsenceForm>) => {
    form.value = { ...form.value, ...values };
  };

  function save(event: SubmitEvent) {
    event.preventDefault();
    isChecked.value = true;
    if (Object.keys(faults).length > 0) return;
    const { blocked_periods } = store.draft.peek();
    const row = absenceRow(form.value, former, zone);
    store.edit({ blocked_periods: [...blocked_periods.filter(({ id }) => id !== row.id), row] });
    admin.announce('Noted. Review and save when you are done.');
    onLeave();
  }
  const { kind, isWholeDays, first, last, start, end, reason } = form.value;
  return (
    <Modal title={former ? 'Change time away' : 'Add time away'} onLeave={onLeave}>
      <form class="bw-form" onSubmit={save} noValidate>
        <div>
          <Choices
            label="Kind"
            value={kind}
            options={[
              ['vacation', 'Vacation'],
              ['block', 'Blocked'],
            ]}
            onChange={(next) => put({ kind: next })}
          />
        </div>
        <Switch
          label="Whole days"
          help={isWholeDays ? undefined : `Times in ${zoneLabel(zone, Date.now())}.`}
          checked={isWholeDays}
          onChange={(checked) => put({ isWholeDays: checked })}
        />
        <div class="ad-fields av-from-until" data-times={!isWholeDays || undefined}>
          <InputField
            label="First day"
            type="date"
            value={first}
            fault={shown.first ?? null}
            onInput={(event) => {
              const next = event.currentTarget.value;
              put(last < next ? { first: next, last: next } : { first: next });
            }}
          />
          {!isWholeDays && (
            <InputField
              label="From"
              autocomplete="off"
              value={start}
              fault={shown.start ?? null}
              onInput={(event) => put({ start: event.currentTarget.value })}
            />
          )}
          <InputField
            label="Last day"
            type="date"
            value={last}
            fault={shown.last ?? null}
            onInput={(event) => put({ last: event.currentTarget.value })}
          />
          {!isWholeDays && (
            <InputField
              label="Until"
              autocomplete="off"
              value={end}
              fault={shown.end ?? null}
              onInput={(event) => put({ end: event.currentTarget.value })}
            />
          )}
        </div>
        <TextAreaField
          label="Reason"
          rows={2}
          maxLength={1000}
          help="For you only."
          value={reason}
          onInput={(event) => put({ reason: event.currentTarget.value })}
        />
        <LevelField value={form.value.level} onChange={(next) => put({ level: next })} />
        <div class="bw-actions">
          <Button type="submit" isPrimary>
            {former ? 'Change' : 'Add'}
          </Button>
          <Button onClick={onLeave}>Cancel</Button>
        </div>
      </form>
    </Modal>
  );
}
