import { InputField } from './fields.tsx';
import './slug-field.css';
import { slugFault } from './slugs.ts';

interface SlugFieldProps {
  id?: string;
  label: string;
  /** What stands before it: `https://book.example.com/book/`. */
  before: string;
  value: string;
  /** What the database said; what can be seen while it is typed is said at once. */
  fault?: string | null;
  help?: string;
  /** Nothing is said of a field that nobody has been in. */
  isTouched: boolean;
  onInput: (slug: string) => void;
}

/** The end of an address. */
export function SlugField({ before, value, fault, help, isTouched, onInput, ...props }: SlugFieldProps) {
  return (
    <div class="ad-slug">
      <InputField
        {...props}
        autocapitalize="none"
        autocomplete="off"
        spellcheck={false}
        value={value}
        fault={fault ?? (isTouched ? slugFault(value) : null)}
        help={
          <>
            {help && <>{help} </>}
            <span class="ad-slug-whole">
              {before.replace(/^https?:\/\//, '')}
              <b>{value}</b>
            </span>
          </>
        }
        onInput={(event) => onInput(event.currentTarget.value.trim().toLowerCase())}
      />
    </div>
  );
}
