const carriageReturn = 13;
const byteOrderMark = 0xfeff;
const space = 32;
const tab = 9;

/** A file that is indented from its second line on: its lines are not folded, as none of them begins at the margin. */
const indented = /^\ufeff?\s*BEGIN:\s*VCALENDAR[ \t]*[\r\n]{1,4}[ \t]+[A-Z]/i;

/**
 * Hands over the content lines of a calendar's text, unfolded. A line ends with LF, any number of CR before it, or with
 * CR alone; empty lines, which some exporters write between all others, say nothing and break no folded line.
 */
export function forEachLine(text: string, visit: (line: string) => void): void {
  const isIndented = indented.test(text.slice(0, 1000));
  let folded: string[] = [];
  const take = (line: string): void => {
    if (line === '') return;
    const first = line.charCodeAt(0);
    if (first === space || first === tab) {
      if (isIndented) take(line.trimStart());
      else folded.push(line.slice(1));
      return;
    }
    if (folded.length > 0) visit(folded.length === 1 ? (folded[0] ?? '') : folded.join(''));
    // Files that were put together have the mark in the middle, too.
    folded = [first === byteOrderMark ? line.slice(1).trimStart() : line];
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
