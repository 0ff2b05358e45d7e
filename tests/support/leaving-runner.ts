import path from 'node:path';
import { type RunnerTask, type RunnerTestFile, TestRunner } from 'vitest';

/** Collects the tests of files that are left out of this run (`LEFT_OUT`, a path a line), so that they count as skipped, and runs none of them. */
export default class LeavingRunner extends TestRunner {
  onCollected(files: RunnerTestFile[]): void {
    const left = new Set((process.env.LEFT_OUT ?? '').split('\n'));
    for (const file of files) {
      if (left.has(path.relative(this.config.root, file.filepath).replaceAll(path.sep, '/'))) skip(file);
    }
  }
}

function skip(task: RunnerTask): void {
  task.mode = 'skip';
  if (task.type === 'suite') task.tasks.forEach(skip);
}
