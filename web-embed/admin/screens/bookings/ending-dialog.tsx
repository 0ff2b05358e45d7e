import { useSignal } from '@preact/signals';
import { Button, Fault } from '../../../shared/controls.tsx';
import { Modal } from '../../../shared/modal.tsx';
import { RequestError } from '../../../shared/request.ts';
import { faultText } from '../../app/admin.ts';
import type { Scope } from './bookings-api.ts';

interface EndingProps {
  kind: 'cancel' | 'decline';
  scope: Scope;
  /** How many dates that is. */
  dates: number;
  booking: { event_type: { title: string }; attendee: { name: string } | null };
  /** When it is, in words. */
  when: string;
  others: number;
  hasEvent: boolean;
  onEnd: (reason: string) => Promise<void>;
  onLeave: () => void;
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
export function EndingDialog({ kind, scope, dates, booking, when, others, hasEvent, onEnd, onLeave }: EndingProps) {
  const isBusy = useSignal(false);
  const fault = useSignal<string | null>(null);
  const isSeries = scope === 'series';
  const { title, stay, end } = isSeries ? wordsOfMany[kind](dates) : words[kind];
  const who = booking.attendee?.name ?? 'The attendee';

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (isBusy.value) return;
    const reason = new FormData(event.currentTarget as HTMLFormElement).get('reason');
    isBusy.value = true;
    fault.value = null;
    try {
      await onEnd(String(reason ?? '').trim());
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      fault.value = error.code === 'unauthorized' ? null : faultText(error);
      isBusy.value = false;
    }
  }

  return (
    <Modal title={title} onLeave={onLeave}>
      <p id="dialog-text">
        {booking.event_type.title}, {isSeries ? `${dates} dates of this series` : when}. {who} will get an email
        {kind === 'cancel' &&
          hasEvent &&
          (isSeries ? ', and the events are removed from your calendar' : ending(others))}
        .
      </p>
      <form class="bw-form" onSubmit={(event) => void submit(event)}>
        <div class="bw-field">
          <label class="bw-label" for="reason">
            Reason <span class="bw-required">(optional, included in the email)</span>
          </label>
          <textarea class="bw-input" id="reason" name="reason" rows={3} maxLength={2000} />
        </div>
        <Fault text={fault.value} />
        <div class="bw-actions">
          <button type="submit" class="bw-button ad-danger" aria-disabled={isBusy.value}>
            {isBusy.value && <span class="bw-spinner" />}
            {end}
          </button>
          <Button onClick={onLeave}>{stay}</Button>
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
