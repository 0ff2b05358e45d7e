import { uidOfKey } from '../../calendar/own-event.ts';
import { ProviderError } from '../../calendar/provider-error.ts';
import { hasMark, isOwnEvent } from './event-text.ts';
import { hrefOf, objectIdOf } from './href.ts';
import { rawTextOf } from './multistatus.ts';
import { type CalendarSession, denied, readObject, type StoredObject } from './stored-object.ts';

/** Our event and the path of its object. */
export interface FoundObject {
  path: string;
  stored: StoredObject;
}

/**
 * Finds our event in a calendar, whatever its object is called: programs and servers that move events rename them.
 * @returns null also if the server cannot search like that.
 */
export async function findObject(
  session: CalendarSession,
  calendarPath: string,
  key: string,
): Promise<FoundObject | null> {
  const named = hrefOf(calendarPath, `${encodeURIComponent(key)}.ics`);
  const stored = await readObject(session, named);
  if (stored !== null && isOwnEvent(stored.text, key)) return { path: named, stored };
  const plain = uidOfKey(key);
  const id = plain.replaceAll('-', '');
  // A part of Google's UIDs is enough (RFC 4791 9.7.5), except for servers that compare the whole value.
  for (const part of [plain, id, `${id}@google.com`]) {
    for (const path of await queryUid(session, calendarPath, part, key)) {
      const object = await readObject(session, path);
      if (object !== null && isOwnEvent(object.text, key)) return { path, stored: object };
    }
  }
  return null;
}

/** The path of our event under another name, with our mark: an invitation with its UID is somebody else's. */
export async function findMarked(session: CalendarSession, calendarPath: string, key: string): Promise<string | null> {
  const found = await findObject(session, calendarPath, key);
  return found !== null && hasMark(found.stored.text, key) ? found.path : null;
}

/** Paths of objects with such a UID that are our event; some servers return all their objects. */
async function queryUid(session: CalendarSession, calendarPath: string, part: string, key: string): Promise<string[]> {
  const body =
    '<?xml version="1.0" encoding="utf-8"?><c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">' +
    '<d:prop><d:getetag/><c:calendar-data/></d:prop><c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">' +
    `<c:prop-filter name="UID"><c:text-match collation="i;octet">${part}</c:text-match></c:prop-filter>` +
    '</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>';
  const paths: string[] = [];
  try {
    await session.query({ method: 'REPORT', url: hrefOf(calendarPath, ''), depth: '1', body }, (row) => {
      const id = row.href === '' ? null : objectIdOf(calendarPath, row.href);
      if (id !== null && isOwnEvent(rawTextOf(row.props['calendar-data']), key)) paths.push(hrefOf(calendarPath, id));
    });
  } catch (error) {
    if (error instanceof ProviderError && error.code === 'gone') {
      await session.requireCalendar();
      throw denied('calendar');
    }
    // A query that the server does not support says nothing about the account.
    const isRefused =
      error instanceof ProviderError && error.code === 'http_status' && !isPassing.has(error.status ?? 0);
    if (!isRefused) throw error;
  }
  return paths;
}

/** Temporary errors; other statuses of 500 and more are caused by the query. */
const isPassing = new Set([408, 502, 503, 504]);
