import pg from 'pg';
import { isCertificateFault } from './certificate-codes.ts';

/** The known fields of a connection error. */
interface Fault {
  code: string;
  message: string;
}

const CHECK_ADDRESS = 'Check host and port of DATABASE_URL, and that Postgres runs there.';
const UNREACHABLE =
  'Check host and port of DATABASE_URL and the firewalls between. A host that has only an IPv6 address (db.….supabase.co) cannot be ' +
  'reached from a network without IPv6: use the pooler in session mode instead.';
const PERMISSION =
  'DATABASE_URL must sign in as the role that owns the tables and has applied the migrations, which may create schemas (at Supabase: postgres).';

/** What to do, by the code of the network, TLS or file system, or the SQLSTATE. */
const remedies: Record<string, string> = {
  ECONNREFUSED: CHECK_ADDRESS,
  ENOTFOUND: 'This host name is not known: check the host of DATABASE_URL, and the name server of this machine.',
  EAI_AGAIN: 'The name server of this machine does not answer: check it, and the host of DATABASE_URL.',
  ETIMEDOUT: UNREACHABLE,
  EHOSTUNREACH: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
  ECONNRESET: CHECK_ADDRESS,
  EPIPE: CHECK_ADDRESS,
  ENOENT: 'Check sslrootcert, sslcert and sslkey in DATABASE_URL: they must name files that this process can read.',
  EACCES: 'Check sslrootcert, sslcert and sslkey in DATABASE_URL: they must name files that this process can read.',
  EISDIR: 'Check sslrootcert, sslcert and sslkey in DATABASE_URL: they must name files that this process can read.',
  '28P01': 'Check user and password of DATABASE_URL; characters such as @ / : % in a password must be percent-encoded.',
  '28000':
    'Check user and database of DATABASE_URL. If it says "no encryption", the server wants TLS: add ?sslmode=verify-full (docs/deploy.md, "TLS").',
  '3D000': 'There is no database of this name: check the last part of DATABASE_URL (at Supabase: /postgres).',
  '53300':
    'Every connection of the database is in use: lower DATABASE_POOL, run fewer processes, or allow more connections.',
  '57P03': 'The database starts, stops or recovers: try again in a moment.',
  '25006': 'This is a read-only copy, or the database was set to read only: DATABASE_URL must lead to the primary.',
  '42501': PERMISSION,
};
const CERTIFICATE =
  'Give the certificate of its authority with sslrootcert=/path/to/ca.crt in DATABASE_URL, or, to encrypt without knowing who answers, ' +
  'sslmode=no-verify (docs/deploy.md, "TLS").';

/** Messages of the library, which have no code, and of poolers, whose code says nothing. */
const texts: [RegExp, string][] = [
  [/does not support SSL/i, 'The server does not encrypt: set it up for TLS, or take sslmode out of DATABASE_URL.'],
  [
    /tenant or user not found/i,
    'The pooler does not know this project: check its host and the user (postgres.PROJECT) in DATABASE_URL.',
  ],
  [/timeout/i, UNREACHABLE],
  [/connection terminated unexpectedly|server closed|unexpected message|received invalid response/i, CHECK_ADDRESS],
  [/PEM|no start line|bad base64|SSL routines/i, CERTIFICATE],
  [/SASL|client password must be a string/i, 'Check user and password of DATABASE_URL.'],
];

/**
 * Explains why the database cannot be used, in one line that says what to do; null if it is not about the connection,
 * or an operator cannot fix it. Never contains the password.
 */
export function describeDatabaseFault(error: unknown, databaseUrl = ''): string | null {
  const fault = readFault(error);
  if (fault === null) return null;
  const remedy = isCertificateFault(fault.code)
    ? CERTIFICATE
    : (remedies[fault.code] ?? texts.find(([text]) => text.test(fault.message))?.[1] ?? otherRemedy(error));
  if (remedy === null) return null;
  const pooler = /:6543\b|[?&]pgbouncer=true/.test(databaseUrl)
    ? ' This looks like the address of a pooler in transaction mode, which cannot be used at all: take session mode (port 5432).'
    : '';
  return `The database of DATABASE_URL cannot be used (${fault.message}). ${remedy}${pooler}`;
}

/** Several addresses of a host were tried: their errors are much the same. */
function readFault(error: unknown): Fault | null {
  if (!(error instanceof Error)) return null;
  const first = error instanceof AggregateError && error.errors[0] instanceof Error ? error.errors[0] : error;
  const { code } = first as { code?: unknown };
  const name = typeof code === 'string' ? code : '';
  const message = (error.message || first.message || name).replaceAll(/\s+/g, ' ').trim();
  return { code: name, message };
}

/** Any other server error about the connection; an error about our statement would be our fault. */
function otherRemedy(error: unknown): string | null {
  return error instanceof pg.DatabaseError && /^(08|28|3D|53|57|XX)/.test(error.code ?? '')
    ? 'Check DATABASE_URL, and the log of the database.'
    : null;
}
