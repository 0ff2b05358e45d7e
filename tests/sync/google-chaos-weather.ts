import type { GoogleFault, GoogleFaultEffect } from '../../sync-service/sandbox/google/faults.ts';
import type { GoogleSandbox } from '../../sync-service/sandbox/google/sandbox.ts';

/** What goes wrong at Google while it rages, request by request. */
export interface Weather {
  isRaging: boolean;
  /** Called while a listing may be under way. */
  meanwhile: () => void;
  /** How often each fault struck. */
  struck: Record<string, number>;
  /** To be called before each request to the API: it is the one that is struck. */
  beforeRequest(): void;
  /** Ends all that was still to come. */
  calm(): void;
}

/** Of the requests. */
const share = 0.2;

const answers: Record<string, GoogleFaultEffect> = {
  '403 rateLimitExceeded': { kind: 'apiError', status: 403, reason: 'rateLimitExceeded' },
  '429': { kind: 'apiError', status: 429, reason: 'rateLimitExceeded', retryAfter: 2 },
  '500': { kind: 'apiError', status: 500, reason: 'backendError', domain: 'global' },
  '503': { kind: 'apiError', status: 503, reason: 'backendError', domain: 'global' },
  'html 200': { kind: 'html', status: 200 },
  'html 502': { kind: 'html', status: 502 },
  truncated: { kind: 'truncated' },
  'no connection': { kind: 'reset', when: 'before' },
};
const tokenResponses: Record<string, GoogleFaultEffect> = {
  'token 503': { kind: 'oauthError', status: 503, error: 'internal_failure' },
  'token html': { kind: 'html', status: 502 },
  'token truncated': { kind: 'truncated' },
  'token answer lost': { kind: 'reset', when: 'after' },
};

export function createWeather({ faults, world, push }: GoogleSandbox, random: () => number): Weather {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const record = (name: string) => {
    weather.struck[name] = (weather.struck[name] ?? 0) + 1;
  };
  const strike = (from: Record<string, GoogleFaultEffect>, fault: Omit<GoogleFault, 'effect'>) => {
    const [name, effect] = pick(Object.entries(from));
    faults.add({ ...fault, effect });
    record(name);
  };

  function loseAccessTokens(): void {
    world.accessTokens.clear();
    record('access token dies');
  }

  const events: (() => void)[] = [
    // The adapter tries three times.
    () => strike(answers, { path: /./, times: random() < 0.2 ? 4 : 1 }),
    () => {
      // It was done, and nobody hears of it: of most weight where something is written.
      faults.add({
        method: pick(['POST', 'PATCH', 'DELETE']),
        path: /\/events/,
        effect: { kind: 'reset', when: 'after' },
      });
      record('lost answer of a write');
    },
    () => {
      world.expireSyncTokens(random() < 0.8 ? pick([...world.calendars.keys()]) : undefined);
      record('sync tokens end');
    },
    loseAccessTokens,
    () => {
      loseAccessTokens();
      strike(tokenResponses, { path: /^\/token$/ });
    },
    () => {
      const count = 1 + Math.floor(random() * 4);
      const late = random() * 30_000;
      pick([() => push.lose(count), () => push.duplicate(count), () => push.delay(late)])();
      record('notices lost, doubled or late');
    },
  ];

  const weather: Weather = {
    isRaging: false,
    meanwhile: () => {},
    struck: {},
    beforeRequest() {
      if (!weather.isRaging) return;
      if (random() < share) pick(events)();
      if (random() < 0.05) weather.meanwhile();
    },
    calm() {
      weather.isRaging = false;
      faults.clear();
      push.lose(0);
      push.duplicate(0);
      push.delay(0);
    },
  };
  return weather;
}

/** Waits for the end of what was under way when a process died. */
export async function untilQuiet(requests: readonly unknown[]): Promise<void> {
  for (let seen = -1; seen !== requests.length; ) {
    seen = requests.length;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
