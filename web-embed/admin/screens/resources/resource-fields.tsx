import { useSignal } from '@preact/signals';
import type { HostSettings, hostFault } from '../../hosts-api.ts';
import { InputField } from '../../ui/fields.tsx';
import { SlugField } from '../../ui/slug-field.tsx';
import { slugOf } from '../../ui/slugs.ts';
import { ZoneField } from '../../ui/zone-field.tsx';
import { kinds } from './kinds.ts';

interface ResourceFieldsProps {
  settings: HostSettings;
  /** What stands before its address. */
  before: string;
  isNew: boolean;
  refused: ReturnType<typeof hostFault>;
  onChange: (change: Partial<HostSettings>) => void;
}

/** Kind, name, address and zone. The address of a new one follows its name until somebody changes it. */
export function ResourceFields({ settings, before, isNew, refused, onChange }: ResourceFieldsProps) {
  const isOwnSlug = useSignal(!isNew);
  const faultOf = (column: keyof HostSettings) => (refused?.column === column ? refused.text : null);
  return (
    <>
      <fieldset class="res-kinds">
        <legend class="bw-label">What it is</legend>
        {kinds.map(([kind, name, example]) => (
          <label key={kind} class="res-kind">
            <input
              type="radio"
              name="kind"
              value={kind}
              checked={settings.kind === kind}
              onChange={() => onChange({ kind })}
            />
            <span>
              <b>{name}</b>
              <span class="bw-muted">{example}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <div class="ad-fields" data-columns="2">
        <InputField
          id="res-display_name"
          label="Name"
          autocomplete="off"
          value={settings.display_name}
          help="Visitors read it."
          fault={faultOf('display_name')}
          onInput={(event) => {
            const name = event.currentTarget.value;
            onChange({ display_name: name, ...(isOwnSlug.value ? {} : { slug: slugOf(name) }) });
          }}
        />
        <SlugField
          id="res-slug"
          label="Address"
          before={before}
          value={settings.slug}
          isTouched={isOwnSlug.value}
          fault={faultOf('slug')}
          {...(isNew ? {} : { help: 'Old links stop working when you change it.' })}
          onInput={(slug) => {
            isOwnSlug.value = true;
            onChange({ slug });
          }}
        />
      </div>
      <ZoneField
        id="res-time_zone"
        label="Time zone"
        help="Its hours and days off are in it. Visitors see times in their own."
        value={settings.time_zone}
        fault={faultOf('time_zone')}
        onChange={(zone) => onChange({ time_zone: zone })}
      />
    </>
  );
}
