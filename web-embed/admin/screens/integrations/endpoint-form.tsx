import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Button, Fault } from '../../../shared/controls.tsx';
import { RequestError } from '../../../shared/request.ts';
import { faultText } from '../../app/admin.ts';
import { InputField } from '../../ui/fields.tsx';
import { eventNames, eventTexts } from './integration-words.ts';
import type { WebhookEndpoint } from './integrations-api.ts';

interface FormProps {
  /** The one that is changed; none: a new one. */
  endpoint?: WebhookEndpoint;
  onSave: (url: string, events: string[]) => Promise<void>;
  onLeave: () => void;
}

/** Asks for the address, and of which events it is told. */
export function EndpointForm({ endpoint, onSave, onLeave }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const events = useSignal<readonly string[]>(endpoint?.events ?? eventNames);
  const isBusy = useSignal(false);
  const fault = useSignal<string | null>(null);
  useEffect(() => form.current?.querySelector('input')?.focus(), []);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (isBusy.value) return;
    const url = String(new FormData(event.currentTarget as HTMLFormElement).get('url') ?? '').trim();
    if (events.value.length === 0) {
      fault.value = 'Choose at least one event.';
      return;
    }
    isBusy.value = true;
    fault.value = null;
    try {
      await onSave(url, [...events.value]);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      fault.value = faultText(error);
    }
    isBusy.value = false;
  }

  return (
    <form
      class={endpoint ? 'bw-form int-form' : 'ad-panel bw-form int-form'}
      ref={form}
      aria-label={endpoint ? 'Edit the webhook' : 'New webhook'}
      onSubmit={(event) => void submit(event)}
    >
      <Fault text={fault.value} hasIcon />
      <InputField
        label="Address"
        name="url"
        type="url"
        required
        maxLength={2000}
        autocomplete="off"
        placeholder="https://example.com/hooks/openslot"
        defaultValue={endpoint?.url ?? ''}
        help="It gets a POST for each event. Only public addresses with https."
      />
      <fieldset class="int-scopes">
        <legend class="bw-label">What it is told of</legend>
        <div class="int-event-list">
          {eventNames.map((name) => (
            <label key={name} class="bw-check">
              <input
                type="checkbox"
                checked={events.value.includes(name)}
                onChange={(event) => {
                  const isOn = event.currentTarget.checked;
                  events.value = eventNames.filter((each) => (each === name ? isOn : events.value.includes(each)));
                }}
              />
              <span>
                {eventTexts[name]}
                <code class="int-help bw-muted">{name}</code>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <div class="bw-actions">
        <Button type="submit" isPrimary isBusy={isBusy.value}>
          {endpoint ? 'Save' : 'Create the webhook'}
        </Button>
        <Button onClick={onLeave}>Cancel</Button>
      </div>
    </form>
  );
}
