import { directionOf } from '../../shared/messages.ts';

/** The fixed parts of a shadow root: what the flow, the page's own content and a popup are in. */
export class Frame {
  /** Holds the flow. */
  readonly flow = document.createElement('div');
  readonly #root: ShadowRoot;
  readonly #base = document.createElement('div');
  readonly #fallback = document.createElement('slot');
  #dialog: HTMLDialogElement | null = null;
  #opener: HTMLElement | null = null;

  constructor(root: ShadowRoot) {
    this.#root = root;
    this.#base.className = 'bw bw-root';
    this.#base.setAttribute('part', 'base');
    this.flow.className = 'bw-flow';
    this.#fallback.hidden = true;
    this.#base.append(namedSlot('header'), this.flow, this.#fallback, namedSlot('footer'));
    root.append(this.#base);
  }

  set(theme: string, mode: 'inline' | 'popup'): void {
    this.#base.dataset.theme = theme;
    if (mode === 'popup') this.#makeDialog();
    else if (this.#dialog) {
      this.#root.append(this.#base);
      this.#dialog.remove();
      this.#dialog = null;
      document.removeEventListener('click', this.#onClick);
    }
  }

  setLanguage(language: string): void {
    this.#base.lang = language;
    this.#base.dir = directionOf(language);
  }

  /** What the popup is about. */
  setName(name: string): void {
    this.#dialog?.setAttribute('aria-label', name);
  }

  /** Shows what the page has put into the element, as a link to the booking page. */
  setFallback(isShown: boolean): void {
    this.#fallback.hidden = !isShown;
  }

  show(): void {
    if (!this.#dialog || this.#dialog.open) return;
    this.#opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    this.#dialog.showModal();
  }

  close(): void {
    this.#dialog?.close();
  }

  #makeDialog(): void {
    if (this.#dialog) return;
    const dialog = document.createElement('dialog');
    dialog.className = 'bw-dialog';
    dialog.setAttribute('part', 'dialog');
    dialog.addEventListener('close', () => this.#opener?.focus());
    // A click beside the card, which fills the dialog.
    dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
    dialog.append(this.#base);
    this.#root.append(dialog);
    this.#dialog = dialog;
    document.addEventListener('click', this.#onClick);
  }

  /** Anything with `data-booking-open="ID"` opens the popup with this id. */
  #onClick = (event: Event) => {
    const { host } = this.#root;
    const opener = event.target instanceof Element ? event.target.closest('[data-booking-open]') : null;
    if (!opener || !host.isConnected || opener.getAttribute('data-booking-open') !== host.id) return;
    event.preventDefault();
    this.show();
  };
}

function namedSlot(name: string): HTMLSlotElement {
  const slot = document.createElement('slot');
  slot.name = name;
  return slot;
}
