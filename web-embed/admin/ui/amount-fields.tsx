import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import { InputField } from './fields.tsx';
import { type SpanUnit, splitMinutes, toMinutes } from './spans.ts';
import './amount-fields.css';

interface AmountProps {
  id?: string;
  label: string;
  help?: string;
  fault?: string | null;
}

interface NumberFieldProps extends AmountProps {
  value: number | null;
  /** Whether nothing may be in it, which then means null. */
  isOptional?: boolean;
  placeholder?: string;
  min?: number;
  onChange: (value: number | null) => void;
}

/** A whole number. What is none is passed on as NaN: the database says what it wants, where it is saved. */
export function NumberField({ value, isOptional, onChange, min = 0, ...props }: NumberFieldProps) {
  const text = useSignal(textOf(value));
  // What comes from elsewhere is shown; what is being typed stays as it is typed.
  useEffect(() => {
    if (!Object.is(numberOf(text.value, isOptional), value)) text.value = textOf(value);
  }, [value]);
  return (
    <InputField
      {...props}
      type="number"
      inputMode="numeric"
      step={1}
      min={min}
      class="bw-input ad-amount"
      value={text.value}
      onInput={(event) => {
        text.value = event.currentTarget.value;
        onChange(numberOf(text.value, isOptional));
      }}
    />
  );
}

function textOf(value: number | null): string {
  return value === null || Number.isNaN(value) ? '' : String(value);
}

function numberOf(text: string, isOptional?: boolean): number | null {
  const trimmed = text.trim();
  if (trimmed === '') return isOptional ? null : Number.NaN;
  return Number(trimmed);
}

const unitNames: Readonly<Record<SpanUnit, string>> = {
  weeks: 'weeks',
  days: 'days',
  hours: 'hours',
  minutes: 'minutes',
};

interface SpanFieldProps extends AmountProps {
  /** In minutes. */
  value: number;
  units: readonly SpanUnit[];
  /** Behind the unit, for example `before the start`. */
  end?: string;
  onChange: (minutes: number) => void;
}

/** A length of time in the unit that fits it. */
export function SpanField({ id: given, label, help, fault, value, units, end, onChange }: SpanFieldProps) {
  const own = useId();
  const id = given ?? own;
  const [firstAmount, firstUnit] = splitMinutes(value, units, units[0] ?? 'minutes');
  const amount = useSignal(textOf(firstAmount));
  const unit = useSignal<SpanUnit>(firstUnit);
  const typed = () => toMinutes(numberOf(amount.value) ?? Number.NaN, unit.value);
  useEffect(() => {
    if (Object.is(typed(), value) || (Number.isNaN(value) && Number.isNaN(typed()))) return;
    const [next, nextUnit] = splitMinutes(value, units, unit.value);
    amount.value = textOf(next);
    unit.value = nextUnit;
  }, [value]);

  const described = [help && `${id}-help`, fault && `${id}-fault`].filter(Boolean).join(' ');
  return (
    <div class="bw-field ad-field">
      <label class="bw-label" for={id}>
        {label}
      </label>
      <div class="ad-span">
        <input
          id={id}
          class="bw-input ad-amount"
          type="number"
          inputMode="numeric"
          min={0}
          step={1}
          value={amount.value}
          aria-describedby={described || undefined}
          aria-invalid={fault ? true : undefined}
          onInput={(event) => {
            amount.value = event.currentTarget.value;
            onChange(typed());
          }}
        />
        <select
          class="bw-input"
          aria-label={`${label}: unit`}
          value={unit.value}
          onChange={(event) => {
            unit.value = event.currentTarget.value as SpanUnit;
            onChange(typed());
          }}
        >
          {units.map((each) => (
            <option key={each} value={each} selected={each === unit.value}>
              {unitNames[each]}
            </option>
          ))}
        </select>
        {end && <span class="bw-muted">{end}</span>}
      </div>
      {help && (
        <p class="ad-help bw-muted" id={`${id}-help`}>
          {help}
        </p>
      )}
      {fault && (
        <p class="ad-fault" id={`${id}-fault`} role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}
