import { createHash } from 'node:crypto';
import type { EventUpsert } from '../../calendar/event.ts';
import type { CalendarProblem } from '../../calendar/provider.ts';
import type { ExpandedObject } from '../../calendar/recurrence/expansion.ts';

const maxIdLength = 200;
const maxProblems = 20;

/** The contents of a feed in the words of the port. */
export interface FeedListing {
  changes: EventUpsert[];
  keepSeries: string[];
  problems: CalendarProblem[];
  /** Whether everything in the feed is named, be it as a change or in `keepSeries`. */
  isComplete: boolean;
}

/**
 * Names the occurrences: `UID` for an event of its own, `UID/<start that the series gives it>` with the UID as series
 * for the others. What could not be read wholly keeps what was known of it, besides what is known now.
 */
export function listFeed(objects: readonly ExpandedObject[]): FeedListing {
  const listing: FeedListing = { changes: [], keepSeries: [], problems: [], isComplete: true };
  for (const object of objects) {
    const id = idOf(object);
    for (const { key, updatedAt, ...occurrence } of object.occurrences) {
      listing.changes.push({
        ...occurrence,
        kind: 'upsert',
        providerEventId: key === null ? id : `${id}/${key}`,
        seriesId: key === null ? null : id,
        icalUid: object.uid === null ? null : id,
        providerUpdatedAt: updatedAt,
      });
    }
    const errors = object.problems.filter((problem) => problem.severity === 'error');
    // Without a UID it is called by its content; broken, it is called otherwise than it was before.
    if (errors.length > 0 && object.uid === null) listing.isComplete = false;
    else if (errors.length > 0) listing.keepSeries.push(id);
    listing.problems.push(
      ...object.problems.map((problem) => ({ ...problem, series: object.uid === null ? null : id })),
    );
  }
  const rank = ({ severity, series }: CalendarProblem): number =>
    severity === 'warning' ? 2 : series === null ? 0 : 1;
  listing.problems = listing.problems.sort((a, b) => rank(a) - rank(b)).slice(0, maxProblems);
  return listing;
}

/** UIDs come from outside: long or odd ones are replaced by a hash. */
function idOf(object: ExpandedObject): string {
  if (object.uid === null) return `no-uid-${object.hash}`;
  if (object.uid.length <= maxIdLength && !/[\p{Cc}\p{Cs}]/u.test(object.uid)) return object.uid;
  return `uid-${createHash('sha256').update(object.uid).digest('hex')}`;
}
