import { useComputed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { Button } from '../../../shared/controls.tsx';
import { addDays } from '../../../shared/month-grid.ts';
import { wallClock } from '../../../shared/time.ts';
import { zoneLabel } from '../../../shared/zones.ts';
import { type Host, useAdmin } from '../../app/admin.ts';
import { useLoad } from '../../app/load.ts';
import { useQuery } from '../../app/query.ts';
import { EmptyState, LoadedView, Screen } from '../../app/screen.tsx';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { InputField, SelectField } from '../../ui/fields.tsx';
import { type EventType, readEventTypes } from '../calendar/calendar-api.ts';
import { createWords } from '../calendar/calendar-words.ts';
import { dayStart } from '../calendar/wall-time.ts';
import { explain } from './explain.ts';
import { WhyDay } from './why-day.tsx';

const lead = 'Each time of a day at which a meeting could begin: free, or all that is against it.';

/** Why a time is not offered, by the same rules that offer it. */
export function WhyScreen() {
  const { host } = useAdmin();
  if (host.value === null)
    return (
      <Screen title="Why not free?" lead={lead}>
        <EmptyState
          title="There is nothing that can be booked yet"
          text="A resource is a person, a room or a thing with hours of its own."
          action={
            <a class="bw-button bw-primary" href="/admin/resources">
              Create your first bookable resource
            </a>
          }
        />
      </Screen>
    );
  return <HostWhy key={host.value.id} host={host.value} />;
}

function HostWhy({ host }: { host: Host }) {
  const admin = useAdmin();
  const types = useLoad(`types ${host.id}`, ['schedule'], (signal) => readEventTypes(admin.calls, host.id, signal));
  return (
    <Screen title="Why not free?" lead={lead}>
      <LoadedView of={types} subject="Your event types">
        {(all) =>
          all.length === 0 ? (
            <EmptyState
              title="There is no event type yet"
              text="An event type says what can be booked, how long it takes, and with how much notice."
              action={
                <a class="bw-button bw-primary" href="/admin/event-types">
                  Create an event type
                </a>
              }
            />
          ) : (
            <Asked host={host} types={all} />
          )
        }
      </LoadedView>
    </Screen>
  );
}

function Asked({ host, types }: { host: Host; types: readonly EventType[] }) {
  const admin = useAdmin();
  const words = useMemo(() => createWords(navigator.languages), []);
  const [typeName, setType] = useQuery('type');
  const [askedDate, setDate] = useQuery('date');
  const [askedDuration, setDuration] = useQuery('duration');
  const type =
    types.find(({ id, slug }) => id === typeName || slug === typeName) ?? types.find((t) => t.is_active) ?? types[0];
  const zone = type?.time_zone ?? host.time_zone;
  const today = wallClock(Date.now(), zone).date;
  const date = /^\d{4}-\d\d-\d\d$/.test(askedDate) ? askedDate : today;
  const durations = type?.durations_minutes ?? [];
  const duration = durations.find((each) => String(each) === askedDuration) ?? durations[0] ?? null;
  const load = useLoad(`${type?.id} ${date} ${duration}`, ['bookings', 'connections', 'schedule'], (signal) =>
    explain(
      admin.calls,
      {
        eventTypeId: type?.id ?? '',
        from: dayStart(date, zone),
        until: dayStart(addDays(date, 1), zone),
        duration,
      },
      signal,
    ),
  );
  const isSame = useComputed(() => load.state.value.step !== 'loading');
  if (!type) return null;
  return (
    <>
      <div class="ad-panel why-ask">
        <SelectField
          label="Event type"
          value={type.slug}
          options={types.map(({ slug, title, is_active: isActive }) => [
            slug,
            `${title || slug}${isActive ? '' : ' (switched off)'}`,
          ])}
          onChange={(event) => setType(event.currentTarget.value)}
        />
        {durations.length > 1 && (
          <SelectField
            label="Length"
            value={String(duration)}
            options={durations.map((minutes) => [String(minutes), `${minutes} min`])}
            onChange={(event) => setDuration(event.currentTarget.value)}
          />
        )}
        <div class="why-date">
          <Button aria-label="Previous day" onClick={() => setDate(addDays(date, -1))}>
            <AdminIcon name="back" />
          </Button>
          <InputField
            label="Day"
            type="date"
            value={date}
            onChange={(event) => event.currentTarget.value !== '' && setDate(event.currentTarget.value)}
          />
          <Button aria-label="Next day" onClick={() => setDate(addDays(date, 1))}>
            <AdminIcon name="forward" />
          </Button>
        </div>
      </div>
      <section class="ad-section why-answer" aria-busy={!isSame.value}>
        <h2>{words.fullDay(date)}</h2>
        <p class="bw-muted">Times are those of {zoneLabel(zone, dayStart(date, zone))}.</p>
        <LoadedView of={load} subject="The times of the day">
          {(answer) => (
            <WhyDay slots={answer.slots} context={{ ...answer.names, words, zone, eventType: type }} host={host} />
          )}
        </LoadedView>
      </section>
    </>
  );
}
