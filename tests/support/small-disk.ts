import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const chunk = Buffer.alloc(2 ** 16);

/** A disk of a few megabytes, in memory. */
export interface SmallDisk {
  folder: string;
  /** From now on it has no room, whatever is deleted on it; call the result to give it room again. */
  fill(): () => void;
  /** Nobody may use it any more. */
  remove(): void;
}

/** Mounts a small disk of its own; null where that is not permitted (it takes root on Linux). */
export function mountSmallDisk(megabytes: number): SmallDisk | null {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-disk-'));
  try {
    const options = `size=${megabytes}m,mode=755`;
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'openslot-disk', folder], { stdio: 'ignore' });
  } catch {
    // Not root, no Linux, or a container that must not.
    fs.rmdirSync(folder);
    return null;
  }
  return {
    folder,
    fill() {
      const ballast = path.join(folder, 'ballast');
      const fillUp = (): void => {
        const file = fs.openSync(ballast, 'a');
        try {
          while (fs.writeSync(file, chunk) > 0);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        } finally {
          fs.closeSync(file);
        }
      };
      fillUp();
      const timer = setInterval(fillUp, 100);
      return () => {
        clearInterval(timer);
        fs.rmSync(ballast);
      };
    },
    remove() {
      execFileSync('umount', ['--lazy', folder]);
      fs.rmdirSync(folder);
    },
  };
}
