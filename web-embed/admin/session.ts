import { type Fetch, RequestError, requestJson } from '../shared/request.ts';

/** What the admin page gets from the service. */
export interface AdminConfig {
  supabaseUrl: string;
  publishableKey: string;
  /** Origin that a consent comes back to. */
  publicUrl: string;
  /** Whether the demo's user can sign in. */
  hasDemoUser: boolean;
  /** Kinds of calendars that can be connected. */
  providers: string[];
  /** Where an administrator permits this service, by kind. */
  adminConsentUrls?: Record<string, string>;
  hasSandbox?: true;
}

interface Tokens {
  access_token: string;
  refresh_token: string;
  /** Seconds since the epoch, by this device's clock. */
  expires_at: number;
  email: string;
}

interface TokenResponse {
  access_token: string;
  refresh_token: string;
  expires_in: number;
  user?: { email?: string };
}

const storageKey = 'openslot-session';
/** A token that ends within this time is renewed first. */
const marginSeconds = 60;

/**
 * The host's session at Supabase Auth, kept in this browser as supabase-js does: it outlives the way to a provider and
 * back. Two tabs share it; only one renews at a time, because a refresh token is good once.
 */
export class Session {
  readonly #config: AdminConfig;
  readonly #fetch: Fetch;
  #tokens: Tokens | null;

  constructor(config: AdminConfig, fetch: Fetch) {
    this.#config = config;
    this.#fetch = fetch;
    this.#tokens = readTokens();
  }

  /** Who is signed in; null: nobody. */
  get email(): string | null {
    return this.#tokens?.email ?? null;
  }

  /** @throws RequestError; `invalid_request` when email and password don't fit */
  async signIn(email: string, password: string): Promise<void> {
    try {
      this.#keep(await this.#ask('password', { email, password }), email);
    } catch (error) {
      if (!(error instanceof RequestError) || ![400, 401, 422].includes(error.status)) throw error;
      throw new RequestError('invalid_request', error.status, error.message);
    }
  }

  /** Forgets the session here, and at Auth if it can be reached. */
  async signOut(): Promise<void> {
    const tokens = this.#tokens;
    this.#forget();
    if (tokens === null) return;
    const headers = { apikey: this.#config.publishableKey, authorization: `Bearer ${tokens.access_token}` };
    const url = `${this.#config.supabaseUrl}/auth/v1/logout?scope=local`;
    await requestJson(this.#fetch, url, { method: 'POST', headers }).catch((error: unknown) => {
      // Here it is forgotten either way; what is left at Auth ends by itself.
      if (!(error instanceof RequestError)) throw error;
    });
  }

  /** A token that is good for the next minute. @throws RequestError; `unauthorized` when somebody has to sign in again */
  async token(): Promise<string> {
    if (isFresh(this.#tokens)) return this.#tokens.access_token;
    const renew = () => this.#renew();
    // Without locks (a page that is not served safely) two tabs may renew at once; the slower one signs in again.
    return 'locks' in navigator ? navigator.locks.request(storageKey, renew) : renew();
  }

  /** Forgets a token that was refused. */
  expire(): void {
    this.#forget();
  }

  async #renew(): Promise<string> {
    this.#tokens = readTokens();
    if (isFresh(this.#tokens)) return this.#tokens.access_token;
    if (this.#tokens === null) throw new RequestError('unauthorized', 401, 'Nobody is signed in');
    const { refresh_token: refreshToken, email } = this.#tokens;
    try {
      return this.#keep(await this.#ask('refresh_token', { refresh_token: refreshToken }), email);
    } catch (error) {
      if (!(error instanceof RequestError) || error.status < 400 || error.status >= 500 || error.status === 429)
        throw error;
      this.#forget();
      throw new RequestError('unauthorized', 401, 'The session has ended');
    }
  }

  #ask(grant: string, body: object): Promise<TokenResponse> {
    const { supabaseUrl, publishableKey } = this.#config;
    const url = `${supabaseUrl}/auth/v1/token?grant_type=${grant}`;
    return requestJson(this.#fetch, url, { method: 'POST', headers: { apikey: publishableKey }, body });
  }

  #keep(response: TokenResponse, email: string): string {
    this.#tokens = {
      access_token: response.access_token,
      refresh_token: response.refresh_token,
      expires_at: Math.floor(Date.now() / 1000) + response.expires_in,
      email: response.user?.email ?? email,
    };
    localStorage.setItem(storageKey, JSON.stringify(this.#tokens));
    return response.access_token;
  }

  #forget(): void {
    this.#tokens = null;
    localStorage.removeItem(storageKey);
  }
}

function isFresh(tokens: Tokens | null): tokens is Tokens {
  return tokens !== null && tokens.expires_at - marginSeconds > Date.now() / 1000;
}

function readTokens(): Tokens | null {
  try {
    const kept: Tokens | null = JSON.parse(localStorage.getItem(storageKey) ?? 'null');
    return kept?.access_token && kept.refresh_token && kept.expires_at ? kept : null;
  } catch (error) {
    // Somebody else's text under our name.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
