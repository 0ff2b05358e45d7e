import { Logger as QueueLogger } from 'graphile-worker';
import type { Logger } from '../log.ts';

/**
 * Connects the job queue to the service's log. Its routine messages are debug, a failed job is a warning (it will be
 * retried), and only what breaks the queue itself is an error. Payloads are left out: a log line names the job.
 */
export function createQueueLogger(log: Logger): QueueLogger {
  return new QueueLogger((scope) => (level, message, meta) => {
    const fields = { queue: scope.label, task: scope.taskIdentifier, job: scope.jobId };
    if (meta?.['failure'] === true) {
      const job = meta['job'] as { id: string; task_identifier: string; attempts: number };
      const error = meta['error'] as { code?: unknown; message?: unknown } | undefined;
      log.warn(
        { task: job.task_identifier, job: job.id, attempt: job.attempts, code: error?.code },
        `job failed: ${error?.message}`,
      );
    } else if (level === 'error') {
      log.error(fields, message);
    } else if (level === 'warning') {
      log.warn(fields, message);
    } else {
      log.debug(fields, message);
    }
  });
}
