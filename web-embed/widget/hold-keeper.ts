import type { Hold } from '../shared/booking-api.ts';
import { RequestError } from '../shared/request.ts';

/**
 * The one hold of this visitor. Its token lives here, in memory, and nowhere else.
 *
 * A hold that arrives after the visitor has left the form is given back at once.
 */
export class HoldKeeper {
  readonly #release: (hold: Hold) => Promise<void>;
  #asked: Promise<Hold | null> | null = null;
  #held: Hold | null = null;
  /** The last one that came and is not known to have ended: the next one takes its place. */
  #last: Hold | null = null;
  /** Asks once more for the hold whose response got lost: it may be there, and would stand in its own visitor's way. */
  #again: (() => Promise<Hold | null>) | null = null;

  constructor(release: (hold: Hold) => Promise<void>) {
    this.#release = release;
  }

  /**
   * Asks for a hold; resolves to null when it is no longer wanted.
   *
   * @param make Gets the hold that the visitor may still have; the same again gives the same hold.
   * @param came Called when it is there and still wanted.
   * @throws RequestError as `make` does
   */
  keep(make: (own: Hold | null) => Promise<Hold>, came: () => void): Promise<Hold | null> {
    this.#again = null;
    const asked: Promise<Hold | null> = make(this.#last).then((hold) => {
      this.#last = hold;
      if (this.#asked !== asked) {
        this.#giveBack(hold);
        return null;
      }
      this.#held = hold;
      came();
      return hold;
    });
    this.#asked = asked;
    asked.catch((error: unknown) => {
      const isLost = error instanceof RequestError && error.code === 'network';
      if (isLost && this.#asked === asked) this.#again = () => this.keep(make, came);
    });
    return asked;
  }

  /** The hold once it is known; null without one. Waits for a request under way, and asks again where a response got lost. */
  async current(): Promise<Hold | null> {
    try {
      return (await this.#asked) ?? null;
    } catch {
      // Whoever asked for the hold deals with its failure; a booking works without one.
      const again = this.#again?.().catch(() => null);
      return again ?? null;
    }
  }

  /** Gives the hold back. Resolves when the service knows, so that a list read afterwards shows the time again. */
  async release(): Promise<void> {
    const held = this.#again ? await this.current() : this.#held;
    this.forget();
    if (held) await this.#giveBack(held);
  }

  /** The hold has become a booking, or is gone. */
  forget(): void {
    this.#asked = null;
    this.#held = null;
    this.#again = null;
  }

  /** Asks for more time for the hold; resolves to whether it was given. */
  async renew(make: (hold: Hold) => Promise<Hold>): Promise<boolean> {
    const held = this.#held;
    if (!held) return false;
    try {
      await make(held);
      return true;
    } catch {
      // It keeps the time for as long as before; the visitor is notified of its end.
      return false;
    }
  }

  async #giveBack(hold: Hold): Promise<void> {
    try {
      await this.#release(hold);
      if (this.#last === hold) this.#last = null;
    } catch {
      // It ends by itself within minutes; the visitor can do nothing about it.
    }
  }
}
