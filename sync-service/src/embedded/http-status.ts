/** PostgREST's response, with 503, while it has no database. */
export const NO_DATABASE = {
  code: 'PGRST000',
  message: 'Could not connect with the database',
  details: null,
  hint: 'Try again in a few seconds.',
};

/** PostgREST's response when all its connections are in use, with 503 instead of its 504: it can be retried. */
export const BUSY = {
  code: 'PGRST003',
  message: 'Timed out acquiring connection from connection pool.',
  details: null,
  hint: 'Try again in a few seconds.',
};

/** Sent with a 503 that passes in a moment. */
export const RETRY_SOON = { 'retry-after': '2' };

/** Milliseconds that a statement waits for a locked row: it occupies a connection that others need. */
export const LOCK_TIMEOUT_MS = 4_000;

/**
 * HTTP status that PostgREST gives to an error of Postgres.
 *
 * @param code SQLSTATE, five characters
 * @param isAnonymous whether the caller had no user: a missing right is then 401, not 403
 * @see https://docs.postgrest.org/en/stable/references/errors.html
 */
export function statusOfSqlState(code: string, isAnonymous: boolean): number {
  const raised = /^PT(\d{3})$/.exec(code);
  if (raised) return Number(raised[1]);
  const exact: Record<string, number> = {
    '23503': 409,
    '23505': 409,
    '25006': 405,
    '42501': isAnonymous ? 401 : 403,
    '42883': 404,
    '42P01': 404,
    '42P17': 500,
    '53400': 500,
    P0001: 400,
  };
  const status = exact[code];
  if (status !== undefined) return status;
  const family = code.slice(0, 2);
  if (['08', '53'].includes(family) || code.startsWith('57P0')) return 503;
  if (family === '54') return 413;
  if (['0L', '0P', '28'].includes(family)) return 403;
  if (['09', '25', '2D', '38', '39', '3B', '40', '55', '57', '58', 'F0', 'HV', 'P0', 'XX'].includes(family)) return 500;
  return 400;
}
