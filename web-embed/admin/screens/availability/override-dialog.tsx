import { useSignal } from '@preact/signals';
import { Button } from '../../../shared/controls.tsx';
import { Modal } from '../../../shared/modal.tsx';
import { useAdmin } from '../../app/admin.ts';
import { InputField, Switch } from '../../ui/fields.tsx';
import type { Block } from './blocks.ts';
import { useAvailability } from './context.ts';
import { LevelField } from './level-field.tsx';
import { type DayEntry, datesBetween, maxDates, putDays } from './overrides.ts';
import type { Effect } from './schedule.ts';
import type { Level } from './weekly.ts';
import { WindowsField } from './windows-field.tsx';

const effects: readonly [Effect, string, string][] = [
  ['closed', 'Closed', 'All day, or at some times.'],
  ['open', 'Other hours', 'Instead of the usual ones.'],
  ['extra', 'Extra hours', 'Besides the usual ones.'],
];

interface OverrideDialogProps {
  /** What is changed; null: something new. */
  former: DayEntry | null;
  /** The first date of something new, and the last one of several. */
  date: string;
  lastDate?: string | undefined;
  onLeave: () => void;
}

/** Adds or changes what is different on a date, or on each of several. */
export function OverrideDialog({ former, date, lastDate, onLeave }: OverrideDialogProps) {
  const admin = useAdmin();
  const { store, level: chosen } = useAvailability();
  const level = useSignal<Level>(former ? former.level : chosen);
  const first = useSignal(former?.date ?? date);
  const last = useSignal(lastDate && lastDate !== date ? lastDate : '');
  const effect = useSignal<Effect>(former?.effect ?? 'closed');
  const isWhole = useSignal(former ? former.windows.length === 0 : true);
  const windows = useSignal<readonly Block[]>(
    former?.windows.length ? former.windows : [{ start: 9 * 60, end: 17 * 60 }],
  );
  const faults = useSignal(0);
  const label = useSignal(former?.label ?? '');
  const isChecked = useSignal(false);

  const hasWindows = effect.value !== 'closed' || !isWhole.value;
  const dates = first.value === '' ? [] : datesBetween(first.value, last.value || first.value);
  const firstFault = first.value === '' && 'Choose a date.';
  const lastFault =
    first.value !== '' &&
    (dates.length === 0
      ? 'The last day must not be before the first.'
      : dates.length > maxDates && 'At most a year at once.');
  const check = (fault: string | false) => (isChecked.value && fault ? fault : null);

  function save(event: SubmitEvent) {
    event.preventDefault();
    isChecked.value = true;
    if (firstFault || lastFault || (hasWindows && faults.value > 0)) return;
    const change = {
      level: level.value,
      effect: effect.value,
      windows: hasWindows ? windows.value : [],
      label: label.value.trim() || null,
    };
    store.edit({ overrides: putDays(store.draft.peek().overrides, former, dates, change) });
    admin.announce('Noted. Review and save when you are done.');
    onLeave();
  }
  return (
    <Modal title={former ? 'Change a date' : 'Add a date'} onLeave={onLeave}>
      <form class="bw-form" onSubmit={save} noValidate>
        <div class="ad-fields" data-columns="2">
          <InputField
            label={former ? 'Date' : 'Date, or first day'}
            type="date"
            value={first.value}
            fault={check(firstFault)}
            onInput={(event) => {
              first.value = event.currentTarget.value;
            }}
          />
          {former === null && (
            <InputField
              label="Last day (optional)"
              type="date"
              value={last.value}
              fault={check(lastFault)}
              onInput={(event) => {
                last.value = event.currentTarget.value;
              }}
            />
          )}
        </div>
        <fieldset class="av-fieldset av-effects">
          <legend class="bw-label">What is different</legend>
          {effects.map(([value, name, text]) => (
            <label key={value} class="av-effect" data-kind={value}>
              <input
                type="radio"
                name="effect"
                value={value}
                checked={effect.value === value}
                onChange={() => {
                  effect.value = value;
                }}
              />
              <span>
                <strong>{name}</strong>
                <span class="av-effect-text">{text}</span>
              </span>
            </label>
          ))}
        </fieldset>
        {effect.value === 'closed' && (
          <Switch
            label="All day"
            checked={isWhole.value}
            onChange={(checked) => {
              isWhole.value = checked;
            }}
          />
        )}
        {hasWindows && (
          <WindowsField
            label={effect.value === 'closed' ? 'Closed at' : 'Open at'}
            value={windows.value}
            onChange={(next) => {
              windows.value = next;
            }}
            onFaults={(next) => {
              faults.value = next;
            }}
          />
        )}
        <InputField
          label="Label"
          maxLength={200}
          placeholder="For example: Trade fair"
          help="For you only."
          value={label.value}
          onInput={(event) => {
            label.value = event.currentTarget.value;
          }}
        />
        <LevelField
          value={level.value}
          onChange={(next) => {
            level.value = next;
          }}
        />
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
