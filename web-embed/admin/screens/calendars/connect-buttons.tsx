import { useSignal } from '@preact/signals';
import { Button } from '../../../shared/controls.tsx';
import { IconOf } from '../../../shared/icons.tsx';
import { kindOf } from '../../words.ts';
import { askedAccess } from './asked-access.ts';
import type { Connection } from './calendars-api.ts';
import type { CalendarsStore } from './calendars-store.ts';
import { ProviderMark } from './provider-mark.tsx';

const byConsent = ['google', 'microsoft'];

interface StartProps {
  store: CalendarsStore;
  /** Origin to start a consent on, if it is not this page's. */
  consentOrigin: string | null;
}

/**
 * Sends the browser to a provider and back, as a whole page. The way back leads to the public origin, which must find
 * the cookie of this browser: on another origin there is only a way to that one.
 */
function ConsentButton({
  provider,
  label,
  isPrimary,
  connectionId,
  store,
  consentOrigin,
}: StartProps & { provider: string; label: string; isPrimary: boolean; connectionId?: string }) {
  const isBusy = useSignal(false);
  if (consentOrigin !== null) {
    return (
      <a class={isPrimary ? 'bw-button bw-primary' : 'bw-button'} href={`${consentOrigin}/admin/calendars`}>
        {label} at {new URL(consentOrigin).host}
        <IconOf name="external" />
      </a>
    );
  }
  async function go() {
    if (isBusy.value) return;
    isBusy.value = true;
    const url = await store.startConsent(provider, connectionId);
    if (url === null) isBusy.value = false;
    else location.assign(url);
  }
  return (
    <Button isPrimary={isPrimary} isBusy={isBusy.value} onClick={() => void go()}>
      {label}
    </Button>
  );
}

/** Lets an account in again that no longer was; its settings stay. */
export function ReconnectButton({ connection, store, consentOrigin }: StartProps & { connection: Connection }) {
  const { provider, account_email: email } = connection;
  if (byConsent.includes(provider))
    return (
      <ConsentButton
        provider={provider}
        label="Reconnect"
        isPrimary
        connectionId={connection.id}
        store={store}
        consentOrigin={consentOrigin}
      />
    );
  return (
    <Button isPrimary onClick={() => store.openForm(provider, email ?? '')}>
      Reconnect<span class="bw-hidden"> {kindOf(provider)}</span>
    </Button>
  );
}

/** All kinds of calendars that can be connected here, each with what it will ask for. */
export function ConnectButtons({ providers, store, consentOrigin }: StartProps & { providers: string[] }) {
  const offered = Object.entries(askedAccess).filter(([kind]) => providers.includes(kind));
  const open = store.state.form?.provider;
  return (
    <>
      {consentOrigin !== null && offered.some(([kind]) => byConsent.includes(kind)) && (
        <p class="bw-notice">
          <IconOf name="alert" />
          <span>
            You opened this page at {location.host}, but providers send you back to {new URL(consentOrigin).host}.
            Continue there to connect Google or Microsoft; you will have to sign in again.
          </span>
        </p>
      )}
      <ul class="cal-kinds">
        {offered.map(([kind, { button, lead, asks, limits }]) => (
          <li key={kind} class="ad-panel cal-kind">
            <h3 class="cal-kind-name">
              <ProviderMark provider={kind} />
              {kindOf(kind)}
            </h3>
            <p>{lead}</p>
            <ul class="cal-asks">
              {asks.map((each) => (
                <li key={each}>
                  <IconOf name="check" />
                  {each}
                </li>
              ))}
            </ul>
            <p class="cal-limits bw-muted">{limits}</p>
            {byConsent.includes(kind) ? (
              <ConsentButton
                provider={kind}
                label={button}
                isPrimary={kind === 'google' && store.state.connections.length === 0}
                store={store}
                consentOrigin={consentOrigin}
              />
            ) : (
              <Button
                data-kind={kind}
                aria-expanded={open === kind}
                aria-controls={open === kind ? 'connect-form' : undefined}
                onClick={() => store.openForm(open === kind ? null : kind)}
              >
                {button}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
