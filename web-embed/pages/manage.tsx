import '../shared/base.css';
import './page.css';
import { Component, render } from 'preact';
import { Button, Fault } from '../shared/controls.tsx';
import { createFormats, localeFor } from '../shared/formats.ts';
import { type IconName, IconOf } from '../shared/icons.tsx';
import { buildCalendarFile } from '../shared/ics.ts';
import { type JsonRequest, RequestError, requestJson } from '../shared/request.ts';
import { wallClock } from '../shared/time.ts';
import { localZone, zoneLabel } from '../shared/zones.ts';
import { type SeriesBooking, SeriesPart } from './series-part.tsx';

interface ManagedBooking {
  id: string;
  status: 'pending' | 'confirmed' | 'cancelled' | 'declined' | 'expired';
  start: string;
  end: string;
  sequence: number;
  host: { slug: string; display_name: string; time_zone: string };
  event_type: { slug: string; title: string };
  attendee: { name: string; email: string } | null;
  /** What the visitor may do with it; missing once it is cancelled. */
  can_cancel?: boolean;
  reason_required?: boolean;
  location?: { kind: string; value?: string; join_url?: string } | null;
  location_text?: string | null;
  proposal?: { start: string; end: string } | null;
  /** All bookings of its series. */
  series?: { id: string; bookings: SeriesBooking[] } | null;
}

type State =
  | { step: 'loading' }
  | { step: 'failed'; text: string; mayRetry: boolean }
  | { step: 'shown' | 'asking' | 'sending'; booking: ManagedBooking; fault: string | null };

const statuses: Record<ManagedBooking['status'], { title: string; label: string; icon: IconName }> = {
  confirmed: { title: 'Your booking', label: 'Confirmed', icon: 'check' },
  pending: { title: 'Your request', label: 'Waiting for the host', icon: 'hourglass' },
  cancelled: { title: 'Your booking is cancelled', label: 'Cancelled', icon: 'alert' },
  declined: { title: 'Your request was declined', label: 'Declined', icon: 'alert' },
  expired: { title: 'Your request has expired', label: 'Expired', icon: 'alert' },
};

/** `/manage/:booking#token=…`: the token stays in the fragment, which browsers do not send. */
const id = location.pathname.split('/')[2] ?? '';
const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
const formats = createFormats(localeFor('en', navigator.languages));

function call(path: string, request: JsonRequest = {}): Promise<{ booking: ManagedBooking }> {
  const headers = { authorization: `Bearer ${token}` };
  return requestJson((url, init) => fetch(url, init), `/bookings/${encodeURIComponent(id)}${path}`, {
    ...request,
    headers,
  });
}

/** What a visitor sees of their booking, with a way to cancel it. */
class ManagePage extends Component<object, State> {
  override state: State = { step: 'loading' };
  #file: string | null = null;

  override componentDidMount() {
    void this.#load();
  }

