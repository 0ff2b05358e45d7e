import './embed.css';
import { useLocation } from 'preact-iso';
import { useAdmin } from '../../app/admin.ts';
import { useLoad } from '../../app/load.ts';
import { setQuery } from '../../app/query.ts';
import { EmptyState, LoadedView, Screen } from '../../app/screen.tsx';
import { AllowedOrigins } from './allowed-origins.tsx';
import { type EmbedEvent, readChoice } from './choice.ts';
import { CodePanel } from './code-panel.tsx';
import { EmbedForm } from './embed-form.tsx';
import { EmbedPreview } from './embed-preview.tsx';

/** `/admin/embed`: how the booking flow comes into a web site, a mail, or onto paper, with a live preview. */
export function EmbedScreen() {
  const admin = useAdmin();
  const host = admin.host.value;
  const load = useLoad(host?.id ?? '', ['schedule'], (signal) =>
    admin.calls.table<EmbedEvent[]>(
      `event_types?select=slug,title,is_active&host_id=eq.${host?.id ?? ''}&order=position,title`,
      { signal },
    ),
  );
  if (host === null)
    return (
      <Screen title="Share and embed">
        <EmptyState
          title="Nothing to share yet"
          text="There is no booking page before somebody or something can be booked."
          action={
            <a class="bw-button bw-primary" href="/admin/welcome">
              Create your first bookable resource
            </a>
          }
        />
      </Screen>
    );
  return (
    <Screen title="Share and embed" lead="Put the booking flow into your web site, a mail, or onto paper." isWide>
      <LoadedView of={load} subject="Your event types">
        {(events) => <Builder key={host.slug} events={events.filter((event) => event.is_active)} />}
      </LoadedView>
      <AllowedOrigins key={host.id} hostId={host.id} />
    </Screen>
  );
}

function Builder({ events }: { events: readonly EmbedEvent[] }) {
  const admin = useAdmin();
  const location = useLocation();
  const host = admin.host.value;
  if (events.length === 0 || host === null)
    return (
      <EmptyState
        title="Nothing can be booked yet"
        text="Create an event type first, and switch it on."
        action={
          <a class="bw-button bw-primary" href="/admin/event-types/new">
            Create an event type
          </a>
        }
      />
    );
  const { choice, values } = readChoice(location.query, events, admin.config.publicUrl, host);
  return (
    <div class="em-builder">
      <EmbedForm events={events} values={values} onChange={(change) => setQuery(location, change, 'replace')} />
      <EmbedPreview choice={choice} />
      <CodePanel choice={choice} api={admin.config.supabaseUrl} />
    </div>
  );
}
