/**
 * A text as a literal of SQL, as `pg.escapeLiteral` writes it. That one puts a text together letter by letter, which of a
 * page of events cost more than all else that a call does.
 */
export function sqlLiteral(text: string): string {
  const quoted = text.replaceAll("'", "''");
  return quoted.includes('\\') ? ` E'${quoted.replaceAll('\\', '\\\\')}'` : `'${quoted}'`;
}
