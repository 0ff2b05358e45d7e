import { useMemo } from 'preact/hooks';
import { cityOf, knownZone, localZone } from '../../shared/zones.ts';
import { SelectField } from './fields.tsx';

interface ZoneFieldProps {
  label: string;
  help?: string;
  value: string;
  /** What an empty choice means, where there may be one. */
  emptyText?: string;
  onChange: (zone: string) => void;
}

const regionOf = (zone: string) => zone.slice(0, zone.lastIndexOf('/')).replaceAll('_', ' ').replaceAll('/', ', ');

/** A time zone by its city, and this device's own in one click. */
export function ZoneField({ label, help, value, emptyText, onChange }: ZoneFieldProps) {
  const here = localZone();
  const options = useMemo(() => {
    const zones = new Set([...(Intl.supportedValuesOf?.('timeZone') ?? []), 'UTC', here, ...(value ? [value] : [])]);
    const named = [...zones]
      .filter((zone) => knownZone(zone, '') !== '')
      .toSorted((a, b) => (cityOf(a) < cityOf(b) ? -1 : 1));
    return named.map((zone) => [zone, [cityOf(zone), regionOf(zone)].filter(Boolean).join(' – ')] as const);
  }, [value, here]);
  return (
    <div>
      <SelectField
        label={label}
        help={help}
        value={value}
        options={emptyText === undefined ? options : [['', emptyText], ...options]}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {value !== here && (
        <button type="button" class="bw-link" onClick={() => onChange(here)}>
          Use this device’s zone: {cityOf(here)}
        </button>
      )}
    </div>
  );
}
