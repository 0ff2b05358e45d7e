import type { Expansion } from '../../sync-service/src/providers/expander.ts';
import { createExpander } from '../../sync-service/src/providers/expander.ts';
import { eventOf } from '../providers/ics/feed-server.ts';

// Patient: limits of steps end these rules, on the slowest machine too, before any limit of time would.
const expander = createExpander({ objectMs: 20_000 });
export const start = ['DTSTART:20260504T100000Z', 'DURATION:PT1H'];
export const sound = eventOf('sound', 'DTSTART:20260506T100000Z', 'DURATION:PT1H');

export function expandText(text: string, by = expander): Promise<Expansion> {
  return by.expand({
    sources: [text],
    window: { from: Date.parse('2026-05-01T00:00:00Z'), until: Date.parse('2026-08-01T00:00:00Z') },
    hostTimeZone: 'Europe/Berlin',
    calendarTimeZone: null,
    selfAddresses: [],
    policy: {},
  });
}
