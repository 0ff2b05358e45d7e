import { useSignal } from '@preact/signals';
import { Button } from '../../../shared/controls.tsx';
import { zoneLabel } from '../../../shared/zones.ts';
import { useAdmin } from '../../app/admin.ts';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { Badge } from '../../ui/parts.tsx';
import { AwayDialog } from './away-dialog.tsx';
import { isShown, useAvailability } from './context.ts';
import { EntryRow } from './entry-row.tsx';
import type { BlockedPeriod } from './schedule.ts';
import { periodNames, periodText } from './words.ts';
import { datesOf } from './year-marks.ts';

/** Vacations and blocks: times at which nothing can be booked. */
export function AwayTab() {
  const admin = useAdmin();
  const availability = useAvailability();
  const { store, formats, today, host, titleOf } = availability;
  const editing = useSignal<BlockedPeriod | 'new' | null>(null);
  const zone = host.time_zone;
  const periods = store.draft.value.blocked_periods
    .filter((row) => isShown(availability, row.event_type_id))
    .toSorted((one, other) => datesOf(one, zone).first.localeCompare(datesOf(other, zone).first));
  const next = periods.filter((row) => datesOf(row, zone).last >= today);
  const past = periods.filter((row) => datesOf(row, zone).last < today).toReversed();

  function remove(period: BlockedPeriod) {
    const { blocked_periods } = store.draft.peek();
    store.edit({ blocked_periods: blocked_periods.filter(({ id }) => id !== period.id) });
    admin.tell({ text: 'The time away was removed.', undo: () => store.edit({ blocked_periods }) });
  }
  const row = (period: BlockedPeriod) => (
    <EntryRow
      key={period.id}
      title={periodText(period, zone, formats)}
      text=""
      label={period.reason}
      level={titleOf(period.event_type_id)}
      badge={<Badge tone={period.kind === 'vacation' ? 'warn' : 'bad'}>{periodNames[period.kind]}</Badge>}
      onEdit={() => {
        editing.value = period;
      }}
      onRemove={() => remove(period)}
    />
  );
  return (
    <section class="ad-panel" aria-labelledby="av-away">
      <header class="av-head">
        <div>
          <h2 id="av-away">Time away</h2>
          <p class="bw-muted av-note">Nothing can be booked then. Times in {zoneLabel(zone, Date.now())}.</p>
        </div>
        <Button
          onClick={() => {
            editing.value = 'new';
          }}
        >
          <AdminIcon name="plus" />
          Add time away
        </Button>
      </header>
      {next.length === 0 ? (
        <p class="bw-muted av-none">
          No vacation and nothing blocked. Add your next vacation, so that nobody books into it.
        </p>
      ) : (
        <ul class="av-entries">{next.map(row)}</ul>
      )}
      {past.length > 0 && (
        <details class="av-past">
          <summary>Past ({past.length})</summary>
          <ul class="av-entries">{past.map(row)}</ul>
        </details>
      )}
      {editing.value !== null && (
        <AwayDialog
          former={editing.value === 'new' ? null : editing.value}
          onLeave={() => {
            editing.value = null;
          }}
        />
      )}
    </section>
  );
}
