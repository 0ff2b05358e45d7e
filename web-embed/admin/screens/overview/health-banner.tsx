import { useSignal } from '@preact/signals';
import { Button } from '../../../shared/controls.tsx';
import { RequestError } from '../../../shared/request.ts';
import { useAdmin } from '../../app/admin.ts';
import { calendarHealth } from '../../app/health.tsx';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { healthOf, kindOf } from '../../words.ts';
import type { Connection } from '../calendars/calendars-api.ts';

/** Providers that ask for consent on a page of theirs. */
const consentProviders = ['google', 'microsoft'];

/** All calendars fresh, or each that is not, with what mends it. */
export function HealthBanner({ connections }: { connections: readonly Connection[] }) {
  const now = Date.now();
  const health = calendarHealth(connections, now);
  if (health.tone === 'none') return null;
  return (
    <>
      <LostBookingsNotice connections={connections} />
      <Accounts connections={connections} health={health} now={now} />
    </>
  );
}

/** After a backup was restored: how many bookings only the calendars have, and where to see them. */
function LostBookingsNotice({ connections }: { connections: readonly Connection[] }) {
  const lost = connections.flatMap(({ calendars }) => calendars.flatMap((calendar) => calendar.lost_bookings)).length;
  if (lost === 0) return null;
  return (
    <section class="ov-problems" aria-labelledby="lost-bookings">
      <h2 id="lost-bookings">
        <AdminIcon name="alert" />
        {lost === 1 ? 'A booking is' : `${lost} bookings are`} only in your calendar
      </h2>
      <ul>
        <li>
          <div>
            <p>
              Openslot was restored from a backup, and {lost === 1 ? 'this was' : 'these were'} booked after it. The
              time stays blocked.
            </p>
          </div>
          <a class="bw-button bw-primary" href="/admin/calendars">
            See {lost === 1 ? 'it' : 'them'}
          </a>
        </li>
      </ul>
    </section>
  );
}

interface AccountsProps {
  connections: readonly Connection[];
  health: ReturnType<typeof calendarHealth>;
  now: number;
}

function Accounts({ connections, health, now }: AccountsProps) {
  const bad = connections
    .map((connection) => ({ connection, state: healthOf(connection, { syncing: false, disconnecting: false }, now) }))
    .filter(({ state }) => state.tone === 'bad');
  if (bad.length === 0)
    return (
      <p class="ov-health" data-tone={health.tone}>
        <AdminIcon name={health.tone === 'good' ? 'check' : 'refresh'} />
        {health.text}.
      </p>
    );
  return (
    <section class="ov-problems" aria-labelledby="problems">
      <h2 id="problems">
        <AdminIcon name="alert" />
        {health.text}
      </h2>
      <ul>
        {bad.map(({ connection, state }) => (
          <li key={connection.id}>
            <div>
              <p class="bw-strong">
                {kindOf(connection.provider)}
                {connection.account_email && ` · ${connection.account_email}`}: {state.label}
              </p>
              <p>{state.text ?? problemsOf(connection)}</p>
            </div>
            <Mend connection={connection} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What is wrong with single calendars of an account. */
function problemsOf({ calendars }: Connection): string {
  return calendars
    .filter(({ sync_status: status }) => status === 'error')
    .map(({ name, sync_error: error }) => `${name || 'Calendar'}: ${error ?? 'could not be read.'}`)
    .join(' ');
}

function Mend({ connection }: { connection: Connection }) {
  const admin = useAdmin();
  const isBusy = useSignal(false);
  const path = `/calendar/connections/${encodeURIComponent(connection.id)}`;
  const about = kindOf(connection.provider);

  async function run(work: () => Promise<void>) {
    if (isBusy.value) return;
    isBusy.value = true;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      admin.tellFault(error);
    }
    isBusy.value = false;
  }

  if (connection.status !== 'needs_reconnect')
    return (
      <Button
        isBusy={isBusy.value}
        aria-label={`Sync now: ${about}`}
        onClick={() =>
          void run(async () => {
            const { reason } = await admin.calls.service<{ reason?: string }>(`${path}/sync`, { method: 'POST' });
            admin.tell({
              text: reason === undefined ? 'It is read now.' : 'It is read as soon as the provider lets us.',
            });
            admin.touch('connections');
          })
        }
      >
        Sync now
      </Button>
    );
  if (!consentProviders.includes(connection.provider))
    return (
      <a class="bw-button bw-primary" href="/admin/calendars" aria-label={`Reconnect: ${about}`}>
        Reconnect
      </a>
    );
  return (
    <Button
      isPrimary
      isBusy={isBusy.value}
      aria-label={`Reconnect: ${about}`}
      onClick={() =>
        void run(async () => {
          const { url } = await admin.calls.service<{ url: string }>(`/calendar/connections/${connection.provider}`, {
            method: 'POST',
            body: { connection_id: connection.id },
          });
          location.assign(url);
        })
      }
    >
      Reconnect
    </Button>
  );
}
