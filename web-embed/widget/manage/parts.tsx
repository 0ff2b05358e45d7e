import type { ComponentChildren } from 'preact';
import { IconOf } from '../icon.tsx';
import { placeName } from '../places.ts';
import type { Parts, ViewProps } from '../view-props.ts';
import type { ManagedBooking } from './manage-api.ts';
import type { ManageFlow } from './manage-flow.ts';
import { refusalTexts } from './refusals.ts';

/** What it has in common with a new booking. */
export type Shared = Parts['booking'] & Parts['outcome'];

/** What every part of the view is shown with. */
export interface PartProps extends ViewProps {
  flow: ManageFlow;
  /** What it shares with the end of a booking. */
  late: Shared;
  booking: ManagedBooking;
}

interface ButtonProps {
  children: ComponentChildren;
  onClick?: () => void;
  isPrimary?: boolean;
  isSubmit?: boolean;
  isBusy?: boolean;
}

/** A button as the booking flow has them. */
export function Button({ children, onClick, isPrimary, isSubmit, isBusy }: ButtonProps) {
  return (
    <button
      type={isSubmit ? 'submit' : 'button'}
      class={isPrimary ? 'bw-button bw-primary' : 'bw-button'}
      aria-disabled={isBusy}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

/** What did not work, announced at once. */
export function Fault({ text }: { text: string | null }) {
  return text ? (
    <p class="bw-notice bw-error-box" role="alert">
      <IconOf name="alert" />
      <span>{text}</span>
    </p>
  ) : null;
}

/** One of the times of a booking. */
export function When({ late, booking, state, start, end }: PartProps & { start: string; end: string }) {
  const { When: View } = late;
  return <View state={state} hostZone={booking.host.time_zone} start={start} end={end} />;
}

/** What was booked, when, by whom, where, and how it stands. */
export function Details(props: PartProps) {
  const { booking, state, late } = props;
  const { messages } = state;
  const { status, attendee, event_type: event, host, location, location_text: text } = booking;
  const texts = messages.manage;
  const tone = status === 'confirmed' ? 'ok' : status === 'pending' ? 'warn' : 'neutral';
  const name = location && placeName(location, messages);
  const place = location?.kind === 'video' ? (location.join_url ?? texts.linkFollows) : (location?.value ?? text);
  return (
    <late.Facts
      tone={tone}
      facts={[
        [messages.what, event.title, host.display_name],
        [messages.when, <When key="" {...props} {...booking} />],
        [messages.who, attendee?.name, attendee?.email],
        [messages.where, name || place, name && place !== name && place],
        [messages.status, <late.Badge key="" tone={tone} text={texts.states[status]} />],
      ]}
    />
  );
}

/** What the visitor may not do with it, why, and whom to ask instead. */
export function Refusals({ booking, state }: PartProps) {
  const texts = state.messages.manage;
  const refused = refusalTexts(booking, texts).join(' ');
  const { display_name: name, reply_to: address } = booking.host;
  // The text with a link where the address stands in it.
  const [before, after] = address ? texts.contactAt(name, '\n').split('\n') : [texts.contact(name)];
  return refused ? (
    <p class="bw-muted">
      {refused} {before}
      {address && <a href={`mailto:${encodeURIComponent(address).replaceAll('%40', '@')}`}>{address}</a>}
      {after}
    </p>
  ) : null;
}

/** The time that the host proposes instead. */
export function Proposal(props: PartProps) {
  const { booking, flow, state } = props;
  const { proposal, host } = booking;
  const texts = state.messages.manage;
  return (
    proposal && (
      <div class="bw-field">
        <p>
          {texts.proposes(host.display_name)}
          <br />
          <When {...props} {...proposal} />
        </p>
        <Button isPrimary isBusy={flow.isSending} onClick={() => void flow.accept(proposal.start)}>
          {texts.accept}
        </Button>
      </div>
    )
  );
}
