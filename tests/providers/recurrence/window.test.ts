import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createExpander } from '../../../sync-service/src/calendar/recurrence/expander.ts';
import { cases } from '../../support/scale.ts';
import { type RecurrenceCase, recurrenceCases } from './corpus.ts';

const expander = createExpander();

/** Every occurrence of a case in a window, as text. */
async function list({ ics, hostTimeZone }: RecurrenceCase, from: number, until: number): Promise<string[]> {
  const { objects } = await expander.expand({
    sources: [`${ics.join('\r\n')}\r\n`],
    window: { from, until },
    hostTimeZone,
    calendarTimeZone: null,
    selfAddresses: [],
    policy: {},
  });
  return objects.flatMap((object) => object.occurrences.map((occurrence) => JSON.stringify(occurrence)));
}

test('wherever a window is cut in two, both halves together hold what the whole holds, and nothing else', async () => {
  const hour = 3_600_000;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...recurrenceCases),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 24 * 100 }),
      async (item, place, hours) => {
        // Cuts near the occurrences: anywhere else both halves are trivially right.
        const anchors = item.expected.flatMap(({ start, end }) => [Date.parse(start), Date.parse(end)]);
        const anchor = anchors[Math.floor(place * anchors.length)] ?? Date.parse(item.window.start);
        const cut = anchor + (hours % 5) * (hour / 2) - hour;
        const [from, until] = [cut - hours * hour, cut + hours * hour];
        const halves = new Set([...(await list(item, from, cut)), ...(await list(item, cut, until))]);
        expect([...halves].sort()).toEqual((await list(item, from, until)).sort());
      },
    ),
    { numRuns: cases(200, 3_000) },
  );
});
