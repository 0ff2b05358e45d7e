import type { CalendarChange } from '../../calendar/event.ts';
import type { CalendarProblem, ChangePage, UnknownTime } from '../../calendar/provider.ts';
import type { KnownProblem } from './cursor.ts';

const pageSize = 500;
const mostProblemsTold = 20;

/** Puts changes on pages, and keeps no more than one of them. */
export interface Pager {
  /** Whether pages were handed out. */
  readonly hasYielded: boolean;
  /** The last word about an event counts. Gives the page that is full now. */
  add(change: CalendarChange): Generator<ChangePage>;
  /** Of this series, or event, everything there is has been added. */
  complete(id: string): Generator<ChangePage>;
  /** The rest, as the end of the run. */
  end(nextCursor: string, problems: ReadonlyMap<string, KnownProblem>, fields: Partial<ChangePage>): ChangePage;
}

/** Makes the pages of a run. */
export function createPager(isFull: boolean): Pager {
  let changes = new Map<string, CalendarChange>();
  let complete = new Set<string>();
  let hasYielded = false;

  function take(): ChangePage {
    const page: ChangePage = {
      changes: [...changes.values()],
      complete: [...complete],
      nextCursor: null,
      isFull,
      isLast: false,
      keepSeries: [],
      problems: [],
    };
    [changes, complete] = [new Map(), new Set()];
    return page;
  }
  function* ifFull(size: number): Generator<ChangePage> {
    if (size < pageSize) return;
    hasYielded = true;
    yield take();
  }

  return {
    get hasYielded() {
      return hasYielded;
    },
    *add(change) {
      if (!changes.has(change.providerEventId)) yield* ifFull(changes.size);
      changes.set(change.providerEventId, change);
    },
    *complete(id) {
      yield* ifFull(complete.size);
      complete.add(id);
    },
    end: (nextCursor, problems, fields) => ({
      ...take(),
      nextCursor,
      isLast: true,
      // What can't be read is not free: its row stays as it was.
      keepSeries: [...problems.keys()].filter((id) => id !== ''),
      problems: tellProblems(problems),
      ...(problems.size === 0 ? {} : { unknownTimes: [...problems].map(toUnknownTime) }),
      ...fields,
    }),
  };
}

/** Problems in the words of the port; without a name, it may be any event. */
function tellProblems(problems: ReadonlyMap<string, KnownProblem>): CalendarProblem[] {
  return [...problems]
    .map(([id, { code, message }]): CalendarProblem => ({ code, message, series: id || null, severity: 'error' }))
    .sort((a, b) => Number(a.series !== null) - Number(b.series !== null))
    .slice(0, mostProblemsTold);
}

/** Of an event that can't be read no time is known; without a name it is called by what it says. */
function toUnknownTime([id, { fingerprint, days, message }]: [string, KnownProblem]): UnknownTime {
  return { objectId: id || `no-id-${fingerprint}`, fingerprint, days, message };
}
