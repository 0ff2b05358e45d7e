import { useEffect } from 'preact/hooks';
import { Button, Fault } from '../../shared/controls.tsx';
import { useAdmin } from '../app/admin.ts';
import type { EditableRow, RowEdit } from '../app/row-edit.ts';

interface SaveBarProps<T extends EditableRow> {
  edit: RowEdit<T>;
  onSaved?: () => void;
}

/** What was typed can be saved or given up; it stays in sight below the form. Leaving the page asks first. */
export function SaveBar<T extends EditableRow>({ edit, onSaved }: SaveBarProps<T>) {
  const admin = useAdmin();
  const isChanged = edit.isChanged.value;
  useEffect(() => {
    if (!isChanged) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isChanged]);

  async function save() {
    const before = edit.saved.value;
    const changed = Object.keys(edit.changes.value) as (keyof T)[];
    if (!(await edit.save())) return;
    onSaved?.();
    const former = Object.fromEntries(changed.map((key) => [key, before[key]])) as Partial<T>;
    admin.tell({
      text: 'Saved.',
      undo: async () => {
        await edit.write(former);
        onSaved?.();
      },
    });
    admin.announce('Saved.');
  }

  if (!isChanged && edit.fault.value === null && !edit.isOvertaken.value) return null;
  return (
    <div class="ad-save">
      <Fault text={edit.fault.value} />
      {edit.isOvertaken.value ? (
        <>
          <p role="alert">This was changed elsewhere meanwhile, so nothing was saved. What you typed is still here.</p>
          <Button isPrimary onClick={() => void edit.catchUp().catch((error: unknown) => admin.tellFault(error))}>
            Take over the other changes
          </Button>
        </>
      ) : (
        <>
          <p class="bw-muted">You have changes that are not saved.</p>
          <div class="ad-actions">
            <Button onClick={() => edit.discard()}>Discard</Button>
            <Button isPrimary isBusy={edit.isBusy.value} onClick={() => void save()}>
              Save
            </Button>
          </div>
        </>
      )}
    </div>
  );
}
