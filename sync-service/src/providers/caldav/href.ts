/** A path that is in normal form as it is, as most are: nothing in it is escaped, or would be, and it does not turn back. */
const normalPath = /^(?:\/(?!\.{1,2}(?:\/|$))[\w.~-]+)*\/?$/;

/**
 * The normal form of an href: its path, each segment escaped in the same way, each slash once. Servers write one object
 * with `@` here and with `%40` there, absolute or as a path, and double slashes where they put paths together.
 * @param href As a server wrote it.
 * @param base Path or URL that it is relative to.
 */
export function pathOf(href: string, base = '/'): string {
  if (href !== '' && normalPath.test(href)) return href;
  const url = resolveHref(href, base);
  if (url === null) return '/';
  return url.pathname
    .split('/')
    .map(escapeSegment)
    .join('/')
    .replace(/\/{2,}/g, '/');
}

/** An href as an address; on `pathHost` if it is only a path. Null: it is none. */
export function resolveHref(href: string, base = '/'): URL | null {
  // By the book two slashes begin the name of a host; what has no dot and no port was meant as a path.
  const meant = href.trim().replace(/^\/+(?=\/[^/.:]*(?:\/|$))/, '');
  return URL.parse(meant, URL.parse(base, `http://${pathHost}`) ?? `http://${pathHost}`);
}

/** The host of no server. */
export const pathHost = 'path.invalid';

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

/** The normal form of a collection's path, which ends with a slash; `base` as in `pathOf`. */
export function collectionPath(href: string, base = '/'): string {
  const path = pathOf(href, base);
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
