import { useEffect, useRef } from 'preact/hooks';
import { Button, Fault, TextField } from '../../../shared/controls.tsx';
import { kindOf } from '../../words.ts';
import type { OpenForm } from './calendars-state.ts';
import type { CalendarsStore } from './calendars-store.ts';

interface Field {
  name: 'url' | 'username' | 'password';
  label: string;
  type: 'text' | 'url' | 'password';
  help?: string;
  placeholder?: string;
}

const username: Field = { name: 'username', label: 'User name', type: 'text' };
const password: Field = { name: 'password', label: 'Password', type: 'password' };

const fields: Record<string, Field[]> = {
  apple: [
    { ...username, label: 'Apple Account (email)' },
    {
      ...password,
      label: 'App-specific password',
      help: 'Not your usual password: create one for Openslot at account.apple.com, under Sign-In and Security.',
    },
  ],
  caldav: [
    {
      name: 'url',
      label: 'Server address',
      type: 'url',
      placeholder: 'https://dav.example.com/',
      help: 'Nextcloud, Fastmail, mailbox.org and others show it in their settings, under CalDAV.',
    },
    username,
    { ...password, help: 'If your account uses two-factor authentication, create an app password there.' },
  ],
  ics: [
    {
      name: 'url',
      label: 'Feed address',
      type: 'text',
      placeholder: 'https://calendar.example.com/private/basic.ics',
      help: 'We store it like a password. Feeds are read-only: they block your time, but bookings can’t be written to them.',
    },
  ],
};

/** Asks for what a kind of calendar is connected with; it is tried before anything is kept. */
export function ConnectForm({ form, store }: { form: OpenForm; store: CalendarsStore }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
    return () => document.querySelector<HTMLElement>(`[data-kind="${form.provider}"]`)?.focus();
  }, []);

  function submit(event: SubmitEvent) {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const entries = [...data].map(([name, value]) => [
      name,
      name === 'password' ? String(value) : String(value).trim(),
    ]);
    void store.submitForm(Object.fromEntries(entries));
  }

  return (
    <form
      class="bw-form ad-panel cal-connect-form"
      id="connect-form"
      aria-labelledby="connect-form-title"
      onSubmit={submit}
    >
      <h3 id="connect-form-title" tabIndex={-1} ref={heading}>
        {kindOf(form.provider)}
      </h3>
      <Fault text={form.fault} />
      {(fields[form.provider] ?? []).map((field) => (
        <TextField
          key={field.name}
          {...field}
          id={`connect-${field.name}`}
          autocomplete={field.type === 'password' ? 'new-password' : 'off'}
          defaultValue={field.name === 'username' ? form.username : ''}
        />
      ))}
      <div class="bw-actions">
        <Button type="submit" isPrimary isBusy={form.isBusy}>
          {form.isBusy ? 'Checking…' : 'Connect'}
        </Button>
        <Button onClick={() => store.openForm(null)}>Cancel</Button>
      </div>
    </form>
  );
}
