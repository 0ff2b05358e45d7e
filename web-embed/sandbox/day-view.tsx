import type { CSSProperties } from 'preact';
import type { Formats } from '../shared/formats.ts';
import type { SandboxEvent } from './api.ts';
import type { DayPlan, SlotBlock } from './day-plan.ts';

interface DayViewProps {
  plan: DayPlan;
  zone: string;
  formats: Formats;
  calendarName: string;
  /** Null: it can only be read. */
  onOpen: ((event: SandboxEvent) => void) | null;
  /** Free times that have gone a moment ago, to be seen going. */
  gone: readonly SlotBlock[];
  /** Starts that have come a moment ago. */
  fresh: ReadonlySet<number>;
  /** What there is to say instead of free times. */
  slotsNote: string | null;
}

/** Style objects only: the page's policy refuses styles in text. */
const at = (values: Record<string, number>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`--${name}`, String(value)])) as CSSProperties;

/** A day of a calendar beside the times that are free to book, on one scale. */
export function DayView(props: DayViewProps) {
  const { plan, zone, formats, calendarName, onOpen, slotsNote } = props;
  const hours = Array.from({ length: (plan.until - plan.from) / 60 + 1 }, (_, index) => plan.from + index * 60);
  const clock = (minutes: number) => formats.time(Date.UTC(2001, 0, 1, 0, minutes), 'UTC');
  const shown = [...plan.slots, ...props.gone].toSorted((a, b) => a.from - b.from);
  return (
    <div class="sc-plan">
      <h3 class="sc-plan-calendar">{calendarName}</h3>
      <h3 class="sc-plan-slots">Free to book</h3>
      {plan.allDay.length > 0 && (
        <ul class="sc-all-day" aria-label="All day">
          {plan.allDay.map((event) => (
            <li key={event.id}>
              <Block event={event} times="All day" onOpen={onOpen} />
            </li>
          ))}
        </ul>
      )}
      <div class="sc-scale" style={at({ first: plan.from, length: plan.until - plan.from })}>
        <div class="sc-hours" aria-hidden="true">
          {hours.map((minutes) => (
            <span key={minutes} style={at({ from: minutes })}>
              {clock(minutes)}
            </span>
          ))}
        </div>
        <ul class="sc-lane sc-events" aria-label={`Events of ${calendarName}`}>
          {plan.events.map((block) => (
            <li
              key={block.event.id}
              style={at({ from: block.from, until: block.until, column: block.column, columns: block.columns })}
            >
              <Block
                event={block.event}
                times={`${formats.time(Date.parse(block.event.start), zone)} – ${formats.time(Date.parse(block.event.end), zone)}`}
                onOpen={onOpen}
              />
            </li>
          ))}
        </ul>
        <ul class="sc-lane sc-slots" aria-label="Free to book">
          {shown.map(({ slot, from, until }) => {
            const isGone = props.gone.some((each) => each.slot.start === slot.start);
            return (
              <li
                key={`${slot.start} ${isGone}`}
                class="sc-slot"
                data-start={new Date(slot.start).toISOString()}
                data-state={isGone ? 'gone' : props.fresh.has(slot.start) ? 'fresh' : 'free'}
                aria-hidden={isGone}
                style={at({ from, until })}
              >
                <time dateTime={new Date(slot.start).toISOString()}>{formats.time(slot.start, zone)}</time>
              </li>
            );
          })}
        </ul>
        {slotsNote !== null && shown.length === 0 && <p class="sc-slots-note bw-muted">{slotsNote}</p>}
      </div>
    </div>
  );
}

function Block({ event, times, onOpen }: { event: SandboxEvent; times: string; onOpen: DayViewProps['onOpen'] }) {
  const Frame = onOpen === null ? 'div' : 'button';
  const open = onOpen === null ? {} : ({ type: 'button', onClick: () => onOpen(event) } as const);
  return (
    <Frame {...open} class="sc-block" data-busy={event.busy}>
      <span class="sc-block-title">{event.title}</span>
      <span class="sc-block-times">{times}</span>
      {!event.busy && <span class="sc-block-times">free</span>}
    </Frame>
  );
}
