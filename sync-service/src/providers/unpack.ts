import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable, type Transform } from 'node:stream';
import zlib from 'node:zlib';
import { ProviderError } from '../calendar/provider-error.ts';

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: zlib.createGunzip,
  'x-gzip': zlib.createGunzip,
  deflate: zlib.createInflate,
  br: zlib.createBrotliDecompress,
};
/** Packings that are not asked for and not read; any other word (a charset, none) stands there by mistake. */
const unreadable = new Set(['compress', 'x-compress', 'zstd', 'dcb', 'dcz', 'exi', 'pack200-gzip', 'aes128gcm']);

/**
 * The body of an answer. Unpacks while it comes, so that a small body can't become a large one unseen.
 * @throws ProviderError `not_a_calendar` for a packing that can't be read.
 */
export async function unpack(answer: IncomingMessage): Promise<Readable> {
  const names = String(answer.headers['content-encoding'] ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name in decoders || unreadable.has(name));
  const [name, ...more] = names;
  // Servers name the packing of answers that have nothing to pack; to a decoder that is a body that was cut off.
  if (name === undefined || (await isEmpty(answer))) return answer;
  const decoder = decoders[name]?.();
  if (decoder === undefined || more.length > 0) {
    throw new ProviderError('not_a_calendar', 'The server packs its answer in an unknown way.');
  }
  // An error of either side ends the reading of the decoder, which is where it is told.
  return pipeline(answer, decoder, () => {});
}

/** Whether the body has ended without having begun. */
async function isEmpty(answer: IncomingMessage): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  answer.once('error', reject).once('readable', resolve).once('end', resolve).once('close', resolve);
  try {
    await promise;
  } finally {
    answer.off('error', reject).off('readable', resolve).off('end', resolve).off('close', resolve);
  }
  return answer.readableLength === 0;
}
