import type { ButtonHTMLAttributes } from 'preact';
import { IconOf } from './icons.tsx';

interface ButtonProps extends ButtonHTMLAttributes {
  isPrimary?: boolean | undefined;
  /** Shows that it is at work; a click on it means nothing then. */
  isBusy?: boolean | undefined;
}

/** A button as all pages have it. */
export function Button({ isPrimary, isBusy, children, ...rest }: ButtonProps) {
  return (
    <button type="button" class={isPrimary ? 'bw-button bw-primary' : 'bw-button'} aria-disabled={isBusy} {...rest}>
      {isBusy && <span class="bw-spinner" />}
      {children}
    </button>
  );
}

/** What did not work, announced at once; nothing without a text. */
export function Fault({ text, hasIcon }: { text: string | null; hasIcon?: boolean }) {
  if (!text) return null;
  return (
    <p class="bw-notice bw-error-box" role="alert">
      {hasIcon && <IconOf name="alert" />}
      <span>{text}</span>
    </p>
  );
}

interface TextFieldProps {
  id: string;
  name: string;
  label: string;
  type: 'text' | 'url' | 'email' | 'password';
  /** What belongs in it. */
  help?: string;
  placeholder?: string;
  autocomplete: AutoFill;
  defaultValue: string;
}

/** A required field with its label. */
export function TextField({ label, help, type, ...input }: TextFieldProps) {
  const helpId = help && `${input.id}-help`;
  return (
    <div class="bw-field">
      <label class="bw-label" for={input.id}>
        {label}
      </label>
      <input
        class="bw-input"
        type={type as 'text'}
        required
        autocapitalize="none"
        spellcheck={false}
        aria-describedby={helpId}
        {...input}
      />
      {help && (
        <p class="cal-help bw-muted" id={helpId}>
          {help}
        </p>
      )}
    </div>
  );
}
