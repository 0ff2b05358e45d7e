import { SpanField } from '../../ui/amount-fields.tsx';
import { SelectField } from '../../ui/fields.tsx';

interface DeadlineFieldProps {
  id: string;
  label: string;
  /** Minutes before the start; null: until the start, -1: never. */
  value: number | null;
  fault: string | null;
  onChange: (value: number | null) => void;
}

const usual = 1440;

/** Until when visitors may do something: until the start, until some time before it, or never. */
export function DeadlineField({ id, label, value, fault, onChange }: DeadlineFieldProps) {
  const kind = value === null ? 'start' : value === -1 ? 'never' : 'before';
  return (
    <div class="ad-fields" data-columns="2">
      <SelectField
        id={kind === 'before' ? `${id}-kind` : id}
        label={label}
        value={kind}
        options={[
          ['start', 'until it begins'],
          ['before', 'until some time before'],
          ['never', 'never'],
        ]}
        fault={kind === 'before' ? null : fault}
        onChange={(event) => {
          const next = event.currentTarget.value;
          onChange(next === 'start' ? null : next === 'never' ? -1 : usual);
        }}
      />
      {kind === 'before' && (
        <SpanField
          id={id}
          label="How long before"
          units={['days', 'hours', 'minutes']}
          value={value ?? usual}
          fault={fault}
          onChange={onChange}
        />
      )}
    </div>
  );
}
