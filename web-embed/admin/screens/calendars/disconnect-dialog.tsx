import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Button, Fault } from '../../../shared/controls.tsx';
import { Modal } from '../../../shared/modal.tsx';
import { kindOf } from '../../words.ts';
import type { PushedEvents } from './calendars-api.ts';
import type { DisconnectQuestion } from './calendars-state.ts';
import type { CalendarsStore } from './calendars-store.ts';

const choiceTexts: Record<PushedEvents, (events: string) => string> = {
  keep: (events) => `Keep the ${events} in the calendar`,
  remove: (events) => `Remove the ${events}, then disconnect`,
};

/** Asks before an account is disconnected, and what should happen to the events of upcoming bookings, if there are any. */
export function DisconnectDialog({ dialog, store }: { dialog: DisconnectQuestion; store: CalendarsStore }) {
  const question = useRef<HTMLFieldSetElement>(null);
  const choice = useSignal<PushedEvents>('keep');
  const { connection, pushed, isBusy, fault } = dialog;
  const isLockedOut = connection.status === 'needs_reconnect';

  useEffect(() => {
    if (pushed !== null) question.current?.querySelector('input')?.focus();
  }, [pushed]);

  return (
    <Modal
      title={`Disconnect ${kindOf(connection.provider)}?`}
      about={connection.account_email}
      onLeave={() => store.askToDisconnect(null)}
    >
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
          {(isLockedOut ? (['keep'] as const) : (['keep', 'remove'] as const)).map((each) => (
            <label key={each} class="cal-choice">
              <input
                type="radio"
                name="pushed"
                class="cal-radio"
                checked={choice.value === each}
                onChange={() => {
                  choice.value = each;
                }}
              />
              {choiceTexts[each](pushed === 1 ? 'event' : 'events')}
            </label>
          ))}
          <p class="bw-muted">
            {isLockedOut
              ? 'Events can’t be removed, because we can no longer access this account. If you want them removed, reconnect first.'
              : 'Your bookings stay booked. Removed events are written to your next calendar, if there is one.'}
          </p>
        </fieldset>
      )}
      {connection.provider === 'microsoft' && <MicrosoftApps />}
      <Fault text={fault} />
      <div class="bw-actions">
        <button
          type="button"
          class="bw-button ad-danger"
          aria-disabled={isBusy}
          onClick={() => void store.disconnect(pushed === null ? null : choice.value)}
        >
          {isBusy && <span class="bw-spinner" />}
          Disconnect
        </button>
        <Button onClick={() => store.askToDisconnect(null)}>Cancel</Button>
      </div>
    </Modal>
  );
}

/** Microsoft lets nobody but the owner withdraw a consent. */
function MicrosoftApps() {
  return (
    <div class="cal-apps bw-muted">
      <p>Microsoft goes on listing Openslot among the apps of the account. Take it off there:</p>
      <ul>
        <li>
          Work or school:{' '}
          <a href="https://myapps.microsoft.com" target="_blank" rel="noreferrer">
            myapps.microsoft.com
          </a>
        </li>
        <li>
          Personal:{' '}
          <a href="https://account.live.com/consent/Manage" target="_blank" rel="noreferrer">
            account.live.com/
            <wbr />
            consent/Manage
          </a>
        </li>
      </ul>
    </div>
  );
}
