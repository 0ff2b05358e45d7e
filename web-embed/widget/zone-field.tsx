import { toUtc } from '../shared/month-grid.ts';
import { zoneLabel } from '../shared/zones.ts';
import { IconOf } from './icon.tsx';
import type { ViewProps } from './view-props.ts';

/** The zone that times are shown in. The list of others is loaded later (`zone-list.tsx`). */
export function ZoneOf(props: ViewProps & { instant: number | undefined }) {
  const { state, uid, parts, onPart, isZoneLocked, hidden } = props;
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
    const typed = field.value.replace(label, '');
    void onPart('more').then((part) => field.matches(':focus') && part?.zones.open(typed));
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
          value={label}
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
