import type { CalendarChange } from '../../calendar/event.ts';
import type { CalendarProblem, ChangePage, ObjectState, UnknownTime } from '../../calendar/provider.ts';
import { type DavCursor, maxProblems } from './cursor.ts';
import type { ReadObject } from './objects.ts';

const pageSize = 500;
/** The first page is small, so that the database can start early. */
const firstPageSize = 100;

export interface Pager {
  /** Adds an object and yields the pages that are full. An object with very many occurrences spans several. */
  add(object: ReadObject): Generator<ChangePage>;
  /** Adds an object of which nothing can be read. */
  addUnknown(unknown: UnknownTime): void;
  /** The rest as a page with a cursor, in the middle of a run. */
  checkpoint(nextCursor: string, fields: Partial<ChangePage>): ChangePage;
  /** The rest as the last page of the run. */
  end(cursor: DavCursor, nextCursor: string, fields: Partial<ChangePage>): ChangePage;
}

export function createPager(isFull: boolean): Pager {
  let changes: CalendarChange[] = [];
  let fullyListed: string[] = [];
  let states: ObjectState[] = [];
  let unknownTimes: UnknownTime[] = [];
  /** All of the run: the last page of a full run names them. */
  const allUnknown = new Map<string, UnknownTime>();
  const unreadable = new Set<string>();
  let size = firstPageSize;
  const take = (fields: Partial<ChangePage>): ChangePage => {
    const page: ChangePage = {
      changes,
      nextCursor: null,
      isFull,
      isLast: false,
      fullyListed,
      unreadable: [],
      problems: [],
      ...(unknownTimes.length === 0 ? {} : { unknownTimes }),
      ...fields,
      objectStates: [...states, ...(fields.objectStates ?? [])],
    };
    [changes, fullyListed, states, unknownTimes] = [[], [], [], []];
    size = pageSize;
    return page;
  };
  const addUnknown = (unknown: UnknownTime): void => {
    unknownTimes.push(unknown);
    if (isFull) allUnknown.set(unknown.objectId, unknown);
  };
  return {
    addUnknown,
    *add({ id, rows, state, problem, unknown }) {
      // Before its rows, and with each page of them: named without it, it would be understood again.
      if (unknown !== null) addUnknown(unknown);
      for (const row of rows) {
        if (changes.length >= size) {
          yield take({});
          if (unknown !== null) addUnknown(unknown);
        }
        changes.push(row);
      }
      // What is not fully understood keeps its known rows.
      if (problem?.severity === 'error') unreadable.add(id);
      // A full listing deletes at its end what it did not name.
      else if (!isFull) fullyListed.push(id);
      states.push({ objectId: id, state });
      if (states.length >= size) yield take({});
    },
    checkpoint: (nextCursor, fields) => take({ nextCursor, ...fields }),
    end: (cursor, nextCursor, fields) => ({
      ...take(fields),
      ...(allUnknown.size === 0 ? {} : { unknownTimes: [...allUnknown.values()] }),
      ...endOf(cursor, nextCursor, unreadable),
    }),
  };
}

/** The page of a run that had nothing to do. */
export function lastPage(cursor: DavCursor, nextCursor: string, isFull: boolean): ChangePage {
  return { changes: [], isFull, ...endOf(cursor, nextCursor) };
}

function endOf(
  cursor: DavCursor,
  nextCursor: string,
  unreadable: Iterable<string> = [],
): Pick<ChangePage, 'nextCursor' | 'isLast' | 'unreadable' | 'problems' | 'moreErrors'> {
  const problems = Object.entries(cursor.problems).map(
    ([series, problem]): CalendarProblem => ({ ...problem, series }),
  );
  const errors = problems.filter(({ severity }) => severity === 'error').map(({ series }) => series ?? '');
  return {
    nextCursor,
    isLast: true,
    unreadable: [...new Set([...errors, ...Object.keys(cursor.missing), ...unreadable])],
    problems: problems.slice(0, maxProblems),
    moreErrors: Math.max(0, cursor.errors - errors.length),
  };
}
