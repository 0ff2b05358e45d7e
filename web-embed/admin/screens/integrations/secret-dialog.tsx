import { useSignal } from '@preact/signals';
import { Button } from '../../../shared/controls.tsx';
import { Modal } from '../../../shared/modal.tsx';
import { CopyButton } from '../../ui/parts.tsx';

interface SecretProps {
  title: string;
  secret: string;
  /** What it is good for. */
  text: string;
  onLeave: () => void;
}

/** A secret that can be read this once. Esc asks first: whoever leaves too early has to make a new one. */
export function SecretDialog({ title, secret, text, onLeave }: SecretProps) {
  const isLeaving = useSignal(false);
  const leave = () => {
    if (isLeaving.value) onLeave();
    else isLeaving.value = true;
  };
  return (
    <Modal title={title} onLeave={leave}>
      <p id="dialog-text">{text}</p>
      <pre class="ad-code int-secret">{secret}</pre>
      <p class="bw-notice bw-warn" role={isLeaving.value ? 'alert' : undefined}>
        <span>
          {isLeaving.value
            ? 'It cannot be shown again. Close it only when you have saved it.'
            : 'It is shown this once. Keep it where your program keeps its secrets.'}
        </span>
      </p>
      <div class="bw-actions">
        <CopyButton text={secret} label="Copy the secret" />
        <Button isPrimary onClick={onLeave}>
          I have saved it
        </Button>
      </div>
    </Modal>
  );
}
