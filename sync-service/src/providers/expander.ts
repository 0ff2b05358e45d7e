import { Worker } from 'node:worker_threads';
import { ProviderError } from '../calendar/provider-error.ts';
import type { CalendarSource, SourceReport } from '../ical/expansion.ts';
import type { ExpandRequest, FoundObject, Job, JobResponse } from './expand-worker.ts';

export interface Expansion {
  objects: FoundObject[];
}

/** Turns calendar text into occurrences, in a thread of its own. */
export interface Expander {
  /**
   * Expands calendar text. Objects that can't be read, or take too long, come back with their problems.
   * @throws ProviderError `timeout` or `too_large` if the text as a whole is too much.
   */
  expand(request: ExpandRequest): Promise<Expansion>;
  /**
   * Tells what a text is, before any of its events is read.
   * @throws ProviderError `timeout` or `too_large` if it is too much.
   */
  inspect(source: CalendarSource): Promise<SourceReport>;
  /** Ends the thread. It would not keep the process alive either. */
  close(): Promise<void>;
}

export interface ExpanderLimits {
  /** For one object, in milliseconds. */
  objectMs: number;
  /** For one request, in milliseconds of the thread; waiting does not count. */
  totalMs: number;
  /** After which a request lets others have their turn, in milliseconds, if there are any. */
  sliceMs: number;
  /** Objects of one request that may run into `objectMs`. */
  maxGivenUp: number;
  maxTotalOccurrences: number;
  /** Memory of the thread, in megabytes. */
  memoryMb: number;
}

const defaultLimits: ExpanderLimits = {
  objectMs: 2_000,
  totalMs: 60_000,
  sliceMs: 500,
  maxGivenUp: 10,
  maxTotalOccurrences: 100_000,
  memoryMb: 512,
};

/**
 * Makes an expander. Its one thread takes request after request; one that takes long lets the others have their turn and
 * goes on afterwards, since all owners share the thread. A thread that hangs or breaks over an object is ended and the
 * next one reads the least of that object. A rule from the outside may never end, so none is expanded elsewhere.
 */
export function createExpander(limits: Partial<ExpanderLimits> = {}): Expander {
  const all = { ...defaultLimits, ...limits };
  let worker: Worker | null = null;
  let queue: Promise<unknown> = Promise.resolve();

  const takeWorker = (): Worker => {
    if (worker !== null) return worker;
    const created = new Worker(new URL('./expand-worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: all.memoryMb, maxYoungGenerationSizeMb: 6 },
      execArgv: [],
    });
    // Between requests there is nothing to report to; the next request starts another thread.
    created.on('error', () => {});
    created.once('exit', () => {
      if (worker === created) worker = null;
    });
    worker = created;
    return created;
  };
  const dropWorker = async (): Promise<void> => {
    const dropped = worker;
    worker = null;
    await dropped?.terminate();
  };

  let waiting = 0;
  /** Whoever has more to do than fits into a turn queues again, behind all others. */
  const inTurn = <T>(step: () => Promise<T>): Promise<T> => {
    waiting += 1;
    const result = queue.then(() => {
      waiting -= 1;
      return step();
    });
    queue = result.catch(() => {});
    return result;
  };

  const expand = async (request: ExpandRequest): Promise<Expansion> => {
    const objects: FoundObject[] = [];
    const givenUp: number[] = [];
    let spentMs = 0;
    let firstObject = 0;
    for (;;) {
      const progress = new SharedArrayBuffer(8);
      Atomics.store(new Int32Array(progress), 0, -1);
      const end = await inTurn(async () => {
        const began = performance.now();
        const turn = {
          deadline: began + all.totalMs - spentMs,
          objectMs: all.objectMs,
          sliceMs: all.sliceMs,
          mustEnd: () => waiting > 0,
        };
        const maxTotalOccurrences = all.maxTotalOccurrences - countOf(objects);
        const job = { kind: 'expand' as const, request, firstObject, givenUp, maxTotalOccurrences, progress };
        const result = await runOnce(takeWorker(), job, turn, (part, nextObject) => {
          objects.push(...part);
          firstObject = nextObject;
        });
        if (result.kind === 'hung' || result.kind === 'broken') await dropWorker();
        spentMs += performance.now() - began;
        return result;
      });
      if (end.kind === 'done') return { objects: [...objects, ...end.objects] };
      if (end.kind === 'too_many') throw new ProviderError('too_large', 'The calendar has too many events.');
      if (end.kind === 'paused') continue;
      const index = Atomics.load(new Int32Array(progress), 0);
      if (index < 0 || givenUp.length >= all.maxGivenUp || spentMs >= all.totalMs) {
        throw errorOfEnd(end);
      }
      givenUp.push(index);
    }
  };

  const inspect = async (source: CalendarSource): Promise<SourceReport> => {
    const progress = new SharedArrayBuffer(8);
    Atomics.store(new Int32Array(progress), 0, -1);
    const end = await inTurn(async () => {
      const turn = { ...all, deadline: performance.now() + all.totalMs, mustEnd: () => false };
      const result = await runOnce(takeWorker(), { kind: 'inspect', source, progress }, turn, () => {});
      if (result.kind === 'hung' || result.kind === 'broken') await dropWorker();
      return result;
    });
    if (end.kind !== 'report') throw errorOfEnd(end);
    return end.report;
  };

  return {
    expand,
    inspect,
    close: dropWorker,
  };
}

