import type { BookingState, FocusTarget } from './state.ts';

/** Holds the state and notifies its listeners; knows nothing of the flow. */
export class Store {
  state: BookingState;
  #sequence = 0;
  readonly #listeners = new Set<() => void>();

  constructor(state: BookingState) {
    this.state = state;
  }

  /** Replaces parts of the state. */
  set(change: Partial<BookingState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.#listeners) listener();
  }

  /** Calls back after every change until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A wish for the focus, to be set with the change that makes its target appear. */
  focusOn(target: FocusTarget, keyboard: boolean): Pick<BookingState, 'focus'> {
    this.#sequence += 1;
    return { focus: { id: this.#sequence, target, keyboard } };
  }

  /** A polite word to assistive technology. */
  say(text: string): Pick<BookingState, 'announcement'> {
    this.#sequence += 1;
    return { announcement: { id: this.#sequence, text } };
  }
}
