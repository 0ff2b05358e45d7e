import { emptyState, isQuestion, type State, slotsOf, step } from './model.ts';
import { describe, type Operation, type Track } from './operation.ts';

/** How the search for an order ended. */
export interface Verdict {
  isExplained: boolean;
  /** The search was given up: neither an order was found nor that there is none. */
  isUndecided: boolean;
  /** How many states were visited. */
  visited: number;
  /** Where nothing fits any more: the latest point that was reached, in words. */
  stuck: string[];
}

/** After so many states of one track nobody waits for the result. */
const maxVisited = 400_000;

/**
 * Looks for an order of all operations of a track that explains every response, in which what ended before something else began comes
 * before it (linearizability; Wing and Gong's search with Lowe's memory of what was tried). Operations whose response was lost may
 * come anywhere after their beginning, or never. Questions are placed as soon as the state explains them: they change nothing, so
 * that later would be no better.
 *
 * At first lost operations are tried only where what comes next is not possible without one, and only those that concern its slots.
 * That finds an order quickly where there is one, nearly always; that there is none is said only after everything was tried.
 */
export function linearize(operations: readonly Operation[], track: Track): Verdict {
  const quick = new Search(operations, track, true);
  if (quick.run()) return { isExplained: true, isUndecided: false, visited: quick.visited, stuck: [] };
  const whole = new Search(operations, track, false);
  const isExplained = whole.run();
  return {
    isExplained,
    isUndecided: whole.isGivenUp,
    visited: quick.visited + whole.visited,
    stuck: isExplained ? [] : whole.describeStuck(),
  };
}

class Search {
  readonly #track: Track;
  readonly #isQuick: boolean;
  /** Those that were responded to, by when they began. */
  readonly #known: readonly Operation[];
  /** The others. */
  readonly #lost: readonly Operation[];
  readonly #isPlaced: boolean[];
  readonly #isUsed: boolean[];
  readonly #tried = new Set<string>();
  #first = 0;
  #state: State;
  #farthest = { placed: -1, state: [] as State, waiting: [] as Operation[] };
  #placed = 0;
  visited = 0;
  isGivenUp = false;

  constructor(operations: readonly Operation[], track: Track, isQuick: boolean) {
    const sorted = operations.toSorted((a, b) => a.begin - b.begin);
    this.#track = track;
    this.#isQuick = isQuick;
    this.#known = sorted.filter(({ outcome }) => outcome.kind !== 'unknown');
    this.#lost = sorted.filter(({ outcome }) => outcome.kind === 'unknown');
    this.#isPlaced = this.#known.map(() => false);
    this.#isUsed = this.#lost.map(() => false);
    this.#state = emptyState(track);
  }

