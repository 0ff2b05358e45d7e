import { InputField, SelectField } from '../../ui/fields.tsx';
import { Badge } from '../../ui/parts.tsx';
import type { EmbedEvent, EmbedValues } from './choice.ts';
import { contrast } from './contrast.ts';

interface EmbedFormProps {
  events: readonly EmbedEvent[];
  values: EmbedValues;
  onChange: (change: Partial<Record<keyof EmbedValues, string>>) => void;
}

const modes = [
  ['', 'In the page'],
  ['popup', 'In a dialog, behind a button'],
] as const;
const layouts = [
  ['', 'By the room there is'],
  ['month', 'A month, and the times of a day'],
  ['columns', 'The next days side by side'],
  ['list', 'Days below one another'],
] as const;
const themes = [
  ['', 'Light'],
  ['dark', 'Dark'],
  ['auto', 'As the visitor’s device'],
] as const;
const locales = [
  ['', 'That of the page'],
  ['en', 'English'],
  ['de', 'Deutsch'],
  ['es', 'Español'],
  ['fr', 'Français'],
  ['ar', 'العربية'],
] as const;
const parts = [
  ['title', 'Title'],
  ['description', 'Description'],
  ['host', 'Your name'],
  ['duration', 'Duration'],
  ['time-zone', 'Choice of the time zone'],
] as const;

/** What is shown, and how. */
export function EmbedForm({ events, values, onChange }: EmbedFormProps) {
  const chosen = values.events.split(' ');
  const hidden = values.hide.split(' ').filter(Boolean);
  const toggled = (list: readonly string[], item: string, all: readonly string[]) =>
    all.filter((each) => (each === item ? !list.includes(item) : list.includes(each))).join(' ');
  return (
    <form class="ad-panel em-form" onSubmit={(event) => event.preventDefault()}>
      <h2>What is shown</h2>
      <div class="ad-fields">
        <fieldset>
          <legend class="bw-label">Event types</legend>
          {events.map(({ slug, title }) => (
            <label key={slug} class="bw-check">
              <input
                type="checkbox"
                checked={chosen.includes(slug)}
                onChange={() =>
                  onChange({
                    events: toggled(
                      chosen,
                      slug,
                      events.map((each) => each.slug),
                    ),
                  })
                }
              />
              <span>{title || slug}</span>
            </label>
          ))}
        </fieldset>
        <SelectField
          label="Where"
          value={values.mode}
          options={modes}
          onChange={(event) => onChange({ mode: event.currentTarget.value })}
        />
        <SelectField
          label="Layout"
          value={values.layout}
          options={layouts}
          onChange={(event) => onChange({ layout: event.currentTarget.value })}
        />
        <SelectField
          label="Colours"
          value={values.theme}
          options={themes}
          onChange={(event) => onChange({ theme: event.currentTarget.value })}
        />
        <Accent value={values.accent} theme={values.theme} onChange={(accent) => onChange({ accent })} />
        <SelectField
          label="Language"
          value={values.locale}
          options={locales}
          onChange={(event) => onChange({ locale: event.currentTarget.value })}
        />
        <fieldset>
          <legend class="bw-label">Leave out</legend>
          {parts.map(([name, text]) => (
            <label key={name} class="bw-check">
              <input
                type="checkbox"
                checked={hidden.includes(name)}
                onChange={() =>
                  onChange({
                    hide: toggled(
                      hidden,
                      name,
                      parts.map(([each]) => each),
                    ),
                  })
                }
              />
              <span>{text}</span>
            </label>
          ))}
        </fieldset>
      </div>
    </form>
  );
}

/** The accent, with a check whether what is written on it can be read. */
function Accent({ value, theme, onChange }: { value: string; theme: string; onChange: (value: string) => void }) {
  const [usual, onAccent, ground] =
    theme === 'dark' ? ['#6fd3c7', '#06211e', '#171c22'] : ['#0b6660', '#ffffff', '#ffffff'];
  const accent = value || usual || '';
  const ratio = contrast(accent, onAccent ?? '');
  const edge = contrast(accent, ground ?? '');
  const isReadable = ratio !== null && edge !== null && ratio >= 4.5 && edge >= 3;
  return (
    <div class="em-accent">
      <InputField label="Accent" type="color" value={accent} onInput={(event) => onChange(event.currentTarget.value)} />
      <p role="status">
        <Badge tone={isReadable ? 'good' : 'warn'}>
          {ratio === null ? 'No colour' : `Contrast ${ratio.toFixed(1)} : 1`}
        </Badge>{' '}
        {isReadable
          ? 'Buttons can be read well.'
          : 'Too weak: choose a colour that is further from that of the text on it (4.5 : 1).'}
      </p>
      {value !== '' && (
        <button type="button" class="bw-link" onClick={() => onChange('')}>
          Back to the usual colour
        </button>
      )}
    </div>
  );
}
