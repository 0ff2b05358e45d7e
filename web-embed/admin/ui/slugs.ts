const LONGEST = 80;

/** The part of an address that a name suggests: `Crème brûlée & more` → `creme-brulee-more`. Empty where nothing of it can be in one. */
export function slugOf(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('æ', 'ae')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST)
    .replaceAll(/^-+|-+$/g, '');
}

/** What keeps a text from being part of an address, in a sentence; null: nothing. Shown while it is typed; the database decides. */
export function slugFault(slug: string): string | null {
  if (slug === '') return 'Enter the end of the address.';
  if (slug.length > LONGEST) return `At most ${LONGEST} characters.`;
  if (/[^a-z0-9_-]/.test(slug)) return 'Only small letters a to z, digits, hyphens and underscores.';
  if (!/^[a-z0-9](.*[a-z0-9])?$/.test(slug)) return 'It begins and ends with a letter or digit.';
  return null;
}

/** The slug, or the first of `slug-2`, `slug-3` … that nobody has. */
export function freeSlug(slug: string, taken: Iterable<string>): string {
  const all = new Set(taken);
  if (!all.has(slug)) return slug;
  for (let count = 2; ; count += 1) {
    const end = `-${count}`;
    const next = `${slug.slice(0, LONGEST - end.length)}${end}`;
    if (!all.has(next)) return next;
  }
}
