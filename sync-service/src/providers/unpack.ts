import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable, type Transform } from 'node:stream';
import zlib from 'node:zlib';
import { ProviderError } from '../calendar/provider-error.ts';

/** A compression, and how to recognise a body that uses it. */
interface Packing {
  begins(head: Buffer): boolean;
  decoder(head: Buffer): Transform;
}

const gzip: Packing = { begins: (head) => head[0] === 0x1f && head[1] === 0x8b, decoder: () => zlib.createGunzip() };
const packings: Readonly<Record<string, Packing>> = {
  gzip,
  'x-gzip': gzip,
  deflate: {
    // Servers send it with and without the zlib envelope.
    begins: (head) => !looksLikeText(head),
    decoder: (head) => (isZlib(head) ? zlib.createInflate() : zlib.createInflateRaw()),
  },
  // Brotli has no signature.
  br: {
    begins: (head) => !looksLikeText(head) && !gzip.begins(head),
    decoder: () => zlib.createBrotliDecompress(),
  },
};
/** Unsupported compressions, which we never accept; any other word (a charset, none) is there by mistake. */
const unreadable = new Set(['compress', 'x-compress', 'zstd', 'dcb', 'dcz', 'exi', 'pack200-gzip', 'aes128gcm']);
/** Limit of nested compressions: each may expand a thousandfold. */
const maxPackings = 3;

/**
 * Returns the uncompressed body of a response, as a stream, so that a small body cannot become a large one unnoticed.
 * Servers name a compression that they did not use, or name it twice: the body itself decides.
 * @throws ProviderError `not_a_calendar` for an unsupported compression.
 */
export async function unpack(response: IncomingMessage): Promise<Readable> {
  const names = String(response.headers['content-encoding'] ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name in packings || unreadable.has(name));
  let body: Readable = response;
  if (names.length > maxPackings) throw unknownPacking();
  // Some servers forget to name it.
  if (names.length === 0) names.push('gzip');
  // Undone in reverse order.
  for (const name of names.reverse()) {
    const head = await peek(body);
    // Servers also name the compression of empty bodies, which a decoder would take for truncated ones.
    if (head.length === 0) return body;
    const packing = packings[name];
    if (packing === undefined) throw unknownPacking();
    // An error of either side surfaces when the decoder is read.
    if (packing.begins(head)) body = pipeline(body, packing.decoder(head), () => {}) as Transform;
  }
  return body;
}

function unknownPacking(): ProviderError {
  return new ProviderError('not_a_calendar', 'The server compresses its response in an unknown way.');
}

const headLength = 16;

/** The first bytes of a body, which stay in it; empty if it has ended. */
async function peek(body: Readable): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  // Two bytes distinguish the compressions; some servers send them one by one.
  while (head.length < 2) {
    await changed(body);
    const next: Buffer | null = body.read();
    if (next === null) break;
    head = Buffer.concat([head, next]);
  }
  if (head.length > 0) body.unshift(head);
  return head.subarray(0, headLength);
}

/** Waits until a body has more data or has ended. */
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

/** Whether it begins like calendars, XML and pages do: with printable characters or a byte order mark. */
function looksLikeText(head: Buffer): boolean {
  const [first, second] = head;
  const isMarked =
    (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || (first === 0xef && second === 0xbb);
  return (
    isMarked || head.every((byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d)
  );
}

/** Whether it begins with a zlib header (RFC 1950). */
function isZlib(head: Buffer): boolean {
  const [first = 0, second = 0] = head;
  return (first & 15) === 8 && (first * 256 + second) % 31 === 0;
}
