import type { Slot } from '../shared/booking-api.ts';
import { IconOf } from '../shared/icons.tsx';
import { toUtc } from '../shared/month-grid.ts';
import { offsetLabel, wallClock } from '../shared/time.ts';
import type { BookingState } from './state.ts';
import { headingBelow, isFromKeyboard, type ViewProps } from './view-props.ts';
import { ZoneSelect } from './zone-select.tsx';

/** More times than this on one day are divided into parts of the day. */
const MANY = 8;
const NOON = 12 * 60;
const EVENING = 17 * 60;

/** The times of the chosen day, with the zone they are shown in directly above. */
export function TimesView(props: ViewProps) {
  const { controller, state, uid } = props;
  const { messages, formats, selectedDay: day } = state;
  const Heading = headingBelow(props, 1);
  const slots = (day === null ? undefined : state.days.get(day)) ?? [];
  const reference = slots[0]?.start ?? toUtc(day ?? state.focusedDay) + 12 * 3_600_000;
  return (
    <section class="bw-times" aria-label={day === null ? messages.pickDayHint : messages.timesOn(formats.day(day))}>
      {day !== null && (
        <button
          type="button"
          class="bw-link bw-change-day"
          onClick={(event) => controller.clearDay(isFromKeyboard(event))}
        >
          <IconOf name="back" />
          {messages.changeDay}
        </button>
      )}
      <ZoneSelect
        id={`${uid}-zone`}
        label={messages.timeZone}
        zone={state.timeZone}
        hostZone={state.page?.host.time_zone ?? 'UTC'}
        instant={reference}
        onChange={(zone) => controller.calendar.setTimeZone(zone)}
      />
      {day === null ? (
        <Hint {...props} />
      ) : (
        <>
          <Heading class="bw-times-heading" tabIndex={-1} data-focus="times">
            <span class="bw-hidden">{messages.timesOn(formats.day(day))}</span>
            <span aria-hidden="true">{formats.day(day)}</span>
          </Heading>
          {slots.length === 0 && state.slots === 'ready' && <p class="bw-muted">{messages.noTimesOnDay}</p>}
          {slots.length === 0 && state.slots === 'loading' && <TimesSkeleton />}
          <DayParts {...props} slots={slots} />
        </>
      )}
    </section>
  );
}

/** No day chosen yet: say what to do, and offer the shortest way. */
function Hint({ controller, state }: ViewProps) {
  const { messages, formats } = state;
  const [first] = [...state.days.keys()];
  if (state.slots === 'loading') return <TimesSkeleton />;
  if (first === undefined) return null;
  return (
    <div class="bw-hint">
      <p class="bw-muted">{messages.pickDayHint}</p>
      <button
        type="button"
        class="bw-button"
        onClick={(event) => controller.calendar.selectDay(first, isFromKeyboard(event))}
      >
        {messages.nextAvailable(formats.day(first))}
      </button>
    </div>
  );
}

function TimesSkeleton() {
  return (
    <div class="bw-slot-list" aria-hidden="true">
      {Array.from({ length: 6 }, (_, index) => (
        <span key={index} class="bw-bone bw-bone-slot" />
      ))}
    </div>
  );
}

function DayParts(props: ViewProps & { slots: readonly Slot[] }) {
  const { state, slots } = props;
  const { messages } = state;
  const Heading = headingBelow(props, 2);
  if (slots.length === 0) return null;
  if (slots.length <= MANY) return <SlotList {...props} />;
  const parts = Map.groupBy(slots, (slot) => {
    const { minutes } = wallClock(slot.start, state.timeZone);
    if (minutes < NOON) return messages.morning;
    return minutes < EVENING ? messages.afternoon : messages.evening;
  });
  return (
    <>
      {[...parts].map(([name, part]) => (
        <div key={name} class="bw-part">
          <Heading class="bw-part-heading">{name}</Heading>
          <SlotList {...props} slots={part} />
        </div>
      ))}
    </>
  );
}

function SlotList({ controller, state, slots }: ViewProps & { slots: readonly Slot[] }) {
  const labels = slotLabels(state, slots);
  return (
    // biome-ignore lint/a11y/noRedundantRoles: WebKit drops the list role of a list without bullets.
    <ul role="list" class="bw-slot-list">
      {slots.map((slot, index) => (
        <li key={slot.start}>
          <button
            type="button"
            class="bw-slot"
            data-focus={state.selectedSlot?.start === slot.start ? 'time' : undefined}
            data-start={new Date(slot.start).toISOString()}
            onClick={(event) => controller.form.selectTime(slot, isFromKeyboard(event))}
          >
            <time dateTime={new Date(slot.start).toISOString()}>{labels[index]}</time>
            <SlotNotes state={state} slot={slot} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function SlotNotes({ state, slot }: { state: BookingState; slot: Slot }) {
  const { messages, formats } = state;
  const isRequest = slot.needsConfirmation && !state.page?.event_type.requires_confirmation;
  return (
    <>
      {slot.seatsLeft !== null && (
        <span class="bw-slot-note">{messages.seatsLeft(slot.seatsLeft, formats.count(slot.seatsLeft))}</span>
      )}
      {isRequest && (
        <span class="bw-slot-note">
          <IconOf name="hourglass" />
          {messages.onRequest}
        </span>
      )}
    </>
  );
}

/** In the hour that a clock change repeats, two times read the same: those carry their offset. */
function slotLabels(state: BookingState, slots: readonly Slot[]): string[] {
  const labels = slots.map((slot) => state.formats.time(slot.start, state.timeZone));
  return slots.map((slot, index) => {
    const label = labels[index] ?? '';
    const isDoubled = labels.indexOf(label) !== labels.lastIndexOf(label);
    return isDoubled ? `${label} ${offsetLabel(slot.start, state.timeZone)}` : label;
  });
}
