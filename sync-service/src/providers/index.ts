import type { CalendarProvider } from '../calendar/provider.ts';
import { applePreset, createCaldavProvider } from './caldav/provider.ts';
import { createExpander } from './expander.ts';
import type { GoogleClient } from './google/profile.ts';
import { createGoogleProvider } from './google/provider.ts';
import { createBudget } from './http-budget.ts';
import { createIcsProvider } from './ics/provider.ts';
import type { MicrosoftClient } from './microsoft/profile.ts';
import { createMicrosoftProvider } from './microsoft/provider.ts';
import { withServiceAlarm } from './service-alarm.ts';

/** Apple publishes no limit; other clients were throttled above this one. */
const appleBudget = { perMinute: 240, burst: 60 };

/**
 * Creates all providers, by name. This is the only list of them.
 * @param options.allowPrivateHosts Whether entered addresses may lead into private networks.
 * @param options.google The client at Google; null: Google accounts cannot be connected.
 * @param options.microsoft The app at Microsoft; null: Microsoft accounts cannot be connected.
 * @param options.publicUrl Origin that providers reach this service at.
 * @param log Hears of what no account is to blame for.
 */
export function createProviders(
  options: {
    allowPrivateHosts: boolean;
    google: GoogleClient | null;
    microsoft: MicrosoftClient | null;
    publicUrl: string;
  },
  log?: Record<'warn' | 'error', (fields: object, message: string) => void>,
): Map<string, CalendarProvider> {
  const { allowPrivateHosts, google, microsoft, publicUrl } = options;
  const expander = createExpander();
  const providers = [
    createIcsProvider({ allowPrivateHosts, expander }),
    createCaldavProvider({ allowPrivateHosts, expander }),
    createCaldavProvider({ allowPrivateHosts, expander, preset: applePreset, budget: createBudget(appleBudget) }),
  ];
  if (google !== null) {
    providers.push(createGoogleProvider({ client: google, webhookAddress: `${publicUrl}/webhooks/google-calendar` }));
  }
  if (microsoft !== null) {
    providers.push(
      createMicrosoftProvider({
        client: microsoft,
        webhookAddresses: {
          notices: `${publicUrl}/webhooks/microsoft-calendar`,
          lifecycle: `${publicUrl}/webhooks/microsoft-lifecycle`,
        },
        ...(log === undefined ? {} : { warn: (fields, message) => log.warn(fields, message) }),
      }),
    );
  }
  return new Map(
    providers.map((provider) => [provider.name, log === undefined ? provider : withServiceAlarm(provider, log)]),
  );
}
