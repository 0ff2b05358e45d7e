import { Worker } from 'node:worker_threads';
import { ProviderError } from '../calendar/provider-error.ts';
import type { CalendarSource, SourceReport } from '../ical/expansion.ts';
import type { ExpandRequest, FoundObject, Job, JobResponse } from './expand-worker.ts';

export interface Expansion {
  objects: FoundObject[];
}

/** Turns calendar text into occurrences in its own thread. */
export interface Expander {
  /**
   * Expands calendar text. Objects that cannot be read, or take too long, come back with their problems.
   * @throws ProviderError `timeout` or `too_large` if the whole text is too large.
   */
  expand(request: ExpandRequest): Promise<Expansion>;
  /**
   * Finds out what a text is, without reading its events.
   * @throws ProviderError `timeout` or `too_large` if it is too large.
   */
  inspect(source: CalendarSource): Promise<SourceReport>;
  /** Ends the thread. An idle thread does not keep the process alive. */
  close(): Promise<void>;
}

export interface ExpanderLimits {
  /** For one object, in milliseconds. */
  objectMs: number;
  /** For one request, in milliseconds of thread time, without waiting. */
  totalMs: number;
  /** After this many milliseconds a request lets waiting ones have their turn. */
  sliceMs: number;
  /** How many objects of one request may exceed `objectMs`. */
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
 * Creates an expander. Its only thread serves all owners: a long request lets others have their turn and continues
 * afterwards. A thread that hangs or crashes on an object is ended, and the next one reads only the minimum of that
 * object. Rules from outside may never end, so they are expanded nowhere else.
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
    // Between requests nobody needs the error; the next request starts a new thread.
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

  /** Runs a job; a thread that hangs or crashed is ended. */
  const run = async (job: Job, turn: Turn, onPart: OnPart): Promise<JobEnd> => {
    const end = await runOnce(takeWorker(), job, turn, onPart);
    if (end.kind === 'hung' || end.kind === 'broken') await dropWorker();
    return end;
  };

  let waiting = 0;
  /** Runs a step when it is its turn; a request that needs more queues again at the end. */
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
      const progress = newProgress();
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
        const result = await run(job, turn, (part, nextObject) => {
          objects.push(...part);
          firstObject = nextObject;
        });
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
    const end = await inTurn(() => {
      const turn = { ...all, deadline: performance.now() + all.totalMs, mustEnd: () => false };
      return run({ kind: 'inspect', source, progress: newProgress() }, turn, () => {});
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

/** Before the first object, without a wish to pause. */
function newProgress(): SharedArrayBuffer {
  const progress = new SharedArrayBuffer(8);
  Atomics.store(new Int32Array(progress), 0, -1);
  return progress;
}

type JobEnd = Exclude<JobResponse, { kind: 'part' }> | { kind: 'hung' } | { kind: 'broken' };

function errorOfEnd({ kind }: JobEnd): ProviderError {
  return kind === 'hung'
    ? new ProviderError('timeout', 'The calendar takes too long to process.', { retryable: true })
    : new ProviderError('too_large', 'The calendar is too large to be read.');
}

type OnPart = (objects: FoundObject[], nextObject: number) => void;

interface Turn {
  /** When the request's time is over. */
  deadline: number;
  objectMs: number;
  sliceMs: number;
  /** Whether others wait. */
  mustEnd: () => boolean;
}

/** Sends a job to the thread and waits for its end, the end of its turn, or a hang on one object. */
function runOnce(
  worker: Worker,
  job: Job,
  { deadline, objectMs, sliceMs, mustEnd }: Turn,
  onPart: OnPart,
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
        // Each turn parses the text again; a shorter turn would get nowhere.
        if (index >= 0) firstSeen ??= now;
        if (firstSeen !== null && now - firstSeen >= sliceMs && mustEnd()) Atomics.store(progress, 1, 1);
        // Parsing, before the first object, may use the whole time.
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
