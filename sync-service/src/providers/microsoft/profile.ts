import type { IdClaims, OAuthProfile, OAuthRefusal } from '../../calendar/oauth.ts';
import { ProviderError } from '../../calendar/provider-error.ts';
import { text } from '../json.ts';

/** The app that the operator registered at Microsoft Entra. */
export interface MicrosoftClient {
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  /** Whose accounts may sign in: `common`, `organizations`, `consumers`, or an organisation's GUID or domain. */
  tenant: string;
  /** Replaces all of Microsoft's origins, possibly with a path; null: the real ones. */
  baseUrl: string | null;
  /** The browsers' address for the same, if different. */
  browserBaseUrl?: string;
}

const login = 'https://login.microsoftonline.com';
const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** The tenant of all personal accounts. */
const personalTenant = '9188040d-6c67-4c5b-b112-36a304b66dad';
const requiredScopes = ['Calendars.ReadWrite'];
const graphScopes = ['offline_access', 'User.Read', ...requiredScopes, 'MailboxSettings.Read'];

/** How to ask for consent. */
export function microsoftProfile(client: MicrosoftClient): OAuthProfile {
  const { clientId, clientSecret, redirectUri, tenant } = client;
  const base = client.baseUrl?.replace(/\/+$/, '');
  const browserBase = client.browserBaseUrl ?? base ?? login;
  const tenantId = tenantIdOf(tenant);
  return {
    // Not discovered: the metadata of `common` and the like name no issuer that an ID token ever has.
    issuer: `${login}/${tenantId ?? '{tid}'}/v2.0`,
    authorizationEndpoint: `${browserBase}/${tenant}/oauth2/v2.0/authorize`,
    tokenEndpoint: `${base ?? login}/${tenant}/oauth2/v2.0/token`,
    revocationEndpoint: null,
    clientId,
    clientSecret,
    redirectUri,
    scopes: ['openid', 'profile', 'email', ...graphScopes],
    requiredScopes,
    // Personal accounts get no more than is named. Without `openid` there is no second ID token.
    scopesOnRefresh: graphScopes,
    authorizationParameters: { response_mode: 'query', prompt: 'select_account' },
    allowHttp: base?.startsWith('http:') ?? false,
    refreshesAtOnce: true,
    subjectOf: (claims) => subjectOf(claims, tenantId),
    isSameScope: (granted, wanted) => lastSegment(granted) === lastSegment(wanted),
    readRefusal,
    adminConsentUrl: (state) => {
      const url = new URL(`${browserBase}/${isGroup(tenant) ? 'organizations' : tenant}/v2.0/adminconsent`);
      const parameters = { client_id: clientId, scope: graphScopes.join(' '), redirect_uri: redirectUri, state };
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
      return url.href;
    },
  };
}

function isGroup(tenant: string): boolean {
  return ['common', 'organizations', 'consumers'].includes(tenant.toLowerCase());
}

/** The only tenant whose accounts are accepted, if its id is known. */
function tenantIdOf(tenant: string): string | null {
  if (tenant.toLowerCase() === 'consumers') return personalTenant;
  return guid.test(tenant) ? tenant.toLowerCase() : null;
}

/** The account as its organisation knows it. Never by its address, which anybody may claim and which changes. */
function subjectOf(claims: IdClaims, tenantId: string | null): string {
  const [tid, oid] = [text(claims['tid']).toLowerCase(), text(claims['oid']).toLowerCase()];
  if (!guid.test(tid) || !guid.test(oid)) {
    throw new ProviderError('invalid_credentials', 'Microsoft did not say whose account it is. Connect it again.');
  }
  if (tenantId !== null && tid !== tenantId) {
    throw new ProviderError('forbidden', 'This service does not accept accounts of this organisation.');
  }
  return `${tid}.${oid}`;
}

/** Scopes come with and without the address of Graph in front, and in any case. */
function lastSegment(scope: string): string {
  return scope.slice(scope.lastIndexOf('/') + 1).toLowerCase();
}

/** What passes by itself, whatever `error` is beside it. */
const passing = new Set([50033, 50196, 70012, 90006, 90012, 90024, 90033, 90055]);
const needsConsent = new Set([65001]);
/** An administrator has to permit the app. */
const needsAdmin = new Set([90093, 90094, 90095]);
/** The owner has to prove more than a password, or from another device. */
const needsProof = new Set([
  50072, 50074, 50076, 50078, 50079, 50097, 50131, 50158, 53000, 53001, 53002, 53003, 530032, 530035,
]);
/** Refusals of this service's app. No account is to blame. */
const ownFaults = new Set([
  'invalid_client',
  'unauthorized_client',
  'invalid_request',
  'invalid_scope',
  'invalid_resource',
  'unsupported_grant_type',
]);

/**
 * What a refusal means here beyond RFC 6749. `error` decides; the numbers, which change without notice, only tell apart
 * what has the same `error`.
 */
function readRefusal({ from, body, status }: OAuthRefusal): ProviderError | undefined {
  const error = text(body['error']);
  const numbers = numbersOf(body);
  const has = (set: ReadonlySet<number>): boolean => numbers.some((number) => set.has(number));
  const options = status === 0 ? {} : { status };
  if (from === 'consent') {
    return ['consent_required', 'access_denied'].includes(error) && has(needsAdmin) ? adminConsent() : undefined;
  }
  if (['temporarily_unavailable', 'server_error'].includes(error) || has(passing)) {
    return new ProviderError('unreachable', 'Microsoft is not available at the moment. We will retry.', {
      retryable: true,
      ...options,
    });
  }
  if (ownFaults.has(error)) {
    const message =
      'Microsoft does not accept this service. Its operator has to check the app: id, secret and its expiry, and redirect address.';
    return new ProviderError('misconfigured', message, { retryable: true, ...options });
  }
  if (!['invalid_grant', 'interaction_required', 'consent_required', 'login_required'].includes(error))
    return undefined;
  const subError = text(body['suberror']);
  if (error === 'consent_required' || subError === 'consent_required' || has(needsConsent) || has(needsAdmin)) {
    const message = 'The permissions of this account were withdrawn. Reconnect it and grant them again.';
    return new ProviderError('unauthorized', message, { ...options, needsReconnect: true, asksConsentAgain: true });
  }
  const claims = text(body['claims']);
  if (error === 'invalid_grant' && claims === '' && subError === '' && !has(needsProof)) return undefined;
  const message = 'The organisation of this account wants its owner to sign in again. Reconnect the account.';
  const proof = claims === '' ? {} : { claims };
  return new ProviderError('unauthorized', message, { ...options, needsReconnect: true, ...proof });
}

function adminConsent(): ProviderError {
  return new ProviderError(
    'admin_consent',
    'The organisation of this account lets only its administrators permit new apps. Send the link to one of them.',
  );
}

/** `error_codes` of the token endpoint; in an address they are in the description alone. */
function numbersOf(body: OAuthRefusal['body']): number[] {
  const listed = Array.isArray(body['error_codes']) ? body['error_codes'].map(Number) : [];
  const described = [...text(body['error_description']).matchAll(/\bAADSTS(\d+)/g)].map(([, number]) => Number(number));
  return [...listed, ...described];
}
