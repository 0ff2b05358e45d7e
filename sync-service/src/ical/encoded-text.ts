/** Calendar text as it came over the wire. */
export interface EncodedText {
  bytes: Uint8Array;
  /** The charset that the server named, whether it is one or not; null if it named none. */
  charset: string | null;
}

/** Charsets of one byte a character, which servers name without knowing what they send. */
const careless = new Set(['windows-1252', 'utf-8']);

/**
 * Decodes a text. Its own mark counts first; what is well-formed UTF-8 is UTF-8, unless the server names a charset that is
 * not that of its settings; what is not is Windows' of western Europe, unless the server names another one.
 */
export function decodeText(encoded: EncodedText): string {
  const text = decodeBytes(encoded);
  return nothing.reduce((rest, sign) => (rest.includes(sign) ? rest.replaceAll(sign, '') : rest), text);
}

/** What fills files up, and what printers turn pages by, is no part of a text. */
const nothing = ['\0', '\v', '\f'];

function decodeBytes({ bytes, charset }: EncodedText): string {
  const marked = charsetOfMark(bytes) ?? charsetOfZeros(bytes);
  if (marked !== null) return new TextDecoder(marked).decode(bytes);
  const named = findCharset(charset);
  // Text in UTF-16 would have been seen to be that.
  if (named !== null && !careless.has(named) && !named.startsWith('utf-16'))
    return new TextDecoder(named).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return decodeFolded(bytes) ?? new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Text in UTF-8 whose lines are folded by their bytes, within characters; null if it is something else. */
function decodeFolded(bytes: Uint8Array): string | null {
  const joined = Buffer.from(bytes).toString('latin1').replace(foldInside, '$1');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(joined, 'latin1'));
  } catch {
    return null;
  }
}

const foldInside = /([\xc2-\xf4][\x80-\xbf]{0,2})\r*\n[ \t](?=[\x80-\xbf])/g;

function charsetOfMark([first, second, third]: Uint8Array): string | null {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : null;
}

/** Every other byte of western text in UTF-16 is zero. */
function charsetOfZeros([first, second, third, fourth]: Uint8Array): string | null {
  if (first !== 0 && second === 0 && third !== 0 && fourth === 0) return 'utf-16le';
  return first === 0 && second !== 0 && third === 0 && fourth !== 0 ? 'utf-16be' : null;
}

/** The charset of a name, as decoders call it; null if there is none. */
function findCharset(name: string | null): string | null {
  if (name === null) return null;
  try {
    return new TextDecoder(name).encoding;
  } catch {
    // One that nobody knows says nothing.
    return null;
  }
}