  async #load(fault: string | null = null) {
    try {
      const { booking } = await call('');
      this.#file = null;
      this.#show({ step: 'shown', booking, fault });
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      const isUnknown = [401, 404, 422].includes(error.status);
      this.setState({
        step: 'failed',
        text: isUnknown
          ? 'This link does not open a booking. Use the link in your latest email.'
          : 'Your booking could not be loaded. Check your connection and try again.',
        mayRetry: !isUnknown,
      });
    }
  }

  #show(state: Extract<State, { booking: ManagedBooking }>) {
    document.title = `${statuses[state.booking.status].title} – ${state.booking.event_type.title}`;
    this.setState(state);
  }

  #ask = (booking: ManagedBooking) => {
    this.setState({ step: 'asking', booking, fault: null }, () =>
      document.querySelector<HTMLElement>('#cancel')?.focus(),
    );
  };

  #cancel = async (event: SubmitEvent, booking: ManagedBooking) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const reason = form.get('reason');
    this.setState({ step: 'sending', booking, fault: null });
    try {
      await call('/cancel', {
        method: 'POST',
        body: { reason: String(reason ?? '').trim() || undefined, scope: form.has('all') ? 'series' : 'booking' },
      });
      // As it is now, with the others of its series.
      await this.#load();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      this.setState({
        step: 'asking',
        booking,
        fault:
          error.status === 409
            ? `This booking can no longer be cancelled here. Write to ${booking.host.display_name}.`
            : 'Your booking could not be cancelled. Check your connection and try again.',
      });
    }
    document.querySelector<HTMLElement>('#title')?.focus();
  };

  #accept = async (booking: ManagedBooking, start: string) => {
    let fault: string | null = null;
    try {
      await call('/accept', { method: 'POST', body: { start } });
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      fault =
        error.status === 409
          ? `This time is no longer possible. Write to ${booking.host.display_name}, or book another time.`
          : 'Your acceptance could not be sent. Check your connection and try again.';
    }
    // Either way it is shown as it is now.
    await this.#load(fault);
    document.querySelector<HTMLElement>('#title')?.focus();
  };

  #fileFor(booking: ManagedBooking): string {
    const entry = {
      uid: booking.id,
      sequence: booking.sequence,
      stamp: Date.now(),
      start: Date.parse(booking.start),
      end: Date.parse(booking.end),
      title: `${booking.event_type.title} – ${booking.host.display_name}`,
      ...(booking.location_text ? { location: booking.location_text } : {}),
      tentative: booking.status === 'pending',
    };
    this.#file ??= URL.createObjectURL(new Blob([buildCalendarFile(entry)], { type: 'text/calendar;charset=utf-8' }));
    return this.#file;
  }

  override render() {
    return (
      <div class="bw" data-theme="auto">
        <div class="manage" aria-busy={this.state.step === 'loading'}>
          {this.#content(this.state)}
        </div>
      </div>
    );
  }

  #content(state: State) {
    if (state.step === 'loading') return <p class="bw-muted">Loading your booking…</p>;
    if (state.step === 'failed') {
      return (
        <>
          <h1 class="bw-step-heading">No booking here</h1>
          <p class="bw-muted">{state.text}</p>
          {state.mayRetry && (
            <Button isPrimary onClick={() => void this.#load()}>
              Try again
            </Button>
          )}
        </>
      );
    }
    const { booking } = state;
    const { title, label, icon } = statuses[booking.status];
    const isOpen = booking.status === 'confirmed' || booking.status === 'pending';
    const again = `/book/${encodeURIComponent(booking.host.slug)}/${encodeURIComponent(booking.event_type.slug)}`;
    return (
      <section class="bw-done" data-status={booking.status}>
        <h1 class="bw-step-heading" tabIndex={-1} id="title">
          {title}
        </h1>
        <Details booking={booking} label={label} icon={icon} />
        <Fault text={state.fault} />
        {state.step !== 'shown' && (
          <form class="bw-form" onSubmit={(event) => void this.#cancel(event, booking)}>
            <div class="bw-field">
              <label class="bw-label" for="cancel">
                Why are you cancelling?{' '}
                <span class="bw-required">
                  ({booking.reason_required ? 'required' : 'optional'}, {booking.host.display_name} will see it)
                </span>
              </label>
              <textarea
                class="bw-input"
                id="cancel"
                name="reason"
                rows={3}
                maxLength={1000}
                required={booking.reason_required}
              />
            </div>
            {booking.series?.bookings.some((other) => other.id !== booking.id && other.can_cancel) && (
              <p class="bw-field">
                <label class="bw-label">
                  <input type="checkbox" name="all" /> Cancel all dates of this series
                </label>
              </p>
            )}
            <div class="bw-links">
              <Button type="submit" isPrimary disabled={state.step === 'sending'}>
                Cancel this booking
              </Button>
              <Button onClick={() => this.#show({ step: 'shown', booking, fault: null })}>Keep it</Button>
            </div>
          </form>
        )}
        {isOpen && !booking.can_cancel && Date.parse(booking.end) > Date.now() && (
          <p class="bw-muted">
            This booking can no longer be cancelled here. Write to {booking.host.display_name} if you cannot come.
          </p>
        )}
        {state.step === 'shown' && booking.series && (
          <SeriesPart
            bookings={booking.series.bookings}
            ownId={booking.id}
            token={token}
            zone={localZone()}
            formats={formats}
          />
        )}
        {state.step === 'shown' && booking.proposal && (
          <Proposal
            {...booking.proposal}
            from={booking.host.display_name}
            onAccept={(start) => void this.#accept(booking, start)}
          />
        )}
        {state.step === 'shown' && (
          <div class="bw-links">
            {isOpen && (
              <a class="bw-button" href={this.#fileFor(booking)} download="booking.ics">
                <IconOf name="download" />
                Calendar file (.ics)
              </a>
            )}
            {booking.can_cancel && <Button onClick={() => this.#ask(booking)}>Cancel booking</Button>}
            <a class="bw-button" href={again}>
              Book another time
            </a>
          </div>
        )}
      </section>
    );
  }
}

interface ProposalProps {
  start: string;
  end: string;
  from: string;
  onAccept: (start: string) => void;
}

/** The time that the host proposes instead. */
function Proposal({ start, end, from, onAccept }: ProposalProps) {
  const zone = localZone();
  const at = Date.parse(start);
  return (
    <div class="bw-field" id="proposal">
      <p>
        {from} proposes another time:{' '}
        <time class="bw-strong" dateTime={start}>
          {formats.fullDay(wallClock(at, zone).date)}, {formats.time(at, zone)} – {formats.time(Date.parse(end), zone)}
        </time>{' '}
        <span class="bw-muted">{zoneLabel(zone, at)}</span>
      </p>
      <Button isPrimary onClick={() => onAccept(start)}>
        Accept this time
      </Button>
    </div>
  );
}

/** Where it takes place, in the words of whoever said it; null: nothing was said. */
function placeOf({ location, location_text: text }: ManagedBooking): string | null {
  if (location?.kind === 'video') return location.join_url ?? 'By video: the link will be here';
  if (location?.kind === 'phone_host_calls') return `You are called: ${location.value ?? 'the number is known'}`;
  if (location?.kind === 'phone_visitor_calls') return `You call: ${location.value}`;
  return location?.value ?? text ?? null;
}

function Details({ booking, label, icon }: { booking: ManagedBooking; label: string; icon: IconName }) {
  const [start, end] = [Date.parse(booking.start), Date.parse(booking.end)];
  const zone = localZone();
  const place = placeOf(booking);
  return (
    <dl class="bw-details">
      <dt>What</dt>
      <dd>
        {booking.event_type.title}
        <br />
        <span class="bw-muted">{booking.host.display_name}</span>
      </dd>
      <dt>When</dt>
      <dd>
        <time class="bw-strong" dateTime={booking.start}>
          {formats.fullDay(wallClock(start, zone).date)}
        </time>
        <br />
        {formats.time(start, zone)} – {formats.time(end, zone)}
        <br />
        <span class="bw-muted">{zoneLabel(zone, start)}</span>
      </dd>
      {booking.attendee && (
        <>
          <dt>Who</dt>
          <dd>
            {booking.attendee.name}
            <br />
            <span class="bw-muted">{booking.attendee.email}</span>
          </dd>
        </>
      )}
      {place !== null && (
        <>
          <dt>Where</dt>
          <dd>{/^https?:\/\//.test(place) ? <a href={place}>{place}</a> : place}</dd>
        </>
      )}
      <dt>Status</dt>
      <dd>
        <span class="bw-badge">
          <IconOf name={icon} />
          {label}
        </span>
      </dd>
    </dl>
  );
}

const container = document.querySelector<HTMLElement>('#page');
if (container) render(<ManagePage />, container);
