/** As `GET /embed/challenge` gives it (ALTCHA, version 1). */
export interface Challenge {
  algorithm: string;
  challenge: string;
  maxnumber: number;
  salt: string;
  signature: string;
}

const SLICE = 250;

/**
 * Finds the number that was chosen for a challenge, in slices between which the page does what else there is.
 *
 * @returns the solution as the service takes it; null if there is none, or the browser cannot calculate here (no https)
 */
export async function solveChallenge(given: Challenge): Promise<string | null> {
  const { algorithm, challenge, maxnumber, salt, signature } = given;
  const encoder = new TextEncoder();
  const hex = (sum: ArrayBuffer) => [...new Uint8Array(sum)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  for (let first = 0; globalThis.crypto?.subtle && first <= maxnumber; first += SLICE) {
    const texts = Array.from({ length: SLICE }, (_, at) => encoder.encode(salt + (first + at)));
    const sums = await Promise.all(texts.map((text) => crypto.subtle.digest('SHA-256', text)));
    const at = sums.findIndex((sum) => hex(sum) === challenge);
    if (at >= 0) return btoa(JSON.stringify({ algorithm, challenge, number: first + at, salt, signature }));
  }
  return null;
}
