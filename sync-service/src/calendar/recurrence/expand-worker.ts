import { parentPort } from 'node:worker_threads';
import type { ExpandedObject, ExpansionRequest, SourceInfo } from './expansion.ts';
import { readLinks } from './links.ts';
import { type EmbeddedZones, expandObject, giveUpObject, readSource } from './object.ts';

/** What the thread is asked to do. */
export interface ExpandJob {
  request: ExpansionRequest;
  /** Index of the first object that is wanted. */
  firstObject: number;
  /** Objects that earlier tries did not survive, once for each try. */
  givenUp: readonly number[];
  maxTotalOccurrences: number;
  /**
   * Two numbers: the index of the object that is worked on, -1 before the first and after the last; and, set from
   * outside, 1 if the thread is to stop behind that object because others wait for it.
   */
  progress: SharedArrayBuffer;
}

/** What the thread answers: any number of parts, then `done` with the last ones, `paused` (the next job goes on) or `too_many`. */
export type ExpandAnswer =
  | { kind: 'part'; objects: ExpandedObject[]; nextObject: number }
  | { kind: 'done'; objects: ExpandedObject[]; infos: SourceInfo[] }
  | { kind: 'paused' }
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
  const links = job.request.sources.map(readLinks);
  const zones: EmbeddedZones = new Map();
  let total = 0;
  let part: ExpandedObject[] = [];
  for (let index = job.firstObject; index < objects.length; index += 1) {
    const object = objects[index];
    if (object === undefined) break;
    Atomics.store(progress, 0, index);
    const tries = job.givenUp.filter((givenUp) => givenUp === index).length;
    const expanded =
      tries > 0 ? giveUpObject(object, job.request, zones, tries) : expandObject(object, job.request, zones);
    total += expanded.occurrences.length;
    if (total > job.maxTotalOccurrences) {
      answer({ kind: 'too_many' });
      return;
    }
    const found = links[expanded.source]?.get(expanded.uid ?? '');
    part.push(found === undefined ? expanded : { ...expanded, links: found });
    const isPaused = Atomics.load(progress, 1) === 1 && index + 1 < objects.length;
    if (isPaused) Atomics.store(progress, 0, -1);
    if (part.length === partSize || isPaused) {
      answer({ kind: 'part', objects: part, nextObject: index + 1 });
      part = [];
    }
    if (isPaused) {
      answer({ kind: 'paused' });
      return;
    }
  }
  // Handing the results over takes as long as it takes; no object is to blame.
  Atomics.store(progress, 0, -1);
  // One message for both: waking the other thread costs more than expanding a few events.
  answer({ kind: 'done', objects: part, infos: sources.map((source) => source.info) });
}
