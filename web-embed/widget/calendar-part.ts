import type { Slot } from '../shared/booking-api.ts';
import { whenIdle } from '../shared/idle.ts';
import { addDays, addMonths, monthOf, type ShownWeeks, shownWeeks } from '../shared/month-grid.ts';
import { RequestError } from '../shared/request.ts';
import { wallClock } from '../shared/time.ts';
import type { Emit } from './events.ts';
import type { SlotWindows } from './slot-windows.ts';
import type { BookingState } from './state.ts';
import type { Store } from './store.ts';

/** That times of the shown day came or went is said at most so often. */
const QUIET_MS = 5_000;

/** Data older than this are read again when the visitor comes back to the page. */
const STALE_MS = 30_000;

/** How far the months can be turned. */
const LAST_MONTH = 36;

/** What is shown of the month. */
function shownIn({ month, today, formats }: BookingState): ShownWeeks {
  return shownWeeks(month, today, formats.weekStart);
}

/** The date, or the nearest from `first` to the last day that can be shown. */
function within(date: string, first: string, today: string): string {
  const last = addDays(`${addMonths(monthOf(today), LAST_MONTH + 1)}-01`, -1);
  return date < first ? first : date > last ? last : date;
}

/** The month, its days and their times: everything before a time is chosen. */
export class CalendarPart {
  readonly #store: Store;
  readonly #windows: SlotWindows;
  readonly #now: () => number;
  readonly #emit: Emit;
  /** Nobody has moved the focus of the grid since the month was turned. */
  #isTabStopFree = true;
  /** A day that the page asks for: chosen as soon as it is known to have times. */
  #wanted: string | null = null;
  #saidAt = Number.NEGATIVE_INFINITY;

  constructor(store: Store, windows: SlotWindows, now: () => number, emit: Emit) {
    this.#store = store;
    this.#emit = emit;
    this.#windows = windows;
    this.#now = now;
  }

