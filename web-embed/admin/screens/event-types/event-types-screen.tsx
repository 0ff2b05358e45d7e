import { useSignal } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { useAdmin } from '../../app/admin.ts';
import { useLoad } from '../../app/load.ts';
import { EmptyState, LoadedView, Screen } from '../../app/screen.tsx';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { freeSlug } from '../../ui/slugs.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { type EventType, settingsOf } from './event-type.ts';
import { EventTypeLine } from './event-type-line.tsx';
import { createEventTypesApi } from './event-types-api.ts';
import { moveTo, positionsOf } from './order.ts';
import './event-types.css';

/** What can be booked with the chosen host: in which order visitors see it, and whether they do. */
export function EventTypesScreen() {
  const admin = useAdmin();
  const { route } = useLocation();
  const api = useMemo(() => createEventTypesApi(admin.calls), []);
  const host = admin.host.value;
  const list = useLoad<EventType[]>(host?.id ?? '', ['schedule'], (signal) =>
    host === null ? Promise.resolve([]) : api.list(host.id, signal),
  );
  const dragged = useSignal<number | null>(null);
  const toDelete = useSignal<EventType | null>(null);
  const writes = useRef<Promise<void>>(Promise.resolve());
  if (host === null) return <NoHost />;
  const types = list.state.value.data ?? [];
  const pageOf = (type: EventType) =>
    `${admin.config.publicUrl}/book/${encodeURIComponent(host.slug)}/${encodeURIComponent(type.slug)}`;

  /** One after the other, so that the last thing done is what stays; what is shown is read again after the last one. */
  async function write(before: string, shown: EventType[], call: () => Promise<void>): Promise<boolean> {
    list.set(shown);
    const turn = writes.current.then(call);
    // What failed is told below; the next one begins all the same.
    const settled = turn.catch(() => {});
    writes.current = settled;
    try {
      await turn;
      if (writes.current === settled) admin.touch('schedule');
      return true;
    } catch (error) {
      await list.reload();
      admin.tellFault(error, before);
      return false;
    }
  }

  async function setActive(type: EventType, isActive: boolean): Promise<void> {
    const now = list.state.value.data ?? [];
    const shown = now.map((each) => (each.id === type.id ? { ...each, is_active: isActive } : each));
    const isDone = await write('It was not saved.', shown, () => api.setActive(type.id, isActive));
    if (!isDone) return;
    admin.tell({
      text: isActive
        ? `“${type.title}” can be booked again.`
        : `“${type.title}” is off: nobody can book it. Bookings that exist stay.`,
      undo: async () => {
        await api.setActive(type.id, !isActive);
        await list.reload();
        admin.touch('schedule');
      },
    });
  }

  async function move(from: number, to: number): Promise<void> {
    const now = list.state.value.data ?? [];
    const next = moveTo(now, from, to);
    if (next === now) return;
    const changes = positionsOf(next);
    const shown = next.map((each, index) => ({ ...each, position: index }));
    const isDone = await write('The order was not saved.', shown, () => api.setPositions(changes));
    if (isDone) admin.announce(`“${next[to]?.title}” is number ${to + 1} of ${next.length} now.`);
  }

  async function duplicate(type: EventType): Promise<void> {
    const now = list.state.value.data ?? [];
    const slug = freeSlug(
      `${type.slug.slice(0, 70)}-copy`,
      now.map((each) => each.slug),
    );
    try {
      const title = `${type.title} (copy)`.slice(0, 200);
      const copy = await api.duplicate(type, { ...settingsOf(type), slug, title });
      admin.touch('schedule');
      admin.tell({
        text: `This is a copy of “${type.title}”. It is off until you switch it on.`,
        undo: async () => {
          await api.remove(copy.id);
          admin.touch('schedule');
          route('/admin/event-types');
        },
      });
      route(`/admin/event-types/${copy.id}`);
    } catch (error) {
      admin.tellFault(error, 'It was not duplicated.');
    }
  }

  async function remove(type: EventType): Promise<void> {
    await api.remove(type.id);
    toDelete.value = null;
    list.set((list.state.value.data ?? []).filter(({ id }) => id !== type.id));
    admin.touch('schedule');
    admin.tell({ text: `“${type.title}” is deleted.` });
    // What had the focus is gone.
    document.querySelector<HTMLElement>('.ad-screen h1')?.focus();
  }

  async function turnOffInstead(type: EventType): Promise<void> {
    toDelete.value = null;
    await setActive(type, false);
  }

  const create = (
    <a class="bw-button bw-primary" href="/admin/event-types/new">
      <AdminIcon name="plus" />
      New event type
    </a>
  );
  return (
    <Screen
      title="Event types"
      lead={`What can be booked with ${host.display_name || host.slug}, in the order in which visitors see it.`}
      actions={types.length > 0 && create}
    >
      <LoadedView of={list} subject="Event types">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState
              title="Nothing to book yet"
              text="An event type says what people book: how long it takes, where it is, and what you want to know before."
              action={create}
            />
          ) : (
            <ul class="ad-rows et-rows">
              {rows.map((type, index) => (
                <EventTypeLine
                  key={type.id}
                  type={type}
                  page={pageOf(type)}
                  index={index}
                  count={rows.length}
                  dragged={dragged}
                  onMove={(from, to) => void move(from, to)}
                  onSwitch={(isActive) => void setActive(type, isActive)}
                  onDuplicate={() => duplicate(type)}
                  onDelete={() => {
                    toDelete.value = type;
                  }}
                />
              ))}
            </ul>
          )
        }
      </LoadedView>
      {toDelete.value && (
        <DeleteDialog
          type={toDelete.value}
          api={api}
          onDelete={remove}
          onSwitchOff={turnOffInstead}
          onLeave={() => {
            toDelete.value = null;
          }}
        />
      )}
    </Screen>
  );
}

function NoHost() {
  return (
    <Screen title="Event types">
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
}
