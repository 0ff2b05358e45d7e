import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo } from 'preact/hooks';
import { ErrorBoundary, lazy, useLocation } from 'preact-iso';
import { createFormats, localeFor } from '../../../shared/formats.ts';
import { wallClock } from '../../../shared/time.ts';
import { type Host, useAdmin } from '../../app/admin.ts';
import { useLoad } from '../../app/load.ts';
import { setQuery, useQuery } from '../../app/query.ts';
import { EmptyState, LoadedView, Screen } from '../../app/screen.tsx';
import { SelectField } from '../../ui/fields.tsx';
import { LeaveGuard } from '../../ui/leave-guard.tsx';
import { Choices, Confirm } from '../../ui/parts.tsx';
import { type HostHours, readHours } from './availability-api.ts';
import { AvailabilityStore } from './availability-store.ts';
import { ChangedElsewhere } from './changed-elsewhere.tsx';
import { type Availability, AvailabilityContext } from './context.ts';
import { HoursTab } from './hours-tab.tsx';
import { SaveBar } from './save-bar.tsx';
import { hasOwnHours } from './weekly.ts';
import './availability.css';
import './week-grid.css';

// What one sees first is the week; the other tabs come when they are opened.
const DatesTab = lazy(() => import('./dates-tab.tsx').then((m) => m.DatesTab));
const AwayTab = lazy(() => import('./away-tab.tsx').then((m) => m.AwayTab));

const tabs = [
  ['hours', 'Hours'],
  ['dates', 'Dates'],
  ['away', 'Time away'],
] as const;
type Tab = (typeof tabs)[number][0];

/** When a host can be booked: weekly hours, dates that differ, and time away. */
export function AvailabilityScreen() {
  const admin = useAdmin();
  const shown = useSignal<Host | null>(admin.host.value);
  const isDirty = useSignal(false);
  const chosen = admin.host.value;
  // Another host is shown once what was typed for this one is saved or given up.
  const waiting = chosen !== null && chosen.id !== shown.value?.id && isDirty.value ? chosen : null;
  useEffect(() => {
    if (waiting === null) shown.value = chosen;
  }, [chosen, waiting]);

  return (
    <Screen title="Availability" lead="When you can be booked. Visitors see a change once you have saved it." isWide>
      {shown.value === null ? (
        <EmptyState
          title="Nothing can be booked yet"
          text="Hours belong to a person, a room or whatever else can be booked."
          action={
            <a class="bw-button bw-primary" href="/admin/resources">
              Create your first bookable resource
            </a>
          }
        />
      ) : (
        <HostAvailability
          key={shown.value.id}
          host={shown.value}
          onDirty={(value) => {
            isDirty.value = value;
          }}
        />
      )}
      <LeaveGuard isDirty={isDirty.value} subject="the hours" />
      {waiting !== null && (
        <Confirm
          title="Show another resource without saving?"
          about={waiting.display_name}
          text="Your changes to the hours are not saved. They are lost when you show other ones."
          action="Go on without saving"
          isDanger
          onConfirm={async () => {
            isDirty.value = false;
          }}
          onLeave={() => {
            admin.chosen.value = shown.value?.slug ?? null;
          }}
        />
      )}
    </Screen>
  );
}

function HostAvailability({ host, onDirty }: { host: Host; onDirty: (isDirty: boolean) => void }) {
  const admin = useAdmin();
  const load = useLoad(host.id, ['schedule'], (signal) => readHours(admin.calls, host.id, signal));
  return (
    <LoadedView of={load} subject="Your hours" skeleton={<Bones />}>
      {(data) => <Hours host={host} data={data} onDirty={onDirty} />}
    </LoadedView>
  );
}

interface HoursProps {
  host: Host;
  data: HostHours;
  onDirty: (isDirty: boolean) => void;
}

function Hours({ host, data, onDirty }: HoursProps) {
  const location = useLocation();
  const store = useMemo(() => new AvailabilityStore(data.schedule), []);
  const formats = useMemo(() => createFormats(localeFor('en', navigator.languages)), []);
  const [tabName, setTab] = useQuery('tab', 'hours');
  const [slug] = useQuery('type');
  useEffect(() => store.receive(data.schedule), [data.schedule]);
  const isDirty = store.isDirty.value;
  useLayoutEffect(() => onDirty(isDirty), [isDirty]);

  const { types } = data;
  const tab: Tab = tabs.find(([name]) => name === tabName)?.[0] ?? 'hours';
  const type = types.find((each) => each.slug === slug || each.id === slug) ?? null;
  const availability: Availability = {
    host,
    types,
    type,
    level: type?.id ?? null,
    store,
    formats,
    today: wallClock(Date.now(), host.time_zone).date,
    titleOf: (level) => types.find(({ id }) => id === level)?.title ?? null,
  };
  const rules = useComputed(() => store.draft.value.rules);
  const hoursOf = (id: string) => (hasOwnHours(rules.value, id) ? 'own hours' : 'default hours');
  const options: [string, string][] = [
    ['', tab === 'hours' ? 'Default hours' : 'All event types'],
    ...types.map(({ slug: value, title, id }): [string, string] => [
      value,
      tab === 'hours' ? `${title} (${hoursOf(id)})` : title,
    ]),
  ];

  return (
    <AvailabilityContext.Provider value={availability}>
      <div class="ad-toolbar av-toolbar">
        <Choices label="Part" value={tab} options={tabs} onChange={(next) => setTab(next)} />
        {types.length > 0 && (
          <SelectField
            label={tab === 'hours' ? 'Hours of' : 'Show'}
            value={type?.slug ?? ''}
            options={options}
            onChange={(event) => setQuery(location, { type: event.currentTarget.value })}
          />
        )}
      </div>
      <ChangedElsewhere />
      {tab === 'hours' && <HoursTab />}
      <ErrorBoundary>
        {tab === 'dates' && <DatesTab />}
        {tab === 'away' && <AwayTab />}
      </ErrorBoundary>
      <SaveBar />
    </AvailabilityContext.Provider>
  );
}

function Bones() {
  return (
    <div class="ad-panel av-bones">
      <span class="bw-bone bw-bone-title" />
      <div class="av-bones-week">
        {Array.from({ length: 7 }, (_, index) => (
          <span key={index} class="bw-bone" />
        ))}
      </div>
    </div>
  );
}
