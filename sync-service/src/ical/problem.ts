/** Why a part of a calendar object cannot be turned into times, or only by a guess. */
export type ProblemCode =
  | 'unreadable'
  | 'malformed_times'
  | 'unsupported_rule'
  | 'endless_rule'
  | 'too_many_occurrences'
  | 'too_large'
  | 'timeout'
  | 'unknown_zone';

/** A part of a calendar object that cannot be turned into times. Never holds a title or other content. */
export class RecurrenceError extends Error {
  readonly code: ProblemCode;

  constructor(code: ProblemCode, message: string) {
    super(message);
    this.name = 'RecurrenceError';
    this.code = code;
  }
}

/** Returns the result of `read`; null if it fails, for the caller to report. */
export function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof RecurrenceError) return null;
    throw error;
  }
}
