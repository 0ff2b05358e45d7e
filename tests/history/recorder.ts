import type { History, Operation, Outcome, Track, Wish } from './operation.ts';

/** An operation that has begun. */
export interface Begun {
  /** It is over. One that told nothing and did nothing (a list that was lost, a refusal before anything was tried) is left out. */
  end(outcome: Outcome | null): void;
}

/** Records what clients ask for, when, and what they are told. */
export class Recorder implements History {
  readonly tracks = new Map<string, Track>();
  readonly operations: Operation[] = [];
  /** Those whose response is awaited; for them, too, it counts as lost. */
  readonly #open = new Set<Operation>();
  #last = 0;

  addTrack(name: string, track: Track): void {
    this.tracks.set(name, track);
  }

  /** How many operations were begun. */
  get count(): number {
    return this.#last;
  }

  begin(track: string, client: string, wish: Wish): Begun {
    this.#last += 1;
    const operation: Operation = {
      ...{ id: this.#last, client, track, wish, outcome: { kind: 'unknown' } },
      ...{ begin: performance.now(), end: Number.POSITIVE_INFINITY },
    };
    this.#open.add(operation);
    return {
      end: (outcome) => {
        const at = performance.now();
        if (!this.#open.delete(operation) || outcome === null) return;
        operation.outcome = outcome;
        if (outcome.kind !== 'unknown') operation.end = at;
        this.operations.push(operation);
      },
    };
  }
}
