import type { CalendarProblem } from '../provider.ts';

/** A part of a calendar object that can't be turned into times. Never holds a title or other content. */
export class RecurrenceError extends Error {
  readonly code: CalendarProblem['code'];

  constructor(code: CalendarProblem['code'], message: string) {
    super(message);
    this.name = 'RecurrenceError';
    this.code = code;
  }
}
