import { Button } from '../shared/controls.tsx';
import { IconOf } from '../shared/icons.tsx';
import type { Calendar, CalendarLink, Connection } from './calendars-api.ts';
import type { CalendarsStore } from './calendars-store.ts';
import { ReconnectButton } from './connect-buttons.tsx';
import { UnknownTimes } from './unknown-times.tsx';
import { ago, healthOf, kindOf, oldestSync } from './words.ts';

interface CardProps {
  connection: Connection;
  store: CalendarsStore;
  now: number;
  /** Origin to start a consent on, if it is not this page's. */
  consentOrigin: string | null;
}

const icons = { good: 'check', busy: 'hourglass', bad: 'alert' } as const;

/** One connected account: how it is doing, and what each of its calendars is for. */
export function ConnectionCard({ connection, store, now, consentOrigin }: CardProps) {
  const { syncing, disconnecting, hostId } = store.state;
  const isDisconnecting = disconnecting.has(connection.id);
  const isSyncing = syncing.has(connection.id);
  const health = healthOf(connection, { syncing: isSyncing, disconnecting: isDisconnecting }, now);
  const lastRead = oldestSync(connection);
  const isReported = connection.calendars.some(
    ({ push_expires_at: until }) => until !== null && Date.parse(until) > now,
  );
  const name = connection.account_email ?? connection.calendars[0]?.name ?? '';
  const title = `connection-${connection.id}`;
  const about = `${kindOf(connection.provider)} ${name}`;

  return (
    <li class="cal-panel cal-card" aria-labelledby={title}>
      <div class="cal-card-head">
        <div class="cal-card-name">
          <h3 id={title}>{kindOf(connection.provider)}</h3>
          <p class="bw-muted">{name}</p>
        </div>
        <p class="bw-badge cal-status" data-tone={health.tone}>
          <IconOf name={icons[health.tone]} />
          {health.label}
        </p>
      </div>
      {health.text && (
        <p class="cal-text" data-tone={health.tone}>
          {health.text}
        </p>
      )}
      {lastRead && (
        <p class="cal-read bw-muted">
          Last synced <time dateTime={lastRead}>{ago(lastRead, now)}</time>
          {isReported && ' · changes arrive instantly'}
        </p>
      )}
      {connection.calendars.length > 0 && !isDisconnecting && (
        <ul class="cal-list">
          {connection.calendars.map((calendar) => (
            <CalendarRow
              key={calendar.id}
              calendar={calendar}
              link={calendar.links.find(({ host_id: id }) => id === hostId)}
              store={store}
              account={about}
            />
          ))}
        </ul>
      )}
      {!isDisconnecting && (
        <div class="cal-card-actions">
          {connection.status === 'needs_reconnect' ? (
            <ReconnectButton connection={connection} store={store} consentOrigin={consentOrigin} />
          ) : (
            <Button isBusy={isSyncing} onClick={() => !isSyncing && void store.readNow(connection)}>
              Sync now<span class="bw-hidden"> {about}</span>
            </Button>
          )}
          <button type="button" class="bw-button cal-quiet" onClick={() => store.askToDisconnect(connection)}>
            Disconnect<span class="bw-hidden"> {about}</span>
          </button>
        </div>
      )}
    </li>
  );
}

interface RowProps {
  calendar: Calendar;
  link: CalendarLink | undefined;
  store: CalendarsStore;
  account: string;
}

function CalendarRow({ calendar, link, store, account }: RowProps) {
  const id = `calendar-${calendar.id}`;
  const { hostId } = store.state;
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
              onChange={(event) => void store.setBlocking(calendar.id, event.currentTarget.checked)}
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
                onChange={() => void store.setTarget(calendar.id)}
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
    </li>
  );
}
