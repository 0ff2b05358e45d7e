import { headingBelow, type ViewProps } from '../view-props.ts';
import { CancelForm } from './change-forms.tsx';
import type { ManageFlow } from './manage-flow.ts';
import { Button, Details, Fault, type PartProps, Proposal, Refusals, type Shared } from './parts.tsx';
import { SeriesPart } from './series-part.tsx';

/** What a visitor sees of their booking, with ways to move and to cancel it. */
export function ManageView(props: ViewProps & { flow: ManageFlow; late: Shared }) {
  const { flow, state, late } = props;
  const { booking, failure } = flow;
  const texts = state.messages.manage;
  const Heading = headingBelow(props, 0);
  if (booking) return <Managed {...props} booking={booking} />;
  if (!failure) return <p class="bw-muted">{texts.loading}</p>;
  const isUnknown = [401, 404, 422].includes(failure.status);
  return (
    <>
      <Heading class="bw-step-heading" tabIndex={-1} data-focus="done">
        {texts.missing}
      </Heading>
      <p class="bw-muted" part="error">
        {isUnknown
          ? texts.badLink
          : failure.code === 'network'
            ? texts.failLoad
            : late.failureText(failure.code, state.messages)}
      </p>
      {!isUnknown && (
        <p>
          <Button isPrimary onClick={() => void flow.start()}>
            {state.messages.tryAgain}
          </Button>
        </p>
      )}
    </>
  );
}

function Managed(props: PartProps) {
  const { booking, flow, state } = props;
  const texts = state.messages.manage;
  const Heading = headingBelow(props, 0);
  return (
    <section class="bw-done" part="confirmation" data-status={booking.status}>
      <Heading class="bw-step-heading" tabIndex={-1} data-focus="done">
        {flow.isMoved && booking.status === 'confirmed' ? texts.moved : texts.titles[booking.status]}
      </Heading>
      <Details {...props} />
      <Fault text={flow.fault} />
      {flow.isCancelling && <CancelForm {...props} />}
      <Refusals {...props} />
      {!flow.isCancelling && (
        <>
          {booking.series && <SeriesPart {...props} />}
          <Proposal {...props} />
          <Actions {...props} />
        </>
      )}
    </section>
  );
}

function Actions(props: PartProps) {
  const { booking, flow, state, late } = props;
  const { service } = flow;
  const texts = state.messages.manage;
  const { status, host, event_type: event, location_text: place } = booking;
  const isOpen = status === 'confirmed' || status === 'pending';
  const entry = {
    uid: booking.id,
    sequence: booking.sequence,
    stamp: Date.now(),
    start: Date.parse(booking.start),
    end: Date.parse(booking.end),
    title: `${event.title} – ${host.display_name}`,
    ...(place ? { location: place } : {}),
    tentative: status === 'pending',
  };
  const isOwn = service === location.origin;
  return (
    <>
      {isOpen && <late.CalendarMenu entries={[entry]} messages={state.messages} form={late.form} />}
      <div class="bw-links">
        {booking.can_reschedule && <Button onClick={() => flow.chooseTime()}>{texts.move}</Button>}
        {booking.can_cancel && <Button onClick={() => flow.askCancel()}>{texts.cancel}</Button>}
        <a
          class="bw-button"
          part="link"
          href={`${isOwn ? '' : service}/book/${host.slug}/${event.slug}`}
          target={isOwn ? undefined : '_blank'}
        >
          {state.messages.bookAnother}
          {!isOwn && <span class="bw-hidden"> ({state.messages.newTab})</span>}
        </a>
      </div>
    </>
  );
}
