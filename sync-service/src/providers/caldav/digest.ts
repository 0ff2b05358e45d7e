import { createHash, randomBytes } from 'node:crypto';

/** The challenge of a server that wants Digest (RFC 7616, RFC 2617). */
export interface DigestChallenge {
  realm: string;
  nonce: string;
  opaque: string | null;
  /** As the server writes it; null if missing. */
  algorithm: string | null;
  hash: 'md5' | 'sha256';
  isSession: boolean;
  /** Null: the older form without qop. */
  qop: 'auth' | null;
}

const hashes: Readonly<Record<string, DigestChallenge['hash']>> = { md5: 'md5', 'sha-256': 'sha256' };

/**
 * Reads the challenge of a 401.
 * @param header `WWW-Authenticate`, all of them.
 * @returns null if it also offers another scheme: then the credentials were refused, not the scheme.
 */
export function readChallenge(header: string | undefined): DigestChallenge | null {
  if (header === undefined || /(?:^|,)\s*Basic(?:\s|,|$)/i.test(header)) return null;
  const challenges = header.split(/(?:^|,)\s*(?=Digest\s)/i).flatMap((text) => readOne(text) ?? []);
  // The stronger one if the server offers both.
  return challenges.find(({ hash }) => hash === 'sha256') ?? challenges[0] ?? null;
}

function readOne(text: string): DigestChallenge | null {
  if (!/^Digest\s/i.test(text)) return null;
  const parameters = new Map<string, string>();
  for (const [, name = '', quoted, plain] of text.matchAll(/([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g)) {
    parameters.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '');
  }
  const algorithm = parameters.get('algorithm') ?? null;
  const name = (algorithm ?? 'MD5').toLowerCase();
  const hash = hashes[name.replace(/-sess$/, '')];
  const nonce = parameters.get('nonce');
  const qops = parameters
    .get('qop')
    ?.toLowerCase()
    .split(/[\s,]+/);
  if (hash === undefined || nonce === undefined || (qops !== undefined && !qops.includes('auth'))) return null;
  return {
    realm: parameters.get('realm') ?? '',
    nonce,
    opaque: parameters.get('opaque') ?? null,
    algorithm,
    hash,
    isSession: name.endsWith('-sess'),
    qop: qops === undefined ? null : 'auth',
  };
}

/** An account's challenge, and how often it was used. */
export interface DigestState {
  challenge: DigestChallenge;
  uses: number;
}

/**
 * Returns the `Authorization` header for one request.
 * @param uri As in the request: path with query.
 * @param cnonce Random for each request; set only by tests.
 */
export function authorize(
  state: DigestState,
  { username, password }: { username: string; password: string },
  method: string,
  uri: string,
  cnonce: string = randomBytes(12).toString('hex'),
): string {
  const { realm, nonce, opaque, algorithm, hash, isSession, qop } = state.challenge;
  state.uses += 1;
  const count = state.uses.toString(16).padStart(8, '0');
  const digest = (...parts: string[]): string => createHash(hash).update(parts.join(':')).digest('hex');
  const secret = digest(username, realm, password);
  const first = isSession ? digest(secret, nonce, cnonce) : secret;
  const second = digest(method, uri);
  const response = qop === null ? digest(first, nonce, second) : digest(first, nonce, count, cnonce, qop, second);
  const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
  const header = `Digest ${[
    `username=${quoted(username)}`,
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(uri)}`,
    ...(algorithm === null ? [] : [`algorithm=${algorithm}`]),
    `response="${response}"`,
    ...(opaque === null ? [] : [`opaque=${quoted(opaque)}`]),
    ...(qop === null ? [] : [`qop=${qop}`, `nc=${count}`]),
    ...(qop === null && !isSession ? [] : [`cnonce="${cnonce}"`]),
  ].join(', ')}`;
  // Headers carry bytes: those of UTF-8.
  return Buffer.from(header, 'utf8').toString('latin1');
}
