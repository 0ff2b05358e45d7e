import { useAdmin } from '../../app/admin.ts';
import type { RowEdit } from '../../app/row-edit.ts';
import { InputField, SelectField, Switch } from '../../ui/fields.tsx';
import type { HostSettings } from './settings-api.ts';

const privacies = [
  ['full', 'Everything: title, place, name, address and answers'],
  ['name_only', 'Title, place and the visitor’s name'],
  ['busy_only', 'Only “Booked”, with a link for you'],
] as const;
const challenges = [
  ['none', 'Nothing'],
  ['proof_of_work', 'A calculation of about a second; nobody has to do anything'],
  ['turnstile', 'A check by Cloudflare Turnstile'],
] as const;

/** Who learns what, and what keeps programs away. */
export function ProtectionSettings({ edit }: { edit: RowEdit<HostSettings> }) {
  const { config } = useAdmin();
  const {
    calendar_privacy: privacy,
    is_indexed: isIndexed,
    max_bookings_per_email: most,
    retention_days: retention,
    challenge,
  } = edit.draft.value;
  const offered = challenges.filter(
    ([value]) => value !== 'turnstile' || config.turnstile || challenge === 'turnstile',
  );
  return (
    <>
      <section class="ad-panel" aria-labelledby="privacy">
        <h2 id="privacy">Privacy</h2>
        <div class="ad-fields">
          <SelectField
            label="What bookings say in your calendar"
            value={privacy}
            options={privacies}
            help="To everybody who can see that calendar. Applies to events that are written from now on."
            onChange={(event) =>
              edit.set({ calendar_privacy: event.currentTarget.value as HostSettings['calendar_privacy'] })
            }
          />
          <div class="set-short">
            <InputField
              label="Forget visitors after (days)"
              type="number"
              min={1}
              max={3650}
              step={1}
              value={retention ?? ''}
              placeholder="Never"
              help="Counted from the end of a booking. Names, addresses and answers are deleted here for good; the booking stays for reports. Your calendar and your mailbox are yours to clear. Empty: never."
              onInput={(event) => {
                const value = event.currentTarget.valueAsNumber;
                edit.set({ retention_days: Number.isInteger(value) ? value : null });
              }}
            />
          </div>
        </div>
        <Switch
          label="Search engines may list the booking pages"
          checked={isIndexed}
          onChange={(checked) => edit.set({ is_indexed: checked })}
        />
      </section>
      <section class="ad-panel" aria-labelledby="protection">
        <h2 id="protection">Against programs and too many bookings</h2>
        <div class="ad-fields">
          <SelectField
            label="What a visitor’s browser has to do before it books"
            value={challenge}
            options={offered}
            help="Addresses that book in bulk are slowed down in any case."
            onChange={(event) => edit.set({ challenge: event.currentTarget.value as HostSettings['challenge'] })}
          />
          <div class="set-short">
            <InputField
              label="Open bookings for one email address"
              type="number"
              min={1}
              max={10000}
              step={1}
              value={most ?? ''}
              placeholder="Any number"
              help="Empty: any number."
              onInput={(event) => {
                const value = event.currentTarget.valueAsNumber;
                edit.set({ max_bookings_per_email: Number.isInteger(value) ? value : null });
              }}
            />
          </div>
        </div>
        <p class="ad-help bw-muted">
          Which web sites may show the booking flow is set under <a href="/admin/embed">Share and embed</a>.
        </p>
      </section>
    </>
  );
}
