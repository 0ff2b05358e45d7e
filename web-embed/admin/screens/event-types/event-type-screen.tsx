import { useMemo } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import { useAdmin } from '../../app/admin.ts';
import { useLoad } from '../../app/load.ts';
import { EmptyState, LoadedView, Screen } from '../../app/screen.tsx';
import { type EventType, newSettings } from './event-type.ts';
import { EventTypeEditor } from './event-type-editor.tsx';
import { createEventTypesApi } from './event-types-api.ts';
import './event-types.css';
import './editor.css';

/** One event type with all its settings, or a new one. */
export function EventTypeScreen() {
  const { id = 'new' } = useRoute().params;
  return id === 'new' ? <NewEventType /> : <ExistingEventType key={id} id={id} />;
}

function ExistingEventType({ id }: { id: string }) {
  const admin = useAdmin();
  const api = useMemo(() => createEventTypesApi(admin.calls), []);
  const row = useLoad<EventType>(id, ['schedule'], (signal) => api.read(id, signal));
  const { data } = row.state.value;
  const host = admin.hosts.value?.find((each) => each.id === data?.host_id);
  if (data && host) return <EventTypeEditor api={api} host={host} row={data} onSaved={(saved) => row.set(saved)} />;
  return (
    <Screen title="Event type">
      <LoadedView of={row} subject="The event type">
        {() => (
          <EmptyState
            title="No such event type"
            text="It belongs to another account."
            action={<a href="/admin/event-types">All event types</a>}
          />
        )}
      </LoadedView>
    </Screen>
  );
}

function NewEventType() {
  const admin = useAdmin();
  const { route } = useLocation();
  const api = useMemo(() => createEventTypesApi(admin.calls), []);
  const host = admin.host.value;
  if (host === null)
    return (
      <Screen title="New event type">
        <EmptyState
          title="Nobody can be booked yet"
          text="First say who, or what, can be booked."
          action={
            <a class="bw-button bw-primary" href="/admin/welcome">
              Set up your page
            </a>
          }
        />
      </Screen>
    );
  return (
    <EventTypeEditor
      api={api}
      host={host}
      row={null}
      initial={newSettings}
      onSaved={(saved) => route(`/admin/event-types/${saved.id}`, true)}
    />
  );
}
