import type { CalendarProvider } from '../calendar/provider.ts';

const pauseMs = 60_000;

/**
 * Tells the operator that a provider refuses this service, whose accounts all fail alike: once a minute at most.
 * @param now Milliseconds.
 */
export function withServiceAlarm(
  provider: CalendarProvider,
  log: { error(fields: object, message: string): void },
  now: () => number = () => performance.now(),
): CalendarProvider {
  if (provider.oauth === undefined) return provider;
  let saidAt = Number.NEGATIVE_INFINITY;
  const onServiceRefused = (status: number | undefined): void => {
    if (now() - saidAt < pauseMs) return;
    saidAt = now();
    log.error(
      { provider: provider.name, ...(status === undefined ? {} : { status }) },
      'the provider does not accept this service: check its client id, its secret and when that expires, and the redirect address; no account is to blame, and all stay connected',
    );
  };
  return { ...provider, oauth: { ...provider.oauth, onServiceRefused } };
}
