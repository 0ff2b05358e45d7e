import { useMemo } from 'preact/hooks';
import { cityOf } from '../../../shared/zones.ts';
import { type Host, useAdmin } from '../../app/admin.ts';
import { useLoad } from '../../app/load.ts';
import { EmptyState, Screen } from '../../app/screen.tsx';
import { createHostsApi } from '../../hosts-api.ts';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { Badge, CopyButton } from '../../ui/parts.tsx';
import { countText } from '../../ui/spans.ts';
import { archive } from './archive.ts';
import { kindName } from './kinds.ts';
import { createResourceCalendarsApi, type LinkedCalendar, linkOf } from './resource-calendars.ts';
import './resources.css';

/** Who, and what, can be booked. */
export function ResourcesScreen() {
  const admin = useAdmin();
  const api = useMemo(() => createHostsApi(admin.calls), []);
  const calendars = useLoad<LinkedCalendar[]>('all', ['connections'], (signal) =>
    createResourceCalendarsApi(admin.calls).read(signal),
  );
  const hosts = admin.hosts.value ?? [];
  const active = hosts.filter((host) => host.is_active);
  const archived = hosts.filter((host) => !host.is_active);
  const create = (
    <a class="bw-button bw-primary" href="/admin/resources/new">
      <AdminIcon name="plus" />
      New resource
    </a>
  );
  const line = (host: Host) => (
    <ResourceLine
      key={host.id}
      host={host}
      calendars={calendars.state.value.data}
      onArchive={(isActive) => void archive(admin, api, host, isActive)}
    />
  );
  return (
    <Screen
      title="Resources"
      lead="Who, and what, can be booked: people, rooms, equipment, spaces, classes. Each has its own hours and calendars."
      actions={hosts.length > 0 && create}
    >
      {hosts.length === 0 && (
        <EmptyState
          title="Create your first bookable resource"
          text="Begin with yourself: your name, your time zone and your hours."
          action={
            <a class="bw-button bw-primary" href="/admin/welcome">
              Set up your page
            </a>
          }
        />
      )}
      {active.length > 0 && (
        <>
          <h2 class="bw-hidden">They can be booked</h2>
          <ul class="ad-rows">{active.map(line)}</ul>
        </>
      )}
      {archived.length > 0 && (
        <section class="res-archived ad-section">
          <h2>Archived</h2>
          <p class="bw-muted">They cannot be booked. Bookings that exist stay.</p>
          <ul class="ad-rows">{archived.map(line)}</ul>
        </section>
      )}
    </Screen>
  );
}

interface ResourceLineProps {
  host: Host;
  /** Null: not known yet. */
  calendars: LinkedCalendar[] | null;
  onArchive: (isActive: boolean) => void;
}

function ResourceLine({ host, calendars, onArchive }: ResourceLineProps) {
  const admin = useAdmin();
  const name = host.display_name || host.slug;
  const page = `${admin.config.publicUrl}/book/${encodeURIComponent(host.slug)}`;
  const blocking = calendars?.filter((calendar) => linkOf(calendar, host.id).blocks_availability).length;
  const choose = () => {
    admin.chosen.value = host.slug;
  };
  return (
    <li class="res-line" data-off={host.is_active ? undefined : ''}>
      <div class="res-what">
        <h3 class="res-name">
          <a class="res-link" href={`/admin/resources/${host.id}`}>
            {name}
          </a>
          <Badge tone="neutral">{kindName(host.kind)}</Badge>
        </h3>
        <p class="res-facts bw-muted">
          <span>{cityOf(host.time_zone)}</span>
          {blocking !== undefined && (
            <span>{blocking === 0 ? 'No calendar blocks it' : `${countText(blocking, 'calendars')} checked`}</span>
          )}
        </p>
        {host.is_active && (
          <p class="res-page">
            <a class="res-link" href={page} target="_blank" rel="noopener">
              {new URL(page).pathname}
            </a>
          </p>
        )}
      </div>
      <div class="res-actions">
        {host.is_active && (
          <>
            <a class="bw-link" href="/admin/availability" onClick={choose}>
              Hours<span class="bw-hidden"> of {name}</span>
            </a>
            <a class="bw-link" href="/admin/event-types" onClick={choose}>
              Event types<span class="bw-hidden"> of {name}</span>
            </a>
            <CopyButton text={page} label="Copy link" />
          </>
        )}
        <button type="button" class="bw-button" onClick={() => onArchive(!host.is_active)}>
          {host.is_active ? 'Archive' : 'Restore'}
          <span class="bw-hidden"> {name}</span>
        </button>
      </div>
    </li>
  );
}
