import { wallClock } from '../../../shared/time.ts';
import { knownZone, zoneLabel } from '../../../shared/zones.ts';
import { type Host, useAdmin } from '../../app/admin.ts';
import { useLoad } from '../../app/load.ts';
import { LoadedView, Screen } from '../../app/screen.tsx';
import { BookingRow } from '../bookings/booking-row.tsx';
import { conflictText } from '../bookings/booking-words.ts';
import type { ListedBooking } from '../bookings/bookings-api.ts';
import { formats } from '../bookings/formats.ts';
import { useKeptFocus } from '../bookings/keep-focus.ts';
import { toConflict } from '../conflicts/conflicts-api.ts';
import { DeliveryProblems } from './delivery-problems.tsx';
import { HealthBanner } from './health-banner.tsx';
import { type MissingStep, missingSteps, type Overview, readOverview, readSetUp } from './overview-api.ts';
import { RequestsPart } from './requests-part.tsx';
import { SharePart } from './share-part.tsx';
import '../bookings/bookings.css';
import './overview.css';

const maxConflicts = 5;

/** `/admin/overview`: how it stands, and what is next. */
export function OverviewScreen() {
  const admin = useAdmin();
  const host = admin.host.value;
  if (host === null) return <Screen title="Overview">{null}</Screen>;
  return (
    <Screen
      title="Overview"
      lead={`Today is ${formats.fullDay(wallClock(Date.now(), knownZone(host.time_zone)).date)}. Times in ${zoneLabel(knownZone(host.time_zone), Date.now())}.`}
    >
      <Parts key={host.id} host={host} />
    </Screen>
  );
}

function Parts({ host }: { host: Host }) {
  const admin = useAdmin();
  const setUp = useLoad(host.id, ['connections', 'schedule'], (signal) => readSetUp(admin.calls, host, signal));
  const overview = useLoad('overview', ['bookings', 'conflicts', 'connections'], (signal) =>
    readOverview(admin.calls, signal),
  );
  useKeptFocus(overview.state, () => document.querySelector('h1'));
  const hasHosts = (admin.hosts.value ?? []).length > 1;
  return (
    <div class="ov-columns">
      <div class="ov-main">
        <LoadedView of={setUp} subject="The state of your calendars" skeleton={<span class="bw-bone" />}>
          {({ connections }) => <HealthBanner connections={connections} />}
        </LoadedView>
        <LoadedView of={overview} subject="Your bookings">
          {({ problems, conflicts, requests, today, next }) => (
            <>
              <DeliveryProblems problems={problems} />
              <ConflictsPart {...conflicts} />
              <RequestsPart requests={requests.bookings} hasHost={hasHosts} />
              <NextPart title="Today" bookings={today.bookings} hasHost={hasHosts} />
              <NextPart title="Next" bookings={next} hasHost={hasHosts} />
              <p>
                <a href="/admin/bookings">All bookings</a>
              </p>
            </>
          )}
        </LoadedView>
      </div>
      <div class="ov-aside">
        <LoadedView of={setUp} subject="What is set up" skeleton={null}>
          {(known) => <MissingPart steps={missingSteps(known)} />}
        </LoadedView>
        <SharePart host={host} />
      </div>
    </div>
  );
}

const nothing = {
  Today: 'Nothing today.',
  Next: 'Nothing is booked for later. Share your page, and bookings appear here at once.',
};

interface NextProps {
  title: keyof typeof nothing;
  bookings: readonly ListedBooking[];
  hasHost: boolean;
}

function NextPart({ title, bookings, hasHost }: NextProps) {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {bookings.length === 0 ? (
        <p class="ad-panel bw-muted">{nothing[title]}</p>
      ) : (
        <ul class="ad-rows">
          {bookings.map((booking) => (
            <li key={booking.id}>
              <BookingRow
                booking={booking}
                href={`/admin/bookings/${booking.id}`}
                hasHost={hasHost}
                hasDay={title === 'Next'}
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function ConflictsPart({ conflicts, count }: Overview['conflicts']) {
  if (conflicts.length === 0) return null;
  return (
    <section class="ov-problems" data-tone="warn" aria-labelledby="conflicts">
      <h2 id="conflicts">{count === 1 ? 'One conflict' : `${count} conflicts`} to decide about</h2>
      <ul>
        {conflicts.slice(0, maxConflicts).map((listed) => {
          const { booking } = listed;
          const zone = knownZone(booking.host.time_zone);
          return (
            <li key={listed.id}>
              <p>
                <a href={`/admin/bookings/${booking.id}`}>
                  {booking.event_type.title}
                  {booking.attendee && ` with ${booking.attendee.name}`}
                </a>{' '}
                ({formats.shortDay(wallClock(Date.parse(booking.start), zone).date)},{' '}
                {formats.time(Date.parse(booking.start), zone)}):{' '}
                {conflictText(toConflict(listed), zone, formats).title}
              </p>
            </li>
          );
        })}
      </ul>
      <p>
        <a class="bw-button" href="/admin/conflicts">
          Decide
        </a>
      </p>
    </section>
  );
}

function MissingPart({ steps }: { steps: readonly MissingStep[] }) {
  if (steps.length === 0) return null;
  return (
    <section class="ad-panel ov-steps" aria-labelledby="steps">
      <h2 id="steps">Still to do</h2>
      <ol>
        {steps.map(({ title, text, href, action }) => (
          <li key={title}>
            <p class="bw-strong">{title}</p>
            <p class="bw-muted">{text}</p>
            <a class="bw-button" href={href}>
              {action}
            </a>
          </li>
        ))}
      </ol>
    </section>
  );
}
