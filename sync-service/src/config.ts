import { isIP } from 'node:net';
import { readMailFrom, readSmtpUrl } from './config-mail.ts';
import { ConfigError, type Environment, Reader } from './config-reader.ts';
import { findKeyFaults } from './key-faults.ts';
import { isLoopback } from './loopback.ts';
import { parseRetention, type Retention } from './retention.ts';

export interface SupabaseSettings {
  url: string;
  publishableKey: string;
  secretKey: string;
}

/** One key of TOKEN_ENCRYPTION_KEYS: 32 bytes under an id. */
export interface TokenKey {
  kid: string;
  key: Uint8Array;
}

/** An OAuth client at a provider of calendars. */
export interface OAuthClient {
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  /** Replaces all of the provider's origins; null: the real ones. */
  baseUrl: string | null;
  /** The browsers' address for the same, if different. */
  browserBaseUrl?: string;
}

/** An account at Cloudflare Turnstile. */
export interface TurnstileSettings {
  /** Public. */
  siteKey: string;
  secretKey: string;
  /** Replaces the origin that is asked; null: the real one. */
  baseUrl: string | null;
}

/** What a process does: requests and live updates, jobs and their schedule, or both. */
const roles = ['all', 'web', 'worker'] as const;
type Role = (typeof roles)[number];

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** The settings of the environment. In embedded mode the stack fills in those that are null. */
export interface Settings {
  role: Role;
  port: number;
  host: string;
  publicUrl: string;
  dataDir: string;
  embedded: boolean;
  supabase: SupabaseSettings | null;
  databaseUrl: string | null;
  /** Connections per process to databaseUrl. */
  databasePool: number;
  /** Jobs that a process runs at a time. */
  jobConcurrency: number;
  /** How long a process that is told to end still serves requests, while it says that it is not ready. */
  shutdownDelaySeconds: number;
  /** The least level that is logged. */
  logLevel: (typeof logLevels)[number];
  /** Where `/metrics` is served alone; null: on the port of everything else. */
  metricsPort: number | null;
  /** What callers of `/metrics` have to bring. */
  metricsToken: string | null;
  tokenKeys: TokenKey[] | null;
  allowPrivateHosts: boolean;
  smtpUrl: string | null;
  mailFrom: string;
  pollIntervalSeconds: number;
  /** Number of proxies whose X-Forwarded-For is trusted. */
  trustProxy: number;
  demo: boolean;
  google: OAuthClient | null;
  microsoft: (OAuthClient & { tenant: string }) | null;
  turnstile: TurnstileSettings | null;
  /** Whether titles of events are stored, where their owners let them be. */
  storesTitles: boolean;
  /** For how long what is kept. */
  retention: Retention;
}

/** Complete settings: the service runs on these. */
export interface ServiceConfig extends Settings {
  supabase: SupabaseSettings;
  databaseUrl: string;
  tokenKeys: TokenKey[];
}

const HOSTED = ['SUPABASE_URL', 'SUPABASE_PUBLISHABLE_KEY', 'SUPABASE_SECRET_KEY', 'DATABASE_URL'] as const;

/**
 * Reads the environment (contract, section 2). An empty variable counts as unset.
 *
 * @throws ConfigError naming every fault at once
 */
