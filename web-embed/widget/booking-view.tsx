import { durationText } from '../shared/formats.ts';
import { IconOf } from '../shared/icons.tsx';
import { EventSummary } from './event-summary.tsx';
import { MonthView } from './month-view.tsx';
import { dayAndTime } from './slot-texts.ts';
import { TimesView } from './times-view.tsx';
import { headingBelow, isFromKeyboard, type LateViews, type ViewProps } from './view-props.ts';

/** The whole flow: what is booked on one side, the present step on the other. */
export function BookingView(props: ViewProps) {
  const { step, selectedDay } = props.state;
  // In a narrow container the summary steps back as soon as a day is chosen: what is asked now comes first.
  const isBrief = step === 'form' || step === 'done' || (step === 'picking' && selectedDay !== null);
  if (step === 'failed') return <Failure {...props} />;
  if (step === 'choosing') return <Choices {...props} />;
  return (
    // With what is known the placeholders go as a whole: none of them moves to where its successor is.
    <div key={step === 'loading'} class="bw-card" part="card" data-step={step} data-brief={isBrief}>
      <EventSummary {...props} />
      <div class="bw-main">
        {(step === 'loading' || step === 'picking') && <Picking {...props} />}
        {step === 'form' && <Late {...props} view="FormView" />}
        {step === 'done' && <Late {...props} view="DoneView" />}
      </div>
    </div>
  );
}

/** The form and the confirmation, once they have arrived. */
function Late(props: ViewProps & { view: keyof LateViews }) {
  const { state, late, isLateFailed, onLate } = props;
  const View = late?.[props.view];
  if (View) return <View {...props} />;
  if (isLateFailed) {
    return (
      <div class="bw-foot">
        <p>{state.messages.failNetwork}</p>
        <button type="button" class="bw-button" onClick={onLate}>
          {state.messages.tryAgain}
        </button>
      </div>
    );
  }
  return <span class="bw-bone bw-bone-title" />;
}

function Picking(props: ViewProps) {
  const { controller, state, layout } = props;
  return (
    <>
      {state.notice && (
        <div class="bw-notice bw-warn" data-focus="notice" tabIndex={-1}>
          <IconOf name="alert" />
          <div>
            <p>{state.notice}</p>
            {state.nearest.length > 0 && (
              <p class="bw-nearest">
                {state.nearest.map((slot) => (
                  <button
                    key={slot.start}
                    type="button"
                    class="bw-button"
                    part="slot"
                    onClick={(event) => controller.form.selectTime(slot, isFromKeyboard(event))}
                  >
                    <time dateTime={new Date(slot.start).toISOString()}>{dayAndTime(slot.start, state)}</time>
                  </button>
                ))}
              </p>
            )}
          </div>
        </div>
      )}
      {layout === 'columns' || layout === 'list' ? <Late {...props} view="DaysView" /> : <Usual {...props} />}
    </>
  );
}

function Usual(props: ViewProps) {
  const { state } = props;
  return (
    <>
      {/* A narrow container shows the month or the times, a wide one both: the style sheet decides by this mark. */}
      <div class="bw-pick" data-day={state.selectedDay === null ? 'open' : 'chosen'}>
        <MonthView {...props} />
        <TimesView {...props} />
      </div>
    </>
  );
}

/** Several event types: which one? */
function Choices(props: ViewProps) {
  const { controller, state, uid } = props;
  const { messages, formats } = state;
  const Heading = headingBelow(props, 0);
  return (
    <div class="bw-card bw-choices" part="card">
      {!props.hidden.has('host') && <p class="bw-host">{state.choices[0]?.host.display_name}</p>}
      <Heading class="bw-title" part="title" id={`${uid}-choices`} tabIndex={-1} data-focus="title">
        {messages.chooseEvent}
      </Heading>
      {/* biome-ignore lint/a11y/noRedundantRoles: WebKit drops the list role of a list without bullets. */}
      <ul role="list" aria-labelledby={`${uid}-choices`}>
        {state.choices.map((choice) => (
          <li key={choice.event_type.slug}>
            <button
              type="button"
              class="bw-choice"
              onClick={(event) => void controller.choose(choice, isFromKeyboard(event))}
            >
              <span class="bw-strong">{choice.event_type.title}</span>
              <span class="bw-muted">
                {choice.event_type.durations_minutes
                  .map((minutes) => durationText(minutes, formats, messages))
                  .join(' · ')}
              </span>
              {choice.event_type.description && (
                <span class="bw-muted bw-clamp" dir="auto">
                  {choice.event_type.description}
                </span>
              )}
              <IconOf name="forward" />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Failure(props: ViewProps) {
  const { controller, state } = props;
  const Title = headingBelow(props, 0);
  return (
    <div class="bw-card bw-failure" part="card">
      <div class="bw-failure-mark">
        <IconOf name="alert" />
      </div>
      <Title class="bw-title" part="title" tabIndex={-1} data-focus="notice">
        {state.failure?.title}
      </Title>
      <p class="bw-muted" part="error">
        {state.failure?.text}
      </p>
      {state.failure?.retry && (
        <button type="button" class="bw-button bw-primary" onClick={() => void controller.start()}>
          {state.messages.tryAgain}
        </button>
      )}
    </div>
  );
}
