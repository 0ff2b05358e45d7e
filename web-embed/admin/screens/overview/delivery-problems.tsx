import { AdminIcon } from '../../ui/admin-icons.tsx';
import { mailLabel } from '../bookings/booking-words.ts';
import type { Problem } from './overview-api.ts';

const maxShown = 5;

/** What could not be delivered, each with the place where it can be mended. Calendars have a banner of their own. */
export function DeliveryProblems({ problems }: { problems: readonly Problem[] }) {
  const undelivered = problems.filter(({ kind }) => kind === 'event' || kind === 'mail' || kind === 'webhook');
  if (undelivered.length === 0) return null;
  return (
    <section class="ov-problems" aria-labelledby="undelivered">
      <h2 id="undelivered">
        <AdminIcon name="alert" />
        {undelivered.length === 1 ? 'Something was not delivered' : `${undelivered.length} things were not delivered`}
      </h2>
      <ul>
        {undelivered.slice(0, maxShown).map((problem) => {
          const { name, href } = placeOf(problem);
          return (
            <li key={`${problem.kind} ${problem.booking_id ?? problem.url} ${problem.mail}`}>
              <div>
                <p class="bw-strong">{name}</p>
                <p>{problem.message}</p>
              </div>
              <a class="bw-button" href={href} aria-label={`Look at it: ${name}`}>
                Look at it
              </a>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function placeOf(problem: Problem): { name: string; href: string } {
  const booking = `/admin/bookings/${problem.booking_id}`;
  if (problem.kind === 'event') return { name: 'An event in your calendar', href: booking };
  if (problem.kind === 'mail')
    return { name: `${mailLabel(problem.mail ?? '')} to ${problem.recipient}`, href: booking };
  return { name: `Webhook to ${problem.url}`, href: '/admin/integrations' };
}
