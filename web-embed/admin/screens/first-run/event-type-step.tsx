import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { type Host, useAdmin } from '../../app/admin.ts';
import { useLoad } from '../../app/load.ts';
import { LoadedView } from '../../app/screen.tsx';
import { InputField, SelectField } from '../../ui/fields.tsx';
import { Choices } from '../../ui/parts.tsx';
import { countText, spanText } from '../../ui/spans.ts';
import type { EventType } from '../event-types/event-type.ts';
import { type FieldFault, fieldFault } from '../event-types/event-type-faults.ts';
import { createEventTypesApi } from '../event-types/event-types-api.ts';
import {
  asFirst,
  changesFor,
  type FirstEventType,
  settingsFor,
  usualEventType,
  valueNames,
} from './first-event-type.ts';
import { StepForm, type StepProps } from './step-form.tsx';

/** The first event type: made once, changed when somebody comes again. */
export function EventTypeStep(props: StepProps) {
  const admin = useAdmin();
  const api = useMemo(() => createEventTypesApi(admin.calls), []);
  const host = admin.host.value;
  const types = useLoad<EventType[]>(host?.id ?? '', [], (signal) => api.list(host?.id ?? '', signal));
  if (host === null) return null;
  return (
    <LoadedView of={types} subject="Your event types">
      {(known) => <EventTypeForm {...props} host={host} known={known} />}
    </LoadedView>
  );
}

const lengths = ['15', '30', '45', '60'] as const;

function EventTypeForm({ host, known, onNext, onBack }: StepProps & { host: Host; known: EventType[] }) {
  const admin = useAdmin();
  const api = useMemo(() => createEventTypesApi(admin.calls), []);
  const [existing] = known;
  const draft = useSignal<FirstEventType>(existing === undefined ? usualEventType : asFirst(existing));
  const refused = useSignal<FieldFault | null>(null);
  const set = (change: Partial<FirstEventType>) => {
    draft.value = { ...draft.value, ...change };
    refused.value = null;
  };
  const { title, minutes, place, value } = draft.value;
  const own = String(minutes);
  const options = lengths.some((each) => each === own) ? lengths : [...lengths, own];
  const valueName = place === '' ? undefined : valueNames[place];

  /** What is there by now counts: another tab may have been faster. */
  async function write(first: FirstEventType): Promise<void> {
    const [current] = await api.list(host.id);
    if (current === undefined) await api.create(host.id, settingsFor(first));
    else {
      const changes = changesFor(current, first);
      if (Object.keys(changes).length > 0) await api.save(current, changes);
    }
    admin.touch('schedule');
  }

  function refuse(fault: FieldFault): false {
    refused.value = fault;
    requestAnimationFrame(() =>
      document.getElementById(fault.column === 'locations' ? 'run-value' : 'run-title')?.focus(),
    );
    return false;
  }

  async function submit(): Promise<boolean> {
    if (title.trim() === '') return refuse({ column: 'title', index: null, text: 'Say what it is.' });
    try {
      await write(draft.value);
      return true;
    } catch (error) {
      const fault = fieldFault(error);
      if (fault === null) throw error;
      return refuse(fault);
    }
  }

  const faultAt = (isPlace: boolean) =>
    refused.value !== null && (refused.value.column === 'locations') === isPlace ? refused.value.text : null;
  return (
    <StepForm
      onBack={onBack}
      onDone={onNext}
      onSubmit={submit}
      onSkip={() => (existing === undefined ? write(usualEventType) : Promise.resolve())}
      skipNote={
        existing === undefined
          ? `If you skip this, people can book “${usualEventType.title}”, ${spanText(usualEventType.minutes)}.`
          : 'If you skip this, it stays as it is.'
      }
    >
      {known.length > 1 && (
        <p>
          You have {countText(known.length, 'event types')} already. This is the first of them;{' '}
          <a href="/admin/event-types">all are here</a>.
        </p>
      )}
      <InputField
        id="run-title"
        label="What is it called?"
        autocomplete="off"
        value={title}
        fault={faultAt(false)}
        onInput={(event) => set({ title: event.currentTarget.value })}
      />
      <div>
        <p class="bw-label" aria-hidden="true">
          How long does it take?
        </p>
        <Choices
          label="How long does it take?"
          value={own}
          options={options.map((each) => [each, spanText(Number(each))] as const)}
          onChange={(next) => set({ minutes: Number(next) })}
        />
      </div>
      <SelectField
        label="Where?"
        value={place}
        options={[
          ['', 'I say so later'],
          ['video', 'Video call, with a link that my calendar makes'],
          ['video_link', 'Video call, in my own room'],
          ['phone_host_calls', 'I call them'],
          ['phone_visitor_calls', 'They call me'],
          ['address', 'At an address'],
          ['ask_visitor', 'They say where'],
          ...(place === 'custom' ? ([['custom', 'Something else']] as const) : []),
        ]}
        onChange={(event) => set({ place: event.currentTarget.value as FirstEventType['place'], value: '' })}
      />
      {valueName !== undefined && (
        <InputField
          id="run-value"
          label={valueName}
          value={value}
          fault={faultAt(true)}
          onInput={(event) => set({ value: event.currentTarget.value })}
        />
      )}
    </StepForm>
  );
}
