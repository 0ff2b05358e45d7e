import '../shared/base.css';
import '../shared/page.css';
import { Component, render } from 'preact';
import { type BookingPage, createBookingApi } from '../shared/booking-api.ts';
import { createFormats, durationText, localeFor } from '../shared/formats.ts';
import { IconOf } from '../shared/icons.tsx';
import { english } from '../shared/messages.ts';
import { RequestError, requestJson } from '../shared/request.ts';

const HOST = 'demo';
const EVENTS = ['intro', 'consulting'];

type Entry = BookingPage | 'loading' | 'missing' | 'failed';

const api = createBookingApi('', (url, init) => fetch(url, init));
const formats = createFormats(localeFor('en', navigator.languages));

/** The demo's event types as links to their booking pages. */
class DemoIndex extends Component<object, { entries: Record<string, Entry>; hasSandbox: boolean }> {
  override state = {
    entries: Object.fromEntries(EVENTS.map((event) => [event, 'loading' as Entry])),
    hasSandbox: false,
  };

  override componentDidMount() {
    for (const event of EVENTS) void this.#load(event);
    void this.#refresh();
  }

  async #refresh() {
    try {
      const settings = await requestJson<{ hasSandbox?: true }>((url, init) => fetch(url, init), '/embed/config.json');
      this.setState({ hasSandbox: settings.hasSandbox ?? false });
    } catch (error) {
      // Without a response there is nothing to link to.
      if (!(error instanceof RequestError)) throw error;
    }
  }

  async #load(event: string) {
    const set = (entry: Entry) => this.setState(({ entries }) => ({ entries: { ...entries, [event]: entry } }));
    try {
      set(await api.page(HOST, event));
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      set(error.code === 'not_found' ? 'missing' : 'failed');
    }
  }

  override render() {
    const { entries, hasSandbox } = this.state;
    const isMissing = Object.values(entries).every((entry) => entry === 'missing');
    return (
      <>
        <header class="page-header">
          <p class="brand">
            <img src={new URL('./icon.svg', import.meta.url).href} alt="" width="32" height="32" />
            Openslot
          </p>
        </header>
        <main class="page-main index">
          <h1>Book a time that is really free</h1>
          <p class="lead">
            Openslot offers the times that opening hours, calendars, buffers and other bookings leave free. What is
            offered can be booked: the same rules list a time and check it.
          </p>
          <h2>Try it with the demo host</h2>
          {isMissing ? (
            <p class="bw-muted">
              This installation has no demo host. Booking pages are at <code>/book/host/event</code>.
            </p>
          ) : (
            <ul class="index-events">
              {EVENTS.map((event) => (
                <EventCard key={event} event={event} entry={entries[event] ?? 'loading'} />
              ))}
            </ul>
          )}
          {hasSandbox && (
            <p class="index-links">
              See it follow a calendar: <a href="/sandbox/calendars">Sandbox calendars</a>
            </p>
          )}
          <p class="index-links">
            For developers: <a href="/docs">API documentation</a>
          </p>
        </main>
      </>
    );
  }
}

function EventCard({ event, entry }: { event: string; entry: Entry }) {
  const path = `/book/${HOST}/${event}`;
  if (entry === 'missing') return null;
  const page = typeof entry === 'string' ? null : entry;
  return (
    <li>
      <a class="page-card index-event" href={path}>
        <span class="index-event-title">{page ? page.event_type.title : path}</span>
        {page?.event_type.description && <span class="bw-muted">{page.event_type.description}</span>}
        <span class="index-event-facts">
          <IconOf name="clock" />
          {page
            ? page.event_type.durations_minutes.map((minutes) => durationText(minutes, formats, english)).join(' or ')
            : ' '}
        </span>
        <span class="index-event-go">
          Choose a time
          <IconOf name="forward" />
        </span>
      </a>
    </li>
  );
}

const container = document.querySelector('#page');
if (container) render(<DemoIndex />, container);
