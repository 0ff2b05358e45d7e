import fs from 'node:fs';

/** As Linux counts it for everybody. */
const tickMs = 10;

/** CPU that a process has used, and those that it started, the ended ones included; NaN where there is no /proc. Milliseconds. */
export function cpuOfTree(pid: number): number {
  if (process.platform !== 'linux') return Number.NaN;
  const processes = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return processes.reduce((sum, name) => {
    const stat = readStat(name);
    if (stat === null) return sum;
    if (Number(name) === pid) return sum + (stat.own + stat.ended) * tickMs;
    return stat.parent === pid ? sum + stat.own * tickMs : sum;
  }, 0);
}

function readStat(pid: string): { parent: number; own: number; ended: number } | null {
  try {
    // The name of the program, in brackets, may hold anything.
    const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ').map(Number) ?? [];
    const [parent = 0, own = 0, ownSystem = 0, ended = 0, endedSystem = 0] = [1, 11, 12, 13, 14].map((n) => fields[n]);
    return { parent, own: own + ownSystem, ended: ended + endedSystem };
  } catch (error) {
    // It has ended meanwhile.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}
