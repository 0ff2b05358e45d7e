import { signal } from '@preact/signals';
import { type AuthError, GoTrueClient, isAuthRetryableFetchError, type Session as Tokens } from '@supabase/auth-js';
import { RequestError } from '../../shared/request.ts';
import type { AdminConfig } from './config.ts';

/** What a sign-in leads to: `mfa`, when a code of the second factor is still asked for. */
export type SignInStep = 'done' | 'mfa';

/** Who is signed in, in this browser; null: nobody. */
export interface Signed {
  userId: string;
  email: string;
}

const storageKey = 'openslot-session';

/**
 * The host's session at Supabase Auth, kept in this browser: it outlives the way to a provider and back, and tabs share it.
 * All methods throw `RequestError`, whose message can be shown.
 */
export class Session {
  readonly #auth: GoTrueClient;
  readonly #home: string;
  readonly who = signal<Signed | null>(null);
  /** The session ended while somebody worked with it: they are asked to sign in where they are. */
  readonly hasEnded = signal(false);
  /** A link to choose a new password was followed. */
  readonly isRecovering = signal(false);

  constructor(config: Pick<AdminConfig, 'supabaseUrl' | 'publishableKey'>, home: string) {
    this.#home = home;
    // Implicit: a link of a mail must also work in another browser than the one that asked for it.
    this.#auth = new GoTrueClient({
      url: `${config.supabaseUrl}/auth/v1`,
      headers: { apikey: config.publishableKey },
      storageKey,
      flowType: 'implicit',
      detectSessionInUrl: true,
      persistSession: true,
      autoRefreshToken: true,
    });
    this.#auth.onAuthStateChange((event, tokens) => {
      if (event === 'PASSWORD_RECOVERY') this.isRecovering.value = true;
      if (event === 'SIGNED_OUT') this.#end();
      else if (tokens) this.#note(tokens);
    });
  }

  /** Reads what this browser keeps, and what a link of a mail brought along. */
  async open(): Promise<void> {
    const { data } = await this.#auth.getSession();
    if (data.session && (await this.#missingFactor()) === null) this.#note(data.session);
  }

  async signIn(email: string, password: string): Promise<SignInStep> {
    const { error } = await this.#auth.signInWithPassword({ email, password });
    if (error) throw refusal(error);
    return (await this.#missingFactor()) === null ? 'done' : 'mfa';
  }

  /** The second factor of somebody whose password was right. */
  async verifyCode(code: string): Promise<void> {
    const factorId = await this.#missingFactor();
    if (factorId === null) return;
    const { error } = await this.#auth.mfa.challengeAndVerify({ factorId, code });
    if (error) throw refusal(error);
    const { data } = await this.#auth.getSession();
    if (data.session) this.#note(data.session, true);
  }

  /** Sends a link that signs in. Who has no account gets none by it. */
  async sendLink(email: string): Promise<void> {
    const options = { shouldCreateUser: false, emailRedirectTo: this.#home };
    const { error } = await this.#auth.signInWithOtp({ email, options });
    // Whether there is such an account is nobody's business.
    if (error && !['otp_disabled', 'user_not_found', 'signup_disabled'].includes(error.code ?? ''))
      throw refusal(error);
  }

  /** Sends a link to choose a new password. */
  async sendReset(email: string): Promise<void> {
    const { error } = await this.#auth.resetPasswordForEmail(email, { redirectTo: this.#home });
    if (error) throw refusal(error);
  }

  async setPassword(password: string): Promise<void> {
    const { error } = await this.#auth.updateUser({ password });
    if (error) throw refusal(error);
    this.isRecovering.value = false;
  }

  /** `confirm`: a mail has to be answered first. */
  async signUp(email: string, password: string): Promise<'done' | 'confirm'> {
    const { data, error } = await this.#auth.signUp({ email, password, options: { emailRedirectTo: this.#home } });
    if (error) throw refusal(error);
    return data.session === null ? 'confirm' : 'done';
  }

  /** Forgets the session here, and at Auth if it can be reached. */
  async signOut(): Promise<void> {
    this.who.value = null;
    this.hasEnded.value = false;
    await this.#auth.signOut({ scope: 'local' });
  }

  /** A token that is good for the next minute. @throws RequestError; `unauthorized` when somebody has to sign in again */
  async token(): Promise<string> {
    const { data, error } = await this.#auth.getSession();
    if (error && isAuthRetryableFetchError(error)) throw refusal(error);
    if (data.session === null) {
      this.#end();
      throw new RequestError('unauthorized', 401, 'Nobody is signed in');
    }
    return data.session.access_token;
  }

  /** Forgets a token that was refused. */
  expire(): void {
    this.#end();
    void this.#auth.signOut({ scope: 'local' });
  }

  /** The factor that this session still lacks. */
  async #missingFactor(): Promise<string | null> {
    const { data: level } = await this.#auth.mfa.getAuthenticatorAssuranceLevel();
    if (level === null || level.nextLevel !== 'aal2' || level.currentLevel === 'aal2') return null;
    const { data } = await this.#auth.getSession();
    return data.session?.user.factors?.find(({ status }) => status === 'verified')?.id ?? null;
  }

  #note(tokens: Tokens, isVerified = false): void {
    const { id, email, factors } = tokens.user;
    const needsFactor = factors?.some(({ status }) => status === 'verified') ?? false;
    // With a second factor only its code, or a session that has it, lets somebody in: `open` and `verifyCode` know.
    if (needsFactor && !isVerified && this.who.value === null && !hasSecondFactor(tokens.access_token)) return;
    this.hasEnded.value = false;
    if (this.who.value?.userId !== id || this.who.value.email !== email)
      this.who.value = { userId: id, email: email ?? '' };
  }

  #end(): void {
    if (this.who.value !== null) this.hasEnded.value = true;
  }
}

function hasSecondFactor(accessToken: string): boolean {
  const [, payload = ''] = accessToken.split('.');
  try {
    return JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))).aal === 'aal2';
  } catch {
    // A token that cannot be read promises nothing.
    return false;
  }
}

const texts: Readonly<Record<string, string>> = {
  invalid_credentials: 'Email and password do not match. Check both and try again.',
  email_not_confirmed: 'Confirm your email address first: follow the link in the mail that we sent you.',
  user_already_exists: 'There is an account with this email address already. Sign in instead.',
  email_exists: 'There is an account with this email address already. Sign in instead.',
  weak_password: 'Choose a longer password: at least 8 characters, not only common words.',
  same_password: 'That is your password already. Choose another one.',
  email_address_invalid: 'This email address cannot be used. Check it.',
  validation_failed: 'Check the email address and the password.',
  signup_disabled: 'New accounts are closed here. Ask whoever runs this service for one.',
  over_email_send_rate_limit: 'A mail was sent a moment ago. Wait a minute and try again.',
  over_request_rate_limit: 'Too many tries. Wait a minute and try again.',
  mfa_verification_failed: 'This code is not right. Enter the newest one of your authenticator app.',
  mfa_challenge_expired: 'This code came too late. Enter the newest one.',
  otp_expired: 'This link is no longer good. Ask for a new one.',
};

function refusal(error: AuthError): RequestError {
  if (isAuthRetryableFetchError(error) || !error.status)
    return new RequestError('network', 0, 'The server did not respond. Check your connection and try again.');
  const code = error.status === 429 ? 'rate_limited' : 'invalid_request';
  const known = texts[error.code ?? ''] ?? (error.status === 429 ? texts['over_request_rate_limit'] : undefined);
  return new RequestError(
    code,
    error.status,
    known ?? `Signing in did not work (${error.code ?? error.status}). Try again.`,
  );
}
