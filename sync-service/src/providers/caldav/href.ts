/** A path in normal form, as most are: nothing in it is escaped, needs escaping or goes back. */
const normalPath = /^(?:\/(?!\.{1,2}(?:\/|$))[\w.~-]+)*\/?$/;

/**
 * Returns the normal form of an href: its path with uniform escapes and single slashes. Servers write one object with
 * `@` here and with `%40` there, absolute or as a path, and double slashes where they put paths together.
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

/** Resolves an href; a mere path gets `pathHost`. Null if it is not an address. */
export function resolveHref(href: string, base = '/'): URL | null {
  // By the standard two slashes begin a host name; one without a dot or port was meant as a path.
  const meant = href.trim().replace(/^\/+(?=\/[^/.:]*(?:\/|$))/, '');
  return URL.parse(meant, URL.parse(base, `http://${pathHost}`) ?? `http://${pathHost}`);
}

/** A host that belongs to no server. */
export const pathHost = 'path.invalid';

/**
 * Returns an object's id: its path within the calendar in normal form, or its whole path if it is elsewhere. Null for
 * the calendar itself.
 * @param calendarPath Path or URL of the calendar, with or without a last slash.
 */
export function objectIdOf(calendarPath: string, href: string): string | null {
  const calendar = collectionPath(calendarPath);
  const path = pathOf(href, calendar);
  if (path === calendar || `${path}/` === calendar) return null;
  return path.startsWith(calendar) ? path.slice(calendar.length) : path;
}

/** Returns the path of an object from its `objectIdOf`. */
export function hrefOf(calendarPath: string, objectId: string): string {
  // Not resolved as a URL: `a:b.ics` is a name, not a scheme.
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
