import type { EventUpsert } from '../../calendar/event.ts';
import { safeUid } from '../../calendar/foreign-uid.ts';
import type { CalendarProblem, UnknownTime } from '../../calendar/provider.ts';
import type { FoundObject } from '../expand-worker.ts';

const maxProblems = 20;

/** The contents of a feed in the engine's form. */
export interface FeedListing {
  changes: EventUpsert[];
  unreadable: string[];
  problems: CalendarProblem[];
  unknownTimes: UnknownTime[];
  /** Those without a UID: a change of their content changes their name. */
  nameless: string[];
  /** Whether everything in the feed is named, as a change or in `unreadable`. */
  isComplete: boolean;
}

/**
 * Names the occurrences: `UID` for a single event, `UID/<original start>` with the UID as series for others. What could
 * not be fully read keeps its known rows in addition to the new ones.
 */
export function listFeed(objects: readonly FoundObject[]): FeedListing {
  const listing: FeedListing = {
    changes: [],
    unreadable: [],
    problems: [],
    unknownTimes: [],
    nameless: [],
    isComplete: true,
  };
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
        ...(object.links === undefined ? {} : { links: object.links }),
      });
    }
    const errors = object.problems.filter((problem) => problem.severity === 'error');
    // Without a UID it is named after its content, so a broken one has another name than before.
    if (errors.length > 0 && object.uid === null) listing.isComplete = false;
    else if (errors.length > 0) listing.unreadable.push(id);
    if (object.unknown !== null) {
      listing.unknownTimes.push({ objectId: id, ...object.unknown });
      if (object.uid === null) listing.nameless.push(id);
    }
    listing.problems.push(
      ...object.problems.map((problem) => ({ ...problem, series: object.uid === null ? null : id })),
    );
  }
  const rank = ({ severity, series }: CalendarProblem): number =>
    severity === 'warning' ? 2 : series === null ? 0 : 1;
  listing.problems = listing.problems.sort((a, b) => rank(a) - rank(b)).slice(0, maxProblems);
  return listing;
}

function idOf(object: FoundObject): string {
  return object.uid === null ? `no-uid-${object.hash}` : safeUid(object.uid);
}
