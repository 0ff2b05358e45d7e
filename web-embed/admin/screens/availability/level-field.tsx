import { SelectField } from '../../ui/fields.tsx';
import { useAvailability } from './context.ts';
import type { Level } from './weekly.ts';

/** For whom something is: all event types, or one of them. */
export function LevelField({ value, onChange }: { value: Level; onChange: (value: Level) => void }) {
  const { types } = useAvailability();
  if (types.length === 0) return null;
  return (
    <SelectField
      label="For"
      value={value ?? ''}
      options={[['', 'All event types'], ...types.map(({ id, title }): [string, string] => [id, title])]}
      onChange={(event) => onChange(event.currentTarget.value || null)}
    />
  );
}
