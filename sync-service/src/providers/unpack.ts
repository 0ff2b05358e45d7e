import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable, type Transform } from 'node:stream';
import zlib from 'node:zlib';
import { ProviderError } from '../calendar/provider-error.ts';

/** A way of packing, and how a body that is packed so begins. */
interface Packing {
  begins(head: Buffer): boolean;
  decoder(head: Buffer): Transform;
}

const gzip: Packing = { begins: (head) => head[0] === 0x1f && head[1] === 0x8b, decoder: () => zlib.createGunzip() };
const packings: Readonly<Record<string, Packing>> = {
  gzip,
  'x-gzip': gzip,
  deflate: {
    // Servers send it with and without the envelope that is meant.
    begins: (head) => !looksLikeText(head),
    decoder: (head) => (isZlib(head) ? zlib.createInflate() : zlib.createInflateRaw()),
  },
  // Brotli itself begins with anything.
  br: {
    begins: (head) => !looksLikeText(head) && !gzip.begins(head),
    decoder: () => zlib.createBrotliDecompress(),
  },
};
/** Packings that are not asked for and not read; any other word (a charset, none) stands there by mistake. */
const unreadable = new Set(['compress', 'x-compress', 'zstd', 'dcb', 'dcz', 'exi', 'pack200-gzip', 'aes128gcm']);
/** Names of packings that are taken off at most: each may unpack to a thousand times its size. */
const maxPackings = 3;

/**
 * The body of an answer. Unpacks while it comes, so that a small body can't become a large one unseen. Servers name a
 * packing of what is not packed, or twice of what is packed once: the body itself says what it is.
 * @throws ProviderError `not_a_calendar` for a packing that can't be read.
 */
export async function unpack(response: IncomingMessage): Promise<Readable> {
  const names = String(response.headers['content-encoding'] ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name in packings || unreadable.has(name));
  let body: Readable = response;
  if (names.length > maxPackings) throw unknownPacking();
  // Some forget to name it.
  if (names.length === 0) names.push('gzip');
  // The last one was put on last.
  for (const name of names.reverse()) {
    const head = await peek(body);
    // Servers name the packing of answers that have nothing to pack; to a decoder that is a body that was cut off.
    if (head.length === 0) return body;
    const packing = packings[name];
    if (packing === undefined) throw unknownPacking();
    // An error of either side ends the reading of the decoder, which is where it is told.
    if (packing.begins(head)) body = pipeline(body, packing.decoder(head), () => {}) as Transform;
  }
  return body;
}

function unknownPacking(): ProviderError {
  return new ProviderError('not_a_calendar', 'The server packs its answer in an unknown way.');
}

const headLength = 16;

/** What a body begins with, which stays in it; empty if it has ended without having begun. */
async function peek(body: Readable): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  // Two bytes tell the packings apart; some servers send them one by one.
  while (head.length < 2) {
    await changed(body);
    const next: Buffer | null = body.read();
    if (next === null) break;
    head = Buffer.concat([head, next]);
  }
  if (head.length > 0) body.unshift(head);
  return head.subarray(0, headLength);
}

/** Waits until there is more of a body, or none any more. */
async function changed(body: Readable): Promise<void> {
  if (body.readableLength > 0 || body.readableEnded || body.destroyed) return;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  body.once('error', reject).once('readable', resolve).once('end', resolve).once('close', resolve);
  try {
    await promise;
  } finally {
    body.off('error', reject).off('readable', resolve).off('end', resolve).off('close', resolve);
  }
}

/** Whether it begins as calendars, XML and pages do: with characters that can be printed, or the mark of an encoding. */
function looksLikeText(head: Buffer): boolean {
  const [first, second] = head;
  const isMarked =
    (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || (first === 0xef && second === 0xbb);
  return (
    isMarked || head.every((byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d)
  );
}

/** Whether it begins with the envelope of zlib (RFC 1950). */
function isZlib(head: Buffer): boolean {
  const [first = 0, second = 0] = head;
  return (first & 15) === 8 && (first * 256 + second) % 31 === 0;
}
