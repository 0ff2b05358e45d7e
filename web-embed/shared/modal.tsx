import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface ModalProps {
  title: string;
  /** What the question is about, for example an account. */
  about?: string | null;
  /** Esc, too. */
  onLeave: () => void;
  /** A paragraph with the id `dialog-text` describes it. */
  children: ComponentChildren;
}

/** A question in front of everything else; gives the focus back to whatever opened it. */
export function Modal({ title, about, onLeave, children }: ModalProps) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    const { current } = element;
    current?.showModal();
    return () => {
      current?.close();
      // It vanishes rather than closes, so the browser does not give the focus back by itself.
      setTimeout(() => opener instanceof HTMLElement && opener.focus());
    };
  }, []);
  return (
    <dialog
      class="page-dialog"
      ref={element}
      aria-labelledby={about ? 'dialog-title dialog-about' : 'dialog-title'}
      aria-describedby="dialog-text"
      onCancel={(event) => {
        event.preventDefault();
        onLeave();
      }}
    >
      <h2 id="dialog-title">{title}</h2>
      {about && (
        <p class="page-dialog-about bw-muted" id="dialog-about">
          {about}
        </p>
      )}
      {children}
    </dialog>
  );
}
