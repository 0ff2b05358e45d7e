import type { CalendarProvider } from '../calendar/provider.ts';
import { createExpander } from '../calendar/recurrence/expander.ts';
import { applePreset, createCaldavProvider } from './caldav/provider.ts';
import { createBudget } from './http-budget.ts';
import { createIcsProvider } from './ics/provider.ts';

/** Apple publishes no limit; other clients were throttled beyond this one. */
const appleBudget = { perMinute: 240, burst: 60 };

/**
 * All kinds of calendars that can be connected, by name. The only list of them.
 * @param options.allowPrivateHosts Whether addresses may lead into private networks.
 */
export function createProviders(options: { allowPrivateHosts: boolean }): Map<string, CalendarProvider> {
  const expander = createExpander();
  const providers = [
    createIcsProvider({ ...options, expander }),
    createCaldavProvider({ ...options, expander }),
    createCaldavProvider({ ...options, expander, preset: applePreset, budget: createBudget(appleBudget) }),
  ];
  return new Map(providers.map((provider) => [provider.name, provider]));
}
