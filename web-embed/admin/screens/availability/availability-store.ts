import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { changedLists, type Lists, listsOf, mergeLists, type Schedule } from './schedule.ts';

/** The rows of a host as they are saved, as they are typed, and as somebody else saved them meanwhile. */
export class AvailabilityStore {
  /** What the draft began with: the newest version that its author has seen. */
  readonly base: Signal<Schedule>;
  readonly draft: Signal<Lists>;
  /** Saved elsewhere while there are changes here; null: nothing is. */
  readonly other: Signal<Schedule | null> = signal(null);
  /** The rows whose times, as they are typed, are none: nothing is saved before they are. */
  readonly faulty: Signal<ReadonlySet<string>> = signal(new Set());
  /** Counts up when what is typed is given up, fields that cannot be read among it. */
  readonly resets: Signal<number> = signal(0);
  readonly changes: ReadonlySignal<Partial<Lists>>;
  readonly isDirty: ReadonlySignal<boolean>;

  constructor(schedule: Schedule) {
    this.base = signal(schedule);
    this.draft = signal(listsOf(schedule));
    this.changes = computed(() => changedLists(this.base.value, this.draft.value));
    this.isDirty = computed(() => Object.keys(this.changes.value).length > 0 || this.faulty.value.size > 0);
  }

  /** What is saved now, here or elsewhere. What is typed stays. */
  receive(schedule: Schedule): void {
    if (schedule.version === this.base.peek().version) this.other.value = null;
    else if (this.isDirty.peek()) this.other.value = schedule;
    else this.reset(schedule);
  }

  /** Shows a version, without changes. */
  reset(schedule: Schedule): void {
    this.base.value = schedule;
    this.draft.value = listsOf(schedule);
    this.other.value = null;
    this.faulty.value = new Set();
    this.resets.value += 1;
  }

  edit(lists: Partial<Lists>): void {
    this.draft.value = { ...this.draft.peek(), ...lists };
  }

  discard(): void {
    this.reset(this.other.peek() ?? this.base.peek());
  }

  /** Does what was changed here to what was saved elsewhere. */
  putOnTop(): void {
    const other = this.other.peek();
    if (other === null) return;
    this.draft.value = mergeLists(this.base.peek(), this.draft.peek(), other);
    this.base.value = other;
    this.other.value = null;
  }

  /** Says whether the times of a row, as they are typed, can be read. */
  mark(id: string, isFaulty: boolean): void {
    if (this.faulty.peek().has(id) === isFaulty) return;
    const faulty = new Set(this.faulty.peek());
    if (isFaulty) faulty.add(id);
    else faulty.delete(id);
    this.faulty.value = faulty;
  }
}
