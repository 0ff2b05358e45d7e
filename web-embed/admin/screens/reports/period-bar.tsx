import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { InputField } from '../../ui/fields.tsx';
import { Choices } from '../../ui/parts.tsx';
import { type Period, type PresetName, periodFault, presetOf, presets } from './report-periods.ts';

interface BarProps {
  period: Period;
  today: string;
  onChange: (period: Period) => void;
}

const names: readonly (readonly [PresetName, string])[] = [
  ['last-4-weeks', 'Last 4 weeks'],
  ['this-month', 'This month'],
  ['last-quarter', 'Last quarter'],
];

/** Which days the report is about: a preset, or a first and a last day. */
export function PeriodBar({ period, today, onChange }: BarProps) {
  const draft = useSignal(period);
  const isCustom = useSignal(presetOf(period, today) === 'custom');
  const { from, to } = period;
  useEffect(() => {
    draft.value = { from, to };
  }, [from, to]);
  const preset = presetOf(period, today);
  const chosen = isCustom.value ? 'custom' : preset;

  function type(change: Partial<Period>) {
    draft.value = { ...draft.value, ...change };
    if (periodFault(draft.value) === null) onChange(draft.value);
  }

  return (
    <div class="rep-period">
      <Choices
        label="Time of the report"
        value={chosen}
        options={[...names, ['custom', 'Other days']]}
        onChange={(value) => {
          isCustom.value = value === 'custom';
          if (value !== 'custom') onChange(presets[value](today));
        }}
      />
      {chosen === 'custom' && (
        <div class="rep-days">
          <InputField
            label="First day"
            type="date"
            value={draft.value.from}
            onChange={(event) => type({ from: event.currentTarget.value })}
          />
          <InputField
            label="Last day"
            type="date"
            value={draft.value.to}
            fault={periodFault(draft.value)}
            onChange={(event) => type({ to: event.currentTarget.value })}
          />
        </div>
      )}
    </div>
  );
}
