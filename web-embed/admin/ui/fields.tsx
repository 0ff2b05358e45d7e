import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';

interface FieldProps {
  label: string;
  /** What belongs in it, or what follows from it. */
  help?: ComponentChildren;
  /** What is wrong with it. */
  fault?: string | null;
}

/** What the element itself takes. */
type Native<K extends 'input' | 'select' | 'textarea'> = Omit<
  JSX.IntrinsicElements[K],
  'label' | 'type' | 'role' | 'aria-describedby' | 'aria-invalid'
>;
type InputType = 'text' | 'url' | 'email' | 'number' | 'date' | 'time' | 'datetime-local' | 'search' | 'color' | 'tel';

interface FrameProps extends FieldProps {
  id: string;
  children: ComponentChildren;
}

function FieldFrame({ label, help, fault, id, children }: FrameProps) {
  return (
    <div class="bw-field ad-field">
      <label class="bw-label" for={id}>
        {label}
      </label>
      {children}
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

function described(id: string, { help, fault }: FieldProps) {
  const by = [help && `${id}-help`, fault && `${id}-fault`].filter(Boolean).join(' ');
  return {
    id,
    ...(by === '' ? {} : { 'aria-describedby': by }),
    ...(fault ? { 'aria-invalid': 'true' as const } : {}),
  };
}

/** A field of one line: text, number, date, time, colour. */
export function InputField({
  label,
  help,
  fault,
  type = 'text',
  ...input
}: FieldProps & { type?: InputType } & Native<'input'>) {
  const own = useId();
  const id = String(input.id ?? own);
  return (
    <FieldFrame {...{ label, help, fault: fault ?? null, id }}>
      <input
        class="bw-input"
        type={type as 'text'}
        {...input}
        {...described(id, { label, help, fault: fault ?? null })}
      />
    </FieldFrame>
  );
}

/** A field of several lines. */
export function TextAreaField({ label, help, fault, ...input }: FieldProps & Native<'textarea'>) {
  const own = useId();
  const id = String(input.id ?? own);
  return (
    <FieldFrame {...{ label, help, fault: fault ?? null, id }}>
      <textarea class="bw-input" rows={3} {...input} {...described(id, { label, help, fault: fault ?? null })} />
    </FieldFrame>
  );
}

/** A choice of one of several. */
export function SelectField({
  label,
  help,
  fault,
  options,
  ...input
}: FieldProps & Native<'select'> & { options: readonly (readonly [value: string, text: string])[] }) {
  const own = useId();
  const id = String(input.id ?? own);
  return (
    <FieldFrame {...{ label, help, fault: fault ?? null, id }}>
      <select class="bw-input" {...input} {...described(id, { label, help, fault: fault ?? null })}>
        {options.map(([value, text]) => (
          <option key={value} value={value} selected={value === input.value}>
            {text}
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}

interface SwitchProps {
  label: string;
  help?: ComponentChildren;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}

/** On or off, at once. */
export function Switch({ label, help, checked, disabled, onChange }: SwitchProps) {
  const id = useId();
  return (
    <div class="ad-switch">
      <input
        type="checkbox"
        role="switch"
        id={id}
        checked={checked}
        aria-checked={checked}
        disabled={disabled}
        aria-describedby={help ? `${id}-help` : undefined}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <div>
        <label for={id}>{label}</label>
        {help && (
          <p class="ad-help bw-muted" id={`${id}-help`}>
            {help}
          </p>
        )}
      </div>
    </div>
  );
}
