import { signal } from '@preact/signals';
import { RequestError } from '../../../shared/request.ts';
import { faultText } from '../../app/admin.ts';
import { type LogEntry, type LogFilter, logQuery, mergeNewest } from './log-query.ts';

const pageSize = 50;
const filePageSize = 1000;
/** A file holds so many lines at most. */
export const maxFileLines = 10_000;

type Read = (query: string, signal?: AbortSignal) => Promise<LogEntry[]>;

/** The lines that are shown: the newest first, more of the older ones on demand, and new ones as they come. */
export class LogStore {
  readonly #read: Read;
  readonly #announce: (text: string) => void;
  readonly entries = signal<LogEntry[] | null>(null);
  readonly fault = signal<string | null>(null);
  readonly hasMore = signal(false);
  readonly isLoadingMore = signal(false);
  /** New lines are not shown until somebody asks for them. */
  readonly isPaused = signal(false);
  /** Something came since. */
  readonly isBehind = signal(false);
  #filter: LogFilter | null = null;
  #abort = new AbortController();

  constructor(read: Read, announce: (text: string) => void) {
    this.#read = read;
    this.#announce = announce;
  }

  /** Shows what a filter finds. */
  async open(filter: LogFilter): Promise<void> {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#filter = filter;
    this.entries.value = null;
    await this.#attempt(async ({ signal: given }) => {
      const page = await this.#read(logQuery(filter, Date.now(), pageSize), given);
      if (given.aborted) return;
      this.entries.value = page;
      this.hasMore.value = page.length === pageSize;
      this.isBehind.value = false;
    });
  }

  close(): void {
    this.#abort.abort();
  }

  /** Something was written to the log. */
  async follow(): Promise<void> {
    const filter = this.#filter;
    if (filter === null) return;
    if (this.entries.peek() === null) return await this.open(filter);
    await this.#attempt(async ({ signal: given }) => {
      if (this.isPaused.peek()) {
        const [newest] = await this.#read(logQuery(filter, Date.now(), 1), given);
        this.isBehind.value = newest !== undefined && newest.id !== this.entries.peek()?.[0]?.id;
        return;
      }
      const newest = await this.#read(logQuery(filter, Date.now(), pageSize), given);
      const shown = this.entries.peek() ?? [];
      if (given.aborted) return;
      const merged = mergeNewest(shown, newest);
      const count = merged.length - shown.length;
      if (merged.length < shown.length) this.hasMore.value = true;
      this.entries.value = merged;
      this.isBehind.value = false;
      if (count > 0) this.#announce(count === 1 ? '1 new line.' : `${count} new lines.`);
    });
  }

  setPaused(isPaused: boolean): void {
    this.isPaused.value = isPaused;
    if (!isPaused && this.isBehind.peek()) void this.follow();
  }

  async more(): Promise<void> {
    const filter = this.#filter;
    const shown = this.entries.peek();
    const last = shown?.at(-1);
    if (filter === null || shown === null || last === undefined || this.isLoadingMore.peek()) return;
    this.isLoadingMore.value = true;
    await this.#attempt(async ({ signal: given }) => {
      const page = await this.#read(logQuery(filter, Date.now(), pageSize, last), given);
      if (given.aborted) return;
      this.entries.value = [...(this.entries.peek() ?? []), ...page];
      this.hasMore.value = page.length === pageSize;
      this.#announce(`${page.length} older lines.`);
    });
    this.isLoadingMore.value = false;
  }

  /** All lines that the filter finds, up to `maxFileLines`. @throws RequestError */
  async all(): Promise<{ entries: LogEntry[]; isCut: boolean }> {
    const entries: LogEntry[] = [];
    const filter = this.#filter;
    if (filter === null) return { entries, isCut: false };
    const now = Date.now();
    while (entries.length < maxFileLines) {
      const page = await this.#read(logQuery(filter, now, filePageSize, entries.at(-1) ?? null));
      entries.push(...page);
      if (page.length < filePageSize) return { entries, isCut: false };
    }
    return { entries, isCut: true };
  }

  async #attempt(action: (abort: AbortController) => Promise<void>): Promise<void> {
    const abort = this.#abort;
    try {
      await action(abort);
      if (!abort.signal.aborted) this.fault.value = null;
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (!abort.signal.aborted && error.code !== 'unauthorized') this.fault.value = faultText(error);
    }
  }
}
