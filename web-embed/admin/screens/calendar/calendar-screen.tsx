import './calendar.css';
import './calendar-times.css';
import './calendar-items.css';
import './calendar-phone.css';
import { type Host, useAdmin } from '../../app/admin.ts';
import { useLoad } from '../../app/load.ts';
import { EmptyState, LoadedView, Screen } from '../../app/screen.tsx';
import { readEventTypes } from './calendar-api.ts';
import { HostCalendar } from './host-calendar.tsx';

/** The month, the week and the day of a host. */
export function CalendarScreen() {
  const { host } = useAdmin();
  if (host.value === null)
    return (
      <Screen title="Calendar">
        <EmptyState
          title="Create your first bookable resource"
          text="A resource is a person, a room or a thing with hours of its own. Its calendar is shown here."
          action={
            <a class="bw-button bw-primary" href="/admin/resources">
              Create a resource
            </a>
          }
        />
      </Screen>
    );
  return <WithTypes key={host.value.id} host={host.value} />;
}

function WithTypes({ host }: { host: Host }) {
  const admin = useAdmin();
  const types = useLoad(`types ${host.id}`, ['schedule'], (signal) => readEventTypes(admin.calls, host.id, signal));
  const { data } = types.state.value;
  if (data !== null) return <HostCalendar host={host} types={data} />;
  return (
    <Screen title="Calendar" isWide>
      <LoadedView
        of={types}
        subject="The calendar"
        skeleton={
          <div class="ad-panel cal-skeleton">
            <span class="bw-bone bw-bone-title" />
            <span class="bw-bone" />
          </div>
        }
      >
        {() => null}
      </LoadedView>
    </Screen>
  );
}
