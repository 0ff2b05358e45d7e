import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import {
  changesOf,
  type EventType,
  type EventTypeColumn,
  type EventTypeSettings,
  rebase,
  settingsOf,
} from './event-type.ts';
import type { FieldFault } from './event-type-faults.ts';

/** An event type while it is being edited: what is saved, what is typed, and what was refused. */
export class Draft {
  /** As it was read or saved last; null: it is new. */
  readonly saved: Signal<EventType | null>;
  readonly settings: Signal<EventTypeSettings>;
  readonly fault: Signal<FieldFault | null> = signal(null);
  /** What somebody saved meanwhile. */
  readonly theirs: Signal<EventType | null> = signal(null);
  readonly changes: ReadonlySignal<Partial<EventTypeSettings>>;
  readonly isDirty: ReadonlySignal<boolean>;
  readonly #initial: EventTypeSettings;

  constructor(row: EventType | null, initial: EventTypeSettings) {
    this.#initial = initial;
    this.saved = signal(row);
    this.settings = signal(settingsOf(row ?? initial));
    this.changes = computed(() => changesOf(this.saved.value ?? this.#initial, this.settings.value));
    this.isDirty = computed(() => Object.keys(this.changes.value).length > 0);
  }

  set<C extends EventTypeColumn>(column: C, value: EventTypeSettings[C]): void {
    this.settings.value = { ...this.settings.value, [column]: value };
    // What was refused is being corrected.
    if (this.fault.value?.column === column) this.fault.value = null;
  }

  /** What is wrong with a setting as a whole. */
  faultOf(column: EventTypeColumn): string | null {
    const { value } = this.fault;
    return value?.column === column && value.index === null ? value.text : null;
  }

  /** What is wrong with one of a list. */
  faultAt(column: EventTypeColumn, index: number): string | null {
    const { value } = this.fault;
    return value?.column === column && value.index === index ? value.text : null;
  }

  /** It was read again: shown at once, or, where something is being edited, told. */
  read(row: EventType): void {
    if (row.updated_at === this.saved.value?.updated_at) return;
    if (this.isDirty.value) this.theirs.value = row;
    else this.accept(row);
  }

  /** What is saved is what is shown. */
  accept(row: EventType): void {
    this.saved.value = row;
    this.settings.value = settingsOf(row);
    this.theirs.value = null;
    this.fault.value = null;
  }

  /** Goes on with what was changed here, on top of what was saved elsewhere. */
  keepMine(): void {
    const { theirs, saved, settings } = this;
    if (theirs.value === null) return;
    settings.value = rebase(saved.value ?? this.#initial, settings.value, theirs.value);
    saved.value = theirs.value;
    theirs.value = null;
  }

  discard(): void {
    this.settings.value = settingsOf(this.saved.value ?? this.#initial);
    this.fault.value = null;
  }
}
