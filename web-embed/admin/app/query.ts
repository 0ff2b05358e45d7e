import { useLocation } from 'preact-iso';

/**
 * A part of the screen's state that stands in its address, so that it can be linked, and the browser's way back works.
 *
 * @param initial What it is without being in the address.
 * @returns the value, and what sets it; `replace`: without an entry of its own in the history, as for typing.
 */
export function useQuery(name: string, initial = ''): [string, (value: string, how?: 'replace') => void] {
  const location = useLocation();
  const value = location.query[name] ?? initial;
  return [value, (next, how) => setQuery(location, { [name]: next === initial ? '' : next }, how)];
}

/** Sets several at once; an empty one leaves the address. */
export function setQuery(
  location: Pick<ReturnType<typeof useLocation>, 'route'>,
  values: Readonly<Record<string, string>>,
  how?: 'replace',
): void {
  // The address of now: two changes of one moment must not undo each other.
  const url = new URL(globalThis.location.href);
  for (const [name, value] of Object.entries(values)) {
    if (value === '') url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  location.route(`${url.pathname}${url.search}`, how === 'replace');
}
