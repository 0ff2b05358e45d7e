import type { Host } from '../../app/admin.ts';
import { Badge } from '../../ui/parts.tsx';
import { countText } from '../calendar/calendar-words.ts';
import { type ExplainedStart, groupStarts } from './explain.ts';
import { ReasonList } from './reason-list.tsx';
import type { ReasonContext } from './reasons.ts';

interface WhyDayProps {
  slots: readonly ExplainedStart[];
  context: ReasonContext;
  host: Host;
}

/** The starts of a day, folded where their reasons are the same. */
export function WhyDay({ slots, context, host }: WhyDayProps) {
  const { words, zone, eventType } = context;
  const time = (instant: string) => words.time(Date.parse(instant), zone);
  if (slots.length === 0) return <p>There is no time at which {eventType.title || 'it'} could begin on this day.</p>;
  const groups = groupStarts(slots);
  const free = slots.filter((slot) => slot.free).length;
  return (
    <>
      <p class="why-sum" role="status">
        <strong>{free === 0 ? 'No time is free' : `${countText(free, 'time is', 'times are')} free`}</strong> of the{' '}
        {slots.length} that could begin on this day
        {host.is_active ? '.' : `, but ${host.display_name || host.slug} is archived, so nothing is offered.`}
      </p>
      <div class="why-strip" aria-hidden="true">
        {groups.map((group) => (
          <span
            key={group.first.start}
            data-free={group.isFree ? '' : undefined}
            data-closed={group.reasons.some(({ reason }) => reason === 'outside_hours') ? '' : undefined}
            style={{ flexGrow: group.count }}
          />
        ))}
      </div>
      <ul class="ad-rows why-groups">
        {groups.map((group) => (
          <li key={group.first.start} class="why-group" data-free={group.isFree ? '' : undefined}>
            <p class="why-when">
              <span class="why-times">
                {group.count === 1 ? time(group.first.start) : `${time(group.first.start)} – ${time(group.last.start)}`}
              </span>
              {group.count > 1 && <span class="bw-muted">{group.count} starts</span>}
            </p>
            <div class="why-what">
              {group.isFree ? (
                <Badge tone="good">Free</Badge>
              ) : (
                <ReasonList reasons={group.reasons} context={context} />
              )}
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
