import { readdirSync, readFileSync } from 'node:fs';

/** One calendar object with the occurrences that it must come to. */
export interface RecurrenceCase {
  id: string;
  title: string;
  hostTimeZone: string;
  window: { start: string; end: string };
  ics: string[];
  /** Instants, or dates for whole days. */
  expected: { start: string; end: string }[];
}

const folder = new URL('../fixtures/recurrence-cases/', import.meta.url);

/** All cases, by number. */
export const recurrenceCases: RecurrenceCase[] = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
