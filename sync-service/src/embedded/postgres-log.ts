import fs from 'node:fs';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { visibleText } from '../visible-text.ts';

/** Bytes of a file before it becomes the old one; there are at most two. */
const maxBytes = 1024 * 1024;
const maxLineLength = 2000;
/** A message is complete if no continuation follows for so long. */
const settleMs = 50;
const tailLines = 40;

/** The older of the two files. */
export const olderLogOf = (file: string) => `${file}.1`;

/**
 * Opens the Postgres log: readable by its owner only, limited in size, one line per message. A file that others can
 * read is from a version that logged statements, and is removed.
 */
export function openPostgresLog(file: string) {
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
      // The disk is full, or the folder was removed: messages are lost, but the service continues.
    }
  }

  function rotate(): void {
    fs.renameSync(file, olderLogOf(file));
    const next = fs.openSync(file, 'a', 0o600);
    fs.closeSync(descriptor);
    descriptor = next;
    size = 0;
  }

  /** Postgres continues a message with lines that begin with a tab. */
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
    /** Records a stream until it ends. */
    follow(stream: Readable): void {
      const decoder = new StringDecoder('utf8');
      let rest = '';
      stream.on('data', (chunk: Buffer) => {
        const lines = (rest + decoder.write(chunk)).split('\n');
        // Of an endless line only the beginning matters.
        rest = (lines.pop() ?? '').slice(0, maxLineLength * 2);
        for (const line of lines) take(line);
      });
      // Whatever ends the stream, only further messages of Postgres are lost.
      stream.on('error', () => {});
      stream.once('close', () => {
        flush();
        fs.closeSync(descriptor);
      });
    },
    /** The last lines. */
    tail(): string {
      flush();
      return last.join('\n');
    },
  };
}
