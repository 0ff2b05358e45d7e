import type { Host } from '../../app/admin.ts';
import { EmptyState } from '../../app/screen.tsx';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import type { EventType } from './calendar-api.ts';
import type { ReadRange } from './use-range.ts';

interface NotesProps {
  host: Host;
  types: readonly EventType[];
  data: ReadRange | null;
  fault: string | null;
  reload: () => void;
  asksWhy: boolean;
  isMonth: boolean;
}

/** What stands over the calendar where something is missing: a connection, an event type, hours. */
export function Notes({ host, types, data, fault, reload, asksWhy, isMonth }: NotesProps) {
  return (
    <>
      {fault !== null && (
        <p class="bw-notice bw-error-box cal-note" role="alert">
          <AdminIcon name="alert" />
          <span>
            {data === null ? 'The calendar could not be loaded.' : 'This may be out of date.'} {fault}{' '}
            <button type="button" class="bw-link" onClick={reload}>
              Try again
            </button>
          </span>
        </p>
      )}
      {types.length === 0 && (
        <EmptyState
          title="Nothing can be booked yet"
          text="An event type says what can be booked, and how long it takes. Then the free times are shown here."
          action={
            <a class="bw-button bw-primary" href="/admin/event-types">
              Create an event type
            </a>
          }
        />
      )}
      {types.length > 0 && data !== null && data.range.view.open_hours.length === 0 && (
        <p class="bw-notice cal-note">
          <AdminIcon name="clock" />
          <span>
            {host.display_name || host.slug} has no open hours {isMonth ? 'in these weeks' : 'here'}.{' '}
            <a href="/admin/availability">Set the hours</a>
          </span>
        </p>
      )}
      {asksWhy && (
        <p class="bw-notice cal-note" role="status">
          <AdminIcon name="question" />
          <span>Choose any time to see why it is free or not.</span>
        </p>
      )}
    </>
  );
}