  /** Depth first, on a stack of its own: a history may be longer than the machine's is deep. */
  run(): boolean {
    const stack: { choices: Iterator<Choice>; undo: () => void }[] = [];
    const enter = (undo: () => void): boolean => {
      const placed = this.#placeQuestions();
      const undoAll = (): void => {
        for (const index of placed.toReversed()) this.#lift(index);
        undo();
      };
      if (this.#placed === this.#known.length) return true;
      if (this.#isNew()) stack.push({ choices: this.#choices().values(), undo: undoAll });
      else undoAll();
      return false;
    };
    if (enter(() => {})) return true;
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const { value: choice, done } = top.choices.next();
      if (done === true) {
        stack.pop();
        top.undo();
        continue;
      }
      if (this.visited > maxVisited) {
        this.isGivenUp = true;
        return false;
      }
      const before = this.#state;
      this.#state = choice.state;
      choice.place();
      const undo = (): void => {
        choice.lift();
        this.#state = before;
      };
      if (enter(undo)) return true;
    }
    return false;
  }

  /** What may come next: begun before any that still waits was responded to. Those that are known by when they ended, then the lost ones. */
  #choices(): Choice[] {
    const window = this.#window();
    const known = window.indexes
      .filter((index) => !isQuestion(this.#known[index] as Operation))
      .sort((a, b) => (this.#known[a] as Operation).end - (this.#known[b] as Operation).end)
      .flatMap((index) => {
        const state = step(this.#state, this.#known[index] as Operation, this.#track);
        return state === null ? [] : [{ state, place: () => this.#place(index), lift: () => this.#lift(index) }];
      });
    const slots = this.#slotsOfNext(window.indexes);
    const isRelevant = (operation: Operation): boolean =>
      slotsOf(this.#state, operation).some((slot) => slots.has(slot));
    const waiting = this.#lost.flatMap((operation, index) =>
      this.#isUsed[index] || operation.begin > window.until
        ? []
        : [{ operation, index, isNear: isRelevant(operation) }],
    );
    // What concerns the slots of the next one first; quickly only that.
    const near = waiting.filter(({ isNear }) => isNear);
    const lost = [...near, ...(this.#isQuick ? [] : waiting.filter(({ isNear }) => !isNear))].flatMap(
      ({ operation, index }) => {
        const state = step(this.#state, operation, this.#track);
        // Where it would change nothing it may as well never have been.
        if (state === null || state === this.#state) return [];
        const use = (isUsed: boolean) => () => {
          this.#isUsed[index] = isUsed;
        };
        return [{ state, place: use(true), lift: use(false) }];
      },
    );
    return [...known, ...lost];
  }

  #window(): { indexes: number[]; until: number } {
    const indexes: number[] = [];
    let until = Number.POSITIVE_INFINITY;
    for (let index = this.#first; index < this.#known.length; index += 1) {
      const { begin, end } = this.#known[index] as Operation;
      if (begin > until) break;
      if (this.#isPlaced[index]) continue;
      indexes.push(index);
      until = Math.min(until, end);
    }
    return { indexes, until };
  }

  /** The slots that keep what has to be placed first from being placed; none, if nothing does. */
  #slotsOfNext(indexes: readonly number[]): Set<number> {
    const first = indexes.map((index) => this.#known[index] as Operation).reduce((a, b) => (b.end < a.end ? b : a));
    if (step(this.#state, first, this.#track) !== null) return new Set();
    const slots = new Set(slotsOf(this.#state, first));
    // What moves from or to one of them needs another one.
    for (const [index, operation] of this.#lost.entries()) {
      const touched = this.#isUsed[index] ? [] : slotsOf(this.#state, operation);
      if (touched.some((slot) => slots.has(slot))) for (const slot of touched) slots.add(slot);
    }
    return slots;
  }

  #placeQuestions(): number[] {
    const placed: number[] = [];
    for (let before = -1; placed.length > before; ) {
      before = placed.length;
      for (const index of this.#window().indexes) {
        const operation = this.#known[index] as Operation;
        if (!isQuestion(operation) || step(this.#state, operation, this.#track) === null) continue;
        this.#place(index);
        placed.push(index);
      }
    }
    return placed;
  }

  #place(index: number): void {
    this.#isPlaced[index] = true;
    this.#placed += 1;
    while (this.#isPlaced[this.#first]) this.#first += 1;
  }

  #lift(index: number): void {
    this.#isPlaced[index] = false;
    this.#placed -= 1;
    this.#first = Math.min(this.#first, index);
  }

  /** Whether this point was not reached before, in whatever order. */
  #isNew(): boolean {
    this.visited += 1;
    if (this.#placed > this.#farthest.placed) {
      const waiting = this.#window().indexes.map((index) => this.#known[index] as Operation);
      this.#farthest = { placed: this.#placed, state: this.#state, waiting };
    }
    const ahead: number[] = [];
    for (let index = this.#first, left = this.#placed - this.#first; left > 0; index += 1) {
      if (!this.#isPlaced[index]) continue;
      ahead.push(index);
      left -= 1;
    }
    const used = this.#isUsed.flatMap((isUsed, index) => (isUsed ? [index] : []));
    const key = `${this.#first}|${ahead}|${used}|${this.#state}`;
    if (this.#tried.has(key)) return false;
    this.#tried.add(key);
    return true;
  }

  describeStuck(): string[] {
    const { state, waiting, placed } = this.#farthest;
    const held = state.flatMap((holder, slot) => (holder === '' ? [] : [`${slot}: ${holder}`]));
    return [
      `after ${placed} of ${this.#known.length} nothing fits; slots that are taken: ${held.join(', ')}`,
      ...waiting.slice(0, 12).map(describe),
      ...this.#lost.slice(0, 12).map(describe),
    ];
  }
}

interface Choice {
  state: State;
  place(): void;
  lift(): void;
}
