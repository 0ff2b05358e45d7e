import '../shared/base.css';
import './page.css';
import './admin.css';
import './calendars.css';
import { render } from 'preact';
import { AdminConsent } from '../admin/admin-consent.tsx';
import { AdminPage, type AdminParts } from '../admin/admin-page.tsx';
import { createCalendarsApi } from '../admin/calendars-api.ts';
import { CalendarsStore } from '../admin/calendars-store.ts';
import { ConnectButtons } from '../admin/connect-buttons.tsx';
import { ConnectForm } from '../admin/connect-form.tsx';
import { ConnectionCard } from '../admin/connection-card.tsx';
import { DisconnectDialog } from '../admin/disconnect-dialog.tsx';
import { type Outcome, outcomeOf } from '../admin/outcomes.ts';
import { TargetLine, TargetNotes } from '../admin/target-notes.tsx';
import { Fault } from '../shared/controls.tsx';
import { IconOf } from '../shared/icons.tsx';

/** `/admin/calendars`: a host's connected accounts, what their calendars are for, and ways to connect more. */
function CalendarsPage({ outcome }: { outcome: Outcome | null }) {
  return (
    <AdminPage
      open={(calls, page) => new CalendarsStore(createCalendarsApi(calls), page)}
      subject="Your calendars"
      head={() => (
        <>
          <h1 tabIndex={-1}>Your calendars</h1>
          <p class="cal-lead">
            We check the accounts you connect around the clock, so only times when you are really free can be booked.
          </p>
          {outcome && <OutcomeNote outcome={outcome} />}
        </>
      )}
      content={(parts) => (
        <>
          {isAdminWanted &&
            Object.values(parts.config.adminConsentUrls ?? {}).map((url) => <AdminConsent key={url} url={url} />)}
          <Calendars {...parts} />
        </>
      )}
    />
  );
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

function Calendars({ config, store }: AdminParts<CalendarsStore>) {
  const { hosts, hostId, connections, form, dialog, fault } = store.state;
  const consentOrigin = location.origin === config.publicUrl ? null : config.publicUrl;
  const now = Date.now();
  return (
    <>
      {hosts.length > 1 && (
        <p class="cal-host">
          <label class="bw-label" for="host">
            Whose time the calendars block
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
      <Fault text={fault} hasIcon />
      <TargetNotes store={store} />
      {connections.length > 0 && (
        <section aria-labelledby="connected">
          <h2 class="cal-section" id="connected">
            Connected
          </h2>
          <TargetLine store={store} />
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
          These calendars are not real: <a href="/sandbox/calendars">open the sandbox calendars</a> to add events to
          them.
        </p>
      )}
      {dialog && <DisconnectDialog key={dialog.connection.id} dialog={dialog} store={store} />}
    </>
  );
}

const result = new URLSearchParams(location.search).get('result') ?? '';
const outcome = outcomeOf(result);
const isAdminWanted = result === 'admin_consent';
document.title = `${outcome?.title ?? 'Your calendars'} · Openslot`;
// Shown once: loading the page again must not show it as news.
if (location.search !== '') history.replaceState(null, '', location.pathname);
const container = document.querySelector('#page');
if (container) render(<CalendarsPage outcome={outcome} />, container);
