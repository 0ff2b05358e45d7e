import type { CommonEffect, Faults } from '../../sync-service/sandbox/shared/faults.ts';

/** What goes wrong at a provider while it rages, request by request. */
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

/** What rages at one provider, in its own words. */
export interface WeatherParts<Effect> {
  faults: Pick<Faults<Effect | CommonEffect>, 'add' | 'clear'>;
  push: { lose(count: number): void; duplicate(count: number): void; delay(milliseconds: number): void };
  tokenPath: RegExp;
  eventsPath: RegExp;
  /** Responses instead of the right one. */
  responses: Record<string, Effect>;
  tokenResponses: Record<string, Effect>;
  loseAccessTokens(): void;
  loseCursors(): void;
  /** The owner, or somebody above them, takes all permissions away. */
  endConsent(): void;
  /** What happens at no other provider. */
  others: Record<string, () => void>;
  /** Ends what of that goes on. */
  calm?(): void;
}

/** Of the requests. */
const share = 0.3;
/** Of all faults: the account is of no use then until its owner comes. */
const endsOfConsent = 0.02;
/** Together with those. */
const wrongResponses = 0.45;

const responses: Record<string, CommonEffect> = {
  'html 200': { kind: 'html', status: 200 },
  'html 502': { kind: 'html', status: 502 },
  truncated: { kind: 'truncated' },
  'no connection': { kind: 'reset', when: 'before' },
};
const tokenResponses: Record<string, CommonEffect> = {
  'token html': { kind: 'html', status: 502 },
  'token truncated': { kind: 'truncated' },
  'token answer lost': { kind: 'reset', when: 'after' },
};

export function createWeather<Effect>(parts: WeatherParts<Effect>, random: () => number): Weather {
  const { faults, push } = parts;
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const record = (name: string) => {
    weather.struck[name] = (weather.struck[name] ?? 0) + 1;
  };
  const strike = (from: Record<string, Effect | CommonEffect>, path: RegExp, times = 1) => {
    const [name, effect] = pick(Object.entries(from));
    faults.add({ path, times, effect });
    record(name);
  };
  const recorded = (name: string, happen: () => void) => () => {
    happen();
    record(name);
  };
  const loseAccessTokens = recorded('access token dies', () => parts.loseAccessTokens());
  const endConsent = recorded('consent ends', () => parts.endConsent());

  // Adapters try three times.
  const respondWrongly = () => strike({ ...responses, ...parts.responses }, /./, random() < 0.2 ? 4 : 1);
  const events: (() => void)[] = [
    // It was done, and nobody hears of it: of most weight where something is written.
    recorded('lost answer of a write', () =>
      faults.add({
        method: pick(['POST', 'PATCH', 'DELETE']),
        path: parts.eventsPath,
        effect: { kind: 'reset', when: 'after' },
      }),
    ),
    recorded('cursors end', () => parts.loseCursors()),
    loseAccessTokens,
    () => {
      loseAccessTokens();
      strike({ ...tokenResponses, ...parts.tokenResponses }, parts.tokenPath);
    },
    recorded('notices lost, doubled or late', () => {
      const count = 1 + Math.floor(random() * 4);
      const late = random() * 30_000;
      pick([() => push.lose(count), () => push.duplicate(count), () => push.delay(late)])();
    }),
    ...Object.entries(parts.others).map(([name, happen]) => recorded(name, happen)),
  ];

  const weather: Weather = {
    isRaging: false,
    meanwhile: () => {},
    struck: {},
    beforeRequest() {
      if (!weather.isRaging) return;
      if (random() < share) {
        const roll = random();
        if (roll < endsOfConsent) endConsent();
        else if (roll < wrongResponses) respondWrongly();
        else pick(events)();
      }
      if (random() < 0.05) weather.meanwhile();
    },
    calm() {
      weather.isRaging = false;
      faults.clear();
      push.lose(0);
      push.duplicate(0);
      push.delay(0);
      parts.calm?.();
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
