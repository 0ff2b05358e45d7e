/**
 * The booking that the page names: `ID#TOKEN`, the link of a mail, or the id alone where the page's own address ends with `#token=TOKEN` or `#TOKEN`.
 *
 * @returns without an id: it names none that there could be
 */
export function readManaged(given: string, fragment: string): { id: string; token: string } {
  const [, id = '', token] =
    /([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?:\?[^#]*)?(?:#(?:token=)?(.+))?$/i.exec(given.trim()) ?? [];
  return {
    id,
    token: token ?? new URLSearchParams(fragment.slice(1)).get('token') ?? /^#([\w.-]+)$/.exec(fragment)?.[1] ?? '',
  };
}
