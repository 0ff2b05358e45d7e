import type { RowEdit } from '../../app/row-edit.ts';
import { InputField } from '../../ui/fields.tsx';
import type { HostSettings } from './settings-api.ts';

const policies = [
  [
    'request',
    'Ask me first',
    'Visitors can ask for a time; it counts once you confirm it. Nothing is booked twice, and nobody is turned away.',
  ],
  [
    'closed',
    'Offer nothing',
    'No time can be booked until the calendar is read again. The safest choice; the page looks fully booked meanwhile.',
  ],
  [
    'open',
    'Offer times as usual',
    'Times stay bookable on the last known state. If somebody puts an event into the calendar meanwhile, it can be booked over.',
  ],
] as const;

/** What visitors get while a calendar can't be read, with the consequence of each choice. */
export function SafetySettings({ edit }: { edit: RowEdit<HostSettings> }) {
  const { stale_policy: policy, stale_after_minutes: minutes } = edit.draft.value;
  return (
    <section class="ad-panel" aria-labelledby="safety">
      <h2 id="safety">When a calendar can’t be read</h2>
      <p class="bw-muted">
        A password was changed, a provider is down: then nobody knows what is in that calendar. It is never taken for
        empty.
      </p>
      <fieldset class="set-policies">
        <legend class="bw-label">What visitors get then</legend>
        {policies.map(([value, title, text]) => (
          <label key={value} class="set-policy" data-chosen={value === policy ? '' : undefined}>
            <input
              type="radio"
              name="policy"
              value={value}
              checked={value === policy}
              onChange={() => edit.set({ stale_policy: value })}
            />
            <span>
              <b>{title}</b>
              <span class="bw-muted">{text}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <div class="set-short">
        <InputField
          label="A calendar counts as not known after (minutes)"
          type="number"
          min={1}
          max={525600}
          step={1}
          value={minutes}
          help="Since it was read for the last time. Calendars are read every few minutes; below 5 this applies all the time."
          onInput={(event) => {
            const value = event.currentTarget.valueAsNumber;
            if (Number.isInteger(value)) edit.set({ stale_after_minutes: value });
          }}
        />
      </div>
    </section>
  );
}
