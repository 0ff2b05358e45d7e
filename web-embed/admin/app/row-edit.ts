import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { RequestError } from '../../shared/request.ts';
import { type Admin, faultText } from './admin.ts';

/** What every row has that is edited here. */
export interface EditableRow {
  id: string;
  /** Changes with every change: a second tab, or a program, has been faster if it differs. */
  updated_at: string;
}

/**
 * A row as it is typed, until it is saved. What somebody else changed meanwhile is never overwritten: it is told, and what was typed stays.
 */
export class RowEdit<T extends EditableRow> {
  readonly #admin: Admin;
  readonly #table: string;
  readonly saved: Signal<T>;
  /** What was typed and is not saved yet. */
  readonly changes: Signal<Partial<T>> = signal({});
  readonly draft: ReadonlySignal<T>;
  readonly isChanged: ReadonlySignal<boolean>;
  readonly isBusy = signal(false);
  readonly fault = signal<string | null>(null);
  /** Somebody else changed the row since it was read. */
  readonly isOvertaken = signal(false);

  constructor(admin: Admin, table: string, row: T) {
    this.#admin = admin;
    this.#table = table;
    this.saved = signal(row);
    this.draft = computed(() => ({ ...this.saved.value, ...this.changes.value }));
    this.isChanged = computed(() => Object.keys(this.changes.value).length > 0);
  }

  set(change: Partial<T>): void {
    const changes = { ...this.changes.value, ...change };
    // Typed back to what it was: nothing is left to save.
    for (const key of Object.keys(changes) as (keyof T)[])
      if (isSame(changes[key], this.saved.value[key])) delete changes[key];
    this.changes.value = changes;
  }

  discard(): void {
    this.changes.value = {};
    this.fault.value = null;
  }

  /** Writes what was typed. @returns whether it is saved */
  async save(): Promise<boolean> {
    if (this.isBusy.value || !this.isChanged.value) return false;
    this.isBusy.value = true;
    this.fault.value = null;
    try {
      const written = await this.write(this.changes.value);
      if (written) this.changes.value = {};
      return written;
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (error.code !== 'unauthorized') this.fault.value = faultText(error);
      return false;
    } finally {
      this.isBusy.value = false;
    }
  }

  /** Writes a change at once, for example of a switch. @returns false: somebody else was faster @throws RequestError */
  async write(change: Partial<T>): Promise<boolean> {
    const { id, updated_at: seen } = this.saved.value;
    const query = `id=eq.${id}&updated_at=eq.${encodeURIComponent(seen)}`;
    const headers = { prefer: 'return=representation' };
    const rows = await this.#admin.calls.table<T[]>(`${this.#table}?${query}`, {
      method: 'PATCH',
      headers,
      body: change,
    });
    const [row] = rows;
    if (row === undefined) {
      this.isOvertaken.value = true;
      return false;
    }
    this.saved.value = row;
    return true;
  }

  /** Takes the row as it is now; what was typed stays on top of it. */
  async catchUp(): Promise<void> {
    const [row] = await this.#admin.calls.table<T[]>(`${this.#table}?id=eq.${this.saved.value.id}`);
    if (row !== undefined) this.saved.value = row;
    this.isOvertaken.value = false;
    this.set({});
  }
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
