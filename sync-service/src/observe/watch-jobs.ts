import type { Task, TaskList } from 'graphile-worker';
import { type Metrics, secondsBuckets } from './metrics.ts';
import type { Spans } from './spans.ts';
import { runWork, type Work } from './work.ts';

/** From milliseconds to the hours that a queue may be behind. */
const waitBuckets = [0.1, 0.5, 1, 2.5, 5, 10, 30, 90, 300, 1800, 7200] as const;

/**
 * Watches jobs: how long they wait and take, how they end, and how long it takes from the first notice of a provider
 * until what changed is visible.
 */
export function createJobWatch({ metrics, spans }: { metrics: Metrics; spans: Spans }): (tasks: TaskList) => TaskList {
  const jobs = metrics.counter('openslot_jobs_total', 'Jobs, by how they ended; given_up: after the last attempt.');
  const seconds = metrics.histogram('openslot_job_seconds', 'Time of jobs.', secondsBuckets);
  const waits = metrics.histogram(
    'openslot_job_wait_seconds',
    'Time between when a job was due and its begin.',
    waitBuckets,
  );
  const visible = metrics.histogram(
    'openslot_notice_visible_seconds',
    'Time from the first notice of a provider until the changes are stored that it is about.',
    waitBuckets,
  );

  function watch(name: string, task: Task): Task {
    jobs.show({ task: name, outcome: 'given_up' });
    return async (payload, helpers) => {
      const { job } = helpers;
      const work: Work = { ids: { job: String(job.id), task: name, attempt: job.attempts } };
      const began = performance.now();
      waits.observe({ task: name }, Math.max(0, Date.now() - new Date(job.run_at).getTime()) / 1000);
      try {
        const span = { name: `job ${name}`, kind: 'consumer', attributes: { 'openslot.job': String(job.id) } } as const;
        await runWork(work, () => spans.run(span, async () => task(payload, helpers)));
        jobs.add({ task: name, outcome: 'done' });
        if (isAboutNotice(payload) && work.hasWritten) {
          // A later notice replaces the job, which keeps the time of the first.
          const noticedMs = Date.now() - new Date(job.created_at).getTime();
          visible.observe({ provider: work.provider ?? 'unknown' }, noticedMs / 1000);
        }
      } catch (error) {
        jobs.add({ task: name, outcome: job.attempts >= job.max_attempts ? 'given_up' : 'failed' });
        throw error;
      } finally {
        seconds.observe({ task: name }, (performance.now() - began) / 1000);
      }
    };
  }

  return (tasks) => Object.fromEntries(Object.entries(tasks).map(([name, task]) => [name, watch(name, task as Task)]));
}

/** Whether a provider's notice has caused the job (public.receive_notices). */
function isAboutNotice(payload: unknown): boolean {
  const { is_announced: isAnnounced, tries } = payload as { is_announced?: boolean; tries?: number };
  return isAnnounced === true || tries !== undefined;
}
