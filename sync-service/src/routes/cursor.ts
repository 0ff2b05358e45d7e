import { ServiceError } from '../errors.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Writes the place after the last row of a page, which is found again whatever rows are added. */
export function writeCursor(at: string, id: string): string {
  return Buffer.from(JSON.stringify([at, id])).toString('base64url');
}

/**
 * Reads the place that `writeCursor` wrote.
 * @throws ServiceError `invalid_request` for anything else.
 */
export function readCursor(cursor: string | undefined): { at: string; id: string } | null {
  if (cursor === undefined) return null;
  const parts = parse(Buffer.from(cursor, 'base64url').toString());
  const [at, id] = Array.isArray(parts) ? (parts as unknown[]) : [];
  if (typeof at !== 'string' || typeof id !== 'string' || Number.isNaN(Date.parse(at)) || !uuid.test(id)) {
    throw new ServiceError('invalid_request', 'Send the next_cursor of the previous page as it is.');
  }
  return { at, id };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
