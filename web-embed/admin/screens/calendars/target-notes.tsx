import type { ComponentChildren } from 'preact';
import { IconOf } from '../../../shared/icons.tsx';
import { type Host, useAdmin } from '../../app/admin.ts';
import { changeText } from '../../words.ts';
import type { BookingTarget, Calendar } from './calendars-api.ts';
import type { CalendarsStore } from './calendars-store.ts';

/** What has become of the bookings of hosts that lost the calendar they were written to: the chosen one, and others. */
export function TargetNotes({ store }: { store: CalendarsStore }) {
  const admin = useAdmin();
  const { targets } = store.state;
  const { hostId } = store;
  const hosts = admin.hosts.value ?? [];
  const show = (host: Host | undefined) => {
    if (host) admin.chosen.value = host.slug;
  };
  const target = targets.find(({ host_id: id }) => id === hostId);
  const others = targets.filter(({ host_id: id, change }) => id !== hostId && change !== null);
  return (
    <>
      {target && <Change target={target} hosts={hosts} store={store} />}
      {others.map((other) => {
        const host = hosts.find(({ id }) => id === other.host_id);
        return (
          <Note key={other.host_id} isBad={other.calendar_id === null || other.change?.reason === 'read_only'}>
            <p>{changeText(other, hosts)}</p>
            <button type="button" class="bw-link" onClick={() => show(host)}>
              Show {host?.display_name || host?.slug || 'it'}
            </button>
          </Note>
        );
      })}
    </>
  );
}

/** Where new bookings of the chosen host are written to. */
export function TargetLine({ store }: { store: CalendarsStore }) {
  const calendar = targetOf(store);
  const account = calendar && accountOf(calendar, store);
  const name = (
    <>
      <strong>{calendar?.name}</strong>
      {account && ` (${account})`}
    </>
  );
  return (
    <div class="cal-target">
      <IconOf name="calendar" />
      <p>
        {calendar === undefined ? (
          'New bookings are not written to any calendar. Choose one below if you want them to be.'
        ) : calendar.access === 'write' ? (
          <>New bookings are written to {name}.</>
        ) : (
          <>New bookings wait until {name} can be written to.</>
        )}
      </p>
      {calendar && (
        <button type="button" class="bw-link" onClick={() => void store.choices.setTarget(null)}>
          Don’t write them anywhere
        </button>
      )}
    </div>
  );
}

function Change({ target, hosts, store }: { target: BookingTarget; hosts: readonly Host[]; store: CalendarsStore }) {
  const calendar = targetOf(store);
  if (calendar !== undefined && calendar.access !== 'write') {
    return (
      <Note isBad>
        <p>
          <strong>{calendar.name}</strong> is now read-only, so bookings are not written to it. Give the account write
          access again, or choose another calendar.
        </p>
      </Note>
    );
  }
  if (target.change === null) return null;
  if (calendar === undefined) {
    return (
      <Note isBad>
        <p>
          {changeText(target, hosts)}{' '}
          {store.state.connections.length > 0 ? 'Connect a calendar, or choose one below.' : 'Connect one below.'}
        </p>
      </Note>
    );
  }
  return (
    <Note>
      <p>{changeText(target, hosts)} Upcoming bookings that were not in any calendar are written to it, too.</p>
      <button type="button" class="bw-link" onClick={() => void store.choices.setTarget(calendar.id)}>
        Keep {calendar.name || 'this calendar'}
      </button>
    </Note>
  );
}

function Note({ isBad = false, children }: { isBad?: boolean; children: ComponentChildren }) {
  return (
    <div class="cal-outcome cal-change" data-tone={isBad ? 'bad' : 'calm'}>
      <IconOf name={isBad ? 'alert' : 'calendar'} />
      <div>{children}</div>
    </div>
  );
}

/** The calendar that new bookings of the chosen host are written to. */
function targetOf({ state, hostId }: CalendarsStore): Calendar | undefined {
  return state.connections
    .flatMap(({ calendars }) => calendars)
    .find(({ links }) => links.some((link) => link.host_id === hostId && link.is_booking_target));
}

/** The account of a calendar whose name is not enough: every account at Microsoft has a `Calendar`. */
function accountOf({ id, name }: Calendar, { state: { connections } }: CalendarsStore): string | null {
  const namesakes = connections.flatMap(({ calendars }) => calendars).filter((one) => one.name === name);
  const account = connections.find(({ calendars }) => calendars.some((one) => one.id === id));
  return namesakes.length < 2 ? null : (account?.account_email ?? null);
}