export function readSettings(env: Environment): Settings {
  const read = new Reader(env);
  const missing = HOSTED.filter((name) => !read.text(name));
  const embedded = missing.length === HOSTED.length;
  if (!embedded && missing.length > 0) {
    read.fault(
      `${missing.join(', ')} must be set too: a hosted Supabase needs all four of ${HOSTED.join(', ')}, embedded mode none`,
    );
  }
  const port = read.integer('PORT', 8787, 0, 65_535);
  const host = readHost(read);
  const publicUrl = readPublicUrl(read, embedded, port);
  const settings: Settings = {
    role: read.choice('ROLE', 'all', roles),
    port,
    host,
    publicUrl,
    dataDir: read.text('DATA_DIR') ?? '.data',
    embedded,
    supabase: embedded ? null : readSupabase(read),
    databaseUrl: embedded ? null : readDatabaseUrl(read),
    databasePool: read.integer('DATABASE_POOL', 4, 1, 100),
    jobConcurrency: read.integer('JOB_CONCURRENCY', 8, 1, 100),
    shutdownDelaySeconds: read.integer('SHUTDOWN_DELAY_SECONDS', 0, 0, 600),
    logLevel: read.choice('LOG_LEVEL', 'info', logLevels),
    metricsPort: readMetricsPort(read, port),
    metricsToken: readMetricsToken(read),
    tokenKeys: readTokenKeys(read, embedded),
    allowPrivateHosts: read.flag('ALLOW_PRIVATE_HOSTS', embedded),
    smtpUrl: readSmtpUrl(read),
    mailFrom: readMailFrom(read),
    pollIntervalSeconds: read.integer('POLL_INTERVAL_SECONDS', 60, 30, 86_400),
    trustProxy: read.integer('TRUST_PROXY', 0, 0, 10),
    demo: read.flag('DEMO', embedded && isLoopback(host)),
    google: readOAuth(read, 'GOOGLE', publicUrl),
    microsoft: readMicrosoft(read, publicUrl),
    turnstile: readTurnstile(read),
    storesTitles: read.flag('STORE_TITLES', true),
    retention: parseRetention(read.text('RETENTION'), (message) => read.fault(message)),
  };
  read.finish();
  return settings;
}

/** Whether it is an address of this machine is tried at the start. Names below `.invalid` lead nowhere by definition. */
function readHost(read: Reader): string {
  const host = read.text('HOST') ?? '127.0.0.1';
  const isName = host.length <= 253 && /^[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_.])?$/i.test(host);
  const isAddress = isIP(host) > 0;
  const isNone = /(?:^|\.)invalid\.?$/i.test(host) || (/^[\d.]+$/.test(host) && !isAddress);
  if ((!isName && !isAddress) || isNone) {
    read.fault(
      'HOST must be an address of this machine or a name of one, such as 127.0.0.1, 0.0.0.0 or ::; no port, no http://',
    );
  }
  return host;
}

function readMetricsPort(read: Reader, port: number): number | null {
  const own = read.integer('METRICS_PORT', -1, 0, 65_535);
  if (own > 0 && own === port) read.fault('METRICS_PORT must be another port than PORT');
  return own === -1 ? null : own;
}

function readMetricsToken(read: Reader): string | null {
  const token = read.text('METRICS_TOKEN');
  if (token !== null && !/^[\w.~+/=-]{16,}$/.test(token)) {
    read.fault('METRICS_TOKEN must be 16 characters or more, of letters, digits and -._~+/= (openssl rand -hex 32)');
  }
  return token;
}

/**
 * Parses TOKEN_ENCRYPTION_KEYS: `kid:base64(32 bytes)`, comma separated; the first encrypts, all decrypt.
 *
 * @throws ConfigError
 */
export function parseTokenKeys(text: string): TokenKey[] {
  const keys = text.split(',').map((part) => {
    const parts = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/_-]+={0,2})$/.exec(part.trim());
    const key = Buffer.from(parts?.[2] ?? '', 'base64');
    if (!parts?.[1] || key.length !== 32) {
      throw new ConfigError(['TOKEN_ENCRYPTION_KEYS must be kid:base64(32 bytes), several separated by commas']);
    }
    return { kid: parts[1], key: new Uint8Array(key) };
  });
  if (new Set(keys.map(({ kid }) => kid)).size < keys.length) {
    throw new ConfigError(['TOKEN_ENCRYPTION_KEYS names a key id twice']);
  }
  return keys;
}

function readSupabase(read: Reader): SupabaseSettings {
  const keys = {
    publishableKey: read.text('SUPABASE_PUBLISHABLE_KEY') ?? '',
    secretKey: read.text('SUPABASE_SECRET_KEY') ?? '',
  };
  for (const fault of findKeyFaults(keys)) read.fault(fault);
  return { url: read.origin('SUPABASE_URL') ?? '', ...keys };
}

