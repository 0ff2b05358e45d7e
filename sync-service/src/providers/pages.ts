import type { CalendarChange } from '../calendar/event.ts';
import type { CalendarProblem, ChangePage, UnknownTime } from '../calendar/provider.ts';

const pageSize = 500;
const maxProblemsReported = 20;

/** An event that could not be read; its time is unknown. */
export interface KnownProblem
  extends Pick<CalendarProblem, 'code' | 'message'>,
    Pick<UnknownTime, 'fingerprint' | 'days'> {
  seriesId: string | null;
}

/** Puts changes on pages and keeps only one page in memory. */
export interface Pager {
  readonly hasYielded: boolean;
  /** Adds a change and yields the page that is full. A later change of the same event replaces it. */
  add(change: CalendarChange): Generator<ChangePage>;
  /** Marks a series, or event, as completely added. */
  listedFully(id: string): Generator<ChangePage>;
  /** The rest as the last page of the run. */
  end(nextCursor: string, problems: ReadonlyMap<string, KnownProblem>, fields: Partial<ChangePage>): ChangePage;
}

export function createPager(isFull: boolean): Pager {
  let changes = new Map<string, CalendarChange>();
  let fullyListed = new Set<string>();
  let hasYielded = false;

  function take(): ChangePage {
    const page: ChangePage = {
      changes: [...changes.values()],
      fullyListed: [...fullyListed],
      nextCursor: null,
      isFull,
      isLast: false,
      unreadable: [],
      problems: [],
    };
    [changes, fullyListed] = [new Map(), new Set()];
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
    *listedFully(id) {
      yield* ifFull(fullyListed.size);
      fullyListed.add(id);
    },
    end: (nextCursor, problems, fields) => ({
      ...take(),
      nextCursor,
      isLast: true,
      // Unreadable is not free: the row stays as it was.
      unreadable: [...problems.keys()].filter((id) => id !== ''),
      problems: reportProblems(problems),
      ...(problems.size === 0 ? {} : { unknownTimes: [...problems].map(toUnknownTime) }),
      ...fields,
    }),
  };
}

/** Converts problems for the engine; one without an id may be any event. */
function reportProblems(problems: ReadonlyMap<string, KnownProblem>): CalendarProblem[] {
  return [...problems]
    .map(([id, { code, message }]): CalendarProblem => ({ code, message, series: id || null, severity: 'error' }))
    .sort((a, b) => Number(a.series !== null) - Number(b.series !== null))
    .slice(0, maxProblemsReported);
}

/** An unreadable event has no known time; without an id it is named after its content. */
function toUnknownTime([id, { fingerprint, days, message }]: [string, KnownProblem]): UnknownTime {
  return { objectId: id || `no-id-${fingerprint}`, fingerprint, days, message };
}
