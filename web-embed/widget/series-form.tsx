import { series } from '../languages/en.ts';
import { wallClock } from '../shared/time.ts';
import { IconOf } from './icon.tsx';
import { seriesStarts } from './series-starts.ts';
import type { BookingState, Series } from './state.ts';
import css from './styles/series.css?inline';
import { isFromKeyboard, type Parts, type PartTools, type ViewProps } from './view-props.ts';

export const styles: string = css;

export const texts = { series };

export function create({ store }: PartTools): Parts['series'] {
  return { Form: (props) => <SeriesForm {...props} set={(next) => store.set({ series: next, clashes: [] })} /> };
}

/** So many at first, or as many as there may be. */
const FIRST = 4;

type Props = ViewProps & { set: (series: Series | null) => void };

/** How often it shall take place; the dates that follow; and what is free where one of them is not. */
function SeriesForm(props: Props) {
  const { state, uid, set } = props;
  const { series: chosen, page, messages } = state;
  const said = messages.series;
  const max = page?.event_type.series_max ?? 1;
  const names = { '': said.none, weekly: said.weekly, daily: said.daily };
  return (
    <fieldset class="bw-series">
      <legend class="bw-label">{said.label}</legend>
      <div class="bw-series-choice">
        {Object.entries(names).map(([value, name]) => (
          <label key={value} class="bw-check">
            <input
              type="radio"
              name={`${uid}-series`}
              checked={value === (chosen?.frequency ?? '')}
              onChange={() =>
                set(
                  value
                    ? { frequency: value as Series['frequency'], count: chosen?.count ?? Math.min(FIRST, max) }
                    : null,
                )
              }
            />
            <span>{name}</span>
          </label>
        ))}
      </div>
      {chosen && (
        <>
          <label class="bw-label" for={`${uid}-count`}>
            {said.count}
          </label>
          <div class="bw-select bw-series-count">
            <select
              class="bw-input"
              id={`${uid}-count`}
              value={chosen.count}
              onChange={(event) => set({ ...chosen, count: Number(event.currentTarget.value) })}
            >
              {Array.from({ length: max - 1 }, (_, at) => (
                <option key={at} value={at + 2}>
                  {state.formats.count(at + 2)}
                </option>
              ))}
            </select>
            <IconOf name="down" />
          </div>
          <Dates {...props} chosen={chosen} />
        </>
      )}
    </fieldset>
  );
}

function Dates(props: ViewProps & { chosen: Series }) {
  const { state, chosen } = props;
  const { page, selectedSlot, clashes, messages } = state;
  const starts = selectedSlot && page ? seriesStarts(selectedSlot.start, page.event_type.time_zone, chosen) : [];
  const clashing = new Set(clashes.map(({ start }) => Date.parse(start)));
  return (
    <>
      <details open={chosen.count <= 8 || clashes.length > 0}>
        <summary>{messages.series.dates(chosen.count)}</summary>
        <ol>
          {starts.map((start) => (
            <li key={start} class={clashing.has(start) ? 'bw-clash' : undefined}>
              <time dateTime={new Date(start).toISOString()}>{dayTime(start, state)}</time>
            </li>
          ))}
        </ol>
      </details>
      {clashes.length > 0 && <Clashes {...props} />}
    </>
  );
}

/** Which dates are taken. All or nothing is booked, so another time is one for all of them. */
function Clashes({ controller, state }: ViewProps) {
  const { messages, clashes, selectedSlot: slot, days, page } = state;
  const offered = new Set([...days.values()].flat().map(({ start }) => start));
  const dayOf = (instant: number) => wallClock(instant, page?.event_type.time_zone ?? 'UTC').date;
  /** What the first date can move by as well: times of the same day, for nobody has chosen another one. */
  const movable = (start: number, nearest: readonly string[]) =>
    nearest
      .map((free) => Date.parse(free))
      .filter((free) => slot !== null && dayOf(free) === dayOf(start) && offered.has(slot.start + free - start));
  return (
    <div class="bw-notice bw-warn" tabIndex={-1} data-focus="notice">
      <IconOf name="alert" />
      <div>
        <p>{messages.series.clash(clashes.length)}</p>
        <ul>
          {clashes.map(({ start, nearest }) => (
            <li key={start}>
              <p class="bw-strong">{dayTime(Date.parse(start), state)}</p>
              <p class="bw-nearest">
                {movable(Date.parse(start), nearest).map((free) => (
                  <button
                    key={free}
                    type="button"
                    class="bw-button"
                    onClick={(event) => {
                      const by = free - Date.parse(start);
                      if (slot)
                        controller.selectTime(
                          { ...slot, start: slot.start + by, end: slot.end + by },
                          isFromKeyboard(event),
                        );
                    }}
                  >
                    {dayTime(free, state)}
                  </button>
                ))}
              </p>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function dayTime(at: number, { formats, timeZone }: BookingState): string {
  return formats.day(wallClock(at, timeZone).date) + formats.comma + formats.time(at, timeZone);
}
