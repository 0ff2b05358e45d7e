import type { BookingPage } from '../shared/booking-api.ts';
import { durationText } from '../shared/formats.ts';
import type { IconName } from '../shared/icon-paths.ts';
import { cityOf } from '../shared/zones.ts';
import { IconOf } from './icon.tsx';
import { placesByName } from './places.ts';
import { headingBelow, type ViewProps } from './view-props.ts';

/** Who, what, how long and where; the durations to choose from; later the chosen time. */
export function EventSummary(props: ViewProps) {
  const { state } = props;
  const { page } = state;
  const Title = headingBelow(props, 0);
  if (!page) return <SummarySkeleton {...props} />;
  const { host, event_type: event } = page;
  const { hidden } = props;
  const choosesDuration = event.durations_minutes.length > 1 && state.step === 'picking' && !hidden.has('duration');
  return (
    <div class="bw-summary">
      {state.choices.length > 1 && state.step === 'picking' && props.parts.more && (
        <props.parts.more.OtherEvents {...props} />
      )}
      {!hidden.has('host') && (
        <div class="bw-who">
          <span class="bw-avatar" aria-hidden="true">
            {[...host.display_name][0]}
          </span>
          <p class="bw-host">{host.display_name}</p>
        </div>
      )}
      <Title class={hidden.has('title') ? 'bw-hidden' : 'bw-title'} part="title" tabIndex={-1} data-focus="title">
        {event.title}
      </Title>
      {event.description && !hidden.has('description') && <Description {...props} text={event.description} />}
      {choosesDuration && <Durations {...props} />}
      <ul class="bw-facts">
        {facts(props, page, choosesDuration).map(([icon, text]) => (
          <li key={text} class="bw-fact">
            <IconOf name={icon} />
            <span>{text}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Longer ones are cut after six lines, with a way to see the rest. */
const LONG_TEXT = 280;
const MANY_LINES = 6;

function Description({ controller, state, text }: ViewProps & { text: string }) {
  const { messages, showsAllText: isWhole } = state;
  const isLong = text.length > LONG_TEXT || text.split('\n').length > MANY_LINES;
  return (
    <>
      <p class={isLong && !isWhole ? 'bw-description bw-clamp' : 'bw-description'} part="description" dir="auto">
        {text}
      </p>
      {isLong && (
        <button
          type="button"
          class="bw-link bw-more"
          aria-expanded={isWhole}
          onClick={() => controller.showAllText(!isWhole)}
        >
          {isWhole ? messages.showLess : messages.showMore}
        </button>
      )}
    </>
  );
}

/** How long, where, with whom besides, and what else is to be known before. */
function facts({ state, hidden }: ViewProps, { host, event_type: event }: BookingPage, choosesDuration: boolean) {
  const { messages, formats, duration, timeZone, step } = state;
  const list: [icon: IconName, text: string][] = [];
  if (!choosesDuration && !hidden.has('duration')) list.push(['clock', durationText(duration, formats, messages)]);
  for (const name of placesByName(event.locations ?? [], messages).keys()) list.push(['pin', name]);
  if (event.seats > 1) list.push(['people', messages.groupSeats(formats.count(event.seats))]);
  if (event.requires_confirmation) list.push(['hourglass', messages.requiresConfirmation(host.display_name)]);
  if (!hidden.has('time-zone') && host.time_zone !== timeZone && step === 'picking')
    list.push(['globe', messages.hostZone(cityOf(host.time_zone))]);
  return list;
}

function Durations({ controller, state, uid }: ViewProps) {
  const { messages, formats } = state;
  return (
    <fieldset class="bw-durations" part="durations">
      <legend>{messages.duration}</legend>
      <div class="bw-duration-list">
        {state.page?.event_type.durations_minutes.map((minutes) => (
          <label key={minutes} class="bw-duration" part="duration">
            <input
              type="radio"
              name={`${uid}-duration`}
              value={minutes}
              checked={minutes === state.duration}
              onChange={() => controller.setDuration(minutes)}
            />
            <span>{durationText(minutes, formats, messages)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function SummarySkeleton(props: ViewProps) {
  const Title = headingBelow(props, 0);
  return (
    <div class="bw-summary">
      <Title class="bw-hidden">{props.state.messages.loading}</Title>
      <div class="bw-who" aria-hidden="true">
        <span class="bw-avatar bw-bone" />
        <span class="bw-bone bw-bone-short" />
      </div>
      <span class="bw-bone bw-bone-title" aria-hidden="true" />
      <span class="bw-bone" aria-hidden="true" />
      <span class="bw-bone bw-bone-short" aria-hidden="true" />
    </div>
  );
}
