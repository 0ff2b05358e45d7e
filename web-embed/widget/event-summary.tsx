import { durationText } from '../shared/formats.ts';
import { type IconName, IconOf } from '../shared/icons.tsx';
import { cityOf, zoneLabel } from '../shared/zones.ts';
import { placesByName } from './places.ts';
import { headingBelow, type ViewProps } from './view-props.ts';

/** Who, what, how long and where; the durations to choose from; later the chosen time. */
export function EventSummary(props: ViewProps) {
  const { state } = props;
  const { page, messages, formats } = state;
  const Title = headingBelow(props, 0);
  if (!page) return <SummarySkeleton {...props} />;
  const { host, event_type: event } = page;
  const choosesDuration = event.durations_minutes.length > 1 && state.step === 'picking';
  return (
    <div class="bw-summary">
      <div class="bw-who">
        <span class="bw-avatar" aria-hidden="true">
          {[...host.display_name][0]}
        </span>
        <p class="bw-host">{host.display_name}</p>
      </div>
      <Title class="bw-title">{event.title}</Title>
      {event.description && <p class="bw-description">{event.description}</p>}
      {choosesDuration && <Durations {...props} />}
      <ul class="bw-facts">
        {!choosesDuration && <Fact icon="clock">{durationText(state.duration, formats, messages)}</Fact>}
        {[...placesByName(event.locations ?? [], messages).keys()].map((name) => (
          <Fact key={name} icon="pin">
            {name}
          </Fact>
        ))}
        {event.seats > 1 && <Fact icon="people">{messages.groupSeats(formats.count(event.seats))}</Fact>}
        {event.requires_confirmation && (
          <Fact icon="hourglass">{messages.requiresConfirmation(host.display_name)}</Fact>
        )}
        {host.time_zone !== state.timeZone && state.step === 'picking' && (
          <Fact icon="globe">{messages.hostZone(cityOf(host.time_zone))}</Fact>
        )}
      </ul>
      {state.step === 'form' && <ChosenTime {...props} />}
    </div>
  );
}

function Fact({ icon, children }: { icon: IconName; children: preact.ComponentChildren }) {
  return (
    <li class="bw-fact">
      <IconOf name={icon} />
      <span>{children}</span>
    </li>
  );
}

function ChosenTime({ state }: ViewProps) {
  const { selectedSlot: slot, selectedDay, formats, timeZone } = state;
  if (!slot || selectedDay === null) return null;
  return (
    <ul class="bw-facts bw-chosen-facts">
      <li class="bw-fact bw-chosen">
        <IconOf name="calendar" />
        <span>
          {formats.fullDay(selectedDay)}
          <br />
          {formats.time(slot.start, timeZone)} – {formats.time(slot.end, timeZone)}
        </span>
      </li>
      <Fact icon="globe">{zoneLabel(timeZone, slot.start)}</Fact>
    </ul>
  );
}

function Durations({ controller, state, uid }: ViewProps) {
  const { messages, formats } = state;
  return (
    <fieldset class="bw-durations">
      <legend>{messages.duration}</legend>
      <div class="bw-duration-list">
        {state.page?.event_type.durations_minutes.map((minutes) => (
          <label key={minutes} class="bw-duration">
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
