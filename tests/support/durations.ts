import fs from 'node:fs';
import path from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';
import { full } from './scale.ts';

type Kind = 'quick' | 'full';
type Table = Record<string, Partial<Record<Kind, number>>>;

const table = path.join(import.meta.dirname, 'durations.json');
const kind: Kind = full ? 'full' : 'quick';
const read = (): Table => JSON.parse(fs.readFileSync(table, 'utf8'));

/** Seconds that test files took in a run of this kind, or of the other one where that is all that is known. Short ones are not listed. */
export function readDurations(): Map<string, number> {
  return new Map(Object.entries(read()).map(([file, of]) => [file, of[kind] ?? of.quick ?? of.full ?? 0]));
}

/** Writes what the files of a run took into the table: `npm test -- --write-durations`, and the same with `--full`. */
export class DurationsWriter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>): void {
    const known = read();
    for (const module of modules) {
      const file = module.relativeModuleId;
      const seconds = Math.round(module.diagnostic().duration / 1_000);
      // Those that were left out took no time, which says nothing.
      if (module.state() !== 'passed') continue;
      if (seconds > 0) known[file] = { ...known[file], [kind]: seconds };
      else if (known[file]) delete known[file][kind];
    }
    const listed = Object.keys(known)
      .filter((file) => fs.existsSync(file) && Object.keys(known[file] ?? {}).length > 0)
      .sort();
    const lines = listed.map((file) => {
      const of = JSON.stringify(known[file], ['quick', 'full']).replace(/[:,]/g, '$& ');
      return `  ${JSON.stringify(file)}: ${of.replace('{', '{ ').replace('}', ' }')}`;
    });
    fs.writeFileSync(table, `{\n${lines.join(',\n')}\n}\n`);
  }
}
