import fs from 'node:fs';
import path from 'node:path';

/** By how many milliseconds the clock of a program is off. */
export interface FalseClock {
  /** Variables with which it is started. */
  env: Record<string, string>;
  set(ms: number): void;
}

/**
 * A clock for any program, by libfaketime (Debian: `libfaketime`), which it may look at in whatever way; what it waits for it waits
 * for as long as ever. Null where the library is not installed.
 * @param folder Where what it says is written.
 */
export function createFalseClock(folder: string): FalseClock | null {
  const [library] = fs.globSync('/usr/lib/*/faketime/libfaketime.so.1');
  if (library === undefined) return null;
  const file = path.join(folder, 'database-shift');
  const set = (ms: number): void => {
    const seconds = Math.round(ms / 1_000);
    // As a whole: who looks meanwhile must not find half of it.
    fs.writeFileSync(`${file}.new`, `${seconds < 0 ? '' : '+'}${seconds}\n`, { mode: 0o644 });
    fs.renameSync(`${file}.new`, file);
  };
  set(0);
  return {
    env: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
    },
    set,
  };
}
