import { useLayoutEffect, useRef } from 'preact/hooks';
import { wallClock } from '../../../shared/time.ts';
import { type Host, useAdmin } from '../../app/admin.ts';
import { useLoad } from '../../app/load.ts';
import { LoadedView } from '../../app/screen.tsx';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { Badge } from '../../ui/parts.tsx';
import { explain, groupStarts } from '../why/explain.ts';
import { ReasonList } from '../why/reason-list.tsx';
import type { EventType } from './calendar-api.ts';
import type { CalendarWords } from './calendar-words.ts';

interface WhyPopoverProps {
  host: Host;
  type: EventType;
  /** What is asked about. */
  from: number;
  until: number;
  /** The cell beside which it stands; it gets the focus back. */
  beside: HTMLElement;
  words: CalendarWords;
  onLeave: () => void;
  onBook: () => void;
}

/** Why a time of the calendar is not free, beside it. */
export function WhyPopover({ host, type, from, until, beside, words, onLeave, onBook }: WhyPopoverProps) {
  const admin = useAdmin();
  const element = useRef<HTMLDivElement>(null);
  const zone = type.time_zone ?? host.time_zone;
  const load = useLoad(`${type.id} ${from}`, ['bookings', 'connections', 'schedule'], async (signal) => {
    const question = { eventTypeId: type.id, from, until };
    const inside = await explain(admin.calls, question, signal);
    // No start of the grid is in this cell: then the cell's own.
    return inside.slots.length > 0 ? inside : await explain(admin.calls, { ...question, starts: [from] }, signal);
  });

  useLayoutEffect(() => {
    const { current } = element;
    if (!current) return;
    current.showPopover();
    current.focus();
    const place = () => placeBeside(current, beside);
    place();
    const observer = new ResizeObserver(place);
    observer.observe(current);
    return () => observer.disconnect();
  }, [beside, from]);

  const { date } = wallClock(from, zone);
  return (
    <div
      class="cal-popover"
      popover="auto"
      ref={element}
      role="dialog"
      aria-label={`Why is ${words.day(date)} at ${words.time(from, zone)} not free?`}
      tabIndex={-1}
      onToggle={(event) => {
        if (event.newState !== 'closed') return;
        beside.focus();
        onLeave();
      }}
    >
      <header class="cal-popover-head">
        <div>
          <h3>
            {words.shortDay(date)}, {words.time(from, zone)}
          </h3>
          <p class="bw-muted">{type.title || type.slug}</p>
        </div>
        <button type="button" class="ad-round" aria-label="Close" onClick={() => element.current?.hidePopover()}>
          <AdminIcon name="close" />
        </button>
      </header>
      <LoadedView of={load} subject="The reasons">
        {({ slots, names }) => (
          <>
            {groupStarts(slots).map((group) => (
              <div key={group.first.start} class="cal-popover-start">
                {slots.length > 1 && (
                  <p class="bw-strong">
                    {words.time(Date.parse(group.first.start), zone)}
                    {group.count > 1 && ` – ${words.time(Date.parse(group.last.start), zone)}`}
                  </p>
                )}
                {group.isFree ? (
                  <p>
                    <Badge tone="good">Free</Badge> Visitors can book this time.
                  </p>
                ) : (
                  <ReasonList reasons={group.reasons} context={{ ...names, words, zone, eventType: type }} />
                )}
              </div>
            ))}
            <p class="cal-popover-ways">
              <a href={`/admin/why?type=${type.slug}&date=${date}`}>The whole day</a>
              <button type="button" class="bw-link" onClick={onBook}>
                Book this time
              </button>
            </p>
          </>
        )}
      </LoadedView>
    </div>
  );
}

/** Beside or below something, within the window. On a phone: at the bottom, by the style sheet. */
function placeBeside(element: HTMLElement, beside: HTMLElement): void {
  const [own, other] = [element.getBoundingClientRect(), beside.getBoundingClientRect()];
  const room = document.documentElement;
  const isRoomAfter = other.right + 8 + own.width < room.clientWidth;
  const left = isRoomAfter ? other.right + 8 : Math.max(8, other.left - own.width - 8);
  const top = Math.max(8, Math.min(other.top, room.clientHeight - own.height - 8));
  element.style.setProperty('--cal-popover-x', `${left}px`);
  element.style.setProperty('--cal-popover-y', `${top}px`);
}
