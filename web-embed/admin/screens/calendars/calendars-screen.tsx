import './calendars.css';
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { Button, Fault } from '../../../shared/controls.tsx';
import { useAdmin } from '../../app/admin.ts';
import { Screen } from '../../app/screen.tsx';
import { AdminConsent } from './admin-consent.tsx';
import { createCalendarsApi } from './calendars-api.ts';
import { CalendarsStore } from './calendars-store.ts';
import { ConnectButtons } from './connect-buttons.tsx';
import { ConnectForm } from './connect-form.tsx';
import { ConnectionCard } from './connection-card.tsx';
import { DisconnectDialog } from './disconnect-dialog.tsx';
import { OutcomeNote } from './outcome-note.tsx';
import { forgetResult, takeResult } from './outcomes.ts';
import { TargetLine, TargetNotes } from './target-notes.tsx';

/** How often "2 minutes ago" is written anew. */
const clockMs = 15_000;

/** `/admin/calendars`: the connected accounts, what their calendars are for, and ways to connect more. */
export function CalendarsScreen() {
  const admin = useAdmin();
  const store = useMemo(
    () =>
      new CalendarsStore(createCalendarsApi(admin.calls), {
        hostId: () => admin.host.value?.id ?? null,
        hosts: () => admin.hosts.peek() ?? [],
        announce: (text) => admin.announce(text),
        tell: (text, undo) => admin.tell({ text, undo }),
        isVisible: () => document.visibilityState === 'visible',
        onChanged: () => admin.touch('connections'),
      }),
    [],
  );
  useEffect(() => {
    void store.start();
    const refreshSeen = () => document.visibilityState === 'visible' && void store.refresh();
    document.addEventListener('visibilitychange', refreshSeen);
    return () => {
      document.removeEventListener('visibilitychange', refreshSeen);
      store.stop();
      forgetResult();
    };
  }, []);
  // Something changed elsewhere, or somebody signed in again.
  useSignalEffect(() => {
    admin.versions.connections.value;
    if (!admin.session.hasEnded.value) void store.refresh();
  });
  return (
    <Screen
      title="Your calendars"
      lead="We check the accounts you connect around the clock, so only times when you are really free can be booked."
    >
      <OutcomeNote />
      {takeResult() === 'admin_consent' &&
        Object.values(admin.config.adminConsentUrls ?? {}).map((url) => <AdminConsent key={url} url={url} />)}
      <Calendars store={store} />
    </Screen>
  );
}

function Calendars({ store }: { store: CalendarsStore }) {
  const { step } = store.state;
  if (step === 'failed')
    return (
      <div class="ad-panel ad-failed" role="alert">
        <p>Your calendars could not be loaded. Check your connection and try again.</p>
        <Button isPrimary onClick={() => void store.start()}>
          Try again
        </Button>
      </div>
    );
  if (step === 'loading')
    return (
      <div class="ad-panel ad-bones" aria-busy="true">
        <p class="bw-hidden">Your calendars: loading…</p>
        <span class="bw-bone bw-bone-title" />
        <span class="bw-bone" />
        <span class="bw-bone bw-bone-short" />
      </div>
    );
  return <Connected store={store} />;
}

function Connected({ store }: { store: CalendarsStore }) {
  const { config, hosts, host, chosen } = useAdmin();
  const { connections, form, dialog, fault } = store.state;
  const consentOrigin = location.origin === config.publicUrl ? null : config.publicUrl;
  const now = useNow();
  useKeptFocus();
  return (
    <>
      {(hosts.value?.length ?? 0) > 1 && (
        <p class="cal-host">
          <label class="bw-label" for="host">
            Whose time the calendars block
          </label>
          <select
            class="bw-input"
            id="host"
            value={host.value?.id ?? ''}
            onChange={(event) => {
              const { value } = event.currentTarget;
              chosen.value = hosts.value?.find(({ id }) => id === value)?.slug ?? null;
            }}
          >
            {hosts.value?.map(({ id, display_name: name, slug }) => (
              <option key={id} value={id}>
                {name || slug}
              </option>
            ))}
          </select>
        </p>
      )}
      <Fault text={fault} hasIcon />
      <TargetNotes store={store} />
      {connections.length > 0 && (
        <section class="ad-section" aria-labelledby="connected">
          <h2 id="connected">Connected</h2>
          <TargetLine store={store} />
          <ul class="cal-cards">
            {connections.map((connection) => (
              <ConnectionCard key={connection.id} {...{ connection, store, now, consentOrigin }} />
            ))}
          </ul>
        </section>
      )}
      <section class="ad-section" aria-labelledby="connect">
        <h2 id="connect">{connections.length > 0 ? 'Connect another calendar' : 'Connect your first calendar'}</h2>
        {form && <ConnectForm key={form.provider} form={form} store={store} />}
        <ConnectButtons providers={config.providers} store={store} consentOrigin={consentOrigin} />
      </section>
      {config.hasSandbox && (
        <p class="cal-sandbox bw-muted">
          These calendars are not real: <a href="/sandbox/calendars">open the sandbox calendars</a> to add events to
          them.
        </p>
      )}
      {dialog && <DisconnectDialog key={dialog.connection.id} dialog={dialog} store={store} />}
    </>
  );
}

function useNow(): number {
  const tick = useSignal(0);
  useEffect(() => {
    const timer = setInterval(() => {
      tick.value += 1;
    }, clockMs);
    return () => clearInterval(timer);
  }, []);
  // Read, so that it is written anew.
  tick.value;
  return Date.now();
}

/** Where the form or card that had the focus is gone, the keyboard goes on at the title rather than at the top of the browser. */
function useKeptFocus(): void {
  const focused = useRef<Element | null>(null);
  focused.current = document.activeElement;
  useEffect(() => {
    if (focused.current?.isConnected === false && document.activeElement === document.body)
      document.querySelector<HTMLElement>('#content h1')?.focus({ preventScroll: true });
  });
}
