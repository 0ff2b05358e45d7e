import type { CalendarProvider } from '../calendar/provider.ts';
import { createExpander } from '../calendar/recurrence/expander.ts';
import { applePreset, createCaldavProvider } from './caldav/provider.ts';
import { createIcsProvider } from './ics/provider.ts';

/**
 * All kinds of calendars that can be connected, by name. The only list of them.
 * @param options.allowPrivateHosts Whether addresses may lead into private networks.
 */
export function createProviders(options: { allowPrivateHosts: boolean }): Map<string, CalendarProvider> {
  const expander = createExpander();
  const providers = [
    createIcsProvider({ ...options, expander }),
    createCaldavProvider({ ...options, expander }),
    createCaldavProvider({ ...options, expander, preset: applePreset }),
  ];
  return new Map(providers.map((provider) => [provider.name, provider]));
}
