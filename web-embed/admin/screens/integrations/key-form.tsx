import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Button, Fault } from '../../../shared/controls.tsx';
import { RequestError } from '../../../shared/request.ts';
import { faultText } from '../../app/admin.ts';
import { InputField } from '../../ui/fields.tsx';
import { scopeNames, scopeTexts } from './integration-words.ts';
import type { KeyScope } from './integrations-api.ts';

interface FormProps {
  onCreate: (name: string, scopes: KeyScope[]) => Promise<void>;
  onLeave: () => void;
}

/** Asks what a new key is for, and what it may do. */
export function KeyForm({ onCreate, onLeave }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const scopes = useSignal<KeyScope[]>(['read']);
  const isBusy = useSignal(false);
  const fault = useSignal<string | null>(null);
  useEffect(() => form.current?.querySelector('input')?.focus(), []);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (isBusy.value) return;
    const name = String(new FormData(event.currentTarget as HTMLFormElement).get('name') ?? '').trim();
    if (scopes.value.length === 0) {
      fault.value = 'Choose at least one thing that the key may do.';
      return;
    }
    isBusy.value = true;
    fault.value = null;
    try {
      await onCreate(name, scopes.value);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      fault.value = faultText(error);
    }
    isBusy.value = false;
  }

  return (
    <form class="ad-panel bw-form int-form" ref={form} aria-label="New key" onSubmit={(event) => void submit(event)}>
      <Fault text={fault.value} hasIcon />
      <InputField
        label="Name"
        name="name"
        required
        maxLength={200}
        autocomplete="off"
        placeholder="Invoices"
        help="Which program it is for, so that you know later what a key belongs to."
      />
      <fieldset class="int-scopes">
        <legend class="bw-label">What it may do</legend>
        {scopeNames.map((scope) => (
          <label key={scope} class="bw-check">
            <input
              type="checkbox"
              checked={scopes.value.includes(scope)}
              onChange={(event) => {
                const others = scopes.value.filter((each) => each !== scope);
                scopes.value = event.currentTarget.checked ? [...others, scope] : others;
              }}
            />
            <span>
              <b>{scopeTexts[scope].name}</b>
              <span class="int-help bw-muted">{scopeTexts[scope].text}</span>
            </span>
          </label>
        ))}
        <p class="bw-muted int-small">
          Each stands for itself: a program that reads and books needs both. No key can make or revoke keys.
        </p>
      </fieldset>
      <div class="bw-actions">
        <Button type="submit" isPrimary isBusy={isBusy.value}>
          Create the key
        </Button>
        <Button onClick={onLeave}>Cancel</Button>
      </div>
    </form>
  );
}
