import path from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that wait for processes, servers and browsers; last of all they would leave one worker with nothing to do. */
const long = [
  'tests/sync/chaos',
  'tests/sql/availability/oracle',
  'tests/sync/google-90-days',
  'tests/sql/availability/shared-calendars',
  'tests/sql/live/versions',
  'tests/sql/availability/agreement',
  'tests/http/owner-settings',
  'tests/embedded/start',
  'tests/providers/caldav/contract',
  'tests/providers/caldav/sync-servers',
  'tests/embedded/',
  'tests/flows/',
  'tests/repo/',
];

/** Begins with the files that take longest, also where no earlier run has measured them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const file = path.relative(this.ctx.config.root, moduleId).replaceAll(path.sep, '/');
      const index = long.findIndex((prefix) => file.startsWith(prefix));
      return index < 0 ? long.length : index;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
