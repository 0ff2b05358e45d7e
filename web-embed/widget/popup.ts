import type { Popup } from './view-props.ts';

/** Shows an element in a dialog inside a shadow root. */
export function createPopup(root: ShadowRoot, content: HTMLElement): Popup {
  const dialog = document.createElement('dialog');
  const listening = new AbortController();
  let opener: HTMLElement | null = null;

  function show() {
    if (dialog.open) return;
    opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    dialog.showModal();
  }

  dialog.className = 'bw-dialog';
  dialog.setAttribute('part', 'dialog');
  dialog.addEventListener('close', () => opener?.focus());
  // A click beside the card, which fills the dialog.
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  const cross = document.createElement('button');
  cross.type = 'button';
  cross.className = 'bw-close';
  cross.addEventListener('click', () => dialog.close());
  content.append(cross);
  dialog.append(content);
  root.append(dialog);
  // Anything with `data-booking-open="ID"` opens the popup with this id.
  document.addEventListener(
    'click',
    (event) => {
      const { host } = root;
      const found = event.target instanceof Element ? event.target.closest('[data-booking-open]') : null;
      if (!found || !host.isConnected || found.getAttribute('data-booking-open') !== host.id) return;
      event.preventDefault();
      show();
    },
    { signal: listening.signal },
  );
  return {
    setNames(name, close) {
      dialog.setAttribute('aria-label', name);
      cross.setAttribute('aria-label', close);
    },
    show,
    close: () => dialog.close(),
    end() {
      listening.abort();
      cross.remove();
      dialog.remove();
    },
  };
}
