import { createSyncTasks } from '../../sync-service/src/jobs/tasks.ts';
import { createLogger } from '../../sync-service/src/log.ts';

/** Their names are all that is asked of these tasks. */
const unused = { config: { publicUrl: '' }, log: createLogger({ level: 'silent' }) };
const tasksThatCallProviders = new Set(
  Object.keys(createSyncTasks(unused as unknown as Parameters<typeof createSyncTasks>[0])),
);

/**
 * The lane of a job where there is one account. Only what calls a provider is in it, whatever else a job says of a
 * calendar: what uses our database alone runs beside it, for its functions lock what they change.
 */
export function laneOfAccount(task: string): string | null {
  return tasksThatCallProviders.has(task) ? 'the account' : null;
}
