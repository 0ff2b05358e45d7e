import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { Button, Fault } from '../../../shared/controls.tsx';
import { RequestError } from '../../../shared/request.ts';
import { type Host, useAdmin } from '../../app/admin.ts';
import { useQuery } from '../../app/query.ts';
import { Screen } from '../../app/screen.tsx';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { ChangedElsewhere } from '../../ui/changed-elsewhere.tsx';
import { LeaveGuard } from '../../ui/leave-guard.tsx';
import { Choices, CopyButton } from '../../ui/parts.tsx';
import { Draft } from './draft.ts';
import { type EventType, type EventTypeSettings, newSettings } from './event-type.ts';
import { fieldFault, saveFaultText } from './event-type-faults.ts';
import type { EventTypesApi } from './event-types-api.ts';
import { Preview } from './preview.tsx';
import { isOpenAtFirst, type SectionName, Sections, sectionOf } from './sections.tsx';

interface EventTypeEditorProps {
  api: EventTypesApi;
  host: Host;
  /** Null: a new one. */
  row: EventType | null;
  initial?: EventTypeSettings;
  onSaved: (row: EventType) => void;
}

/** All settings of an event type beside the page that they make. */
export function EventTypeEditor({ api, host, row, initial = newSettings, onSaved }: EventTypeEditorProps) {
  const admin = useAdmin();
  const draft = useMemo(() => new Draft(row, initial), []);
  const [view, setView] = useQuery('view', 'settings');
  const isBusy = useSignal(false);
  /** What was refused without being about one field. */
  const fault = useSignal<string | null>(null);
  const open = useSignal<ReadonlySet<SectionName>>(new Set(isOpenAtFirst));
  useEffect(() => {
    if (row !== null) draft.read(row);
  }, [row]);

  async function save(): Promise<void> {
    if (isBusy.value || (draft.saved.value !== null && !draft.isDirty.value)) return;
    fault.value = null;
    draft.fault.value =
      draft.settings.value.title.trim() === '' ? { column: 'title', index: null, text: 'Say what it is.' } : null;
    if (draft.fault.value !== null) return showFault();
    isBusy.value = true;
    try {
      const { saved } = draft;
      const written =
        saved.value === null
          ? await api.create(host.id, draft.settings.value)
          : await api.save(saved.value, draft.changes.value);
      if (written === null && saved.value !== null) draft.theirs.value = await api.read(saved.value.id);
      else if (written !== null) {
        draft.accept(written);
        admin.tell({ text: saved.value === null || row === null ? 'It can be booked now.' : 'Saved.' });
        admin.touch('schedule');
        onSaved(written);
      }
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      draft.fault.value = fieldFault(error);
      if (draft.fault.value !== null) showFault();
      else if (error.code !== 'unauthorized') fault.value = saveFaultText(error);
    }
    isBusy.value = false;
  }

  /** Opens the part with the field that was refused, and leads there. */
  function showFault() {
    const column = draft.fault.value?.column;
    if (column === undefined) return;
    open.value = new Set([...open.value, sectionOf(column)]);
    setView('settings', 'replace');
    requestAnimationFrame(() => {
      const id = `et-${column}${draft.fault.value?.index === null ? '' : `-${draft.fault.value?.index}`}`;
      const field = document.getElementById(id) ?? document.getElementById(`et-${column}`);
      field?.focus();
    });
  }

  const saved = draft.saved.value;
  const page = `${admin.config.publicUrl}/book/${encodeURIComponent(host.slug)}/`;
  const title = saved?.title || saved?.slug || 'New event type';
  return (
    <Screen
      title={title}
      isWide
      lead={
        <a class="bw-link et-back" href="/admin/event-types">
          <AdminIcon name="back" />
          All event types
        </a>
      }
      actions={
        saved !== null && (
          <>
            <CopyButton text={`${page}${encodeURIComponent(saved.slug)}`} label="Copy link" />
            <a class="bw-button" href={`${page}${encodeURIComponent(saved.slug)}`} target="_blank" rel="noopener">
              <AdminIcon name="external" />
              Open the page
            </a>
          </>
        )
      }
    >
      <div class="et-views">
        <Choices
          label="What is shown"
          value={view}
          options={[
            ['settings', 'Settings'],
            ['preview', 'Preview'],
          ]}
          onChange={(next) => setView(next)}
        />
      </div>
      <div class="et-editor" data-view={view}>
        <form
          class="et-form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          {draft.theirs.value !== null && (
            <ChangedElsewhere
              onKeep={() => draft.keepMine()}
              onShow={() => draft.theirs.value && draft.accept(draft.theirs.value)}
            />
          )}
          <Fault text={fault.value} hasIcon />
          <Sections draft={draft} host={host} before={page} open={open} />
          <div class="et-save" data-dirty={draft.isDirty.value ? '' : undefined}>
            <p class="bw-muted" role="status">
              {draft.isDirty.value ? 'Changes that are not saved' : saved === null ? '' : 'Everything is saved'}
            </p>
            {draft.isDirty.value && saved !== null && (
              <Button
                onClick={() => {
                  draft.discard();
                  fault.value = null;
                  admin.announce('Your changes are discarded.');
                }}
              >
                Discard
              </Button>
            )}
            <Button type="submit" isPrimary isBusy={isBusy.value}>
              {saved === null ? 'Create' : 'Save'}
            </Button>
          </div>
        </form>
        <Preview host={host} row={saved} isDirty={draft.isDirty.value} />
      </div>
      <LeaveGuard isDirty={draft.isDirty.value} subject={saved === null ? 'the new event type' : `“${title}”`} />
    </Screen>
  );
}
