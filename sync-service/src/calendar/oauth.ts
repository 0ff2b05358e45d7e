/**
 * How consent is asked for at a provider that is connected by OAuth 2.0. The service talks to these addresses itself
 * and hands the adapter credentials of the form `{access_token, refresh_token, expires_at, scope, subject, email}`
 * (`expires_at` ISO 8601; `subject` and `email` from the ID token, `email` may be empty).
 */
export interface OAuthProfile {
  /** As the ID token names it. */
  issuer: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  /** Null: the provider can't be told that a grant is over. */
  revocationEndpoint: string | null;
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  /** All that is asked for. */
  scopes: readonly string[];
  /** Of these, what no account is connected without. */
  requiredScopes: readonly string[];
  /** Sent along with the request for consent. */
  authorizationParameters: Readonly<Record<string, string>>;
  /** Whether the addresses may be plain HTTP: of a stand-in only. */
  allowHttp: boolean;
}
