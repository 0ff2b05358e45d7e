import { useSignal } from '@preact/signals';
import { Button, Fault } from '../../../shared/controls.tsx';
import { Modal } from '../../../shared/modal.tsx';
import { RequestError } from '../../../shared/request.ts';
import { isoOf, wallClock } from '../../../shared/time.ts';
import { InputField, SelectField, TextAreaField } from '../../ui/fields.tsx';
import { Choices } from '../../ui/parts.tsx';
import { clockText, instantOf, minutesOf } from '../calendar/wall-time.ts';
import { instantText } from './booking-words.ts';
import type { BookingsApi } from './bookings-api.ts';
import { formats } from './formats.ts';
import { FreeTimes } from './free-times.tsx';
import { NewTimeLines } from './new-time-lines.tsx';
import { refusalText } from './reasons.ts';
import type { MoveSubject } from './subjects.ts';

/** The host moves it, or asks the visitor whether they want to. */
export type MoveKind = 'move' | 'propose';

interface MoveProps {
  kind: MoveKind;
  subject: MoveSubject;
  api: BookingsApi;
  onDone: (done: string) => void;
  onLeave: () => void;
}

const words = {
  move: { title: 'Move the booking', action: 'Move the booking', done: 'Moved.' },
  propose: { title: 'Propose another time', action: 'Send the proposal', done: 'Proposed.' },
};

/** Another time for a booking: one that is free, or any that nothing takes, whatever the host's own hours say. */
export function MoveDialog({ kind, subject, api, onDone, onLeave }: MoveProps) {
  const { zone, attendee } = subject;
  const current = (Date.parse(subject.end) - Date.parse(subject.start)) / 60_000;
  const way = useSignal<'free' | 'any'>('free');
  const minutes = useSignal(current);
  const slot = useSignal<string | null>(null);
  const clock = wallClock(Date.parse(subject.start), zone);
  const date = useSignal(clock.date);
  const time = useSignal(clockText(clock.minutes));
  const reason = useSignal('');
  const isBusy = useSignal(false);
  const fault = useSignal<string | null>(null);
  const typed = date.value === '' || time.value === '' ? null : instantOf(date.value, minutesOf(time.value), zone);
  const start = way.value === 'free' ? slot.value : typed === null ? null : isoOf(typed);
  const lengths = [...new Set([...subject.lengths, current])].sort((a, b) => a - b);
  const who = attendee?.name ?? 'the attendee';

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (isBusy.value) return;
    if (start === null) {
      fault.value = way.value === 'free' ? 'Choose a time first.' : 'Enter a day and a time first.';
      return;
    }
    isBusy.value = true;
    fault.value = null;
    try {
      if (kind === 'move') await api.move(subject.id, start, minutes.value, way.value === 'any', reason.value.trim());
      else await api.propose(subject.id, start, minutes.value);
      onDone(words[kind].done);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      fault.value = error.code === 'unauthorized' ? null : refusalText(error);
      isBusy.value = false;
    }
  }

  return (
    <Modal title={words[kind].title} about={instantText(subject.start, zone, formats)} onLeave={onLeave}>
      <p id="dialog-text">
        {kind === 'move'
          ? `${who} will get an email with the new time.`
          : `${who} gets an email and can accept the time with one click. It is not kept free meanwhile.`}
      </p>
      <form class="bw-form bk-move" onSubmit={(event) => void submit(event)}>
        <div class="bk-move-ways">
          <Choices
            label="Which times"
            value={way.value}
            options={[
              ['free', 'Free times'],
              ['any', 'Any time'],
            ]}
            onChange={(value) => {
              way.value = value;
              fault.value = null;
            }}
          />
          {lengths.length > 1 && (
            <SelectField
              label="Length"
              value={String(minutes.value)}
              options={lengths.map((each) => [String(each), `${each} min`] as const)}
              onChange={(event) => {
                minutes.value = Number(event.currentTarget.value);
                slot.value = null;
              }}
            />
          )}
        </div>
        {way.value === 'free' ? (
          <FreeTimes subject={subject} minutes={minutes.value} api={api} chosen={slot} />
        ) : (
          <div class="ad-fields" data-columns="2">
            <InputField
              label="Day"
              type="date"
              value={date.value}
              onInput={(event) => {
                date.value = event.currentTarget.value;
              }}
            />
            <InputField
              label="Begins"
              type="time"
              value={time.value}
              help="Your hours, notice and limits do not count. Bookings and events do."
              onInput={(event) => {
                time.value = event.currentTarget.value;
              }}
            />
          </div>
        )}
        <NewTimeLines before={subject} start={start} minutes={minutes.value} />
        {kind === 'move' && (
          <TextAreaField
            label={`Message to ${who} (optional, in the email)`}
            rows={2}
            maxLength={2000}
            value={reason.value}
            onInput={(event) => {
              reason.value = event.currentTarget.value;
            }}
          />
        )}
        <Fault text={fault.value} />
        <div class="bw-actions">
          <Button type="submit" isPrimary isBusy={isBusy.value}>
            {words[kind].action}
          </Button>
          <Button onClick={onLeave}>Leave it</Button>
        </div>
      </form>
    </Modal>
  );
}