type JobEnd = Exclude<JobResponse, { kind: 'part' }> | { kind: 'hung' } | { kind: 'broken' };

function errorOfEnd({ kind }: JobEnd): ProviderError {
  return kind === 'hung'
    ? new ProviderError('timeout', 'The calendar takes too long to work out.', { retryable: true })
    : new ProviderError('too_large', 'The calendar is too large to be read.');
}

interface Turn {
  /** When the request has had all of its time. */
  deadline: number;
  objectMs: number;
  sliceMs: number;
  /** Whether somebody else waits. */
  mustEnd: () => boolean;
}

/** Hands a job to the thread and waits for its end, or that of its turn, or until it hangs on one object. */
function runOnce(
  worker: Worker,
  job: Job,
  { deadline, objectMs, sliceMs, mustEnd }: Turn,
  onPart: (objects: FoundObject[], nextObject: number) => void,
): Promise<JobEnd> {
  return new Promise((resolve) => {
    const progress = new Int32Array(job.progress);
    let seen = -1;
    let since = performance.now();
    let firstSeen: number | null = null;
    const finish = (end: JobEnd): void => {
      clearInterval(watch);
      worker.off('message', onMessage);
      worker.off('error', onBroken);
      worker.off('exit', onBroken);
      worker.unref();
      resolve(end);
    };
    const watch = setInterval(
      () => {
        const now = performance.now();
        const index = Atomics.load(progress, 0);
        if (index !== seen) {
          seen = index;
          since = now;
        }
        // The text is taken apart anew in each turn; a turn shorter than that would lead nowhere.
        if (index >= 0) firstSeen ??= now;
        if (firstSeen !== null && now - firstSeen >= sliceMs && mustEnd()) Atomics.store(progress, 1, 1);
        // Taking the text apart, before the first object, has the whole time.
        if (now >= deadline || (index >= 0 && now - since >= objectMs)) finish({ kind: 'hung' });
      },
      Math.min(100, objectMs / 2, sliceMs),
    );
    const onMessage = (response: JobResponse): void => {
      if (response.kind === 'part') onPart(response.objects, response.nextObject);
      else finish(response);
    };
    const onBroken = (): void => finish({ kind: 'broken' });
    worker.on('message', onMessage);
    worker.on('error', onBroken);
    worker.on('exit', onBroken);
    worker.ref();
    worker.postMessage(job);
  });
}

function countOf(objects: readonly FoundObject[]): number {
  return objects.reduce((sum, object) => sum + object.occurrences.length, 0);
}
