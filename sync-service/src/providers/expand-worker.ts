import { parentPort } from 'node:worker_threads';
import { isBusyEvent } from '../calendar/busy.ts';
import type { CalendarPolicy } from '../calendar/event.ts';
import { decodeText } from '../ical/encoded-text.ts';
import type { CalendarSource, ExpandedObject, ExpansionRequest, SourceReport } from '../ical/expansion.ts';
import { expandObject, giveUpObject, type ZonesByCalendar } from '../ical/object.ts';
import { readSource } from '../ical/source.ts';
import { reportSource } from '../ical/source-report.ts';
import { readLinks } from './booking-links.ts';

/** What to expand. Plain data, because it is sent to the thread. */
export interface ExpandRequest extends Omit<ExpansionRequest, 'blocksTime'> {
  /** Calendar text; each entry one or more VCALENDARs. */
  sources: readonly CalendarSource[];
  policy: Partial<CalendarPolicy>;
}

/** The result for the components of one UID. */
export interface FoundObject extends ExpandedObject {
  /** Ids of bookings that its texts link to; by default none. */
  links?: readonly string[];
}

export type Job = ExpandJob | InspectJob;

export interface InspectJob {
  kind: 'inspect';
  source: CalendarSource;
  /** As in `ExpandJob`; no object is processed. */
  progress: SharedArrayBuffer;
}

export interface ExpandJob {
  kind: 'expand';
  request: ExpandRequest;
  /** Index of the first wanted object. */
  firstObject: number;
  /** Objects that crashed earlier tries, once per try. */
  givenUp: readonly number[];
  maxTotalOccurrences: number;
  /**
   * Two numbers: the index of the current object (-1 before the first and after the last), and 1, set from outside, if
   * the thread should pause after it because others wait.
   */
  progress: SharedArrayBuffer;
}

/**
 * The thread's messages: any number of parts, then `done` with the last ones, `paused` (the next job continues) or
 * `too_many`.
 */
export type JobResponse =
  | { kind: 'part'; objects: FoundObject[]; nextObject: number }
  | { kind: 'done'; objects: FoundObject[] }
  | { kind: 'paused' }
  | { kind: 'too_many' }
  | { kind: 'report'; report: SourceReport };

const partSize = 100;

parentPort?.on('message', (job: Job) => {
  const port = parentPort;
  if (port === null) return;
  if (job.kind === 'inspect') port.postMessage({ kind: 'report', report: reportSource(textOf(job.source)) });
  else runJob(job, (respond) => port.postMessage(respond));
});

function textOf(source: CalendarSource): string {
  return typeof source === 'string' ? source : decodeText(source);
}

function runJob(job: ExpandJob, respond: (respond: JobResponse) => void): void {
  const progress = new Int32Array(job.progress);
  const { sources, policy, ...view } = job.request;
  const request: ExpansionRequest = { ...view, blocksTime: (facts) => isBusyEvent(facts, policy) };
  const texts = sources.map(textOf);
  const objects = texts.flatMap(readSource);
  const links = texts.map(readLinks);
  const zones: ZonesByCalendar = new Map();
  let total = 0;
  let part: FoundObject[] = [];
  for (let index = job.firstObject; index < objects.length; index += 1) {
    const object = objects[index];
    if (object === undefined) break;
    Atomics.store(progress, 0, index);
    const tries = job.givenUp.filter((givenUp) => givenUp === index).length;
    const expanded = tries > 0 ? giveUpObject(object, request, zones, tries) : expandObject(object, request, zones);
    total += expanded.occurrences.length;
    if (total > job.maxTotalOccurrences) {
      respond({ kind: 'too_many' });
      return;
    }
    const found = links[expanded.source]?.get(expanded.uid ?? '');
    part.push(found === undefined ? expanded : { ...expanded, links: found });
    const isPaused = Atomics.load(progress, 1) === 1 && index + 1 < objects.length;
    if (isPaused) Atomics.store(progress, 0, -1);
    if (part.length === partSize || isPaused) {
      respond({ kind: 'part', objects: part, nextObject: index + 1 });
      part = [];
    }
    if (isPaused) {
      respond({ kind: 'paused' });
      return;
    }
  }
  // Sending the results takes its time; no object is to blame.
  Atomics.store(progress, 0, -1);
  // One message for both: waking the other thread is more expensive than expanding a few events.
  respond({ kind: 'done', objects: part });
}
