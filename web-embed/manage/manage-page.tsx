import { Component } from 'preact';
import type { BookingApi } from '../shared/booking-api.ts';
import { Button, Fault } from '../shared/controls.tsx';
import type { Formats } from '../shared/formats.ts';
import { IconOf } from '../shared/icons.tsx';
import { buildCalendarFile } from '../shared/ics.ts';
import type { PageMessages } from '../shared/page-messages.ts';
import { RequestError } from '../shared/request.ts';
import { localZone } from '../shared/zones.ts';
import { CancelForm, MoveForm } from './change-forms.tsx';
import type { ManageApi, ManagedBooking } from './manage-api.ts';
import { Details, type PartProps, Proposal, Refusals } from './parts.tsx';
import { acceptFault, changeFault, contactText } from './refusals.ts';
import { SeriesPart } from './series-part.tsx';

interface PageProps {
  api: ManageApi;
  times: Pick<BookingApi, 'slots'>;
  token: string;
  messages: PageMessages;
  formats: Formats;
}

type Step = 'shown' | 'cancelling' | 'moving';
type State =
  | { step: 'loading' }
  | { step: 'failed'; text: string; mayRetry: boolean }
  | { step: Step; isSending: boolean; booking: ManagedBooking; fault: string | null };

/** What a visitor sees of their booking, with ways to move and to cancel it. */
export class ManagePage extends Component<PageProps, State> {
  override state: State = { step: 'loading' };
  #file: string | null = null;

  override componentDidMount() {
    void this.#load();
  }

  async #load(fault: string | null = null) {
    const { manage } = this.props.messages;
    try {
      const booking = await this.props.api.read();
      this.#file = null;
      document.title = `${manage.titles[booking.status]} – ${booking.event_type.title}`;
      this.setState({ step: 'shown', isSending: false, booking, fault });
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      const isUnknown = [401, 404, 422].includes(error.status);
      this.setState({ step: 'failed', text: isUnknown ? manage.badLink : manage.failLoad, mayRetry: !isUnknown });
    }
  }

  #show(step: Step, booking: ManagedBooking) {
    this.setState({ step, isSending: false, booking, fault: null }, () =>
      document.querySelector<HTMLElement>(step === 'cancelling' ? '#reason' : '#title')?.focus(),
    );
  }

  /** Sends a change, and shows the booking as it is then. What the visitor can correct leaves their form open. */
  async #send(
    step: Step,
    booking: ManagedBooking,
    change: () => Promise<unknown>,
    faultOf: (e: RequestError) => string,
  ) {
    this.setState({ step, isSending: true, booking, fault: null });
    try {
      await change();
      await this.#load();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      const fault = faultOf(error);
      const { reason } = error.details;
      const isChanged = error.status === 409 && reason !== undefined && reason !== 'reason_required';
      if (step === 'shown' || isChanged) await this.#load(fault);
      else this.setState({ step, isSending: false, booking, fault });
    }
    document.querySelector<HTMLElement>('#title')?.focus();
  }

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
    const { messages } = this.props;
    if (state.step === 'loading') return <p class="bw-muted">{messages.manage.loading}</p>;
    if (state.step !== 'failed') return this.#booking(state);
    return (
      <>
        <h1 class="bw-step-heading">{messages.manage.missing}</h1>
        <p class="bw-muted">{state.text}</p>
        {state.mayRetry && (
          <Button isPrimary onClick={() => void this.#load()}>
            {messages.tryAgain}
          </Button>
        )}
      </>
    );
  }

  #booking({ step, isSending, booking, fault }: Extract<State, { booking: ManagedBooking }>) {
    const { api, messages, formats, times, token } = this.props;
    const { manage } = messages;
    const part: PartProps = { booking, messages, formats, zone: localZone() };
    const form = { ...part, isSending, onKeep: () => this.#show('shown', booking) };
    const failed = (change: 'cancel' | 'move') => (error: RequestError) => changeFault(change, error, manage);
    return (
      <section class="bw-done" data-status={booking.status}>
        <h1 class="bw-step-heading" tabIndex={-1} id="title">
          {manage.titles[booking.status]}
        </h1>
        <Details {...part} />
        <Fault text={fault} />
        {step === 'cancelling' && (
          <CancelForm
            {...form}
            onCancel={(reason, isSeries) =>
              void this.#send(step, booking, () => api.cancel(reason, isSeries), failed('cancel'))
            }
          />
        )}
        {step === 'moving' && (
          <MoveForm
            {...form}
            api={times}
            onMove={(start, reason) => void this.#send(step, booking, () => api.move(start, reason), failed('move'))}
          />
        )}
        <Refusals {...part} />
        {step === 'shown' && booking.series && (
          <SeriesPart {...part} bookings={booking.series.bookings} ownId={booking.id} token={token} />
        )}
        {step === 'shown' && (
          <Proposal
            {...part}
            onAccept={(start) =>
              void this.#send(
                step,
                booking,
                () => api.accept(start),
                (error) =>
                  error.status === 409
                    ? `${acceptFault(error, manage)} ${contactText(booking, manage)}`
                    : acceptFault(error, manage),
              )
            }
          />
        )}
        {step === 'shown' && this.#actions(booking)}
      </section>
    );
  }

  #actions(booking: ManagedBooking) {
    const { messages } = this.props;
    const isOpen = booking.status === 'confirmed' || booking.status === 'pending';
    const again = `/book/${encodeURIComponent(booking.host.slug)}/${encodeURIComponent(booking.event_type.slug)}`;
    return (
      <div class="bw-links">
        {isOpen && (
          <a class="bw-button" href={this.#fileFor(booking)} download="booking.ics">
            <IconOf name="download" />
            {messages.calendarFile}
          </a>
        )}
        {booking.can_reschedule && (
          <Button onClick={() => this.#show('moving', booking)}>{messages.manage.move}</Button>
        )}
        {booking.can_cancel && (
          <Button onClick={() => this.#show('cancelling', booking)}>{messages.manage.cancel}</Button>
        )}
        <a class="bw-button" href={again}>
          {messages.bookAnother}
        </a>
      </div>
    );
  }
}
