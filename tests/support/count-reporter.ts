import type { Reporter, TestModule } from 'vitest/node';
import { full } from './scale.ts';

/** Prints `N passed, N failed, N skipped` as the last line, from what really ran. A file that could not run counts as failed. */
export default class CountReporter implements Reporter {
  readonly #leftOut: readonly string[];

  /** @param options The files of which no test is run, though they are counted. */
  constructor({ leftOut = [] }: { leftOut?: readonly string[] } = {}) {
    this.#leftOut = leftOut;
  }

  onTestRunEnd(modules: ReadonlyArray<TestModule>, unhandledErrors: ReadonlyArray<unknown>): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    let repetitions = 0;
    for (const module of modules) {
      let ran = 0;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        ran += 1;
        if (state === 'passed') counts.passed += 1;
        else if (state === 'failed') counts.failed += 1;
        else {
          counts.skipped += 1;
          if (!full && !this.#leftOut.includes(module.relativeModuleId)) repetitions += 1;
        }
      }
      const broke =
        module.errors().length > 0 || [...module.children.allSuites()].some((suite) => suite.errors().length > 0);
      if (broke || (ran === 0 && module.state() === 'failed')) counts.failed += 1;
    }
    // After the other reporters have written theirs.
    process.on('exit', () => {
      if (this.#leftOut.length > 0) {
        console.log(
          `Skipped, for nothing has changed that they prove (git; npm test -- --full runs them):\n  ${this.#leftOut.join('\n  ')}`,
        );
      }
      if (repetitions > 0) {
        console.log(
          `Skipped besides: ${repetitions} tests that repeat on another server what one shows (npm test -- --full runs them), or for which a program is missing.`,
        );
      }
      console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
    });
  }
}
