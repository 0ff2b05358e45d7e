import { useSignal } from '@preact/signals';
import { Button } from '../../../shared/controls.tsx';
import { useAdmin } from '../../app/admin.ts';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { late } from '../../ui/late.tsx';
import { Badge } from '../../ui/parts.tsx';
import { isShown, useAvailability } from './context.ts';
import { EntryRow } from './entry-row.tsx';
import { type TemporaryEntry, temporaryEntries } from './temporary.ts';
import { temporaryDays, temporarySpan } from './words.ts';

const TemporaryDialog = late(() => import('./temporary-dialog.tsx').then((m) => m.TemporaryDialog));

/** Hours that count for some weeks, besides the weekly ones. */
export function TemporaryPart() {
  const admin = useAdmin();
  const availability = useAvailability();
  const { store, formats, today, titleOf } = availability;
  /** `new`, or what is edited. */
  const editing = useSignal<TemporaryEntry | 'new' | null>(null);
  const entries = temporaryEntries(store.draft.value.rules).filter(({ level }) => isShown(availability, level));

  function remove(entry: TemporaryEntry) {
    const { rules } = store.draft.peek();
    store.edit({ rules: rules.filter(({ id }) => !entry.ids.includes(id)) });
    admin.tell({ text: 'The temporary hours were removed.', undo: () => store.edit({ rules }) });
  }
  return (
    <section class="ad-panel" aria-labelledby="av-temporary">
      <header class="av-head">
        <div>
          <h2 id="av-temporary">Temporary hours</h2>
          <p class="bw-muted av-note">They count for a time, in addition to the weekly hours.</p>
        </div>
        <Button
          onClick={() => {
            editing.value = 'new';
          }}
        >
          <AdminIcon name="plus" />
          Add temporary hours
        </Button>
      </header>
      {entries.length === 0 ? (
        <p class="bw-muted av-none">None. Add some, for example Saturdays 9:00–12:00 for 4 weeks.</p>
      ) : (
        <ul class="av-entries">
          {entries.map((entry) => (
            <EntryRow
              key={entry.ids.join()}
              title={temporaryDays(entry, formats)}
              text={temporarySpan(entry, formats)}
              label={entry.label}
              level={titleOf(entry.level)}
              badge={entry.until !== null && entry.until < today && <Badge tone="neutral">Over</Badge>}
              onEdit={() => {
                editing.value = entry;
              }}
              onRemove={() => remove(entry)}
            />
          ))}
        </ul>
      )}
      {editing.value !== null && (
        <TemporaryDialog
          former={editing.value === 'new' ? null : editing.value}
          onLeave={() => {
            editing.value = null;
          }}
        />
      )}
    </section>
  );
}
