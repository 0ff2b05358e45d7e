import type { Slot } from '../shared/booking-api.ts';
import { toUtc } from '../shared/month-grid.ts';
import { isoOf, wallClock } from '../shared/time.ts';
import { IconOf } from './icon.tsx';
import { hostTime, slotLabels } from './slot-texts.ts';
import type { BookingState } from './state.ts';
import { headingBelow, isFromKeyboard, type ViewProps } from './view-props.ts';
import { ZoneOf } from './zone-field.tsx';

/** More times than this on one day are divided into parts of the day. */
const MANY = 8;
const MORNING = 6 * 60;
const NOON = 12 * 60;
const EVENING = 17 * 60;
/** `09:30` fits three times into a row; `9:30 AM` and times with an offset do not. */
const WIDE = 5;
/** When most people would come; what is before or after is folded away where there are many times. */
const DAY_BEGINS = 8 * 60;
const DAY_ENDS = 20 * 60;

/** The times of the chosen day, with the zone they are shown in directly above. */
export function TimesView(props: ViewProps) {
  const { controller, state } = props;
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
      <ZoneOf {...props} instant={reference} />
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
  const [[first, slots] = []] = state.days;
  const start = slots?.[0]?.start;
  // A narrow container has a button here as soon as there is a day to lead to.
  if (state.slots === 'loading') return <span class="bw-bone bw-hint-bone" />;
  if (first === undefined || start === undefined) return null;
  return (
    <div class="bw-hint">
      <p class="bw-muted">{messages.pickDayHint}</p>
      <button
        type="button"
        class="bw-button bw-primary"
        onClick={(event) => controller.calendar.selectDay(first, isFromKeyboard(event))}
      >
        {messages.nextAvailable(formats.shortDay(first) + formats.comma + formats.time(start, state.timeZone))}
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
  const { controller, state, slots } = props;
  const { messages, formats, timeZone } = state;
  const Heading = headingBelow(props, 2);
  if (slots.length === 0) return null;
  if (slots.length <= MANY) return <SlotList {...props} />;
  const minutesOf = (slot: Slot) => wallClock(slot.start, timeZone).minutes;
  const usual = slots.filter((slot) => minutesOf(slot) >= DAY_BEGINS && minutesOf(slot) < DAY_ENDS);
  const isFolded = !state.showsAllTimes && usual.length > 0 && usual.length < slots.length;
  const parts: [name: string, until: number][] = [
    [messages.night, MORNING],
    [messages.morning, NOON],
    [messages.afternoon, EVENING],
    [messages.evening, Number.POSITIVE_INFINITY],
  ];
  const shown = [...(isFolded ? usual : slots)];
  return (
    <>
      {parts.map(([name, until], index) => {
        const from = parts[index - 1]?.[1] ?? 0;
        const part = shown.filter((slot) => minutesOf(slot) >= from && minutesOf(slot) < until);
        return (
          part.length > 0 && (
            <div key={name} class="bw-part">
              <Heading class="bw-part-heading">{name}</Heading>
              <SlotList {...props} slots={part} />
            </div>
          )
        );
      })}
      {isFolded && (
        <button
          type="button"
          class="bw-link"
          onClick={(event) => controller.calendar.showAllTimes(isFromKeyboard(event))}
        >
          {messages.moreTimes(formats.count(slots.length - usual.length))}
        </button>
      )}
    </>
  );
}

/** Times as buttons, in rows. */
export function SlotList({ controller, state, slots }: ViewProps & { slots: readonly Slot[] }) {
  const labels = slotLabels(
    slots.map(({ start }) => start),
    state,
  );
  const hostZone = state.page?.host.time_zone ?? state.timeZone;
  return (
    <ul
      // biome-ignore lint/a11y/noRedundantRoles: WebKit drops the list role of a list without bullets.
      role="list"
      class="bw-slot-list"
      part="slots"
      data-wide={labels.some((label) => label.length > WIDE) || undefined}
    >
      {slots.map((slot, index) => (
        <li key={slot.start}>
          <button
            type="button"
            class="bw-slot"
            part="slot"
            title={hostTime(slot.start, hostZone, state) ?? undefined}
            data-focus={state.selectedSlot?.start === slot.start ? 'time' : undefined}
            data-start={isoOf(slot.start)}
            onClick={(event) => controller.selectTime(slot, isFromKeyboard(event))}
          >
            <time dateTime={isoOf(slot.start)}>{labels[index]}</time>
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
