import { slugOf } from '../../ui/slugs.ts';
import type { Question } from './event-type.ts';

/** An id for a question: from its words, unlike those of the others. Answers are kept under it, so it stays when the words change. */
export function questionId(label: string, others: readonly Question[]): string {
  const taken = new Set(others.map(({ id }) => id));
  const wanted = slugOf(label).replaceAll('-', '_').slice(0, 40) || 'question';
  if (!taken.has(wanted)) return wanted;
  for (let count = 2; ; count += 1) if (!taken.has(`${wanted}_${count}`)) return `${wanted}_${count}`;
}

/** Options as they are typed, one a line. */
export function optionsOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
