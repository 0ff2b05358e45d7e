/** A path that is in normal form as it stands, as most are: nothing in it is escaped, or would be, and it does not turn back. */
const normalPath = /^(?!\/\/)(?:\/(?!\.{1,2}(?:\/|$))[\w.~-]*)+$/;

/**
 * The normal form of an href: its path, each segment escaped in the same way. Servers write one object with `@` here
 * and with `%40` there, absolute or as a path.
 * @param href As a server wrote it.
 * @param base Path or URL that it is relative to.
 */
export function pathOf(href: string, base = '/'): string {
  if (normalPath.test(href)) return href;
  const url = URL.parse(href, URL.parse(base, 'http://server.invalid') ?? 'http://server.invalid');
  if (url === null) return '/';
  return url.pathname.split('/').map(escapeSegment).join('/');
}

/**
 * What an object is called: its path within the calendar, in normal form; its whole path if it lies elsewhere. Null for
 * the calendar itself.
 * @param calendarPath Path or URL of the calendar, with or without a last slash.
 */
export function objectIdOf(calendarPath: string, href: string): string | null {
  const calendar = collectionPath(calendarPath);
  const path = pathOf(href, calendar);
  if (path === calendar || `${path}/` === calendar) return null;
  return path.startsWith(calendar) ? path.slice(calendar.length) : path;
}

/** The path of an object of a calendar, by what `objectIdOf` calls it. */
export function hrefOf(calendarPath: string, objectId: string): string {
  // Not resolved as a URL: `a:b.ics` is a name, no scheme.
  return objectId.startsWith('/') ? objectId : `${collectionPath(calendarPath)}${objectId}`;
}

/** The normal form of a collection's path, which ends with a slash. */
export function collectionPath(href: string): string {
  const path = pathOf(href);
  return path.endsWith('/') ? path : `${path}/`;
}

function escapeSegment(segment: string): string {
  try {
    return encodeURIComponent(decodeURIComponent(segment));
  } catch {
    // Escapes that are no UTF-8: nothing to bring into another form.
    return segment;
  }
}
