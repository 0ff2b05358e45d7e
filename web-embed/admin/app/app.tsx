import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ErrorBoundary, LocationProvider, Route, Router, useLocation } from 'preact-iso';
import { Button } from '../../shared/controls.tsx';
import { type Fetch, RequestError, requestJson } from '../../shared/request.ts';
import { Admin, AdminContext, useAdmin } from './admin.ts';
import type { AdminConfig } from './config.ts';
import { Frame } from './frame.tsx';
import { Screen } from './screen.tsx';
import { BookingScreen, EventTypeScreen, FirstRun, ResourceScreen, screens } from './screens.ts';
import { Session } from './session.ts';
import { SessionEnded } from './session-ended.tsx';
import { SignIn } from './sign-in.tsx';
import { useLive } from './use-live.ts';
import { Welcome } from './welcome.tsx';

const send: Fetch = (url, init) => fetch(url, init);

/** The admin page: who is signed in sees its screens, everybody else the way to sign in, and the address stays. */
export function App() {
  const state = useSignal<Admin | 'loading' | 'failed'>('loading');

  async function load() {
    state.value = 'loading';
    try {
      const config = await requestJson<AdminConfig>(send, '/admin/config.json');
      const session = new Session(config, `${location.origin}/admin/`);
      await session.open();
      state.value = new Admin(config, session, send);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      state.value = 'failed';
    }
  }
  useEffect(() => void load(), []);

  const admin = state.value;
  if (admin === 'loading')
    return (
      <Welcome isBusy>
        <p class="bw-hidden">Loading…</p>
        <span class="bw-bone bw-bone-title" />
        <span class="bw-bone" />
        <span class="bw-bone bw-bone-short" />
      </Welcome>
    );
  if (admin === 'failed')
    return (
      <Welcome>
        <div role="alert">
          <p>The page could not be loaded. Check your connection and try again.</p>
          <Button isPrimary onClick={() => void load()}>
            Try again
          </Button>
        </div>
      </Welcome>
    );
  return (
    <AdminContext.Provider value={admin}>
      <LocationProvider scope="/admin">
        <Gate />
      </LocationProvider>
    </AdminContext.Provider>
  );
}

function Gate() {
  const { session } = useAdmin();
  const isIn = session.who.value !== null && !session.isRecovering.value;
  if (!isIn) return <SignIn />;
  // Another account is another page: nothing of the last one's may stay.
  return <Inside key={session.who.value?.userId} />;
}

function Inside() {
  const admin = useAdmin();
  const location = useLocation();
  const fault = useSignal(false);
  useLive();

  async function read() {
    fault.value = false;
    try {
      const hosts = await admin.readHosts();
      // Whoever has nothing that can be booked begins with that; the address of a screen is kept for later.
      if (hosts.length === 0 && !location.path.startsWith('/admin/welcome')) location.route('/admin/welcome', true);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (error.code !== 'unauthorized') fault.value = true;
    }
  }
  useEffect(() => {
    admin.hosts.value = null;
    void read();
  }, []);

  if (fault.value)
    return (
      <Welcome>
        <div role="alert">
          <p>Your account could not be loaded. Check your connection and try again.</p>
          <Button isPrimary onClick={() => void read()}>
            Try again
          </Button>
        </div>
      </Welcome>
    );
  return (
    <>
      <Frame>
        {admin.hosts.value === null ? (
          <div class="ad-screen ad-bones" aria-busy="true">
            <p class="bw-hidden">Loading…</p>
            <span class="bw-bone bw-bone-title" />
          </div>
        ) : (
          <Places />
        )}
      </Frame>
      {admin.session.hasEnded.value && <SessionEnded />}
    </>
  );
}

function Places() {
  const fault = useSignal(false);
  if (fault.value)
    return (
      <Screen title="This screen could not be loaded">
        <p>There may be a new version of it, or no connection.</p>
        <Button isPrimary onClick={() => location.reload()}>
          Load the page again
        </Button>
      </Screen>
    );
  return (
    <ErrorBoundary
      onError={(error) => {
        fault.value = true;
        // Where somebody looks for it.
        console.error(error);
      }}
    >
      <Router
        onRouteChange={() => {
          document.body.dataset['moved'] = 'yes';
        }}
      >
        {screens.map(({ path, component }) => (
          <Route key={path} path={`/admin${path}`} component={component} />
        ))}
        <Route path="/admin/bookings/:id" component={BookingScreen} />
        <Route path="/admin/event-types/:id" component={EventTypeScreen} />
        <Route path="/admin/resources/:id" component={ResourceScreen} />
        <Route path="/admin/welcome" component={FirstRun} />
        <Route default component={Elsewhere} />
      </Router>
    </ErrorBoundary>
  );
}

/** `/admin` leads to the overview, or to the first steps where there is nothing yet; other addresses lead nowhere. */
function Elsewhere() {
  const admin = useAdmin();
  const { path, route } = useLocation();
  const isHome = /^\/admin\/?$/.test(path);
  useEffect(() => {
    if (isHome) route(admin.hosts.value?.length === 0 ? '/admin/welcome' : '/admin/overview', true);
  }, [isHome]);
  if (isHome) return null;
  return (
    <Screen title="There is no such page">
      <p>The address may be mistyped, or from an older version.</p>
      <p>
        <a class="bw-button bw-primary" href="/admin/overview">
          Go to the overview
        </a>
      </p>
    </Screen>
  );
}
