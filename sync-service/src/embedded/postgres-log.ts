import fs from 'node:fs';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { visibleText } from '../visible-text.ts';

/** Bytes of a file before it becomes the older one; there are two at most. */
const maxBytes = 1024 * 1024;
const maxLineLength = 2000;
/** A line is whole when none that continues it has followed for so long. */
const settleMs = 50;
const tailLines = 40;

/** What Postgres says, kept. */
interface PostgresLog {
  /** Writes down what comes out of the stream, until it ends. */
  follow(stream: Readable): void;
  /** The last lines. */
  tail(): string;
}

/** The older of the two files. */
export const olderLogOf = (file: string) => `${file}.1`;

/**
 * Opens the log of Postgres: readable by its owner only, of a bounded size, one line a message. A file that others may read is
 * from a version that logged statements, and is removed.
 */
export function openPostgresLog(file: string): PostgresLog {
  for (const old of [file, olderLogOf(file)]) {
    const mode = fs.statSync(old, { throwIfNoEntry: false })?.mode ?? 0;
    if ((mode & 0o077) !== 0) fs.rmSync(old);
  }
  let descriptor = fs.openSync(file, 'a', 0o600);
  let size = fs.fstatSync(descriptor).size;
  let pending: string | null = null;
  let timer: NodeJS.Timeout | undefined;
  const last: string[] = [];

  function flush(): void {
    clearTimeout(timer);
    if (pending === null) return;
    const line = visibleText(pending).slice(0, maxLineLength);
    pending = null;
    last.push(line);
    if (last.length > tailLines) last.shift();
    try {
      if (size > maxBytes) rotate();
      size += fs.writeSync(descriptor, `${line}\n`);
    } catch {
      // The disk is full, or the folder was removed: what is said meanwhile is lost, and the service goes on.
    }
  }

  function rotate(): void {
    fs.renameSync(file, olderLogOf(file));
    const next = fs.openSync(file, 'a', 0o600);
    fs.closeSync(descriptor);
    descriptor = next;
    size = 0;
  }

  /** Postgres begins the further lines of a message with a tab. */
  function take(line: string): void {
    if (pending !== null && line.startsWith('\t')) {
      if (pending.length <= maxLineLength) pending += `\n${line.slice(1)}`;
      return;
    }
    flush();
    pending = line;
    timer = setTimeout(flush, settleMs);
    timer.unref();
  }

  return {
    follow(stream) {
      const decoder = new StringDecoder('utf8');
      let rest = '';
      stream.on('data', (chunk: Buffer) => {
        const lines = (rest + decoder.write(chunk)).split('\n');
        // Of a line without end only its beginning is of interest.
        rest = (lines.pop() ?? '').slice(0, maxLineLength * 2);
        for (const line of lines) take(line);
      });
      // Whatever ends the stream: what Postgres still says is lost, and nothing else.
      stream.on('error', () => {});
      stream.once('close', () => {
        flush();
        fs.closeSync(descriptor);
      });
    },
    tail() {
      flush();
      return last.join('\n');
    },
  };
}
