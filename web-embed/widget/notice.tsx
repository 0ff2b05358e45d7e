import { IconOf } from './icon.tsx';
import { dayAndTime } from './slot-texts.ts';
import { headingBelow, isFromKeyboard, type ViewProps } from './view-props.ts';

/** That the chosen time is gone, with the free times closest to it. */
export function Notice({ controller, state }: ViewProps) {
  return (
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
                onClick={(event) => controller.selectTime(slot, isFromKeyboard(event))}
              >
                <time dateTime={new Date(slot.start).toISOString()}>{dayAndTime(slot.start, state)}</time>
              </button>
            ))}
          </p>
        )}
      </div>
    </div>
  );
}

/** There is no page to show: why, and what to do about it. */
export function Failure(props: ViewProps) {
  const { controller, state, parts } = props;
  const { messages, failure } = state;
  const isMissing = failure?.code === 'not_found';
  const Title = headingBelow(props, 0);
  return (
    <div class="bw-card bw-failure" part="card">
      <div class="bw-failure-mark">
        <IconOf name="alert" />
      </div>
      <Title class="bw-title" part="title" tabIndex={-1} data-focus="notice">
        {isMissing ? messages.notFoundTitle : messages.failLoad}
      </Title>
      <p class="bw-muted" part="error">
        {isMissing ? messages.notFoundText : failure && parts.booking?.failureText(failure.code, messages)}
      </p>
      {failure?.retry && (
        <button type="button" class="bw-button bw-primary" onClick={() => void controller.start()}>
          {messages.tryAgain}
        </button>
      )}
    </div>
  );
}
