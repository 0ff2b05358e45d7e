import type { ProviderError } from './provider-error.ts';

/** Claims of a verified ID token. */
export type IdClaims = Readonly<Record<string, unknown>>;

/** A refusal of the token endpoint or of the consent page, as it came. */
export interface OAuthRefusal {
  /** `token`: of the token endpoint. `consent`: in the address that the consent page led back to. */
  from: 'token' | 'consent';
  /** HTTP status; 0 for `consent`. */
  status: number;
  /** The parsed JSON body, or the parameters of the address; empty if it was neither. */
  body: Readonly<Record<string, unknown>>;
}

/**
 * How to ask for consent at an OAuth 2.0 provider. The service calls these addresses itself and gives the adapter
 * credentials of the form `{access_token, refresh_token, expires_at, scope, subject, email}` (`expires_at` ISO 8601;
 * `subject` and `email` from the ID token, `email` may be empty).
 */
export interface OAuthProfile {
  /** As named in the ID token; with `{tid}` in place of the tenant if tokens of several tenants are accepted. */
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
  /** The scopes to name when refreshing, as far as they were granted; missing: none are named. */
  scopesOnRefresh?: readonly string[];
  /** Added to the consent request. */
  authorizationParameters: Readonly<Record<string, string>>;
  /** Whether plain HTTP is allowed: only for a stand-in. */
  allowHttp: boolean;
  /**
   * Whether a refresh is tried right after connecting, so that a wrong client secret or a missing refresh token shows at
   * once. Default: no.
   */
  refreshesAtOnce?: boolean;
  /**
   * Who the account is, from the claims of its ID token: the same forever, also under another client id.
   * Default: `sub`.
   * @throws ProviderError if the token is of a tenant that is not accepted.
   */
  subjectOf?(claims: IdClaims): string;
  /** Whether a granted scope is the wanted one; default: they are equal. */
  isSameScope?(granted: string, wanted: string): boolean;
  /** What a refusal means, if it means more here than in RFC 6749; undefined: what RFC 6749 says. */
  readRefusal?(refusal: OAuthRefusal): ProviderError | undefined;
  /** Called each time the token endpoint refuses this service, not an account; with the HTTP status if there was one. */
  onServiceRefused?(status: number | undefined): void;
  /** Where an administrator permits this service, for accounts that `admin_consent` refuses. */
  adminConsentUrl?(state: string): string;
}
