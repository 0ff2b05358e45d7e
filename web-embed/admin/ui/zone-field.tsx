import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import { searchZones, ZoneLabels } from '../../shared/zone-search.ts';
import { localZone, zoneLabel } from '../../shared/zones.ts';
import { AdminIcon } from './admin-icons.tsx';
import './zone-field.css';

/** So many are shown at a time: whoever looks for more types more. */
const maxShown = 50;

interface ZoneFieldProps {
  id?: string;
  label: string;
  help?: string;
  fault?: string | null;
  value: string;
  onChange: (zone: string) => void;
}

/** A time zone, searched by its city (ARIA APG, editable combobox with a list); the browser's comes first. */
export function ZoneField({ id: given, label, help, fault, value, onChange }: ZoneFieldProps) {
  const own = useId();
  const id = given ?? own;
  const isOpen = useSignal(false);
  const query = useSignal('');
  const active = useSignal(0);
  const version = useSignal(0);
  const labels = useRef<ZoneLabels | null>(null);
  const first = [localZone(), value];
  const now = useRef(Date.now()).current;
  useEffect(() => () => labels.current?.stop(), []);

  function open() {
    // The offsets of all zones take a quarter of a second: bit by bit, from the first touch on.
    labels.current ??= new ZoneLabels(now, first, () => {
      version.value += 1;
    });
    query.value = '';
    active.value = 0;
    isOpen.value = true;
  }
  const found = useComputed(() =>
    isOpen.value ? searchZones(labels.current?.zones ?? [], query.value, first).slice(0, maxShown) : [],
  );
  const results = found.value;
  labels.current?.show(results);
  // Read so that labels that arrive later are shown.
  void version.value;

  function choose(zone: string | undefined) {
    isOpen.value = false;
    if (zone !== undefined) onChange(zone);
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (!isOpen.value) return open();
      active.value = (active.value + step + results.length) % Math.max(1, results.length);
      const list = document.getElementById(`${id}-list`);
      // After the list is rendered.
      requestAnimationFrame(() => list?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }));
    } else if (event.key === 'Enter' && isOpen.value) {
      event.preventDefault();
      choose(results[active.value]);
    } else if (event.key === 'Escape' && isOpen.value) {
      // Only the list closes, not a dialog around it.
      event.preventDefault();
      event.stopPropagation();
      isOpen.value = false;
    }
  }

  const described = [help && `${id}-help`, fault && `${id}-fault`].filter(Boolean).join(' ');
  return (
    <div class="bw-field ad-field">
      <label class="bw-label" for={id}>
        {label}
      </label>
      <div class="ad-combo">
        <input
          id={id}
          class="bw-input"
          role="combobox"
          aria-expanded={isOpen.value}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={isOpen.value && results.length > 0 ? `${id}-${active.value}` : undefined}
          aria-describedby={described || undefined}
          aria-invalid={fault ? true : undefined}
          autocomplete="off"
          spellcheck={false}
          value={isOpen.value ? query.value : zoneLabel(value, now)}
          placeholder={isOpen.value ? 'Search for a city' : undefined}
          onClick={() => isOpen.value || open()}
          onInput={(event) => {
            const text = event.currentTarget.value;
            if (!isOpen.value) open();
            query.value = text;
            active.value = 0;
          }}
          onKeyDown={onKeyDown}
          onBlur={() => {
            isOpen.value = false;
          }}
        />
        <AdminIcon name="down" />
        <div
          id={`${id}-list`}
          class="ad-combo-list"
          role="listbox"
          aria-label="Cities"
          hidden={!isOpen.value}
          // The field keeps the focus, and with it the list.
          onMouseDown={(event) => event.preventDefault()}
        >
          {results.map((zone, index) => (
            // biome-ignore lint/a11y: an option of the APG combobox; the focus and the keys stay in the field.
            <div
              key={zone}
              id={`${id}-${index}`}
              class="ad-option"
              role="option"
              aria-selected={index === active.value}
              onClick={() => choose(zone)}
            >
              <span>
                {labels.current?.labelOf(zone)}
                {zone === localZone() && <span class="bw-muted"> · where you are now</span>}
              </span>
              {zone === value && <AdminIcon name="check" />}
            </div>
          ))}
        </div>
        {isOpen.value && results.length === 0 && <p class="ad-combo-none bw-muted">No city of that name.</p>}
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
