import { useMemo } from 'preact/hooks';
import { useAdmin } from '../../app/admin.ts';
import { useLoad } from '../../app/load.ts';
import { LoadedView } from '../../app/screen.tsx';
import { SelectField } from '../../ui/fields.tsx';
import { createResourceCalendarsApi, type LinkedCalendar, linkOf, withLink } from './resource-calendars.ts';

/** Which calendars take time from a resource, and which one its bookings are written to. */
export function CalendarsPanel({ hostId, name }: { hostId: string; name: string }) {
  const admin = useAdmin();
  const api = useMemo(() => createResourceCalendarsApi(admin.calls), []);
  const calendars = useLoad<LinkedCalendar[]>(hostId, ['connections'], (signal) => api.read(signal));

  async function write(shown: LinkedCalendar[], call: () => Promise<void>, done: string): Promise<void> {
    calendars.set(shown);
    try {
      await call();
      admin.announce(done);
      admin.touch('connections');
      admin.touch('schedule');
    } catch (error) {
      await calendars.reload();
      admin.tellFault(error, 'Your choice was not saved.');
    }
  }

  return (
    <section class="ad-panel" aria-labelledby="res-calendars">
      <h2 id="res-calendars">Calendars</h2>
      <LoadedView of={calendars} subject="Your calendars">
        {(all) =>
          all.length === 0 ? (
            <>
              <p class="bw-muted">
                No calendar is connected. With one, its events block time here, and bookings are written to it.
              </p>
              <div class="bw-actions">
                <a class="bw-button" href="/admin/calendars">
                  Connect a calendar
                </a>
              </div>
            </>
          ) : (
            <div class="ad-fields">
              <SelectField
                label="Bookings are written to"
                value={all.find((each) => linkOf(each, hostId).is_booking_target)?.id ?? ''}
                options={[
                  ['', 'no calendar'],
                  ...all
                    .filter(({ access }) => access === 'write')
                    .map((each) => [each.id, `${each.name} (${each.account})`] as const),
                ]}
                onChange={(event) => {
                  const next = event.currentTarget.value || null;
                  const shown = withLink(all, next ?? '', hostId, { is_booking_target: true });
                  void write(shown, () => api.setTarget(all, hostId, next), 'Saved.');
                }}
              />
              <fieldset class="res-calendars">
                <legend class="bw-label">{name} is not free during events of</legend>
                {all.map((each) => {
                  const isBlocking = linkOf(each, hostId).blocks_availability;
                  return (
                    <label key={each.id} class="bw-check">
                      <input
                        type="checkbox"
                        checked={isBlocking}
                        onChange={() =>
                          void write(
                            withLink(all, each.id, hostId, { blocks_availability: !isBlocking }),
                            () => api.setBlocking(each, hostId, !isBlocking),
                            isBlocking ? `${each.name} no longer blocks.` : `${each.name} blocks now.`,
                          )
                        }
                      />
                      <span>
                        {each.name || 'Calendar'} <span class="bw-muted">{each.account}</span>
                      </span>
                    </label>
                  );
                })}
              </fieldset>
              <p>
                <a href="/admin/calendars">Accounts, and what their events mean</a>
              </p>
            </div>
          )
        }
      </LoadedView>
    </section>
  );
}
