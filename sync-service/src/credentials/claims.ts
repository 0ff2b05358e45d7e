const maxBytes = 4096;
const claimName = /^[\w.:/-]{1,100}$/;
/** Where claims can be asked for (OpenID Connect Core 5.5). */
const places = ['access_token', 'id_token', 'userinfo'] as const;

type Wish = null | { essential?: boolean; value?: string; values?: string[] };

/**
 * Returns what a provider wants proven at the next consent as it may be handed back to it: a `claims` parameter of OpenID
 * Connect with nothing else in it. Null if there is nothing, it is none, or it is longer than 4 kB.
 */
export function cleanClaims(text: string | undefined): string | null {
  if (text === undefined || Buffer.byteLength(text) > maxBytes) return null;
  const parsed = parseObject(text);
  const clean = places.flatMap((place) => {
    const wishes = cleanWishes(parsed?.[place]);
    return wishes === null ? [] : [[place, wishes]];
  });
  return clean.length === 0 ? null : JSON.stringify(Object.fromEntries(clean));
}

function cleanWishes(wishes: unknown): Record<string, Wish> | null {
  if (!isObject(wishes)) return null;
  const clean = Object.entries(wishes).flatMap(([name, wish]) =>
    claimName.test(name) && (wish === null || isObject(wish)) ? [[name, wish && cleanWish(wish)]] : [],
  );
  return clean.length === 0 ? null : Object.fromEntries(clean);
}

function cleanWish({ essential, value, values }: Record<string, unknown>): Wish {
  return {
    ...(typeof essential === 'boolean' ? { essential } : {}),
    ...(typeof value === 'string' ? { value } : {}),
    ...(Array.isArray(values) ? { values: values.filter((one) => typeof one === 'string') } : {}),
  };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : null;
  } catch {
    // Without claims the owner reconnects as usual; the provider then asks again.
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
