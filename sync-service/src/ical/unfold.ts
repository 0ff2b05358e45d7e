import { isBoundary } from './component-names.ts';

const carriageReturn = 13;
/** Signs that nobody sees, and spaces of other kinds than those that fold lines. */
const unseen = /^[\u0080-\u00a0\u200b-\u200f\u2028\u2029\u2060\ufeff\s]+/;
const space = 32;
const tab = 9;

/**
 * Hands over the content lines of a calendar's text, unfolded. A line ends with LF, any number of CR before it, or with
 * CR alone; empty lines, which some exporters write between all others, say nothing and break no folded line. Nothing can
 * be folded behind BEGIN or END, so that what begins with a space there, and behind it, is indented.
 */
export function forEachLine(text: string, visit: (line: string) => void): void {
  let isIndented = false;
  let folded: string[] = [];
  const take = (line: string): void => {
    if (line === '') return;
    const first = line.charCodeAt(0);
    const isFolded = first === space || first === tab;
    if (isFolded && !isIndented) isIndented = folded.length === 1 && isIndent(folded[0] ?? '', line);
    if (isFolded && !isIndented) {
      folded.push(line.slice(1));
      return;
    }
    if (!isFolded) isIndented = false;
    if (folded.length > 0) visit(folded.length === 1 ? (folded[0] ?? '') : folded.join(''));
    // Files that were put together have the mark in the middle, too.
    folded = [isFolded ? line.trim() : first > 126 ? line.replace(unseen, '') : line];
  };
  for (let from = Math.max(0, text.search(/[^\s\ufeff]/)); from < text.length; ) {
    let end = text.indexOf('\n', from);
    const next = end < 0 ? text.length : end + 1;
    if (end < 0) end = text.length;
    while (end > from && text.charCodeAt(end - 1) === carriageReturn) end -= 1;
    const line = text.slice(from, end);
    if (line.includes('\r')) for (const part of line.split('\r')) take(part);
    else take(line);
    from = next;
  }
  if (folded.length > 0) visit(folded.join(''));
}

/** Nothing goes on behind where a component begins or ends, and lines of the head of a calendar do with no BEGIN. */
function isIndent(before: string, line: string): boolean {
  if (isBoundary(before)) return true;
  return /^(VERSION|PRODID|CALSCALE|METHOD|X-WR-[A-Z]+|X-PUBLISHED-TTL)[;:]/i.test(before) && isBoundary(line);
}
