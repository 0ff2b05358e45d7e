/**
 * Keeps a name, an address or a time together, in its own direction, within a sentence that runs the other way (U+2068 FIRST STRONG
 * ISOLATE … U+2069).
 */
export function isolate(text: string): string {
  return `\u2068${text}\u2069`;
}
