import type { Slot } from '../shared/booking-api.ts';

/** Slots of one duration that start in `[from, until)`, as they were at `fetchedAt` (all milliseconds). */
export interface SlotWindow {
  minutes: number;
  from: number;
  until: number;
  fetchedAt: number;
  /** How many changes were known when it was asked for. */
  changes: number;
  slots: readonly Slot[];
}

type LoadSlots = (from: number, until: number, minutes: number, signal: AbortSignal) => Promise<Slot[]>;

/** One request covers six weeks: a whole month, and a good part of the next. */
const WINDOW_MS = 42 * 86_400_000;

/**
 * Slots already read, and requests under way.
 *
 * A window holds the instants that fall on a month's days in any zone, so a change of the zone asks nothing.
 */
export class SlotWindows {
  readonly #load: LoadSlots;
  readonly #now: () => number;
  readonly #spanOf: (month: string) => { from: number; until: number };
  readonly #running = new Map<string, { abort: AbortController; window: Promise<SlotWindow>; changes: number }>();
  readonly #windows = new Map<string, SlotWindow>();
  #changes = 0;

  /** @param spanOf The instants `[from, until)` that what is shown of a month needs, in any zone. */
  constructor(load: LoadSlots, now: () => number, spanOf: (month: string) => { from: number; until: number }) {
    this.#load = load;
    this.#now = now;
    this.#spanOf = spanOf;
  }

  /** The newest window that covers what is left of a month, or null. */
  find(month: string, minutes: number): SlotWindow | null {
    const span = this.#spanOf(month);
    const from = Math.max(span.from, this.#now());
    let newest: SlotWindow | null = null;
    for (const window of this.#windows.values()) {
      const covers = window.minutes === minutes && window.from <= from && window.until >= span.until;
      if (covers && window.fetchedAt >= (newest?.fetchedAt ?? 0)) newest = window;
    }
    return newest;
  }

  /** Something changed: what was read, or asked for, before is shown at most until it is read again. */
  outdate(): void {
    this.#changes += 1;
  }

  /** Whether nothing is known to have changed since a window was asked for. */
  isCurrent(window: SlotWindow): boolean {
    return window.changes === this.#changes;
  }

  /**
   * Reads a month's window; the same month asked twice at once is one request, unless something changed in between:
   * then the first is given up.
   *
   * @throws RequestError as the request does
   */
  fetch(month: string, minutes: number): Promise<SlotWindow> {
    const key = `${minutes}/${month}`;
    const running = this.#running.get(key);
    if (running?.changes === this.#changes) return running.window;
    running?.abort.abort();
    const abort = new AbortController();
    const window = this.#read(month, minutes, abort.signal).finally(() => {
      if (this.#running.get(key)?.abort === abort) this.#running.delete(key);
    });
    this.#running.set(key, { abort, window, changes: this.#changes });
    return window;
  }

  #read(month: string, minutes: number, signal: AbortSignal): Promise<SlotWindow> {
    return this.readWith(month, async ({ from, until }) => ({
      minutes,
      slots: await this.#load(from, until, minutes, signal),
    }));
  }

  /**
   * Reads a month's window in another way, which also says for which duration.
   *
   * @throws whatever `load` throws
   */
  async readWith(
    month: string,
    load: (range: { from: number; until: number }) => Promise<{ minutes: number; slots: readonly Slot[] }>,
  ): Promise<SlotWindow> {
    const span = this.#spanOf(month);
    const fetchedAt = this.#now();
    const changes = this.#changes;
    const from = Math.max(span.from, fetchedAt);
    const until = Math.max(span.until, from + WINDOW_MS);
    const { minutes, slots } = await load({ from, until });
    const window = { minutes, from, until, fetchedAt, changes, slots };
    this.#windows.set(`${minutes}/${month}`, window);
    return window;
  }

  /** Gives up every request but the one for this month. */
  abortOthers(month: string, minutes: number): void {
    for (const [key, { abort }] of this.#running) {
      if (key === `${minutes}/${month}`) continue;
      this.#running.delete(key);
      abort.abort();
    }
  }

  /** Forgets everything read and gives up everything asked. */
  clear(): void {
    this.#windows.clear();
    for (const { abort } of this.#running.values()) abort.abort();
    this.#running.clear();
  }
}
