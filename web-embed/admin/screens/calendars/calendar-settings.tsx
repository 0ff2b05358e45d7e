import { useAdmin } from '../../app/admin.ts';
import { Switch } from '../../ui/fields.tsx';
import type { BusyPolicy, Calendar } from './calendars-api.ts';
import type { CalendarsStore } from './calendars-store.ts';

const policies: readonly [field: keyof BusyPolicy, label: string, help: string][] = [
  ['tentative', 'Tentative events', 'What is marked as tentative, or was answered with “maybe”.'],
  ['needs_action', 'Unanswered invitations', 'What others invite you to, until you accept or decline it.'],
  ['all_day', 'All-day events', 'They block whole days of the calendar’s time zone.'],
  ['working_location', 'Working place', 'Entries that only say where you work: “Home”, “Office”.'],
];

interface SettingsProps {
  calendar: Calendar;
  store: CalendarsStore;
}

/** What entries of a calendar block time, what is stored of them, and for which other resources they count. */
export function CalendarSettings({ calendar, store }: SettingsProps) {
  const { hosts } = useAdmin();
  const others = (hosts.value ?? []).filter(({ id }) => id !== store.hostId);
  return (
    <div class="cal-settings">
      <p class="bw-muted">
        Ordinary events always block, what you marked as free never does. A change counts from the next sync on.
      </p>
      <div class="cal-policies">
        {policies.map(([field, label, help]) => (
          <Switch
            key={field}
            label={label}
            help={help}
            checked={(calendar.policy[field] ?? 'busy') === 'busy'}
            onChange={(isBusy) =>
              void store.choices.setPolicy(calendar, { [field]: isBusy ? 'busy' : 'free' } as Partial<BusyPolicy>)
            }
          />
        ))}
      </div>
      <TitlesSwitch calendar={calendar} store={store} />
      {others.length > 0 && (
        <table class="cal-others">
          <caption>Other resources</caption>
          <thead>
            <tr>
              <th scope="col">Resource</th>
              <th scope="col">Blocks its time</th>
              {calendar.access === 'write' && <th scope="col">Its bookings go here</th>}
            </tr>
          </thead>
          <tbody>
            {others.map((host) => {
              const link = calendar.links.find(({ host_id: id }) => id === host.id);
              const name = host.display_name || host.slug;
              return (
                <tr key={host.id}>
                  <th scope="row">{name}</th>
                  <td>
                    <label class="cal-tick">
                      <input
                        type="checkbox"
                        checked={link?.blocks_availability ?? false}
                        onChange={(event) =>
                          void store.choices.setBlocking(calendar.id, event.currentTarget.checked, host.id)
                        }
                      />
                      <span class="bw-hidden">
                        {calendar.name} blocks the time of {name}
                      </span>
                    </label>
                  </td>
                  {calendar.access === 'write' && (
                    <td>
                      <label class="cal-tick">
                        <input
                          type="checkbox"
                          checked={link?.is_booking_target ?? false}
                          onChange={(event) =>
                            void store.choices.setTarget(event.currentTarget.checked ? calendar.id : null, host.id)
                          }
                        />
                        <span class="bw-hidden">
                          Bookings of {name} go to {calendar.name}
                        </span>
                      </label>
                    </td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </div>
  );
}

/** Whether only times are stored. An installation may store no titles at all: then there is nothing to choose. */
function TitlesSwitch({ calendar, store }: SettingsProps) {
  const { mayStoreTitles } = store.state;
  return (
    <div class="cal-privacy">
      <Switch
        label="Store only busy times"
        help={
          mayStoreTitles
            ? 'We don’t keep what your events are called: they show as “Busy”. Titles we have stored are deleted right away. Turn this off, and they come back with the next sync.'
            : 'Openslot is set up to keep no titles from any calendar: your events show as “Busy”.'
        }
        checked={!(mayStoreTitles && calendar.stores_titles)}
        disabled={!mayStoreTitles}
        onChange={(isTimesOnly) => void store.choices.setTimesOnly(calendar, isTimesOnly)}
      />
    </div>
  );
}
