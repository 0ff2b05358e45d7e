import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { Button, Fault } from '../../../shared/controls.tsx';
import { RequestError } from '../../../shared/request.ts';
import { isoOf, wallClock } from '../../../shared/time.ts';
import { zoneLabel } from '../../../shared/zones.ts';
import { faultText, type Host, useAdmin } from '../../app/admin.ts';
import { useLoad } from '../../app/load.ts';
import { InputField, SelectField } from '../../ui/fields.tsx';
import { Drawer } from '../../ui/parts.tsx';
import { explain } from '../why/explain.ts';
import type { Reason } from '../why/reasons.ts';
import { book, type EventType } from './calendar-api.ts';
import type { CalendarWords } from './calendar-words.ts';
import { Answers, answersOf } from './form-answers.tsx';
import { FormReasons } from './form-reasons.tsx';
import { clockText, instantOf, minuteMs, minutesOf } from './wall-time.ts';

interface BookingFormProps {
  host: Host;
  types: readonly EventType[];
  /** The one that is shown, if it is one. */
  type: EventType | undefined;
  /** Where it is to begin. */
  start: number;
  words: CalendarWords;
  onLeave: () => void;
}

/** The host books for somebody: it is said at once what is in the way, and what setting it aside means. */
export function BookingForm({ host, types, type: shown, start, words, onLeave }: BookingFormProps) {
  const admin = useAdmin();
  const zone = host.time_zone;
  const offered = types.filter((each) => each.is_active || each.id === shown?.id);
  const typeId = useSignal((shown ?? offered[0])?.id ?? '');
  const type = types.find(({ id }) => id === typeId.value);
  const duration = useSignal(type?.durations_minutes[0] ?? 30);
  const first = wallClock(start, zone);
  const date = useSignal(first.date);
  const time = useSignal(clockText(first.minutes));
  const override = useSignal(false);
  const force = useSignal(false);
  const isBusy = useSignal(false);
  const fault = useSignal<string | null>(null);
  const refused = useSignal<Reason[] | null>(null);
  // The one that was clicked, also where the clock shows it twice.
  const isAsClicked = date.value === first.date && time.value === clockText(first.minutes);
  const instant = isAsClicked ? start : instantOf(date.value, minutesOf(time.value), zone);
  const key = useMemo(() => crypto.randomUUID(), [instant, typeId.value, duration.value]);
  const isComplete = date.value !== '' && time.value !== '' && type !== undefined;

  const asked = useLoad(
    `${typeId.value} ${instant} ${duration.value}`,
    ['bookings', 'connections', 'schedule'],
    async (signal) => {
      if (!isComplete) return null;
      const until = instant + duration.value * minuteMs;
      const question = { eventTypeId: typeId.value, from: instant, until, duration: duration.value, starts: [instant] };
      return await explain(admin.calls, question, signal);
    },
  );
  useEffect(() => {
    override.value = false;
    force.value = false;
    refused.value = null;
    fault.value = null;
  }, [instant, typeId.value, duration.value]);

  async function submit(event: SubmitEvent & { currentTarget: HTMLFormElement }) {
    event.preventDefault();
    if (isBusy.value || !type) return;
    const values = new FormData(event.currentTarget);
    isBusy.value = true;
    fault.value = null;
    try {
      const location = type.locations.find(({ kind }) => kind === values.get('location'));
      await book(
        admin.calls,
        {
          event_type_id: type.id,
          start: isoOf(instant),
          duration_minutes: duration.value,
          attendee: { name: String(values.get('name')), email: String(values.get('email')), time_zone: zone },
          answers: answersOf(type.questions, values),
          ...(location && { location: { kind: location.kind } }),
          override: override.value,
          force: force.value,
        },
        key,
      );
      admin.touch('bookings');
      admin.tell({ text: `Booked for ${values.get('name')}. Both of you get an email.` });
      onLeave();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      const { reasons } = error.details;
      refused.value = Array.isArray(reasons) ? (reasons as Reason[]) : null;
      fault.value = faultText(error);
    }
    isBusy.value = false;
  }

  const { data } = asked.state.value;
  const reasons = refused.value ?? data?.slots[0]?.reasons ?? [];
  return (
    <Drawer title="New booking" onLeave={onLeave}>
      <p class="bw-muted">
        It is confirmed at once, and both of you get an email. Times are those of {zoneLabel(zone, instant)}.
      </p>
      <form class="ad-fields cal-form" onSubmit={(event) => void submit(event)}>
        <SelectField
          label="Event type"
          value={typeId.value}
          options={offered.map(({ id, title, slug }) => [id, title || slug])}
          onChange={(event) => {
            typeId.value = event.currentTarget.value;
            duration.value = types.find(({ id }) => id === typeId.value)?.durations_minutes[0] ?? 30;
          }}
        />
        {(type?.durations_minutes.length ?? 0) > 1 && (
          <SelectField
            label="Length"
            value={String(duration.value)}
            options={(type?.durations_minutes ?? []).map((minutes) => [String(minutes), `${minutes} min`])}
            onChange={(event) => {
              duration.value = Number(event.currentTarget.value);
            }}
          />
        )}
        <div class="ad-fields" data-columns="2">
          <InputField
            label="Day"
            type="date"
            required
            value={date.value}
            onChange={(event) => {
              date.value = event.currentTarget.value;
            }}
          />
          <InputField
            label="Begins"
            type="time"
            required
            value={time.value}
            onChange={(event) => {
              time.value = event.currentTarget.value;
            }}
          />
        </div>
        {isComplete && (
          <FormReasons
            isKnown={data !== null || refused.value !== null}
            isRefused={refused.value !== null}
            reasons={reasons}
            context={{
              bookings: data?.names.bookings ?? new Map(),
              calendars: data?.names.calendars ?? new Map(),
              words,
              zone,
              eventType: type,
            }}
            override={override}
            force={force}
          />
        )}
        <InputField label="Name" name="name" required maxLength={200} autocomplete="off" />
        <InputField label="Email" name="email" type="email" required maxLength={254} autocomplete="off" />
        {type && type.locations.length > 1 && (
          <SelectField
            label="Where"
            name="location"
            options={type.locations.map(({ kind, value }) => [kind, placeNames[kind] ?? value ?? kind])}
          />
        )}
        {type && <Answers questions={type.questions} />}
        <Fault text={fault.value} hasIcon />
        <div class="bw-actions">
          <Button isPrimary isBusy={isBusy.value} type="submit">
            Book
          </Button>
          <Button onClick={onLeave}>Cancel</Button>
        </div>
      </form>
    </Drawer>
  );
}

const placeNames: Record<string, string> = {
  video: 'Video call',
  video_link: 'Video call, by your link',
  phone_host_calls: 'Phone: you call',
  phone_visitor_calls: 'Phone: they call you',
  address: 'In person',
  ask_visitor: 'Where they say',
};
