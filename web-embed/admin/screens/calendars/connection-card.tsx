import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Button } from '../../../shared/controls.tsx';
import { IconOf } from '../../../shared/icons.tsx';
import { useAdmin } from '../../app/admin.ts';
import { CopyButton } from '../../ui/parts.tsx';
import { ago, healthOf, kindOf, oldestSync } from '../../words.ts';
import { accountFacts, announcedUntil, rawState } from './account-facts.ts';
import { CalendarRow } from './calendar-row.tsx';
import type { Connection } from './calendars-api.ts';
import type { CalendarsStore } from './calendars-store.ts';
import { ReconnectButton } from './connect-buttons.tsx';
import { countEvents } from './event-count.ts';
import { ProviderMark } from './provider-mark.tsx';

interface CardProps {
  connection: Connection;
  store: CalendarsStore;
  now: number;
  /** Origin to start a consent on, if it is not this page's. */
  consentOrigin: string | null;
}

const icons = { good: 'check', busy: 'hourglass', bad: 'alert' } as const;
const counts = new Intl.NumberFormat();
const moments = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const format = {
  count: (value: number) => counts.format(value),
  moment: (instant: string) => moments.format(new Date(instant)),
};

/** One connected account: how it is doing, and what each of its calendars is for. */
export function ConnectionCard({ connection, store, now, consentOrigin }: CardProps) {
  const { syncing, disconnecting } = store.state;
  const isDisconnecting = disconnecting.has(connection.id);
  const isSyncing = syncing.has(connection.id);
  const health = healthOf(connection, { syncing: isSyncing, disconnecting: isDisconnecting }, now);
  const lastRead = oldestSync(connection);
  const events = useEventCount(connection, lastRead);
  const name = connection.account_email ?? connection.calendars[0]?.name ?? '';
  const title = `connection-${connection.id}`;
  const about = `${kindOf(connection.provider)} ${name}`;
  const isBusy = isSyncing || (health.tone === 'busy' && lastRead === null && !isDisconnecting);

  return (
    <li class="ad-panel cal-card" aria-labelledby={title} aria-busy={isBusy}>
      <div class="cal-card-head">
        <ProviderMark provider={connection.provider} />
        <div class="cal-card-name">
          <h3 id={title}>{kindOf(connection.provider)}</h3>
          <p class="bw-muted">{name}</p>
        </div>
        <p class="ad-badge cal-status" data-tone={health.tone}>
          <IconOf name={icons[health.tone]} />
          {health.label}
        </p>
      </div>
      {isBusy && <progress class="cal-progress" aria-label={`${about} is being synced`} />}
      {health.text && (
        <p class="cal-text" data-tone={health.tone}>
          {health.text}
        </p>
      )}
      {lastRead && (
        <p class="cal-read bw-muted">
          Last synced <time dateTime={lastRead}>{ago(lastRead, now)}</time>
          {announcedUntil(connection, now) !== null && ' · changes arrive instantly'}
        </p>
      )}
      {!isDisconnecting && (
        <dl class="cal-facts">
          {accountFacts(connection, events, now, format).map(([key, text]) => (
            <div key={key}>
              <dt>{key}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      )}
      {connection.calendars.length > 0 && !isDisconnecting && (
        <ul class="cal-list">
          {connection.calendars.map((calendar) => (
            <CalendarRow key={calendar.id} calendar={calendar} store={store} account={about} />
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
          <a class="bw-button cal-quiet" href={`/admin/log?account=${connection.id}`}>
            Sync log<span class="bw-hidden"> of {about}</span>
          </a>
        </div>
      )}
      {health.tone === 'bad' && (
        <details class="cal-raw">
          <summary>Technical details</summary>
          <pre class="ad-code">{rawState(connection)}</pre>
          <CopyButton text={rawState(connection)} label="Copy details" />
        </details>
      )}
    </li>
  );
}

/** How many events are known of an account; counted anew when it was read. */
function useEventCount(connection: Connection, lastRead: string | null): number | null {
  const { session, config } = useAdmin();
  const events = useSignal<number | null>(null);
  const ids = connection.calendars.map(({ id }) => id).join();
  useEffect(() => {
    const abort = new AbortController();
    if (ids === '' || lastRead === null) return;
    void countEvents(config, session, ids.split(','), abort.signal).then((count) => {
      if (count !== null) events.value = count;
    });
    return () => abort.abort();
  }, [ids, lastRead]);
  return events.value;
}
