import { useSignal } from '@preact/signals';
import { Button } from '../../../shared/controls.tsx';
import { Modal } from '../../../shared/modal.tsx';
import { useAdmin } from '../../app/admin.ts';
import { useAvailability } from './context.ts';
import { DaysField } from './days-field.tsx';
import { blocksOf, copyDay, type Level } from './weekly.ts';
import { blocksText, dayName, listText } from './words.ts';

/** Copies the hours of a day to other days, instead of theirs. */
export function CopyDayDialog({ level, day, onLeave }: { level: Level; day: number; onLeave: () => void }) {
  const admin = useAdmin();
  const { store, formats } = useAvailability();
  const days = useSignal<number[]>([1, 2, 3, 4, 5].filter((each) => each !== day));
  const name = dayName(day, formats);

  function copy(event: SubmitEvent) {
    event.preventDefault();
    if (days.value.length === 0) return;
    const { rules } = store.draft.peek();
    store.edit({ rules: copyDay(rules, level, day, days.value) });
    const names = listText(
      days.value.map((each) => dayName(each, formats)),
      formats,
    );
    onLeave();
    admin.tell({ text: `${name} was copied to ${names}.`, undo: () => store.edit({ rules }) });
  }
  return (
    <Modal
      title={`Copy ${name}`}
      about={blocksText(blocksOf(store.draft.value.rules, level, day), formats)}
      onLeave={onLeave}
    >
      <p id="dialog-text">These hours take the place of those of the other days.</p>
      <form class="bw-form" onSubmit={copy}>
        <DaysField
          label="Copy to"
          value={days.value}
          without={day}
          onChange={(next) => {
            days.value = next;
          }}
        />
        <div class="bw-actions">
          <Button type="submit" isPrimary aria-disabled={days.value.length === 0}>
            Copy
          </Button>
          <Button onClick={onLeave}>Cancel</Button>
        </div>
      </form>
    </Modal>
  );
}
