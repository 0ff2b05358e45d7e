import { headingBelow } from '../view-props.ts';
import { Button, Fault, type PartProps, When } from './parts.tsx';

function ReasonField({ booking, uid, state, late, label }: PartProps & { label: string }) {
  const { reason_required: isRequired, host } = booking;
  const { reasonRequired, reasonOptional } = state.messages.manage;
  const id = `${uid}-reason`;
  return (
    <div class="bw-field">
      <label class="bw-label" for={id}>
        {label} <span class="bw-required">({(isRequired ? reasonRequired : reasonOptional)(host.display_name)})</span>
      </label>
      <textarea
        class="bw-input"
        part="input"
        id={id}
        rows={3}
        maxLength={1000}
        required={isRequired}
        data-focus="form"
        value={String(state.values.reason ?? '')}
        onInput={(event) => late.form.setField('reason', event.currentTarget.value)}
      />
    </div>
  );
}

/** Asks for the reason, and whether all of a series is meant. */
export function CancelForm(props: PartProps) {
  const { booking, flow, state } = props;
  const texts = state.messages.manage;
  return (
    <form
      class="bw-form bw-cancelling"
      part="form"
      onSubmit={(event) => {
        event.preventDefault();
        const isSeries = new FormData(event.currentTarget).has('all');
        void flow.cancel(String(state.values.reason ?? ''), isSeries);
      }}
    >
      <ReasonField {...props} label={texts.cancelReason} />
      {booking.series?.bookings.some((other) => other.id !== booking.id && other.can_cancel) && (
        <label class="bw-check">
          <input type="checkbox" name="all" /> {texts.cancelAll}
        </label>
      )}
      <div class="bw-links">
        <Button isSubmit isPrimary isBusy={flow.isSending}>
          {texts.cancelNow}
        </Button>
        <Button onClick={() => flow.keep()}>{texts.keep}</Button>
      </div>
    </form>
  );
}

/** Above the other times: which one it has, and the way back. */
export function MoveBar(props: PartProps) {
  const { late, state } = props;
  const texts = state.messages.manage;
  return (
    <div class="bw-was">
      <late.Facts tone="ok" facts={[[texts.was, <When key="" {...props} {...props.booking} />]]} />
      <Button onClick={() => props.flow.keep()}>{texts.keep}</Button>
    </div>
  );
}

/** The old time beside the new one, and why. */
export function MoveForm(props: PartProps) {
  const { booking, flow, state, late } = props;
  const texts = state.messages.manage;
  const slot = state.selectedSlot;
  const Heading = headingBelow(props, 1);
  if (!slot) return null;
  const [start, end] = [slot.start, slot.end].map((at) => new Date(at).toISOString()) as [string, string];
  return (
    <div class="bw-form-step">
      <Heading class="bw-step-heading" tabIndex={-1} data-focus="form">
        {texts.move}
      </Heading>
      <late.Facts
        tone="ok"
        facts={[
          [texts.was, <When key="" {...props} {...booking} />],
          [texts.now, <When key="" {...props} start={start} end={end} />],
        ]}
      />
      <form
        class="bw-form"
        part="form"
        onSubmit={(event) => {
          event.preventDefault();
          void flow.move(String(state.values.reason ?? ''));
        }}
      >
        <Fault text={flow.fault} />
        <ReasonField {...props} label={texts.moveReason} />
        <div class="bw-links">
          <Button isSubmit isPrimary isBusy={flow.isSending}>
            {texts.moveNow}
          </Button>
          <Button onClick={() => void late.form.backToTimes(true)}>{state.messages.changeTime}</Button>
          <Button onClick={() => flow.keep()}>{texts.keep}</Button>
        </div>
      </form>
    </div>
  );
}