function readPublicUrl(read: Reader, embedded: boolean, port: number): string {
  const origin = read.origin('PUBLIC_URL');
  if (origin === null && !embedded) {
    read.fault(
      'PUBLIC_URL must be set: the origin that browsers and providers reach, such as https://book.example.com; links in mails lead there',
    );
  }
  return origin ?? `http://localhost:${port}`;
}

/** Postgres' names; each is documented in docs/deploy.md. */
const SSL_MODES = ['disable', 'no-verify', 'prefer', 'require', 'verify-ca', 'verify-full'];

function readDatabaseUrl(read: Reader): string {
  const text = read.text('DATABASE_URL') ?? '';
  if (!text) return text;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^postgres(ql)?:$/.test(url.protocol)) {
    read.fault('DATABASE_URL must be a postgres:// connection string');
    return text;
  }
  const sslMode = url.searchParams.get('sslmode');
  if (sslMode !== null && !SSL_MODES.includes(sslMode)) {
    read.fault(`DATABASE_URL: sslmode must be one of ${SSL_MODES.join(', ')}`);
  }
  // The library treats these as verify-full, with a long warning on each start.
  return url.searchParams.has('uselibpqcompat')
    ? text
    : text.replace(/([?&]sslmode=)(prefer|require|verify-ca)(?=&|$)/, '$1verify-full');
}

function readTokenKeys(read: Reader, embedded: boolean): TokenKey[] | null {
  const text = read.text('TOKEN_ENCRYPTION_KEYS');
  if (!text) {
    if (!embedded)
      read.fault('TOKEN_ENCRYPTION_KEYS must be set: kid:base64(32 bytes), the first encrypts, all decrypt');
    return null;
  }
  try {
    return parseTokenKeys(text);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const fault of error.faults) read.fault(fault);
    return null;
  }
}

function readOAuth(read: Reader, prefix: 'GOOGLE' | 'MICROSOFT', publicUrl: string): OAuthClient | null {
  const [clientId, clientSecret] = [read.text(`${prefix}_CLIENT_ID`), read.text(`${prefix}_CLIENT_SECRET`)];
  const baseUrl = read.origin(`${prefix}_BASE_URL`);
  const redirectUri =
    read.text(`${prefix}_REDIRECT_URI`) ?? `${publicUrl}/calendar/connections/${prefix.toLowerCase()}/callback`;
  if (!clientId && !clientSecret) return null;
  if (!clientId || !clientSecret) {
    read.fault(`${prefix}_CLIENT_ID and ${prefix}_CLIENT_SECRET must both be set, or neither`);
    return null;
  }
  if (!URL.canParse(redirectUri) || !/^https?:$/.test(new URL(redirectUri).protocol)) {
    read.fault(`${prefix}_REDIRECT_URI must be an http(s) address such as https://book.example.com/done`);
  }
  return { clientId, clientSecret, redirectUri, baseUrl };
}

function readMicrosoft(read: Reader, publicUrl: string): Settings['microsoft'] {
  const client = readOAuth(read, 'MICROSOFT', publicUrl);
  const tenant = read.text('MICROSOFT_TENANT')?.toLowerCase() ?? 'common';
  // It becomes a part of addresses that secrets are sent to.
  if (!isTenant(tenant)) {
    read.fault(
      'MICROSOFT_TENANT must be common, organizations or consumers, or the GUID or a domain of one organisation',
    );
  }
  return client && { ...client, tenant };
}

function readTurnstile(read: Reader): TurnstileSettings | null {
  const [siteKey, secretKey] = [read.text('TURNSTILE_SITE_KEY'), read.text('TURNSTILE_SECRET_KEY')];
  if (!siteKey && !secretKey) return null;
  if (siteKey && secretKey) return { siteKey, secretKey, baseUrl: null };
  read.fault('TURNSTILE_SITE_KEY and TURNSTILE_SECRET_KEY must both be set, or neither');
  return null;
}

function isTenant(name: string): boolean {
  const isGuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(name);
  const isDomain = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/.test(name);
  return ['common', 'organizations', 'consumers'].includes(name) || isGuid || (isDomain && name.length <= 253);
}
