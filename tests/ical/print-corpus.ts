import { createExpander } from '../../sync-service/src/providers/expander.ts';
import { recurrenceCases } from './corpus.ts';

/**
 * Prints the zone of this process and what the expander makes of every case, as one line of JSON. Run by the corpus
 * test in processes with other zones: TZ counts at the start of a process only.
 */
const expander = createExpander();
const results: Record<string, { start: string | null; end: string | null }[]> = {};
for (const { id, ics, window, hostTimeZone } of recurrenceCases) {
  const { objects } = await expander.expand({
    sources: [`${ics.join('\r\n')}\r\n`],
    window: { from: Date.parse(window.start), until: Date.parse(window.end) },
    hostTimeZone,
    calendarTimeZone: null,
    selfAddresses: [],
    policy: {},
  });
  results[id] = objects
    .flatMap((object) => object.occurrences)
    .filter((occurrence) => occurrence.status !== 'cancelled')
    .map((occurrence) =>
      occurrence.isAllDay
        ? { start: occurrence.startDate, end: occurrence.endDate }
        : { start: withoutFraction(occurrence.startsAt), end: withoutFraction(occurrence.endsAt) },
    );
}
const localMidday = new Date(2026, 0, 1, 12).toISOString();
console.log(JSON.stringify({ zone: Intl.DateTimeFormat().resolvedOptions().timeZone, localMidday, results }));

function withoutFraction(instant: string): string {
  return instant.replace('.000Z', 'Z');
}
