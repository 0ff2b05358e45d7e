import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Button } from '../../../shared/controls.tsx';
import { wallClock } from '../../../shared/time.ts';
import { knownZone, zoneLabel } from '../../../shared/zones.ts';
import { type Host, useAdmin } from '../../app/admin.ts';
import { useLoad } from '../../app/load.ts';
import { useQuery } from '../../app/query.ts';
import { EmptyState, LoadedView, Screen } from '../../app/screen.tsx';
import { InputField, SelectField } from '../../ui/fields.tsx';
import { late } from '../../ui/late.tsx';
import { Choices, Drawer } from '../../ui/parts.tsx';
import { BookingRow } from './booking-row.tsx';
import { titleOf } from './booking-title.ts';
import { createBookingsApi, type ListedBooking } from './bookings-api.ts';
import { type BookingsView, bookingsViews, byDay, listQuery, viewOf } from './bookings-query.ts';
import { useCursorList } from './cursor-list.ts';
import { formats } from './formats.ts';
import { useKeptFocus } from './keep-focus.ts';
import { useBooking } from './use-booking.ts';
import './bookings.css';

const BookingContent = late(() => import('./booking-content.tsx').then((m) => m.BookingContent));

const typingMs = 300;
/** `/admin/bookings`: all bookings and requests of the owner's hosts. */
export function BookingsScreen() {
  const admin = useAdmin();
  const { route, url } = useLocation();
  const [viewText, setView] = useQuery('view', 'upcoming');
  const [search, setSearch] = useQuery('q');
  const [hostId, setHost] = useQuery('host');
  const [eventTypeId, setType] = useQuery('type');
  const [openId, setOpen] = useQuery('open');
  const view = viewOf(viewText);
  const api = createBookingsApi(admin.calls);
  const types = useLoad('types', ['schedule'], (signal) =>
    admin.calls.service<{ event_types: { id: string; title: string; host: { id: string } }[] }>('/event-types', {
      signal,
    }),
  );
  const query = listQuery({ view, search, hostId, eventTypeId });
  const list = useCursorList(JSON.stringify(query), ['bookings'], async (cursor, signal) => {
    const page = await api.list({ ...query, limit: '30', ...(cursor !== null && { cursor }) }, signal);
    return { items: page.bookings, next: page.next_cursor };
  });

  async function showMore(shown: number) {
    await list.more();
    // On to the first that is new.
    document.querySelectorAll<HTMLElement>('.bk-row')[shown]?.focus();
  }

  const hosts = admin.hosts.value ?? [];
  const offered = (types.state.value.data?.event_types ?? []).filter(({ host }) => hostId === '' || host.id === hostId);
  const hasFilter = search !== '' || hostId !== '' || eventTypeId !== '';
  const openAddress = (id: string) => {
    const address = new URL(url, location.origin);
    address.searchParams.set('open', id);
    return `${address.pathname}${address.search}`;
  };

  return (
    <Screen title="Bookings" lead={zoneLead(hosts)}>
      <div class="ad-toolbar bk-toolbar">
        <Choices<BookingsView> label="Which bookings" value={view} options={bookingsViews} onChange={setView} />
        <SearchField value={search} onSearch={(text) => setSearch(text, 'replace')} />
        {offered.length > 1 && (
          <SelectField
            label="Event type"
            value={eventTypeId}
            options={[['', 'All'], ...offered.map(({ id, title }) => [id, title || 'Untitled'] as const)]}
            onChange={(event) => setType(event.currentTarget.value)}
          />
        )}
        {hosts.length > 1 && (
          <SelectField
            label="Booked with"
            value={hostId}
            options={[['', 'Everyone'], ...hosts.map((host) => [host.id, host.display_name || host.slug] as const)]}
            onChange={(event) => setHost(event.currentTarget.value)}
          />
        )}
      </div>
      <LoadedView of={list.load} subject="Your bookings" skeleton={<Bones />}>
        {({ items: bookings, next }) => (
          <>
            {bookings.length === 0 && next === null && (
              <Empty view={view} hasFilter={hasFilter} onClear={() => route(`/admin/bookings?view=${view}`)} />
            )}
            {byDay(bookings).map(({ date, bookings: ofDay }) => (
              <section key={date} class="bk-day" aria-labelledby={`day-${date}`}>
                <h2 id={`day-${date}`}>{dayTitle(date, ofDay[0])}</h2>
                <ul class="ad-rows">
                  {ofDay.map((booking) => (
                    <li key={booking.id}>
                      <BookingRow booking={booking} href={openAddress(booking.id)} hasHost={hosts.length > 1} />
                    </li>
                  ))}
                </ul>
              </section>
            ))}
            {next !== null && (
              <p class="bk-more">
                <Button isBusy={list.isMore.value} onClick={() => void showMore(bookings.length)}>
                  Show more
                </Button>
              </p>
            )}
            <p class="bw-hidden" role="status">
              {bookings.length === 0
                ? 'Nothing found.'
                : bookings.length === 1 && next === null
                  ? '1 booking.'
                  : `${bookings.length}${next === null ? '' : ' or more'} bookings.`}
            </p>
          </>
        )}
      </LoadedView>
      {openId !== '' && <BookingDrawer key={openId} id={openId} onLeave={() => setOpen('')} />}
    </Screen>
  );
}

