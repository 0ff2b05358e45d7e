import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { Button, Fault } from '../../../shared/controls.tsx';
import { RequestError } from '../../../shared/request.ts';
import { faultText } from '../../app/admin.ts';

/** What each of the first steps is told. */
export interface StepProps {
  onNext: () => void;
  onBack: () => void;
}

interface StepFormProps {
  /** Null: this is the first one. */
  onBack: (() => void) | null;
  /** Saves what was entered; false: something is wrong with it, which is shown at its field. */
  onSubmit: () => Promise<boolean>;
  /** Goes on with what is suggested, or with what is there. */
  onSkip: () => Promise<void>;
  /** What skipping means. */
  skipNote: string;
  onDone: () => void;
  children: ComponentChildren;
}

/** One of the first steps: continue, skip, back. */
export function StepForm({ onBack, onSubmit, onSkip, skipNote, onDone, children }: StepFormProps) {
  const busy = useSignal<'submit' | 'skip' | null>(null);
  const fault = useSignal<string | null>(null);

  async function run(kind: 'submit' | 'skip'): Promise<void> {
    if (busy.value !== null) return;
    busy.value = kind;
    fault.value = null;
    try {
      const isDone = kind === 'skip' ? await onSkip().then(() => true) : await onSubmit();
      if (isDone) onDone();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (error.code !== 'unauthorized') fault.value = faultText(error);
    }
    busy.value = null;
  }

  return (
    <form
      class="ad-panel ad-fields run-card"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void run('submit');
      }}
    >
      <Fault text={fault.value} hasIcon />
      {children}
      <div class="run-actions">
        <Button type="submit" isPrimary isBusy={busy.value === 'submit'}>
          Continue
        </Button>
        {onBack && <Button onClick={onBack}>Back</Button>}
        <button
          type="button"
          class="bw-link run-skip"
          aria-describedby="run-skip-note"
          aria-disabled={busy.value === 'skip'}
          onClick={() => void run('skip')}
        >
          Skip
        </button>
      </div>
      <p class="ad-help bw-muted" id="run-skip-note">
        {skipNote}
      </p>
    </form>
  );
}
