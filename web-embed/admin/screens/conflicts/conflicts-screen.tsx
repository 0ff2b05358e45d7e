import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { Button, Fault } from '../../../shared/controls.tsx';
import { RequestError } from '../../../shared/request.ts';
import { knownZone } from '../../../shared/zones.ts';
import { faultText, useAdmin } from '../../app/admin.ts';
import { useQuery } from '../../app/query.ts';
import { EmptyState, LoadedView, Screen } from '../../app/screen.tsx';
import { Choices } from '../../ui/parts.tsx';
import { kindOf } from '../../words.ts';
import { conflictText, instantText, resolutionText, spanText } from '../bookings/booking-words.ts';
import { createBookingsApi } from '../bookings/bookings-api.ts';
import { ConflictPanel, type Decider } from '../bookings/conflict-panel.tsx';
import { useCursorList } from '../bookings/cursor-list.ts';
import { formats } from '../bookings/formats.ts';
import { useKeptFocus } from '../bookings/keep-focus.ts';
import { type ConflictsView, type ListedConflict, readConflicts, toConflict } from './conflicts-api.ts';
import '../bookings/bookings.css';
import './conflicts.css';

const views: readonly (readonly [ConflictsView, string])[] = [
  ['open', 'To decide'],
  ['history', 'History'],
];

/** `/admin/conflicts`: what the calendars say against bookings, and what became of it. */
export function ConflictsScreen() {
  const admin = useAdmin();
  const [viewText, setView] = useQuery('view', 'open');
  const view: ConflictsView = viewText === 'history' ? 'history' : 'open';
  const list = useCursorList(view, ['conflicts', 'bookings'], (cursor, signal) =>
    readConflicts(admin.calls, view, cursor, signal),
  );
  const fault = useSignal<string | null>(null);
  const decider = useDecider(fault);
  useKeptFocus(list.load.state, () => document.querySelector('h1'));
  return (
    <Screen
      title="Conflicts"
      lead="What your calendars say against your bookings. A booking stays as it is until you decide."
    >
      <div class="ad-toolbar">
        <Choices<ConflictsView> label="Which conflicts" value={view} options={views} onChange={setView} />
      </div>
      <Fault text={fault.value} hasIcon />
      <LoadedView of={list.load} subject="Your conflicts">
        {({ items, next }) => (
          <>
            {items.length === 0 && <Empty view={view} />}
            {view === 'open' ? (
              <Open conflicts={items} decider={decider} />
            ) : (
              items.length > 0 && <Past conflicts={items} />
            )}
            {next !== null && (
              <p class="bk-more">
                <Button isBusy={list.isMore.value} onClick={() => void list.more()}>
                  Show more
                </Button>
              </p>
            )}
          </>
        )}
      </LoadedView>
    </Screen>
  );
}

function useDecider(fault: { value: string | null }): Decider {
  const admin = useAdmin();
  const api = useMemo(() => createBookingsApi(admin.calls), [admin]);
  const busy = useSignal<string | null>(null);
  function follow(done: string): void {
    admin.tell({ text: done });
    admin.announce(done);
    admin.touch('conflicts');
    admin.touch('bookings');
  }
  return {
    api,
    busy,
    follow,
    async act(name, done, call, faultOf = faultText) {
      if (busy.value !== null) return;
      busy.value = name;
      fault.value = null;
      try {
        await call();
        follow(done);
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        if (error.code !== 'unauthorized') fault.value = faultOf(error);
        // It may be decided by now.
        admin.touch('conflicts');
      }
      busy.value = null;
    },
  };
}

/** `Call with Ann`, which leads to the booking. */
function BookingLink({ booking }: Pick<ListedConflict, 'booking'>) {
  const { attendee, event_type: type } = booking;
  return (
    <a href={`/admin/bookings/${booking.id}`}>
      {type.title || 'Booking'}
      {attendee && ` with ${attendee.name}`}
    </a>
  );
}

function Open({ conflicts, decider }: { conflicts: readonly ListedConflict[]; decider: Decider }) {
  const parts: [title: string, kinds: ListedConflict[]][] = [
    ['Changed in your calendar', conflicts.filter(({ kind }) => kind !== 'overlap')],
    ['At the same time', conflicts.filter(({ kind }) => kind === 'overlap')],
  ];
  return (
    <>
      {parts
        .filter(([, list]) => list.length > 0)
        .map(([title, list]) => (
          <section key={title} class="cf-part">
            <h2>{title}</h2>
            {list.map((conflict) => (
              <OpenConflict key={conflict.id} conflict={conflict} decider={decider} />
            ))}
          </section>
        ))}
    </>
  );
}

function OpenConflict({ conflict, decider }: { conflict: ListedConflict; decider: Decider }) {
  const { booking, calendar } = conflict;
  const zone = knownZone(booking.host.time_zone);
  return (
    <article class="cf-one">
      <p class="cf-booking">
        <BookingLink booking={booking} />{' '}
        <span class="bw-muted">{spanText(booking.start, booking.end, zone, formats)}</span>
      </p>
      <ConflictPanel
        level={3}
        conflict={toConflict(conflict)}
        calendar={calendar && `${calendar.name || 'Calendar'}, ${kindOf(calendar.provider)}`}
        subject={{
          id: booking.id,
          start: booking.start,
          end: booking.end,
          title: booking.event_type.title,
          zone,
          attendee: booking.attendee,
          eventTypeId: booking.event_type.id,
          others: conflict.others,
        }}
        booking={decider}
      />
    </article>
  );
}

function Past({ conflicts }: { conflicts: readonly ListedConflict[] }) {
  return (
    <ul class="ad-rows cf-past">
      {conflicts.map((listed) => {
        const zone = knownZone(listed.booking.host.time_zone);
        const conflict = toConflict(listed);
        return (
          <li key={listed.id}>
            <p>
              <strong>{conflictText(conflict, zone, formats).title}</strong>: {resolutionText(conflict)}
            </p>
            <p class="bk-small">
              <BookingLink booking={listed.booking} />{' '}
              <span class="bw-muted">
                {spanText(listed.booking.start, listed.booking.end, zone, formats)} · found{' '}
                {instantText(conflict.detected_at, zone, formats)}
                {conflict.resolved_at && `, settled ${instantText(conflict.resolved_at, zone, formats)}`}
              </span>
            </p>
          </li>
        );
      })}
    </ul>
  );
}

function Empty({ view }: { view: ConflictsView }) {
  return view === 'open' ? (
    <EmptyState
      title="Nothing to decide"
      text="When an event overlaps a booking, or you move or delete a booking’s event in your calendar, you decide here what that means."
      action={
        <a class="bw-button" href="/admin/bookings">
          See your bookings
        </a>
      }
    />
  ) : (
    <EmptyState title="No conflicts so far" text="What was decided stays here." />
  );
}
