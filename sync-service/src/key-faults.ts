/** The two keys of a Supabase project. */
interface ApiKeys {
  publishableKey: string;
  secretKey: string;
}

const WHY_NOT_SECRET =
  "every visitor's browser gets this key. Set it to the publishable key (sb_publishable_…, or the JWT of the role anon), " +
  'and replace the secret key if a service ever ran like this';
const NEEDS = 'the service needs the secret key (sb_secret_…, or the JWT of the role service_role)';

/**
 * Finds faults of the Supabase keys, one line each: a secret key in the public place, or a key that cannot do the
 * service's work. An empty key is not reported here. No line contains a key.
 */
export function findKeyFaults({ publishableKey, secretKey }: ApiKeys): string[] {
  const faults: string[] = [];
  const report = (name: string, what: string, why: string) => faults.push(`SUPABASE_${name}_KEY ${what}: ${why}`);

  const [open, secret] = [tidy(publishableKey), tidy(secretKey)];
  const openRole = readRole(open);
  if (/sb_secret_/i.test(open)) report('PUBLISHABLE', 'is a secret key (sb_secret_…)', WHY_NOT_SECRET);
  else if (openRole !== null && openRole !== 'anon')
    report('PUBLISHABLE', `carries ${named(openRole)}`, WHY_NOT_SECRET);
  else if (open !== '' && open === secret) report('PUBLISHABLE', 'is the same as SUPABASE_SECRET_KEY', WHY_NOT_SECRET);

  const secretRole = readRole(secret);
  if (/sb_publishable_/i.test(secret)) report('SECRET', 'is a publishable key (sb_publishable_…)', NEEDS);
  else if (secretRole !== null && secretRole !== 'service_role')
    report('SECRET', `carries ${named(secretRole)}`, NEEDS);
  return faults;
}

/** Removes what is easily copied along with a key: quotes, line breaks, the scheme of a header. */
function tidy(key: string): string {
  return key.replaceAll(/["'`\s]/g, '').replace(/^Bearer/i, '');
}

/**
 * Returns the role in a JWT, without verifying it; '' if it names none or several, null if the key is no JWT. Tolerates
 * malformed ones: a more tolerant server would accept them.
 */
function readRole(key: string): string | null {
  const payload = /^[\w+/=-]+\.([\w+/=-]+)/.exec(key)?.[1];
  if (payload === undefined) return null;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64').toString());
    if (typeof claims !== 'object' || claims === null) return null;
    const role = 'role' in claims ? claims.role : null;
    return typeof role === 'string' ? role.trim() : '';
  } catch {
    // Not JSON: another kind of key, which says nothing.
    return null;
  }
}

/** Only names are repeated: a claim may contain anything. */
function named(role: string): string {
  return /^\w{1,40}$/.test(role) ? `the role ${role}` : 'no role of Supabase';
}
