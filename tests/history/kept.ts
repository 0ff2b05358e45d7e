import fs from 'node:fs';
import type { History, Operation, Track } from './operation.ts';

/** Writes a history to a file, so that it can be checked again when the run is over. */
export function keepHistory({ tracks, operations }: History, file: string): void {
  fs.writeFileSync(file, JSON.stringify({ tracks: [...tracks], operations }), { mode: 0o600 });
}

/** Reads what `keepHistory` wrote. */
export function readHistory(file: string): History {
  const { tracks, operations } = JSON.parse(fs.readFileSync(file, 'utf8')) as {
    tracks: [string, Track][];
    operations: (Omit<Operation, 'end'> & { end: number | null })[];
  };
  // JSON knows no infinity.
  const ended = operations.map((one) => ({ ...one, end: one.end ?? Number.POSITIVE_INFINITY }));
  return { tracks: new Map(tracks), operations: ended };
}