/** In which zone the times are, where it is one. */
function zoneLead(hosts: readonly Host[]): string {
  const zones = [...new Set(hosts.map(({ time_zone: zone }) => knownZone(zone)))];
  return zones.length === 1 && zones[0] !== undefined
    ? `Times in ${zoneLabel(zones[0], Date.now())}.`
    : 'Times as at each of your resources.';
}

/** `Today, Monday 30 November 2026` in the zone of the host of its bookings. */
function dayTitle(date: string, booking: ListedBooking | undefined): string {
  const zone = knownZone(booking?.host.time_zone ?? 'UTC');
  const [today, tomorrow] = [0, 86_400_000].map((ahead) => wallClock(Date.now() + ahead, zone).date);
  const before = date === today ? 'Today, ' : date === tomorrow ? 'Tomorrow, ' : '';
  return `${before}${formats.fullDay(date)}`;
}

function SearchField({ value, onSearch }: { value: string; onSearch: (text: string) => void }) {
  const typed = useSignal(value);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    typed.value = value;
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <InputField
      label="Name or email"
      type="search"
      autocomplete="off"
      maxLength={200}
      value={typed.value}
      onInput={(event) => {
        const text = event.currentTarget.value;
        typed.value = text;
        clearTimeout(timer.current);
        timer.current = setTimeout(() => onSearch(text), typingMs);
      }}
    />
  );
}

/** One booking beside the list. */
function BookingDrawer({ id, onLeave }: { id: string; onLeave: () => void }) {
  const booking = useBooking(id);
  useKeptFocus(booking.load.state, () => document.querySelector<HTMLElement>('.ad-drawer-head button'));
  return (
    <Drawer title={titleOf(booking.load.state.value.data?.sheet)} onLeave={onLeave}>
      <p class="bk-back">
        <a href={`/admin/bookings/${id}`}>Open as a page</a>
      </p>
      <BookingContent booking={booking} />
    </Drawer>
  );
}

const empty: Record<BookingsView, [title: string, text: string]> = {
  upcoming: ['Nothing is booked yet', 'Share the link to your booking page: what people book appears here at once.'],
  requests: ['No requests are waiting', 'Where you confirm bookings yourself, requests wait here for your answer.'],
  past: ['No past bookings', 'Bookings that are over stay here.'],
  cancelled: ['Nothing was cancelled', 'Bookings that were cancelled, declined or not answered in time stay here.'],
};

function Empty({ view, hasFilter, onClear }: { view: BookingsView; hasFilter: boolean; onClear: () => void }) {
  if (hasFilter)
    return (
      <EmptyState
        title="Nothing found"
        text="No booking of this list matches what you look for."
        action={<Button onClick={onClear}>Show all</Button>}
      />
    );
  const [title, text] = empty[view];
  return (
    <EmptyState
      title={title}
      text={text}
      {...(view === 'upcoming' && {
        action: (
          <a class="bw-button bw-primary" href="/admin/embed">
            Share your page
          </a>
        ),
      })}
    />
  );
}

function Bones() {
  return (
    <div class="ad-panel">
      {[0, 1, 2, 3].map((each) => (
        <span key={each} class="bw-bone" />
      ))}
    </div>
  );
}
