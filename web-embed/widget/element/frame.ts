import { directionOf } from '../../shared/messages.ts';

/** The fixed parts of a shadow root: what the flow and the page's own content are in. */
export class Frame {
  /** Holds the flow. */
  readonly flow = document.createElement('div');
  /** Holds all; not in the document as long as there is no popup around it where one is wanted. */
  readonly base = document.createElement('div');
  readonly #fallback = document.createElement('slot');

  constructor() {
    this.base.className = 'bw bw-root';
    this.base.setAttribute('part', 'base');
    this.flow.className = 'bw-flow';
    this.#fallback.hidden = true;
    this.base.append(namedSlot('header'), this.flow, this.#fallback, namedSlot('footer'));
  }

  setLanguage(language: string): void {
    this.base.lang = language;
    this.base.dir = directionOf(language);
  }

  /** Shows what the page has put into the element, as a link to the booking page. */
  setFallback(isShown: boolean): void {
    this.#fallback.hidden = !isShown;
  }
}

function namedSlot(name: string): HTMLSlotElement {
  const slot = document.createElement('slot');
  slot.name = name;
  return slot;
}
