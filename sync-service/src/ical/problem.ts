import type { CalendarProblem } from '../calendar/provider.ts';

/** A part of a calendar object that can't be turned into times. Never holds a title or other content. */
export class RecurrenceError extends Error {
  readonly code: CalendarProblem['code'];

  constructor(code: CalendarProblem['code'], message: string) {
    super(message);
    this.name = 'RecurrenceError';
    this.code = code;
  }
}

/** What a reading comes to; null if it can't be read, for its caller to report. */
export function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof RecurrenceError) return null;
    throw error;
  }
}
