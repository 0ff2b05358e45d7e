import type { CalendarChange } from '../../calendar/event.ts';
import type { CalendarProblem, ChangePage, ObjectNote } from '../../calendar/provider.ts';
import type { DavCursor } from './cursor.ts';
import type { ReadObject } from './objects.ts';

const pageSize = 500;
const maxProblems = 20;

/** Puts objects on pages. */
export interface Pager {
  /** Takes an object; gives the pages that are full now. One with very many occurrences goes over several. */
  add(object: ReadObject): Generator<ChangePage>;
  /** The rest, with a cursor, in the middle of a run. */
  checkpoint(nextCursor: string, fields: Partial<ChangePage>): ChangePage;
  /** The rest, as the end of the run. */
  end(cursor: DavCursor, nextCursor: string, fields: Partial<ChangePage>): ChangePage;
}

export function createPager(isFull: boolean): Pager {
  let changes: CalendarChange[] = [];
  let complete: string[] = [];
  let notes: ObjectNote[] = [];
  const take = (fields: Partial<ChangePage>): ChangePage => {
    const page: ChangePage = {
      changes,
      nextCursor: null,
      isFull,
      isLast: false,
      complete,
      keepSeries: [],
      problems: [],
      ...fields,
      notes: [...notes, ...(fields.notes ?? [])],
    };
    [changes, complete, notes] = [[], [], []];
    return page;
  };
  return {
    *add({ id, rows, note, problem }) {
      for (const row of rows) {
        if (changes.length === pageSize) yield take({});
        changes.push(row);
      }
      // What is not wholly understood keeps what was known of it.
      if (problem?.severity !== 'error') complete.push(id);
      notes.push({ objectId: id, note });
      if (complete.length >= pageSize || notes.length >= pageSize) yield take({});
    },
    checkpoint: (nextCursor, fields) => take({ nextCursor, ...fields }),
    end: (cursor, nextCursor, fields) => ({ ...take(fields), ...endOf(cursor, nextCursor) }),
  };
}

/** A run that found nothing to do. */
export function lastPage(cursor: DavCursor, nextCursor: string, isFull: boolean): ChangePage {
  return { changes: [], isFull, ...endOf(cursor, nextCursor) };
}

function endOf(
  cursor: DavCursor,
  nextCursor: string,
): Pick<ChangePage, 'nextCursor' | 'isLast' | 'keepSeries' | 'problems'> {
  const problems = Object.entries(cursor.problems).map(
    ([series, problem]): CalendarProblem => ({ ...problem, series }),
  );
  const keepSeries = [
    ...problems.filter(({ severity }) => severity === 'error').map(({ series }) => series ?? ''),
    ...Object.keys(cursor.missing),
  ];
  const rank = ({ severity }: CalendarProblem): number => (severity === 'error' ? 0 : 1);
  return {
    nextCursor,
    isLast: true,
    keepSeries,
    problems: problems.sort((a, b) => rank(a) - rank(b)).slice(0, maxProblems),
  };
}