  /**
   * Shows the month of the focused day from what is known, else reads it.
   *
   * @returns whether what is shown is as new as what was known to have changed
   */
  async show(options: { refresh?: boolean; announce?: boolean } = {}): Promise<boolean> {
    const { month, duration, page } = this.#store.state;
    // Until it is known what is booked there are no times; what was chosen meanwhile is shown with the first.
    if (page === null) return false;
    this.#windows.abortOthers(month, duration);
    const known = this.#windows.find(month, duration);
    if (known) this.#apply(known.slots, options.announce ?? false);
    else this.#store.set({ slots: 'loading', days: new Map() });
    if (known && !options.refresh && this.#windows.isCurrent(known)) return this.#prefetch();
    try {
      const before = this.#selectedTimes();
      const window = await this.#windows.fetch(month, duration);
      if (!this.#isShown(month, duration)) return false;
      this.#apply(window.slots, (options.announce ?? false) && !known);
      if (known) {
        this.#tellChange(known.slots, window.slots);
        if (before !== this.#selectedTimes()) this.#sayUpdated();
      }
      return this.#prefetch();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      // A refresh that fails leaves what is shown: the check at booking time guards it anyway.
      if (error.code !== 'aborted' && !known && this.#isShown(month, duration)) {
        this.#store.set({ slots: 'failed', slotsError: error.code });
      }
      return false;
    }
  }

  /** The weeks of the month that is shown. */
  shown(): ShownWeeks {
    return shownIn(this.#store.state);
  }

  /** Chooses the first day with times as if it had been clicked, but moves and says nothing: where month and times are both seen. */
  preselect(): void {
    const { step, days, selectedDay, focusedDay } = this.#store.state;
    const all = [...days.keys()];
    const first = all.find((day) => day >= focusedDay) ?? all[0];
    if (step !== 'picking' || selectedDay !== null || first === undefined) return;
    this.#store.set({ selectedDay: first, focusedDay: first });
  }

  /** When what is shown was asked for; null while nothing is. */
  readAt(): number | null {
    const { month, duration } = this.#store.state;
    return this.#windows.find(month, duration)?.fetchedAt ?? null;
  }

  /** Whether what is shown was read more than 30 s ago. */
  isStale(): boolean {
    const readAt = this.readAt();
    return readAt === null || this.#now() - readAt > STALE_MS;
  }

  /** Reads again what is older than 30 s, without touching what the visitor does. */
  refreshIfStale(): void {
    const { step, slots } = this.#store.state;
    if (step === 'picking' && slots !== 'loading' && this.isStale()) void this.show({ refresh: true });
  }

  /** Moves the focus inside the grid; another month's day turns the month. */
  focusDay(date: string, keyboard: boolean): void {
    const { today, month } = this.#store.state;
    const { first } = shownIn({ ...this.#store.state, month: monthOf(today) });
    const focusedDay = within(date, first, today);
    const weeks = this.shown();
    this.#isTabStopFree = false;
    const turned = focusedDay < weeks.first || focusedDay > weeks.last;
    this.#store.set({
      focusedDay,
      month: turned ? monthOf(focusedDay) : month,
      ...(turned ? { selectedDay: null, notice: null } : {}),
      ...(keyboard ? this.#store.focusOn('day', true) : {}),
    });
    if (turned) void this.show();
  }

  /** Turns the month by the buttons beside its name. */
  turnMonth(by: number): void {
    const { month, today } = this.#store.state;
    const { isFollowing, last } = this.shown();
    // What follows is shown already, but for the month in which it ends.
    const next = by > 0 && isFollowing ? monthOf(last) : addMonths(month, by);
    if (next < monthOf(today) || next > addMonths(monthOf(today), LAST_MONTH)) return;
    const focusedDay = next === monthOf(today) ? today : `${next}-01`;
    this.#isTabStopFree = true;
    this.#store.set({ month: next, focusedDay, selectedDay: null, notice: null });
    void this.show({ announce: true });
  }

  /** Shows a day that is known to have times, in whatever month. */
  goToDay(date: string, keyboard: boolean): void {
    this.#turnTo(date);
    void this.show().then(() => this.selectDay(date, keyboard));
  }

  /** Chooses a day, or shows a month (`YYYY-MM`); one before today or far ahead is the nearest that can be shown. */
  goToDate(date: string): void {
    this.startAt(date);
    void this.show();
  }

  /** The same before anything is read. */
  startAt(wanted: string): void {
    const date = wanted.padEnd(10, '-01');
    const { today } = this.#store.state;
    const last = addDays(`${addMonths(monthOf(today), LAST_MONTH + 1)}-01`, -1);
    const [, shown = date] = [today, date, last].sort();
    this.#turnTo(shown);
    this.#wanted = wanted.length === 10 ? shown : null;
    // A month is shown as such, even where its days follow those of another one.
    if (!this.#wanted) this.#store.set({ month: monthOf(shown) });
  }

  /** Another month unless the date is among those that are shown. */
  #turnTo(date: string): void {
    const weeks = this.shown();
    this.#isTabStopFree = false;
    const isShown = date >= weeks.first && date <= weeks.last;
    const month = isShown ? this.#store.state.month : monthOf(date);
    this.#store.set({ month, focusedDay: date, selectedDay: null, notice: null });
  }

  /** Chooses a day; one without times only says so. */
  selectDay(date: string, keyboard: boolean): void {
    const { days, messages, formats } = this.#store.state;
    if (!days.has(date)) {
      this.#store.set({ focusedDay: date, ...this.#store.say(messages.dayEmpty(formats.day(date))) });
      return;
    }
    if (!this.#emit('booking:date-select', { value: date })) return;
    this.#store.set({
      focusedDay: date,
      selectedDay: date,
      notice: null,
      nearest: [],
      ...this.#store.focusOn('times', keyboard),
    });
  }

  /** Also the times early and late, which are folded away. */
  showAllTimes(keyboard: boolean): void {
    this.#store.set({ showsAllTimes: true, ...this.#store.focusOn('times', keyboard) });
  }

  /** The same instants in another zone: no request. */
  setTimeZone(timeZone: string): void {
    const { selectedDay, days, timeZone: before } = this.#store.state;
    if (timeZone === before) return;
    this.#emit('booking:time-zone-change', { value: timeZone });
    const start = selectedDay === null ? undefined : days.get(selectedDay)?.[0]?.start;
    const today = wallClock(this.#now(), timeZone).date;
    this.#store.set({ timeZone, today });
    if (start !== undefined) {
      const day = wallClock(start, timeZone).date;
      this.#turnTo(day);
      this.#store.set({ selectedDay: day });
    }
    void this.show();
  }

  #isShown(month: string, duration: number): boolean {
    return this.#store.state.month === month && this.#store.state.duration === duration;
  }

  #selectedTimes(): string {
    const { days, selectedDay } = this.#store.state;
    const slots = selectedDay === null ? [] : (days.get(selectedDay) ?? []);
    return slots.map((slot) => slot.start).join();
  }

  #apply(slots: readonly Slot[], announce: boolean): void {
    const { month, timeZone, messages, formats } = this.#store.state;
    const today = wallClock(this.#now(), timeZone).date;
    const { first, last } = shownIn({ ...this.#store.state, today });
    const days = new Map<string, Slot[]>();
    for (const slot of slots) {
      const { date } = wallClock(slot.start, timeZone);
      if (date < first || date > last) continue;
      const day = days.get(date);
      if (day) day.push(slot);
      else days.set(date, [slot]);
    }
    const change: Partial<BookingState> = { slots: 'ready', days, today, nextDay: { status: 'idle' } };
    if (announce)
      Object.assign(
        change,
        this.#store.say(
          days.size === 0
            ? messages.monthNone(formats.month(month))
            : messages.monthReady(formats.month(month), days.size, formats.count(days.size)),
        ),
      );
    // Whoever comes into the grid by the keyboard begins where there is something to choose.
    const [free] = days.keys();
    if (this.#isTabStopFree && free !== undefined) change.focusedDay = free;
    this.#isTabStopFree = false;
    if (this.#wanted && days.has(this.#wanted)) change.selectedDay = this.#wanted;
    this.#wanted = null;
    this.#store.set(change);
  }

  #tellChange(before: readonly Slot[], after: readonly Slot[]): void {
    const countMissing = (some: readonly Slot[], others: readonly Slot[]) => {
      const starts = new Set(others.map(({ start }) => start));
      return some.filter(({ start }) => !starts.has(start)).length;
    };
    const change = { added: countMissing(after, before), removed: countMissing(before, after) };
    if (change.added + change.removed > 0) this.#emit('booking:slots-change', change);
  }

  #sayUpdated(): void {
    if (this.#now() - this.#saidAt < QUIET_MS) return;
    this.#saidAt = this.#now();
    this.#store.set(this.#store.say(this.#store.state.messages.timesUpdated));
  }

  #prefetch(): true {
    const { month, duration, days } = this.#store.state;
    const next = addMonths(month, 1);
    // An empty month's search reads ahead by itself.
    if (days.size === 0) return true;
    whenIdle(() => {
      const known = this.#windows.find(next, duration);
      if (!this.#isShown(month, duration) || (known && this.#windows.isCurrent(known))) return;
      // A guess that fails costs nothing: the month is read when it is shown.
      this.#windows.fetch(next, duration).catch(() => undefined);
    });
    return true;
  }
}
