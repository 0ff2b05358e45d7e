import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { Button } from '../../../shared/controls.tsx';
import { useAdmin } from '../../app/admin.ts';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { type SpanUnit, spanText, toMinutes } from '../../ui/spans.ts';

interface MinuteChipsProps {
  id: string;
  label: string;
  help: string;
  /** What one of them is. */
  noun: string;
  values: readonly number[];
  presets: readonly number[];
  most: number;
  units: readonly SpanUnit[];
  /** Whether the first one means more than the others. */
  hasDefault?: boolean;
  fault: string | null;
  onChange: (values: number[]) => void;
}

/** Several lengths of time: the chosen ones, usual ones to add, and any other by typing. */
export function MinuteChips(props: MinuteChipsProps) {
  const { id, label, help, noun, values, presets, most, units, hasDefault, fault, onChange } = props;
  const admin = useAdmin();
  const amount = useSignal('');
  const unit = useSignal<SpanUnit>(units[0] ?? 'minutes');
  const element = useRef<HTMLFieldSetElement>(null);
  const isFull = values.length >= most;

  function add(value: number) {
    // A length in the order of its choice; reminders from the first to the last.
    onChange(hasDefault ? [...values, value] : [...values, value].toSorted((a, b) => b - a));
    admin.announce(`${spanText(value)} added.`);
  }
  function remove(value: number) {
    onChange(values.filter((each) => each !== value));
    admin.announce(`${spanText(value)} removed.`);
    // The button that had the focus is gone.
    requestAnimationFrame(() => element.current?.querySelector<HTMLElement>('[data-preset], input')?.focus());
  }
  function addTyped() {
    const value = toMinutes(Number(amount.value), unit.value);
    if (!Number.isInteger(value) || value <= 0) return element.current?.querySelector('input')?.focus();
    if (!values.includes(value)) add(value);
    amount.value = '';
  }

  return (
    <fieldset
      ref={element}
      class="et-chips-field"
      id={id}
      tabIndex={-1}
      aria-describedby={[`${id}-help`, fault && `${id}-fault`].filter(Boolean).join(' ')}
    >
      <legend class="bw-label">{label}</legend>
      {values.length > 0 && (
        <ul class="et-chips">
          {values.map((value, index) => (
            <li key={value} class="et-chip">
              {hasDefault && values.length > 1 ? (
                <button
                  type="button"
                  class="et-chip-text"
                  aria-pressed={index === 0}
                  title={index === 0 ? 'Chosen first' : 'Make it the one that is chosen first'}
                  onClick={() => onChange([value, ...values.filter((each) => each !== value)])}
                >
                  {spanText(value)}
                  {index === 0 && <span class="et-chip-note">chosen first</span>}
                </button>
              ) : (
                <span class="et-chip-text">{spanText(value)}</span>
              )}
              {(!hasDefault || values.length > 1) && (
                <button
                  type="button"
                  class="et-chip-close"
                  aria-label={`Remove ${spanText(value)}`}
                  onClick={() => remove(value)}
                >
                  <AdminIcon name="close" />
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {!isFull && (
        <div class="et-chips-more">
          {presets
            .filter((preset) => !values.includes(preset))
            .map((preset) => (
              <button key={preset} type="button" class="et-preset" data-preset="" onClick={() => add(preset)}>
                <AdminIcon name="plus" />
                {spanText(preset)}
              </button>
            ))}
          <span class="ad-span">
            <input
              class="bw-input ad-amount"
              type="number"
              inputMode="numeric"
              min={1}
              step={1}
              aria-label={`Another ${noun}`}
              placeholder="Other"
              value={amount.value}
              onInput={(event) => {
                amount.value = event.currentTarget.value;
              }}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return;
                // Not the whole form.
                event.preventDefault();
                addTyped();
              }}
            />
            <select
              class="bw-input"
              aria-label={`Another ${noun}: unit`}
              value={unit.value}
              onChange={(event) => {
                unit.value = event.currentTarget.value as SpanUnit;
              }}
            >
              {units.map((each) => (
                <option key={each} value={each}>
                  {each}
                </option>
              ))}
            </select>
            <Button onClick={addTyped}>
              Add<span class="bw-hidden"> this {noun}</span>
            </Button>
          </span>
        </div>
      )}
      <p class="ad-help bw-muted" id={`${id}-help`}>
        {help}
      </p>
      {fault && (
        <p class="ad-fault" id={`${id}-fault`} role="alert">
          {fault}
        </p>
      )}
    </fieldset>
  );
}
