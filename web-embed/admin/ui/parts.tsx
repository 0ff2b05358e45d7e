import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Button, Fault } from '../../shared/controls.tsx';
import { Modal } from '../../shared/modal.tsx';
import { RequestError } from '../../shared/request.ts';
import { faultText, useAdmin } from '../app/admin.ts';
import { AdminIcon } from './admin-icons.tsx';

export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'neutral';

/** A word about the state of something. */
export function Badge({ tone, children }: { tone: Tone; children: ComponentChildren }) {
  return (
    <span class="ad-badge" data-tone={tone}>
      {children}
    </span>
  );
}

interface TabsProps<T extends string> {
  /** What the choice is about. */
  label: string;
  value: T;
  options: readonly (readonly [value: T, text: ComponentChildren])[];
  onChange: (value: T) => void;
}

/** One of a few views or lists; all of them can be seen, and reached with Tab. */
export function Choices<T extends string>({ label, value, options, onChange }: TabsProps<T>) {
  return (
    <fieldset class="ad-choices" aria-label={label}>
      {options.map(([each, text]) => (
        <button key={each} type="button" aria-pressed={each === value} onClick={() => onChange(each)}>
          {text}
        </button>
      ))}
    </fieldset>
  );
}

/** Copies a text, and says so in its place. */
export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
  const admin = useAdmin();
  const isCopied = useSignal(false);
  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // No permission, or a page that is not served safely: it can still be marked and copied by hand.
      return admin.tell({ tone: 'bad', text: 'The browser does not allow copying here. Select the text and copy it.' });
    }
    isCopied.value = true;
    admin.announce('Copied.');
    setTimeout(() => {
      isCopied.value = false;
    }, 2000);
  }
  return (
    <Button onClick={() => void copy()}>
      <AdminIcon name={isCopied.value ? 'check' : 'copy'} />
      {isCopied.value ? 'Copied' : label}
    </Button>
  );
}

interface ConfirmProps {
  title: string;
  about?: string;
  /** What happens, and to whom. */
  text: ComponentChildren;
  /** What the button says that does it. */
  action: string;
  isDanger?: boolean;
  onConfirm: () => Promise<void>;
  onLeave: () => void;
  children?: ComponentChildren;
}

/** A question before something that cannot be undone. */
export function Confirm({ title, about, text, action, isDanger, onConfirm, onLeave, children }: ConfirmProps) {
  const isBusy = useSignal(false);
  const fault = useSignal<string | null>(null);
  async function confirm() {
    if (isBusy.value) return;
    isBusy.value = true;
    fault.value = null;
    try {
      await onConfirm();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      fault.value = faultText(error);
    }
    isBusy.value = false;
  }
  return (
    <Modal title={title} about={about ?? null} onLeave={onLeave}>
      <p id="dialog-text">{text}</p>
      {children}
      <Fault text={fault.value} />
      <div class="bw-actions">
        <button
          type="button"
          class={isDanger ? 'bw-button ad-danger' : 'bw-button bw-primary'}
          aria-disabled={isBusy.value}
          onClick={() => void confirm()}
        >
          {isBusy.value && <span class="bw-spinner" />}
          {action}
        </button>
        <Button onClick={onLeave}>Cancel</Button>
      </div>
    </Modal>
  );
}

interface DrawerProps {
  title: string;
  onLeave: () => void;
  children: ComponentChildren;
}

/** Details beside the list they belong to; over everything on a phone. Esc closes it, and the focus goes back. */
export function Drawer({ title, onLeave, children }: DrawerProps) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    element.current?.showModal();
    return () => {
      setTimeout(() => opener instanceof HTMLElement && opener.focus());
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc does the same (`cancel`).
    <dialog
      class="ad-drawer"
      ref={element}
      aria-labelledby="drawer-title"
      onCancel={(event) => {
        event.preventDefault();
        onLeave();
      }}
      onClick={(event) => {
        // Beside it.
        if (event.target === element.current) onLeave();
      }}
    >
      <div class="ad-drawer-body">
        <header class="ad-drawer-head">
          <h2 id="drawer-title">{title}</h2>
          <button type="button" class="ad-round" aria-label="Close" onClick={onLeave}>
            <AdminIcon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
