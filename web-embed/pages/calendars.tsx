import '../widget/widget.css';
import './page.css';
import './calendars.css';
import { Component, render } from 'preact';
import { type CalendarLink, createCalendarsApi } from '../admin/calendars-api.ts';
import { CalendarsStore } from '../admin/calendars-store.ts';
import { ConnectButtons } from '../admin/connect-buttons.tsx';
import { ConnectForm } from '../admin/connect-form.tsx';
import { ConnectionCard } from '../admin/connection-card.tsx';
import { DisconnectDialog } from '../admin/disconnect-dialog.tsx';
import { type Outcome, outcomeOf } from '../admin/outcomes.ts';
import { type AdminConfig, Session } from '../admin/session.ts';
import { SignIn } from '../admin/sign-in.tsx';
import { type Fetch, RequestError, requestJson } from '../shared/request.ts';
import { IconOf } from '../widget/icons.tsx';

const send: Fetch = (url, init) => fetch(url, init);
/** How often "2 minutes ago" is looked at anew. */
const clockMs = 15_000;

interface Parts {
  config: AdminConfig;
  session: Session;
  store: CalendarsStore;
}

/** `/admin/calendars`: a host's connected accounts, what their calendars are for, and ways to connect more. */
class CalendarsPage extends Component<{ outcome: Outcome | null }, { parts: Parts | 'loading' | 'failed' }> {
  override state = { parts: 'loading' as Parts | 'loading' | 'failed' };

  /** What had the focus before a change. */
  #focused: Element | null = null;

