import { parseQueryTime } from './event-times.ts';
import { GraphError, graphErrors } from './graph-errors.ts';
import type { Window } from './windows.ts';

// Exchange's own limit of a view: two years.
const longest = 731 * 86_400_000;

/** `startDateTime` and `endDateTime` of a query. @throws GraphError 400. */
export function parseWindow(params: URLSearchParams): Window {
  const [from, until] = ['startDateTime', 'endDateTime'].map((name) => {
    const text = params.get(name);
    if (text === null) {
      throw graphErrors.invalidParameter(
        'This request requires a time window specified by the query string parameters StartDateTime and EndDateTime.',
      );
    }
    const instant = parseQueryTime(text);
    if (instant === null) throw graphErrors.invalidParameter(`The value '${text}' of parameter '${name}' is invalid.`);
    return instant;
  }) as [number, number];
  if (until <= from) throw graphErrors.invalidParameter('The value of EndDateTime must be later than StartDateTime.');
  if (until - from > longest) {
    throw new GraphError(
      400,
      'ErrorCalendarViewRangeTooBig',
      'The specified calendar view range exceeds the maximum range of two years.',
    );
  }
  return { from, until };
}
