import { Worker } from 'node:worker_threads';
import { ProviderError } from '../provider-error.ts';
import type { ExpandAnswer, ExpandJob } from './expand-worker.ts';
import type { ExpandedObject, Expansion, ExpansionRequest } from './expansion.ts';

/** Turns calendar text into occurrences, in a thread of its own. */
export interface Expander {
  /**
   * Expands calendar text. Objects that can't be read, or take too long, come back with their problems.
   * @throws ProviderError `timeout` or `too_large` if the text as a whole is too much.
   */
  expand(request: ExpansionRequest): Promise<Expansion>;
  /** Ends the thread. It would not keep the process alive either. */
  close(): Promise<void>;
}

export interface ExpanderLimits {
  /** For one object, in milliseconds. */
  objectMs: number;
  /** For one request, in milliseconds. */
  totalMs: number;
  /** Objects of one request that may run into `objectMs`. */
  maxGivenUp: number;
  maxTotalOccurrences: number;
  /** Memory of the thread, in megabytes. */
  memoryMb: number;
}

const defaultLimits: ExpanderLimits = {
  objectMs: 2_000,
  totalMs: 60_000,
  maxGivenUp: 10,
  maxTotalOccurrences: 100_000,
  memoryMb: 512,
};

/**
 * Makes an expander. Its one thread takes request after request; a thread that hangs or breaks over an object is ended
 * and the next one goes on behind that object. A rule from the outside may never end, so none is expanded elsewhere.
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

  const run = async (request: ExpansionRequest): Promise<Expansion> => {
    const objects: ExpandedObject[] = [];
    const givenUp: number[] = [];
    const deadline = performance.now() + all.totalMs;
    let firstObject = 0;
    for (;;) {
      const progress = new SharedArrayBuffer(4);
      Atomics.store(new Int32Array(progress), 0, -1);
      const job = {
        request,
        firstObject,
        givenUp,
        maxTotalOccurrences: all.maxTotalOccurrences - countOf(objects),
        progress,
      };
      const end = await runOnce(takeWorker(), job, deadline, all.objectMs, (part, nextObject) => {
        objects.push(...part);
        firstObject = nextObject;
      });
      if (end.kind === 'done') return { infos: end.infos, objects };
      if (end.kind === 'too_many') throw new ProviderError('too_large', 'The calendar has too many events.');
      await dropWorker();
      const index = Atomics.load(new Int32Array(progress), 0);
      if (index < 0 || givenUp.length >= all.maxGivenUp || performance.now() >= deadline) {
        throw end.kind === 'hung'
          ? new ProviderError('timeout', 'The calendar takes too long to work out.', { retryable: true })
          : new ProviderError('too_large', 'The calendar is too large to be read.');
      }
      givenUp.push(index);
    }
  };

  return {
    expand(request) {
      const result = queue.then(() => run(request));
      queue = result.catch(() => {});
      return result;
    },
    close: dropWorker,
  };
}

type JobEnd = Exclude<ExpandAnswer, { kind: 'part' }> | { kind: 'hung' } | { kind: 'broken' };

/** Hands a job to the thread and waits for its end, or until it hangs on one object. */
function runOnce(
  worker: Worker,
  job: ExpandJob,
  deadline: number,
  objectMs: number,
  onPart: (objects: ExpandedObject[], nextObject: number) => void,
): Promise<JobEnd> {
  return new Promise((resolve) => {
    const progress = new Int32Array(job.progress);
    let seen = -1;
    let since = performance.now();
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
        // Taking the text apart, before the first object, has the whole time.
        if (now >= deadline || (index >= 0 && now - since >= objectMs)) finish({ kind: 'hung' });
      },
      Math.min(100, objectMs / 2),
    );
    const onMessage = (answer: ExpandAnswer): void => {
      if (answer.kind === 'part') onPart(answer.objects, answer.nextObject);
      else finish(answer);
    };
    const onBroken = (): void => finish({ kind: 'broken' });
    worker.on('message', onMessage);
    worker.on('error', onBroken);
    worker.on('exit', onBroken);
    worker.ref();
    worker.postMessage(job);
  });
}

function countOf(objects: readonly ExpandedObject[]): number {
  return objects.reduce((sum, object) => sum + object.occurrences.length, 0);
}
