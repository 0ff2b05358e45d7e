import { useRef } from 'preact/hooks';
import { Button } from '../../../shared/controls.tsx';
import { type Host, useAdmin } from '../../app/admin.ts';
import { daysText } from '../../words.ts';
import type { Calendar, UnknownTime } from './calendars-api.ts';
import type { CalendarsStore } from './calendars-store.ts';

const maxShown = 5;
/** What becomes of the time: where any day may be meant, and where only some may be. */
const meanings: Record<Host['stale_policy'], [string, string]> = {
  closed: ['Until then, no times are offered.', 'Until then, no times are offered on these days.'],
  request: [
    'Until then, every booking waits for your confirmation.',
    'Until then, bookings on these days wait for your confirmation.',
  ],
  open: [
    'Until then, times are still offered, so you could be booked twice.',
    'Until then, times on these days are still offered, so you could be booked twice.',
  ],
};

/** Events of a calendar whose time can't be read: what that means, and a way to say that they block no time. */
export function UnknownTimes({ calendar, store }: { calendar: Calendar; store: CalendarsStore }) {
  const title = useRef<HTMLParagraphElement>(null);
  const { host } = useAdmin();
  const open = calendar.unknown_times.filter(({ acknowledged_at: at }) => at === null);
  const policy = host.value?.stale_policy ?? 'closed';
  if (calendar.unknown_times.length === 0) return null;
  const respond = async (unknown: UnknownTime): Promise<void> => {
    await store.acknowledge(unknown.id);
    // The button is gone; what is left begins here.
    title.current?.focus();
  };
  return (
    <div class="cal-unknown" data-open={open.length > 0}>
      <p ref={title} tabIndex={-1}>
        {open.length === 0 ? settledText(calendar.unknown_times.length) : openText(open)}
      </p>
      {open.length > 0 && (
        <p>
          Correct {open.length === 1 ? 'it' : 'them'} in your calendar, or confirm here that{' '}
          {open.length === 1 ? 'it doesn’t' : 'they don’t'} block your time.{' '}
          {meanings[policy][open.some(({ days }) => days === null) ? 0 : 1]}
        </p>
      )}
      {open.length > 0 && (
        <ul>
          {open.slice(0, maxShown).map((unknown) => (
            <li key={unknown.id}>
              <p>
                <strong>{daysText(unknown.days)}</strong>
                <span> {unknown.message}</span>
              </p>
              <Button aria-disabled={store.state.acknowledging.has(unknown.id)} onClick={() => void respond(unknown)}>
                It doesn’t block my time
                <span class="bw-hidden">
                  : {daysText(unknown.days)}, {calendar.name}
                </span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      {open.length > maxShown && <p class="bw-muted">And {open.length - maxShown} more.</p>}
    </div>
  );
}

function openText(open: readonly UnknownTime[]): string {
  return `We can’t read the time of ${open.length === 1 ? 'an event' : `${open.length} events`} in this calendar.`;
}

function settledText(count: number): string {
  return `You confirmed that ${count === 1 ? 'an event' : `${count} events`} with an unreadable time ${count === 1 ? 'doesn’t' : 'don’t'} block your time.`;
}
