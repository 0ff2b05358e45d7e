import { useSignal } from '@preact/signals';
import { useAdmin } from '../../app/admin.ts';
import { CalendarSettings } from './calendar-settings.tsx';
import type { Calendar } from './calendars-api.ts';
import type { CalendarsStore } from './calendars-store.ts';
import { LostBookings } from './lost-bookings.tsx';
import { UnknownTimes } from './unknown-times.tsx';

interface RowProps {
  calendar: Calendar;
  store: CalendarsStore;
  account: string;
}

/** One calendar: what it is for, and what else can be said about it. */
export function CalendarRow({ calendar, store, account }: RowProps) {
  const id = `calendar-${calendar.id}`;
  const { hostId } = store;
  const hasOthers = (useAdmin().hosts.value?.length ?? 0) > 1;
  const isOpen = useSignal(false);
  const link = calendar.links.find(({ host_id: host }) => host === hostId);
  return (
    <li class="cal-row">
      <p class="cal-name" id={id}>
        {calendar.name || 'Calendar'}
        {calendar.access !== 'write' && <span class="bw-muted"> · read-only</span>}
      </p>
      {calendar.sync_error && (
        <p class="cal-text" data-tone="bad">
          {calendar.sync_error}
        </p>
      )}
      {calendar.push_error && calendar.push_expires_at === null && (
        <p class="cal-text bw-muted">{calendar.push_error} We look for changes every minute or so instead.</p>
      )}
      <LostBookings calendar={calendar} store={store} />
      {link?.blocks_availability && <UnknownTimes calendar={calendar} store={store} />}
      {hostId !== null && (
        <fieldset class="cal-choices" aria-labelledby={id}>
          <label class="cal-choice">
            <input
              type="checkbox"
              // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox tells by itself whether it is checked
              role="switch"
              class="cal-switch"
              checked={link?.blocks_availability ?? false}
              onChange={(event) => void store.choices.setBlocking(calendar.id, event.currentTarget.checked)}
            />
            Blocks my time
          </label>
          {calendar.access === 'write' && (
            <label class="cal-choice">
              <input
                type="radio"
                name="booking-target"
                class="cal-radio"
                checked={link?.is_booking_target ?? false}
                onChange={() => void store.choices.setTarget(calendar.id)}
              />
              <span>
                New bookings go here
                <span class="bw-hidden">
                  {' '}
                  ({calendar.name}, {account})
                </span>
              </span>
            </label>
          )}
        </fieldset>
      )}
      <details
        class="cal-more"
        onToggle={(event) => {
          isOpen.value = event.currentTarget.open;
        }}
      >
        <summary>
          {hasOthers ? 'What counts as busy, for whom, and what we keep' : 'What counts as busy, and what we keep'}
          <span class="bw-hidden"> in {calendar.name || 'this calendar'}</span>
        </summary>
        {isOpen.value && <CalendarSettings calendar={calendar} store={store} />}
      </details>
    </li>
  );
}
