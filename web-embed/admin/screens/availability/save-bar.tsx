import { useSignal } from '@preact/signals';
import { Button } from '../../../shared/controls.tsx';
import { useAdmin } from '../../app/admin.ts';
import { late } from '../../ui/late.tsx';
import { catchFocus } from './catch-focus.ts';
import { useAvailability } from './context.ts';
import { listsOf } from './schedule.ts';
import { changedParts } from './words.ts';

const ReviewDialog = late(() => import('./review-dialog.tsx').then((m) => m.ReviewDialog));

/** What is not saved yet, and the way to look at its effect and to save it. */
export function SaveBar() {
  const admin = useAdmin();
  const { store, formats } = useAvailability();
  const isReviewing = useSignal(false);
  if (!store.isDirty.value) return null;
  const faults = store.faulty.value.size;
  const parts = changedParts(store.base.value, store.draft.value, formats);

  function discard() {
    const draft = store.draft.peek();
    store.discard();
    catchFocus();
    admin.tell({ text: 'Your changes were discarded.', undo: () => store.edit(listsOf(draft)) });
  }
  function review() {
    if (faults === 0) {
      isReviewing.value = true;
      return;
    }
    const field = document.querySelector<HTMLElement>('.av-block [aria-invalid="true"]');
    field?.focus();
    admin.announce('Correct the times that are marked first.');
  }

  return (
    <section class="av-save" aria-label="Changes">
      <p>
        <strong>Not saved yet</strong>
        <span class="bw-muted av-note">
          {faults > 0 ? 'Some times cannot be read. Correct them first.' : `You changed ${parts}.`}
        </span>
      </p>
      <div class="av-save-actions">
        <Button onClick={discard}>Discard</Button>
        <Button isPrimary onClick={review}>
          Review and save
        </Button>
      </div>
      {isReviewing.value && (
        <ReviewDialog
          onLeave={() => {
            isReviewing.value = false;
          }}
        />
      )}
    </section>
  );
}
