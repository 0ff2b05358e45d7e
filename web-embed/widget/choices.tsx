import { durationText } from '../shared/formats.ts';
import { IconOf } from './icon.tsx';
import { headingBelow, isFromKeyboard, type ViewProps } from './view-props.ts';

/** Several event types: which one? */
export function Choices(props: ViewProps) {
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

/** The way back to the choice. */
export function OtherEvents({ controller, state }: ViewProps) {
  return (
    <button
      type="button"
      class="bw-link"
      part="back"
      onClick={(event) => controller.chooseAgain(isFromKeyboard(event))}
    >
      <IconOf name="back" />
      {state.messages.otherEvents}
    </button>
  );
}
