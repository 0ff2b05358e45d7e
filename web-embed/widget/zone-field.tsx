import { toUtc } from '../shared/month-grid.ts';
import { zoneLabel } from '../shared/zones.ts';
import type { BookingController } from './controller.ts';
import { IconOf } from './icon.tsx';
import type { ViewProps } from './view-props.ts';

/** What was typed before the list of zones had arrived. */
const typed = new WeakMap<BookingController, string>();

/** The zone that times are shown in. The list of others is loaded later (`zone-list.tsx`). */
export function ZoneOf(props: ViewProps & { instant: number | undefined }) {
  const { controller, state, uid, parts, onPart, isZoneLocked, hidden } = props;
  const { messages, timeZone } = state;
  if (hidden.has('time-zone')) return null;
  const instant = props.instant ?? toUtc(state.focusedDay);
  const label = zoneLabel(timeZone, instant);
  if (isZoneLocked) {
    return (
      <p class="bw-zone bw-zone-label" part="time-zone">
        <IconOf name="globe" />
        <span>
          {messages.timeZone}: <span class="bw-strong">{label}</span>
        </span>
      </p>
    );
  }
  const id = `${uid}-zone`;
  const more = parts.more?.zones.combobox(state, id, instant);
  // Until the list has arrived: it opens as soon as it has, with what was typed meanwhile.
  const wake = ({ currentTarget: field }: { currentTarget: HTMLInputElement }) => {
    const text = field.value.replace(label, '');
    typed.set(controller, text);
    void onPart('more').then((part) => field.matches(':focus') && part?.zones.open(text));
  };
  return (
    <div class="bw-zone" part="time-zone">
      <label class="bw-zone-label" for={id}>
        <IconOf name="globe" />
        {messages.timeZone}
      </label>
      <div class="bw-combo">
        <input
          id={id}
          class="bw-input"
          part="input"
          role="combobox"
          aria-expanded={false}
          value={typed.get(controller) ?? label}
          onClick={wake}
          onInput={wake}
          onKeyDown={(event) => event.key === 'ArrowDown' && wake(event)}
          {...(more?.field as object)}
        />
        <IconOf name="down" />
        {more?.list}
      </div>
    </div>
  );
}
