import { useEffect, useRef, useState } from 'preact/hooks';
import type { PushedEvents } from './calendars-api.ts';
import type { DisconnectQuestion } from './calendars-state.ts';
import type { CalendarsStore } from './calendars-store.ts';
import { Modal } from './modal.tsx';
import { kindOf } from './words.ts';

/** Asks before an account is disconnected, and what should happen to the events of upcoming bookings, if there are any. */
export function DisconnectDialog({ dialog, store }: { dialog: DisconnectQuestion; store: CalendarsStore }) {
  const question = useRef<HTMLFieldSetElement>(null);
  const [choice, setChoice] = useState<PushedEvents>('keep');
  const { connection, pushed, isBusy, fault } = dialog;
  const name = `${kindOf(connection.provider)}${connection.account_email ? ` (${connection.account_email})` : ''}`;
  const isLockedOut = connection.status === 'needs_reconnect';

  useEffect(() => {
    if (pushed !== null) question.current?.querySelector('input')?.focus();
  }, [pushed]);

  return (
    <Modal title={`Disconnect ${name}?`} onLeave={() => store.askToDisconnect(null)}>
      <p id="dialog-text">
        Its events will no longer block your time, and new bookings will not be written to it. Openslot deletes its
        access to the account.
      </p>
      {pushed !== null && (
        <fieldset class="cal-question" ref={question}>
          <legend>
            {pushed === 1
              ? 'The event of an upcoming booking is in it. What should happen to the event?'
              : `The events of ${pushed} upcoming bookings are in it. What should happen to the events?`}
          </legend>
          <label class="cal-choice">
            <input
              type="radio"
              name="pushed"
              class="cal-radio"
              checked={choice === 'keep'}
              onChange={() => setChoice('keep')}
            />
            {pushed === 1 ? 'Keep the event in the calendar' : 'Keep the events in the calendar'}
          </label>
          {!isLockedOut && (
            <label class="cal-choice">
              <input
                type="radio"
                name="pushed"
                class="cal-radio"
                checked={choice === 'remove'}
                onChange={() => setChoice('remove')}
              />
              {pushed === 1 ? 'Remove the event, then disconnect' : 'Remove the events, then disconnect'}
            </label>
          )}
          <p class="bw-muted">
            {isLockedOut
              ? 'Events can’t be removed, because we can no longer access this account. If you want them removed, reconnect first.'
              : 'Your bookings stay booked. Removed events are written to your next calendar, if there is one.'}
          </p>
        </fieldset>
      )}
      {fault && (
        <p class="bw-notice bw-error-box" role="alert">
          {fault}
        </p>
      )}
      <div class="bw-actions">
        <button
          type="button"
          class="bw-button bw-primary"
          aria-disabled={isBusy}
          onClick={() => void store.disconnect(pushed === null ? null : choice)}
        >
          {isBusy && <span class="bw-spinner" />}
          Disconnect
        </button>
        <button type="button" class="bw-button" onClick={() => store.askToDisconnect(null)}>
          Cancel
        </button>
      </div>
    </Modal>
  );
}
