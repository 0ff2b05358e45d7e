import { type Signal, signal } from '@preact/signals';
import { RequestError } from '../../../shared/request.ts';
import { faultText } from '../../app/admin.ts';

/** What is shown of a range: perhaps nothing yet, perhaps what could not be read again. */
export interface ShownRange<T> {
  key: string;
  data: T | null;
  fault: string | null;
}

/** Ranges that are kept; about two months of weeks. */
const most = 12;

/**
 * Reads ranges and keeps them, so that one that was read ahead is there at once.
 *
 * What changes elsewhere makes all of them old: the one that is shown is read again, quietly, and the others when they are asked for.
 */
export class RangeStore<T> {
  readonly state: Signal<ShownRange<T>>;
  readonly #read: (key: string, signal: AbortSignal) => Promise<T>;
  readonly #kept = new Map<string, T>();
  #running: AbortController | null = null;
  #ahead: AbortController | null = null;

  /** @param read Throws `RequestError`; `unauthorized` is the session's affair. */
  constructor(read: (key: string, signal: AbortSignal) => Promise<T>) {
    this.#read = read;
    this.state = signal({ key: '', data: null, fault: null });
  }

  /** Shows a range: at once if it is there, else as soon as it is. */
  async show(key: string): Promise<void> {
    if (this.state.peek().key === key) return;
    this.#running?.abort();
    const kept = this.#kept.get(key);
    this.state.value = { key, data: kept ?? null, fault: null };
    if (kept === undefined) await this.reload();
  }

  /** Reads what is shown once more; meanwhile it stays. */
  async reload(): Promise<void> {
    this.#running?.abort();
    const controller = new AbortController();
    this.#running = controller;
    const { key } = this.state.peek();
    try {
      const data = await this.#read(key, controller.signal);
      if (this.#running !== controller) return;
      this.#keep(key, data);
      this.state.value = { key, data, fault: null };
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (this.#running !== controller || error.code === 'aborted' || error.code === 'unauthorized') return;
      this.state.value = { ...this.state.peek(), fault: faultText(error) };
    }
  }

  /** Reads ranges that are likely to be asked for next, one after the other. */
  async readAhead(keys: readonly string[]): Promise<void> {
    this.#ahead?.abort();
    const controller = new AbortController();
    this.#ahead = controller;
    for (const key of keys) {
      if (this.#kept.has(key) || key === this.state.peek().key) continue;
      try {
        const data = await this.#read(key, controller.signal);
        if (controller.signal.aborted) return;
        this.#keep(key, data);
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        // Nobody has asked for it: it will be read when somebody does.
        return;
      }
    }
  }

  /** What is there of a range that is not shown. */
  kept(key: string): T | undefined {
    return this.#kept.get(key);
  }

  /** Something changed: nothing that is kept can be relied on. */
  async renew(): Promise<void> {
    this.#kept.clear();
    this.#ahead?.abort();
    if (this.state.peek().key !== '') await this.reload();
  }

  stop(): void {
    this.#running?.abort();
    this.#ahead?.abort();
  }

  #keep(key: string, data: T): void {
    this.#kept.delete(key);
    this.#kept.set(key, data);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > most && oldest !== undefined) this.#kept.delete(oldest);
  }
}
