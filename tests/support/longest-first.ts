import path from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { readDurations } from './durations.ts';

/** Begins with the files that take longest by `durations.json`; last of all they would leave the other workers with nothing to do. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const seconds = readDurations();
    const secondsOf = ({ moduleId }: TestSpecification): number =>
      seconds.get(path.relative(this.ctx.config.root, moduleId).replaceAll(path.sep, '/')) ?? 0;
    // Those that the table does not have keep the order of the last run here.
    return (await super.sort(files)).sort((a, b) => secondsOf(b) - secondsOf(a));
  }
}
