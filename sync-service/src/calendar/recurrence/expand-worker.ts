import { parentPort } from 'node:worker_threads';
import type { ExpandedObject, ExpansionRequest, SourceInfo } from './expansion.ts';
import { type EmbeddedZones, expandObject, giveUpObject, readSource } from './object.ts';

/** What the thread is asked to do. */
export interface ExpandJob {
  request: ExpansionRequest;
  /** Index of the first object that is wanted. */
  firstObject: number;
  /** Objects that earlier tries did not survive. */
  givenUp: readonly number[];
  maxTotalOccurrences: number;
  /** One number: the index of the object that is worked on, -1 before the first and after the last. */
  progress: SharedArrayBuffer;
}

/** What the thread answers: any number of parts, then `done` or `too_many`. */
export type ExpandAnswer =
  | { kind: 'part'; objects: ExpandedObject[]; nextObject: number }
  | { kind: 'done'; infos: SourceInfo[] }
  | { kind: 'too_many' };

const partSize = 100;

parentPort?.on('message', (job: ExpandJob) => {
  const port = parentPort;
  if (port !== null) runJob(job, (answer) => port.postMessage(answer));
});

function runJob(job: ExpandJob, answer: (answer: ExpandAnswer) => void): void {
  const progress = new Int32Array(job.progress);
  const sources = job.request.sources.map(readSource);
  const objects = sources.flatMap((source) => source.objects);
  const zones: EmbeddedZones = new Map();
  let total = 0;
  let part: ExpandedObject[] = [];
  for (let index = job.firstObject; index < objects.length; index += 1) {
    const object = objects[index];
    if (object === undefined) break;
    Atomics.store(progress, 0, index);
    const expanded = job.givenUp.includes(index) ? giveUpObject(object) : expandObject(object, job.request, zones);
    total += expanded.occurrences.length;
    if (total > job.maxTotalOccurrences) {
      answer({ kind: 'too_many' });
      return;
    }
    part.push(expanded);
    if (part.length === partSize) {
      answer({ kind: 'part', objects: part, nextObject: index + 1 });
      part = [];
    }
  }
  // Handing the results over takes as long as it takes; no object is to blame.
  Atomics.store(progress, 0, -1);
  answer({ kind: 'part', objects: part, nextObject: objects.length });
  answer({ kind: 'done', infos: sources.map((source) => source.info) });
}
