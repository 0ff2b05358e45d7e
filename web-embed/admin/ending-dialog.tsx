import { Button, Fault } from '../shared/controls.tsx';
import { Modal } from '../shared/modal.tsx';
import type { HostBooking } from './booking-api.ts';
import type { BookingStore, EndingQuestion } from './booking-store.ts';

interface EndingProps {
  question: EndingQuestion;
  booking: HostBooking;
  /** When it is, in words. */
  when: string;
  others: number;
  hasEvent: boolean;
  store: BookingStore;
}

const words = {
  cancel: { title: 'Cancel this booking?', stay: 'Keep the booking', end: 'Cancel the booking' },
  decline: { title: 'Decline this request?', stay: 'Keep the request', end: 'Decline the request' },
};
const wordsOfMany = {
  cancel: (dates: number) => ({ title: `Cancel all ${dates} dates?`, stay: 'Keep them', end: `Cancel all ${dates}` }),
  decline: (dates: number) => ({
    title: `Decline all ${dates} dates?`,
    stay: 'Keep them',
    end: `Decline all ${dates}`,
  }),
};

/** Asks before a booking ends, and for the reason that its attendee reads. */
export function EndingDialog({ question, booking, when, others, hasEvent, store }: EndingProps) {
  const { kind, scope, dates, isBusy, fault } = question;
  const isSeries = scope === 'series';
  const { title, stay, end } = isSeries ? wordsOfMany[kind](dates) : words[kind];
  const who = booking.attendee?.name ?? 'The attendee';

  function submit(event: SubmitEvent) {
    event.preventDefault();
    const reason = new FormData(event.currentTarget as HTMLFormElement).get('reason');
    void store.end(String(reason ?? '').trim());
  }

  return (
    <Modal title={title} onLeave={() => store.ask(null)}>
      <p id="dialog-text">
        {booking.event_type.title}, {isSeries ? `${dates} dates of this series` : when}. {who} will get an email
        {kind === 'cancel' &&
          hasEvent &&
          (isSeries ? ', and the events are removed from your calendar' : ending(others))}
        .
      </p>
      <form class="bw-form" onSubmit={submit}>
        <div class="bw-field">
          <label class="bw-label" for="reason">
            Reason <span class="bw-required">(optional, included in the email)</span>
          </label>
          <textarea class="bw-input" id="reason" name="reason" rows={3} maxLength={2000} />
        </div>
        <Fault text={fault} />
        <div class="bw-actions">
          <Button type="submit" isPrimary isBusy={isBusy}>
            {end}
          </Button>
          <Button onClick={() => store.ask(null)}>{stay}</Button>
        </div>
      </form>
    </Modal>
  );
}

/** What becomes of the event, as the end of a sentence. */
function ending(others: number): string {
  return others > 0
    ? '; the event stays in your calendar for the others'
    : ', and the event is removed from your calendar';
}
