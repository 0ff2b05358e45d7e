import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { Button, Fault } from '../../../shared/controls.tsx';
import { Modal } from '../../../shared/modal.tsx';
import { RequestError } from '../../../shared/request.ts';
import { faultText, useAdmin } from '../../app/admin.ts';
import { useLoad } from '../../app/load.ts';
import { LoadedView } from '../../app/screen.tsx';
import { readSchedule, saveSchedule } from './availability-api.ts';
import { catchFocus } from './catch-focus.ts';
import { useAvailability } from './context.ts';
import { previewRange } from './preview.ts';
import { readReview } from './review.ts';
import { ReviewBookings } from './review-bookings.tsx';
import { ReviewType } from './review-type.tsx';
import { listsOf, type Schedule } from './schedule.ts';

/** What visitors will find after saving, as the database says it, and the button that saves. */
export function ReviewDialog({ onLeave }: { onLeave: () => void }) {
  const admin = useAdmin();
  const { store, host, types, formats } = useAvailability();
  const isSaving = useSignal(false);
  const fault = useSignal<string | null>(null);
  const base = store.base.value;
  const draft = store.draft.value;
  const range = useMemo(() => previewRange(base, draft, Date.now()), [base, draft]);
  const ids = types.filter((each) => each.is_active).map(({ id }) => id);
  const load = useLoad(host.id, [], (signal) => readReview(admin.calls, { base, draft, range, ids }, signal));
  const span = range.isUsual
    ? 'in the next 8 weeks'
    : `until ${formats.shortDay(range.last)} ${range.last.slice(0, 4)}`;

  async function undo(saved: Schedule) {
    store.receive(await saveSchedule(admin.calls, host.id, saved.version, listsOf(base)));
    admin.touch('schedule');
    admin.announce('The former hours are back.');
  }
  async function save() {
    if (isSaving.value) return;
    isSaving.value = true;
    fault.value = null;
    try {
      const saved = await saveSchedule(admin.calls, host.id, base.version, store.changes.peek());
      store.reset(saved);
      admin.touch('schedule');
      onLeave();
      catchFocus();
      admin.tell({ text: 'The hours are saved.', undo: () => undo(saved) });
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      isSaving.value = false;
      if (error.code !== 'invalid_state') fault.value = faultText(error);
      else await showOther();
    }
  }
  /** Somebody else was faster: what they saved is shown, and what was typed stays. */
  async function showOther() {
    try {
      store.receive(await readSchedule(admin.calls, host.id));
      onLeave();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      fault.value = `Somebody changed the hours meanwhile. ${faultText(error)}`;
    }
  }

  return (
    <Modal title="Review and save" onLeave={onLeave}>
      <div class="av-review" id="dialog-text">
        <LoadedView of={load} subject="The preview">
          {({ types: previews, bookings, outside }) => (
            <>
              <ReviewBookings bookings={bookings} count={outside} />
              {previews.map((each) => (
                <ReviewType
                  key={each.id}
                  preview={each.preview}
                  type={types.find(({ id }) => id === each.id)}
                  span={span}
                />
              ))}
              {previews.length === 0 && <p>No event type that can be booked is concerned.</p>}
            </>
          )}
        </LoadedView>
      </div>
      <Fault text={fault.value} />
      <div class="bw-actions av-review-actions">
        <Button isPrimary isBusy={isSaving.value} onClick={() => void save()}>
          Save
        </Button>
        <Button onClick={onLeave}>Go on editing</Button>
      </div>
    </Modal>
  );
}
