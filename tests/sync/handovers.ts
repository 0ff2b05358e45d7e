/** What works for us, and may be over. */
interface Worker {
  isOver: boolean;
}

/** Who is told of nothing: the response was lost, though nobody died. */
const unheard: Worker = { isOver: true };

/**
 * What others took from us, mails and webhooks: each once, but that what nobody here could write down may come again, and
 * only that.
 */
export class Handovers {
  /** Taken a second time without need. */
  readonly violations: string[] = [];
  /** By id: how often it was taken, and who has still to write that down. */
  readonly #taken = new Map<string, { times: number; open: Worker | null }>();
  /** By id: who was given it last, to hand it over. */
  readonly #carriers = new Map<string, Worker>();

  /** A worker is about to hand it over. */
  give(id: string, worker: Worker): void {
    this.#carriers.set(id, worker);
  }

  /** Who hands it over. An error would be the other side's, which would never answer: what nobody was given is a violation. */
  carrierOf(id: string): Worker {
    const worker = this.#carriers.get(id);
    if (worker === undefined) this.violations.push(`nobody was given "${id}"`);
    return worker ?? unheard;
  }

  /** The other side has it. @param isHeard Whether its carrier will be told, if they live. */
  take(id: string, isHeard = true): void {
    const before = this.#taken.get(id);
    if (before?.open === null) this.violations.push(`${id} was taken again after that was written down`);
    else if (before?.open.isOver === false) this.violations.push(`${id} was taken again from others`);
    this.#taken.set(id, { times: (before?.times ?? 0) + 1, open: isHeard ? this.carrierOf(id) : unheard });
  }

  /** It is written down that it was taken. */
  record(id: string): void {
    const known = this.#taken.get(id);
    if (known === undefined) this.violations.push(`${id} was never taken, though that was written down`);
    else known.open = null;
  }

  timesOf(id: string): number {
    return this.#taken.get(id)?.times ?? 0;
  }

  /** What was taken, and how many of these more than once. */
  count(): { taken: number; repeated: number } {
    const times = [...this.#taken.values()].map((one) => one.times);
    return { taken: times.length, repeated: times.filter((n) => n > 1).length };
  }
}
