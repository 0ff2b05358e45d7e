/** A name that an email address suggests: `ann.example@…` → `Ann Example`. */
export function nameOf(email: string): string {
  const [name = ''] = email.split('@');
  return name
    .replace(/\+.*$/, '')
    .split(/[._-]+/)
    .filter(Boolean)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}

/** Another one for an address that is taken: people share names. */
export function otherSlug(slug: string, random: () => number = Math.random): string {
  const end = Math.floor(random() * 9000 + 1000);
  return `${slug.slice(0, 74)}-${end}`;
}
