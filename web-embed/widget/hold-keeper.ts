import type { Hold } from '../shared/booking-api.ts';

/**
 * The one hold of this visitor. Its token lives here, in memory, and nowhere else.
 *
 * An answer that arrives after the visitor has left the form is given back at once.
 */
export class HoldKeeper {
  readonly #release: (hold: Hold) => Promise<void>;
  #asked: Promise<Hold | null> | null = null;
  #held: Hold | null = null;

  constructor(release: (hold: Hold) => Promise<void>) {
    this.#release = release;
  }

  /**
   * Asks for a hold; resolves to null when it is no longer wanted.
   *
   * @throws RequestError as `make` does
   */
  keep(make: () => Promise<Hold>): Promise<Hold | null> {
    const asked: Promise<Hold | null> = make().then((hold) => {
      if (this.#asked !== asked) {
        this.#giveBack(hold);
        return null;
      }
      this.#held = hold;
      return hold;
    });
    this.#asked = asked;
    return asked;
  }

  /** The hold once it is known; null without one. Waits for a request under way. */
  async current(): Promise<Hold | null> {
    try {
      return (await this.#asked) ?? null;
    } catch {
      // Whoever asked for the hold deals with its failure; a booking works without one.
      return null;
    }
  }

  /** Gives the hold back. Resolves when the service knows, so that a list read afterwards shows the time again. */
  async release(): Promise<void> {
    const held = this.#held;
    this.forget();
    if (held) await this.#giveBack(held);
  }

  /** The hold has become a booking, or is gone. */
  forget(): void {
    this.#asked = null;
    this.#held = null;
  }

  async #giveBack(hold: Hold): Promise<void> {
    try {
      await this.#release(hold);
    } catch {
      // It ends by itself within minutes; the visitor can do nothing about it.
    }
  }
}
