import type { ObjectProblem } from './expansion.ts';
import { type ProblemCode, RecurrenceError } from './problem.ts';

/** Wall times of days (midnights on a UTC carrier, the second one exclusive); null: any day. */
export type Days = { fromMs: number; untilMs: number } | null;

/** Collects what comes up while an object is read. */
export interface Findings {
  readonly problems: readonly ObjectProblem[];
  /** Days that may have something that is not among the occurrences. */
  readonly unknown: readonly Days[];
  /** It was read with a guess, which the message names. */
  warn(code: ProblemCode, message: string): void;
  /** It was not fully read, but takes no more time than what is known. */
  fail(code: ProblemCode, message: string): void;
  /** Its time is not fully known: it may be on any of these days. */
  lose(code: ProblemCode, message: string, days: Days): void;
}

export function createFindings(): Findings {
  const problems: ObjectProblem[] = [];
  const unknown: Days[] = [];
  const add = (code: ObjectProblem['code'], message: string, severity: ObjectProblem['severity']): void => {
    // An object of thousands of broken lines has one problem.
    if (!problems.some((problem) => problem.message === message)) problems.push({ code, message, severity });
  };
  return {
    problems,
    unknown,
    warn: (code, message) => add(code, message, 'warning'),
    fail: (code, message) => add(code, message, 'error'),
    lose(code, message, days) {
      add(code, message, 'error');
      unknown.push(days);
    },
  };
}

/** All days that one of these spans names, as one; null if one of them may be any. */
export function joinDays(spans: readonly Days[]): Days {
  return spans.reduce((all, days) => {
    if (all === null || days === null) return null;
    return { fromMs: Math.min(all.fromMs, days.fromMs), untilMs: Math.max(all.untilMs, days.untilMs) };
  });
}

/** Explains an error. Whatever a library threw on hostile input, this object is unreadable and the others are not. */
export function toProblem(error: unknown): Pick<ObjectProblem, 'code' | 'message'> {
  if (error instanceof RecurrenceError) return { code: error.code, message: error.message };
  return { code: 'unreadable', message: 'An event cannot be read.' };
}