  override componentDidUpdate() {
    // Its form or card is gone: without this the keyboard would begin at the top of the browser again.
    if (this.#focused?.isConnected === false) document.querySelector('h1')?.focus({ preventScroll: true });
  }

  override componentDidMount() {
    void this.#load();
    setInterval(() => this.forceUpdate(), clockMs);
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible' && typeof this.state.parts === 'object')
        void this.state.parts.store.refresh();
    });
  }

  async #load() {
    this.setState({ parts: 'loading' });
    try {
      const config = await requestJson<AdminConfig>(send, '/admin/config.json');
      const session = new Session(config, send);
      const api = createCalendarsApi(config, session, send);
      const store = new CalendarsStore(api, {
        onChange: () => this.forceUpdate(),
        isVisible: () => document.visibilityState === 'visible',
      });
      this.setState({ parts: { config, session, store } });
      if (session.email === null) store.stop();
      else await store.start();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      this.setState({ parts: 'failed' });
    }
  }

  #signOut = async ({ session, store }: Parts) => {
    store.stop();
    await session.signOut();
  };

  override render() {
    const { parts } = this.state;
    const { outcome } = this.props;
    this.#focused = document.activeElement;
    const ready = typeof parts === 'object' && parts.store.state.step === 'ready' ? parts : null;
    return (
      <div class="bw cal-page" data-theme="auto">
        <header class="cal-header">
          <a class="brand" href="/">
            <img src={new URL('./icon.svg', import.meta.url).href} alt="" width="32" height="32" />
            Openslot
          </a>
          {ready && (
            <p class="cal-who">
              <span class="bw-muted">{ready.session.email}</span>
              <button type="button" class="bw-link" onClick={() => void this.#signOut(ready)}>
                Sign out
              </button>
            </p>
          )}
        </header>
        <main class="cal-main">
          <h1 tabIndex={-1}>Your calendars</h1>
          <p class="cal-lead">
            Accounts that you connect are read around the clock, so that only times that are really free can be booked.
          </p>
          {outcome && <OutcomeNote outcome={outcome} />}
          {this.#content(parts)}
        </main>
        <div class="bw-hidden" role="status">
          {typeof parts === 'object' ? parts.store.state.said : ''}
        </div>
      </div>
    );
  }

  #content(parts: Parts | 'loading' | 'failed') {
    const step = typeof parts === 'object' ? parts.store.state.step : parts;
    if (step === 'failed') {
      const again = () => (typeof parts === 'object' ? parts.store.start() : this.#load());
      return (
        <div class="cal-panel" role="alert">
          <p>Your calendars could not be loaded. Check your connection and try again.</p>
          <button type="button" class="bw-button bw-primary" onClick={() => void again()}>
            Try again
          </button>
        </div>
      );
    }
    if (typeof parts !== 'object' || step === 'loading') return <Skeleton />;
    if (step === 'signed_out')
      return (
        <SignIn session={parts.session} isDemo={parts.config.hasDemoUser} onDone={() => void parts.store.start()} />
      );
    return <Calendars {...parts} />;
  }
}

function OutcomeNote({ outcome }: { outcome: Outcome }) {
  return (
    <section class="cal-outcome" data-tone={outcome.tone} aria-labelledby="outcome">
      <IconOf name={outcome.icon} />
      <div>
        <h2 id="outcome">{outcome.title}</h2>
        <p>{outcome.text}</p>
      </div>
    </section>
  );
}

function Skeleton() {
  return (
    <div class="cal-panel" aria-busy="true">
      <p class="bw-hidden">Loading your calendars…</p>
      <span class="bw-bone bw-bone-title" />
      <span class="bw-bone" />
      <span class="bw-bone bw-bone-short" />
    </div>
  );
}

function Calendars({ config, store }: Parts) {
  const { hosts, hostId, connections, form, dialog, fault } = store.state;
  const consentOrigin = location.origin === config.publicUrl ? null : config.publicUrl;
  const isTarget = (link: CalendarLink) => link.host_id === hostId && link.is_booking_target;
  const target = connections.flatMap(({ calendars }) => calendars).find(({ links }) => links.some(isTarget));
  const now = Date.now();
  return (
    <>
      {hosts.length > 1 && (
        <p class="cal-host">
          <label class="bw-label" for="host">
            Whose time the calendars take
          </label>
          <select
            class="bw-input"
            id="host"
            value={hostId ?? ''}
            onChange={(event) => store.chooseHost(event.currentTarget.value)}
          >
            {hosts.map((host) => (
              <option key={host.id} value={host.id}>
                {host.display_name || host.slug}
              </option>
            ))}
          </select>
        </p>
      )}
      {fault && (
        <p class="bw-notice bw-error-box" role="alert">
          <IconOf name="alert" />
          <span>{fault}</span>
        </p>
      )}
      {connections.length > 0 && (
        <section aria-labelledby="connected">
          <h2 class="cal-section" id="connected">
            Connected
          </h2>
          <div class="cal-target">
            <IconOf name="calendar" />
            <p>
              {target ? (
                <>
                  New bookings are entered in <strong>{target.name}</strong>.
                </>
              ) : (
                'New bookings are not entered in any calendar. Choose one below if you want them to be.'
              )}
            </p>
            {target && (
              <button type="button" class="bw-link" onClick={() => void store.setTarget(null)}>
                Enter them nowhere
              </button>
            )}
          </div>
          <ul class="cal-cards">
            {connections.map((connection) => (
              <ConnectionCard key={connection.id} {...{ connection, store, now, consentOrigin }} />
            ))}
          </ul>
        </section>
      )}
      <section aria-labelledby="connect">
        <h2 class="cal-section" id="connect">
          {connections.length > 0 ? 'Connect another calendar' : 'Connect your first calendar'}
        </h2>
        <ConnectButtons providers={config.providers} store={store} consentOrigin={consentOrigin} />
        {form && <ConnectForm key={form.provider} form={form} store={store} />}
      </section>
      {config.hasSandbox && (
        <p class="cal-sandbox bw-muted">
          Nothing here is real yet: <a href="/sandbox/calendars">open the sandbox calendars</a> to add events to them.
        </p>
      )}
      {dialog && <DisconnectDialog key={dialog.connection.id} dialog={dialog} store={store} />}
    </>
  );
}

const outcome = outcomeOf(new URLSearchParams(location.search).get('result') ?? '');
document.title = `${outcome?.title ?? 'Your calendars'} · Openslot`;
// It has been told; loading the page again must not tell it as news.
if (location.search !== '') history.replaceState(null, '', location.pathname);
const container = document.querySelector('#page');
if (container) render(<CalendarsPage outcome={outcome} />, container);
