import { Component, type ComponentChildren } from 'preact';
import { Button } from '../shared/controls.tsx';
import { type Fetch, RequestError, requestJson } from '../shared/request.ts';
import { type AdminCalls, createAdminCalls } from './admin-calls.ts';
import type { AdminStore, StorePage } from './admin-store.ts';
import { type AdminConfig, Session } from './session.ts';
import { SignIn } from './sign-in.tsx';

const send: Fetch = (url, init) => fetch(url, init);
/** How often "2 minutes ago" is written anew. */
const clockMs = 15_000;

/** What a page works with once its settings are known. */
export interface AdminParts<S extends AdminStore> {
  config: AdminConfig;
  session: Session;
  store: S;
}

interface AdminPageProps<S extends AdminStore> {
  open: (calls: AdminCalls, page: StorePage) => S;
  /** What is above everything; the store is null while nothing is known. */
  head: (store: S | null) => ComponentChildren;
  /** What is being loaded, for example `Your calendars`. */
  subject: string;
  content: (parts: AdminParts<S>) => ComponentChildren;
}

/** The frame of every page of a host: who is signed in, the way to sign in, loading, and what did not work. */
export class AdminPage<S extends AdminStore> extends Component<
  AdminPageProps<S>,
  { parts: AdminParts<S> | 'loading' | 'failed' }
> {
  override state = { parts: 'loading' as AdminParts<S> | 'loading' | 'failed' };

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
      const store = this.props.open(createAdminCalls(config, session, send), {
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

  #signOut = async ({ session, store }: AdminParts<S>) => {
    store.stop();
    await session.signOut();
  };

  override render() {
    const { parts } = this.state;
    this.#focused = document.activeElement;
    const known = typeof parts === 'object' ? parts : null;
    const isSignedIn = known?.store.state.step === 'ready' || known?.store.state.step === 'missing';
    return (
      <div class="bw cal-page" data-theme="auto">
        <header class="page-header">
          <a class="brand" href="/">
            <img src={new URL('../pages/icon.svg', import.meta.url).href} alt="" width="32" height="32" />
            Openslot
          </a>
          {known && isSignedIn && (
            <p class="cal-who">
              <span class="bw-muted">{known.session.email}</span>
              <button type="button" class="bw-link" onClick={() => void this.#signOut(known)}>
                Sign out
              </button>
            </p>
          )}
        </header>
        <main class="page-main">
          {this.props.head(known?.store ?? null)}
          {this.#content(parts)}
        </main>
        <div class="bw-hidden" role="status">
          {known?.store.state.announcement}
        </div>
      </div>
    );
  }

  #content(parts: AdminParts<S> | 'loading' | 'failed') {
    const { subject, content } = this.props;
    const step = typeof parts === 'object' ? parts.store.state.step : parts;
    if (step === 'failed') {
      const again = () => (typeof parts === 'object' ? parts.store.start() : this.#load());
      return (
        <div class="cal-panel" role="alert">
          <p>{subject} could not be loaded. Check your connection and try again.</p>
          <Button isPrimary onClick={() => void again()}>
            Try again
          </Button>
        </div>
      );
    }
    if (typeof parts !== 'object' || step === 'loading') {
      return (
        <div class="cal-panel" aria-busy="true">
          <p class="bw-hidden">{subject}: loading…</p>
          <span class="bw-bone bw-bone-title" />
          <span class="bw-bone" />
          <span class="bw-bone bw-bone-short" />
        </div>
      );
    }
    if (step === 'signed_out')
      return (
        <SignIn session={parts.session} isDemo={parts.config.hasDemoUser} onDone={() => void parts.store.start()} />
      );
    return content(parts);
  }
}
