import { signal } from '@preact/signals';

/** What is told in the corner of the page. */
export interface Notice {
  text: string;
  tone?: 'good' | 'bad';
  /** Takes it back; offered for 8 seconds. */
  undo?: () => Promise<void> | void;
}

const shownMs = 8000;

/** The notice that is shown; a new one takes the place of the last. */
export class Notices {
  readonly current = signal<Notice | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  show(notice: Notice): void {
    this.current.value = notice;
    this.resume();
  }

  /** Stays while somebody points at it or is in it with the keyboard. */
  hold(): void {
    clearTimeout(this.#timer);
  }

  resume(): void {
    clearTimeout(this.#timer);
    const { current } = this;
    // What did not work stays until it is read.
    if (current.value?.tone !== 'bad') this.#timer = setTimeout(() => this.close(), shownMs);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.current.value = null;
  }
}
