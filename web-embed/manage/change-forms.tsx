import { Component } from 'preact';
import type { BookingApi, Slot } from '../shared/booking-api.ts';
import { Button, Fault } from '../shared/controls.tsx';
import { RequestError } from '../shared/request.ts';
import { wallClock } from '../shared/time.ts';
import { zoneLabel } from '../shared/zones.ts';
import type { PartProps } from './parts.tsx';

interface FormProps extends PartProps {
  isSending: boolean;
  onKeep: () => void;
}

function ReasonField({ booking, messages: { manage }, label }: FormProps & { label: string }) {
  const { reason_required: isRequired, host } = booking;
  const note = isRequired ? manage.reasonRequired(host.display_name) : manage.reasonOptional(host.display_name);
  return (
    <div class="bw-field">
      <label class="bw-label" for="reason">
        {label} <span class="bw-required">({note})</span>
      </label>
      <textarea class="bw-input" id="reason" name="reason" rows={3} maxLength={1000} required={isRequired} />
    </div>
  );
}

function reasonOf(event: SubmitEvent): FormData {
  event.preventDefault();
  return new FormData(event.currentTarget as HTMLFormElement);
}

/** Asks for the reason, and whether all of a series is meant. */
export function CancelForm(props: FormProps & { onCancel: (reason: string, isSeries: boolean) => void }) {
  const { booking, messages, isSending, onKeep, onCancel } = props;
  const { manage } = messages;
  return (
    <form
      class="bw-form"
      onSubmit={(event) => {
        const form = reasonOf(event);
        onCancel(String(form.get('reason') ?? ''), form.has('all'));
      }}
    >
      <ReasonField {...props} label={manage.cancelReason} />
      {booking.series?.bookings.some((other) => other.id !== booking.id && other.can_cancel) && (
        <p class="bw-field">
          <label class="bw-label">
            <input type="checkbox" name="all" /> {manage.cancelAll}
          </label>
        </p>
      )}
      <div class="bw-links">
        <Button type="submit" isPrimary disabled={isSending}>
          {manage.cancelNow}
        </Button>
        <Button onClick={onKeep}>{manage.keep}</Button>
      </div>
    </form>
  );
}

const dayMs = 86_400_000;
/** How far ahead times are looked for, at least; and the longest range that the service lists to visitors, with some room. */
const [aheadDays, maxDays] = [60, 99];

interface MoveState {
  slots: readonly Slot[] | null;
  day: string | null;
  fault: string | null;
}

type MoveProps = FormProps & { api: Pick<BookingApi, 'slots'>; onMove: (start: string, reason: string) => void };

/** Offers the free times, by day. */
export class MoveForm extends Component<MoveProps, MoveState> {
  override state: MoveState = { slots: null, day: null, fault: null };

  override componentDidMount() {
    void this.#load();
  }

  override componentDidUpdate({ isSending }: MoveProps) {
    // Still here after an attempt: that time may be taken by now.
    if (isSending && !this.props.isSending) void this.#load();
  }

  async #load() {
    const { api, booking, messages } = this.props;
    const [now, start, end] = [Date.now(), Date.parse(booking.start), Date.parse(booking.end)];
    const until = Math.min(Math.max(now + aheadDays * dayMs, start + 14 * dayMs), now + maxDays * dayMs);
    try {
      const slots = await api.slots(booking.event_type.id, now, until, Math.round((end - start) / 60_000));
      this.setState({ slots, fault: null });
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      this.setState({ slots: null, fault: messages.failLoad });
    }
  }

  override render() {
    const { messages, formats, zone, isSending, onKeep, onMove } = this.props;
    const { slots, fault } = this.state;
    const { manage } = messages;
    const dayOf = (slot: Slot) => wallClock(slot.start, zone).date;
    const days = [...new Set(slots?.map(dayOf))];
    const day = days.find((one) => one === this.state.day) ?? days[0];
    const times = slots?.filter((slot) => dayOf(slot) === day) ?? [];
    return (
      <form
        class="bw-form"
        aria-busy={slots === null && fault === null}
        onSubmit={(event) => {
          const form = reasonOf(event);
          onMove(new Date(Number(form.get('time'))).toISOString(), String(form.get('reason') ?? ''));
        }}
      >
        <Fault text={fault} />
        {slots === null && fault === null && <p class="bw-muted">{messages.loading}</p>}
        {slots !== null && day === undefined && <p class="bw-muted">{manage.noTimes}</p>}
        {day !== undefined && (
          <>
            <Choice
              id="day"
              label={manage.day}
              value={day}
              options={days.map((one) => [one, formats.fullDay(one)])}
              onChoose={(chosen) => this.setState({ day: chosen })}
            />
            <Choice
              key={day}
              id="time"
              label={manage.time}
              help={manage.timesIn(zoneLabel(zone, times[0]?.start ?? 0))}
              options={times.map(({ start, needsConfirmation }) => [
                String(start),
                `${formats.time(start, zone)}${needsConfirmation ? ` (${messages.onRequest})` : ''}`,
              ])}
            />
            <ReasonField {...this.props} label={manage.moveReason} />
          </>
        )}
        <div class="bw-links">
          {day !== undefined && (
            <Button type="submit" isPrimary disabled={isSending}>
              {manage.moveNow}
            </Button>
          )}
          {fault !== null && <Button onClick={() => void this.#load()}>{messages.tryAgain}</Button>}
          <Button onClick={onKeep}>{manage.keep}</Button>
        </div>
      </form>
    );
  }
}

interface ChoiceProps {
  id: string;
  label: string;
  help?: string;
  value?: string;
  options: readonly (readonly [value: string, text: string])[];
  onChoose?: (value: string) => void;
}

function Choice({ id, label, help, value, options, onChoose }: ChoiceProps) {
  return (
    <div class="bw-field">
      <label class="bw-label" for={id}>
        {label} {help && <span class="bw-required">({help})</span>}
      </label>
      <select
        class="bw-input"
        id={id}
        name={id}
        {...(value === undefined ? {} : { value })}
        onChange={(event) => onChoose?.(event.currentTarget.value)}
      >
        {options.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
