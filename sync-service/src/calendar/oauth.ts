/**
 * How to ask for consent at an OAuth 2.0 provider. The service calls these addresses itself and gives the adapter
 * credentials of the form `{access_token, refresh_token, expires_at, scope, subject, email}` (`expires_at` ISO 8601;
 * `subject` and `email` from the ID token, `email` may be empty).
 */
export interface OAuthProfile {
  /** As named in the ID token. */
  issuer: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  /** Null: the provider has no way to revoke a grant. */
  revocationEndpoint: string | null;
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  scopes: readonly string[];
  /** The scopes without which no account is connected. */
  requiredScopes: readonly string[];
  /** Added to the consent request. */
  authorizationParameters: Readonly<Record<string, string>>;
  /** Whether plain HTTP is allowed: only for a stand-in. */
  allowHttp: boolean;
}
