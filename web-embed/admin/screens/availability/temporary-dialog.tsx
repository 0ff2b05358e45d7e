import { useSignal } from '@preact/signals';
import { Button } from '../../../shared/controls.tsx';
import { Modal } from '../../../shared/modal.tsx';
import { useAdmin } from '../../app/admin.ts';
import { InputField, SelectField } from '../../ui/fields.tsx';
import type { Block } from './blocks.ts';
import { useAvailability } from './context.ts';
import { DaysField } from './days-field.tsx';
import { LevelField } from './level-field.tsx';
import { lastDay, putTemporary, type TemporaryEntry, weeksOf } from './temporary.ts';
import type { Level } from './weekly.ts';
import { WindowsField } from './windows-field.tsx';
import { temporarySpan } from './words.ts';

type Ending = 'weeks' | 'date' | 'never';

/** Adds or changes temporary hours: "Saturdays 9–12, for 4 weeks". */
export function TemporaryDialog({ former, onLeave }: { former: TemporaryEntry | null; onLeave: () => void }) {
  const admin = useAdmin();
  const { store, formats, level: chosen, today } = useAvailability();
  const level = useSignal<Level>(former ? former.level : chosen);
  const days = useSignal<number[]>(former?.days ?? [6]);
  const windows = useSignal<Block[]>(former?.windows ?? [{ start: 9 * 60, end: 12 * 60 }]);
  const faults = useSignal(0);
  const from = useSignal(former ? (former.from ?? '') : today);
  const formerWeeks = former && weeksOf(former);
  const ending = useSignal<Ending>(
    former === null || formerWeeks !== null ? 'weeks' : former.until === null ? 'never' : 'date',
  );
  const weeks = useSignal(String(formerWeeks ?? 4));
  const until = useSignal(former?.until ?? '');
  const label = useSignal(former?.label ?? '');
  const isChecked = useSignal(false);

  const count = Number(weeks.value);
  const isCount = Number.isInteger(count) && count >= 1 && count <= 520;
  const last =
    ending.value === 'never'
      ? null
      : ending.value === 'date'
        ? until.value || null
        : isCount && from.value !== ''
          ? lastDay(from.value, count)
          : null;
  const first = from.value || null;
  const check = (fault: string | false) => (isChecked.value && fault ? fault : null);
  const dayFault = days.value.length === 0 && 'Choose at least one day.';
  const fromFault =
    first === null && (ending.value === 'weeks' || ending.value === 'never') && 'Say on which day they begin.';
  const weeksFault = ending.value === 'weeks' && !isCount && 'Write a number of weeks, 1 to 520.';
  const untilFault =
    ending.value === 'date' &&
    (last === null
      ? 'Say on which day they end.'
      : first !== null && last < first && 'The last day must not be before the first.');

  function save(event: SubmitEvent) {
    event.preventDefault();
    isChecked.value = true;
    if (dayFault || fromFault || weeksFault || untilFault || faults.value > 0) return;
    const next = {
      level: level.value,
      days: days.value,
      windows: windows.value,
      from: first,
      until: last,
      label: label.value.trim() || null,
    };
    store.edit({ rules: putTemporary(store.draft.peek().rules, former, next) });
    admin.announce('Noted. Review and save when you are done.');
    onLeave();
  }
  return (
    <Modal title={former ? 'Change temporary hours' : 'Add temporary hours'} onLeave={onLeave}>
      <form class="bw-form" onSubmit={save} noValidate>
        <DaysField
          label="On"
          value={days.value}
          fault={check(dayFault)}
          onChange={(next) => {
            days.value = next;
          }}
        />
        <WindowsField
          label="Times"
          value={windows.value}
          onChange={(next) => {
            windows.value = next;
          }}
          onFaults={(next) => {
            faults.value = next;
          }}
        />
        <div class="ad-fields" data-columns="2">
          <InputField
            label="First day"
            type="date"
            value={from.value}
            fault={check(fromFault)}
            onInput={(event) => {
              from.value = event.currentTarget.value;
            }}
          />
          <SelectField
            label="Ends"
            value={ending.value}
            options={[
              ['weeks', 'After some weeks'],
              ['date', 'On a date'],
              ['never', 'Never'],
            ]}
            onChange={(event) => {
              ending.value = event.currentTarget.value as Ending;
            }}
          />
          {ending.value === 'weeks' && (
            <InputField
              label="Weeks"
              type="number"
              min={1}
              max={520}
              value={weeks.value}
              fault={check(weeksFault)}
              onInput={(event) => {
                weeks.value = event.currentTarget.value;
              }}
            />
          )}
          {ending.value === 'date' && (
            <InputField
              label="Last day"
              type="date"
              value={until.value}
              fault={check(untilFault)}
              onInput={(event) => {
                until.value = event.currentTarget.value;
              }}
            />
          )}
        </div>
        {(first ?? last) !== null && !untilFault && (
          <p class="bw-muted av-note">
            {temporarySpan({ level: null, days: [], windows: [], from: first, until: last, label: null }, formats)}
          </p>
        )}
        <InputField
          label="Label"
          maxLength={200}
          placeholder="For example: Christmas season"
          value={label.value}
          help="For you only."
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
