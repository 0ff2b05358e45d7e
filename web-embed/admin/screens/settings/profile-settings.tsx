import type { RowEdit } from '../../app/row-edit.ts';
import { InputField, SelectField, Switch } from '../../ui/fields.tsx';
import { ZoneField } from '../../ui/zone-field.tsx';
import type { HostSettings } from './settings-api.ts';

const languages = [
  ['', 'English'],
  ['de', 'Deutsch'],
  ['de-CH', 'Deutsch (Schweiz)'],
  ['en-GB', 'English (United Kingdom)'],
  ['en-US', 'English (United States)'],
  ['es', 'Español'],
  ['fr', 'Français'],
  ['ar', 'العربية'],
] as const;

/** Name, address, zone and language, and which mails come. */
export function ProfileSettings({ edit }: { edit: RowEdit<HostSettings> }) {
  const { draft } = edit;
  const {
    slug,
    display_name: name,
    time_zone: zone,
    locale,
    reply_to: replyTo,
    logo_url: logo,
    weekly_digest: digest,
  } = draft.value;
  const known = languages.some(([value]) => value === (locale ?? ''));
  return (
    <>
      <section class="ad-panel" aria-labelledby="profile">
        <h2 id="profile">On the booking page</h2>
        <div class="ad-fields" data-columns="2">
          <InputField
            label="Name"
            value={name}
            maxLength={200}
            help="What visitors see, for example your own name or that of a room."
            onInput={(event) => edit.set({ display_name: event.currentTarget.value })}
          />
          <InputField
            label="Address"
            value={slug}
            maxLength={80}
            pattern="[a-z0-9]([a-z0-9_\-]*[a-z0-9])?"
            help={`The booking page is /book/${slug}. Links that you gave away stop working when you change it.`}
            fault={
              /^[a-z0-9]([a-z0-9_-]{0,78}[a-z0-9])?$/.test(slug)
                ? null
                : 'Small letters, digits and hyphens, no blanks.'
            }
            onInput={(event) => edit.set({ slug: event.currentTarget.value })}
          />
          <ZoneField
            label="Time zone"
            help="Of your hours and vacations. Visitors see times in their own zone."
            value={zone}
            onChange={(value) => edit.set({ time_zone: value })}
          />
          <InputField
            label="Picture or logo"
            type="url"
            value={logo ?? ''}
            placeholder="https://…"
            help="Address of a picture for the booking pages. Mails show none."
            onInput={(event) => edit.set({ logo_url: event.currentTarget.value || null })}
          />
        </div>
      </section>
      <section class="ad-panel" aria-labelledby="mails">
        <h2 id="mails">Mails</h2>
        <div class="ad-fields" data-columns="2">
          <SelectField
            label="Language of mails to you"
            value={locale ?? ''}
            options={known ? languages : [...languages, [locale ?? '', locale ?? '']]}
            help="Visitors get theirs in their own language."
            onChange={(event) => edit.set({ locale: event.currentTarget.value || null })}
          />
          <InputField
            label="Answers of visitors go to"
            type="email"
            value={replyTo ?? ''}
            placeholder="Nowhere"
            help="Visitors learn this address. Empty: they can’t answer mails."
            onInput={(event) => edit.set({ reply_to: event.currentTarget.value || null })}
          />
        </div>
        <Switch
          label="A summary each Monday at 7:00"
          help="What is booked, what waits for you, and which accounts have to be connected again."
          checked={digest}
          onChange={(checked) => edit.set({ weekly_digest: checked })}
        />
      </section>
    </>
  );
}
