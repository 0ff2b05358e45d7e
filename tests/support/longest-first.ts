import path from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { readDurations } from './durations.ts';

/**
 * Begins with the files that take longest by `durations.json`; last of all they would leave the other workers with nothing to do. One
 * project after the other, that of most files at the end: a worker that gets a file of another one is started anew.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const seconds = readDurations();
    const secondsOf = ({ moduleId }: TestSpecification): number =>
      seconds.get(path.relative(this.ctx.config.root, moduleId).replaceAll(path.sep, '/')) ?? 0;
    const filesOf = Map.groupBy(files, ({ project }) => project.name);
    const projects = [...filesOf.keys()].sort((a, b) => (filesOf.get(a)?.length ?? 0) - (filesOf.get(b)?.length ?? 0));
    const place = ({ project }: TestSpecification): number => projects.indexOf(project.name);
    // Those that the table does not have keep the order of the last run here.
    return (await super.sort(files)).sort((a, b) => place(a) - place(b) || secondsOf(b) - secondsOf(a));
  }
}
