import { IconOf } from '../shared/icons.tsx';
import { DoneView } from './done-view.tsx';
import { EventSummary } from './event-summary.tsx';
import { FormView } from './form-view.tsx';
import { MonthView } from './month-view.tsx';
import { TimesView } from './times-view.tsx';
import { headingBelow, type ViewProps } from './view-props.ts';

/** The whole flow: what is booked on one side, the present step on the other. */
export function BookingView(props: ViewProps) {
  const { step, selectedDay } = props.state;
  // In a narrow container the summary steps back as soon as a day is chosen: what is asked now comes first.
  const isBrief = step === 'form' || step === 'done' || (step === 'picking' && selectedDay !== null);
  if (step === 'failed') return <Failure {...props} />;
  return (
    <div class="bw-card" data-step={step} data-brief={isBrief}>
      <EventSummary {...props} />
      <div class="bw-main">
        {(step === 'loading' || step === 'picking') && <Picking {...props} />}
        {step === 'form' && <FormView {...props} />}
        {step === 'done' && <DoneView {...props} />}
      </div>
    </div>
  );
}

function Picking(props: ViewProps) {
  const { state } = props;
  return (
    <>
      {state.notice && (
        <p class="bw-notice" data-focus="notice" tabIndex={-1}>
          <IconOf name="alert" />
          <span>{state.notice}</span>
        </p>
      )}
      {/* A narrow container shows the month or the times, a wide one both: the style sheet decides by this mark. */}
      <div class="bw-pick" data-day={state.selectedDay === null ? 'open' : 'chosen'}>
        <MonthView {...props} />
        <TimesView {...props} />
      </div>
    </>
  );
}

function Failure(props: ViewProps) {
  const { controller, state } = props;
  const Title = headingBelow(props, 0);
  return (
    <div class="bw-card bw-failure">
      <div class="bw-failure-mark">
        <IconOf name="alert" />
      </div>
      <Title class="bw-title" tabIndex={-1} data-focus="notice">
        {state.failure?.title}
      </Title>
      <p class="bw-muted">{state.failure?.text}</p>
      {state.failure?.retry && (
        <button type="button" class="bw-button bw-primary" onClick={() => void controller.start()}>
          {state.messages.tryAgain}
        </button>
      )}
    </div>
  );
}
