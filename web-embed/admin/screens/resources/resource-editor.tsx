import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Button, Fault } from '../../../shared/controls.tsx';
import { RequestError } from '../../../shared/request.ts';
import { localZone } from '../../../shared/zones.ts';
import { faultText, useAdmin } from '../../app/admin.ts';
import { Screen } from '../../app/screen.tsx';
import { createHostsApi, type HostRow, type HostSettings, hostFault } from '../../hosts-api.ts';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { ChangedElsewhere } from '../../ui/changed-elsewhere.tsx';
import { Switch } from '../../ui/fields.tsx';
import { LeaveGuard } from '../../ui/leave-guard.tsx';
import { Badge, CopyButton } from '../../ui/parts.tsx';
import { rulesOf, usualWeek } from '../../week.ts';
import { archive } from './archive.ts';
import { CalendarsPanel } from './calendars-panel.tsx';
import { ResourceFields } from './resource-fields.tsx';

interface ResourceEditorProps {
  /** Null: a new one. */
  row: HostRow | null;
  onSaved: (row: HostRow) => void;
}

const empty: HostSettings = { display_name: '', slug: '', kind: 'person', time_zone: '' };
const columns = ['display_name', 'slug', 'kind', 'time_zone'] as const;

/** Name, address, kind and zone of a resource, its calendars, and the ways to its hours and pages. */
export function ResourceEditor({ row, onSaved }: ResourceEditorProps) {
  const admin = useAdmin();
  const { route } = useLocation();
  const api = useMemo(() => createHostsApi(admin.calls), []);
  const initial = useMemo<HostSettings>(() => ({ ...empty, time_zone: localZone() }), []);
  const saved = useSignal(row);
  const draft = useSignal<HostSettings>(pick(row ?? initial));
  const theirs = useSignal<HostRow | null>(null);
  const hasHours = useSignal(true);
  const isBusy = useSignal(false);
  const isDone = useSignal(false);
  const refused = useSignal<ReturnType<typeof hostFault>>(null);
  const fault = useSignal<string | null>(null);
  const changes = useComputed(() => changesOf(saved.value ?? initial, draft.value));
  const isDirty = Object.keys(changes.value).length > 0 && !isDone.value;

  function accept(next: HostRow) {
    saved.value = next;
    draft.value = pick(next);
    theirs.value = null;
  }
  // Read again: shown at once, or told where something is being edited.
  useEffect(() => {
    if (row === null || row.updated_at === saved.value?.updated_at) return;
    if (Object.keys(changes.value).length === 0) accept(row);
    else if (Object.keys(changesOf(saved.value ?? initial, row)).length > 0) theirs.value = row;
    else saved.value = row;
  }, [row]);

  function set(change: Partial<HostSettings>) {
    draft.value = { ...draft.value, ...change };
    // What was refused is being corrected.
    if (refused.value && refused.value.column in change) refused.value = null;
  }

  async function save(): Promise<void> {
    if (isBusy.value || (saved.value !== null && !isDirty)) return;
    fault.value = null;
    refused.value = draft.value.display_name.trim() === '' ? { column: 'display_name', text: 'Give it a name.' } : null;
    if (refused.value === null) {
      isBusy.value = true;
      try {
        await (saved.value === null ? create() : update(saved.value));
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        refused.value = hostFault(error);
        if (refused.value === null && error.code !== 'unauthorized') fault.value = faultText(error);
      }
      isBusy.value = false;
    }
    const column = refused.value?.column;
    if (column !== undefined) requestAnimationFrame(() => document.getElementById(`res-${column}`)?.focus());
  }

  async function create(): Promise<void> {
    const made = await api.create(draft.value);
    if (hasHours.value) {
      const known = await api.readHours(made.id);
      await api.saveWeek(made.id, known, rulesOf(usualWeek));
    }
    isDone.value = true;
    admin.chosen.value = made.slug;
    await admin.readHosts();
    admin.tell({ text: `${made.display_name} is there. Next: what can be booked with it.` });
    route(`/admin/resources/${made.id}`, true);
  }

  async function update(known: HostRow): Promise<void> {
    const next = await api.save(known, changes.value);
    if (next === null) {
      theirs.value = await api.read(known.id);
      return;
    }
    // It is chosen by its address.
    if (admin.chosen.value === known.slug) admin.chosen.value = next.slug;
    accept(next);
    await admin.readHosts();
    admin.touch('schedule');
    admin.tell({ text: 'Saved.' });
    onSaved(next);
  }

  const known = saved.value;
  const page = `${admin.config.publicUrl}/book/`;
  const title = known === null ? 'New resource' : known.display_name || known.slug;
  const choose = () => {
    if (known !== null) admin.chosen.value = known.slug;
  };
  return (
    <Screen
      title={title}
      lead={
        <a class="bw-link res-back" href="/admin/resources">
          <AdminIcon name="back" />
          All resources
        </a>
      }
      actions={
        known?.is_active ? (
          <>
            <CopyButton text={`${page}${known.slug}`} label="Copy link" />
            <a class="bw-button" href={`${page}${known.slug}`} target="_blank" rel="noopener">
              <AdminIcon name="external" />
              Open the page
            </a>
          </>
        ) : (
          known !== null && <Badge tone="neutral">Archived</Badge>
        )
      }
    >
      {theirs.value !== null && (
        <ChangedElsewhere
          onKeep={() => {
            if (theirs.value === null) return;
            draft.value = { ...pick(theirs.value), ...changes.value };
            saved.value = theirs.value;
            theirs.value = null;
          }}
          onShow={() => theirs.value && accept(theirs.value)}
        />
      )}
      <form
        class="ad-panel ad-fields res-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Fault text={fault.value} hasIcon />
        <ResourceFields
          settings={draft.value}
          before={page}
          isNew={known === null}
          refused={refused.value}
          onChange={set}
        />
        {known === null && (
          <Switch
            label="Open Monday to Friday, 9 to 17"
            help="A beginning, which you change under Availability. Without hours it cannot be booked."
            checked={hasHours.value}
            onChange={(isOpen) => {
              hasHours.value = isOpen;
            }}
          />
        )}
        <div class="bw-actions">
          <Button type="submit" isPrimary isBusy={isBusy.value}>
            {known === null ? 'Create' : 'Save'}
          </Button>
          {isDirty && known !== null && (
            <Button
              onClick={() => {
                draft.value = pick(known);
                refused.value = null;
                fault.value = null;
              }}
            >
              Discard
            </Button>
          )}
        </div>
      </form>
      {known !== null && (
        <>
          <section class="ad-panel">
            <h2>When, and what</h2>
            <ul class="res-ways">
              <li>
                <a class="bw-link" href="/admin/availability" onClick={choose}>
                  Hours, vacations and days that differ
                </a>
              </li>
              <li>
                <a class="bw-link" href="/admin/event-types" onClick={choose}>
                  What can be booked with it
                </a>
              </li>
            </ul>
          </section>
          <CalendarsPanel hostId={known.id} name={title} />
          <section class="ad-panel">
            <h2>{known.is_active ? 'Archive' : 'Restore'}</h2>
            <p class="bw-muted">
              {known.is_active
                ? 'Nobody can book it any more, and its pages are gone. Bookings that exist stay as they are, and it can be restored at any time.'
                : 'Its pages are shown again, and it can be booked as before.'}
            </p>
            <div class="bw-actions">
              <Button onClick={() => void archive(admin, api, known, !known.is_active)}>
                {known.is_active ? 'Archive it' : 'Restore it'}
              </Button>
            </div>
          </section>
        </>
      )}
      <LeaveGuard isDirty={isDirty} subject={known === null ? 'the new resource' : title} />
    </Screen>
  );
}

function pick(row: HostSettings): HostSettings {
  return { display_name: row.display_name, slug: row.slug, kind: row.kind, time_zone: row.time_zone };
}

function changesOf(saved: HostSettings, draft: HostSettings): Partial<HostSettings> {
  return Object.fromEntries(
    columns.flatMap((column) => (saved[column] === draft[column] ? [] : [[column, draft[column]]])),
  );
}
