import { newGuid } from './ids.ts';

/** How the token endpoint refuses. */
export interface TokenFailure {
  status: number;
  error: string;
  /** AADSTS code; null for what is no fault of the request. */
  code: number | null;
  text: string;
  suberror?: string;
  claims?: string;
}

type Row = [error: string, text: string, suberror?: string];

const grant = 'invalid_grant';
const interaction = 'interaction_required';
const alarm = 'unauthorized_client';
const passing = 'temporarily_unavailable';

/** What the codes mean, in the order of the reference. */
const rows: Record<number, Row> = {
  50173: [grant, 'The provided grant has expired due to it being revoked, a fresh auth token is needed.', 'bad_token'],
  700082: [grant, 'The refresh token has expired due to inactivity.', 'bad_token'],
  70008: [grant, 'The provided authorization code or refresh token has expired due to inactivity.', 'bad_token'],
  70000: [grant, 'The provided value for the input parameter is not valid. The refresh token is not valid.'],
  700084: [
    grant,
    'The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime.',
  ],
  70043: [grant, 'The refresh token has expired or is invalid due to sign-in frequency checks by conditional access.'],
  50057: [grant, 'The user account is disabled.'],
  50034: [grant, 'The user account does not exist in the directory.'],
  50089: [grant, 'Authentication failed due to flow token expired.'],
  50132: [grant, 'The session is not valid because the password has expired or was changed.'],
  50133: [grant, 'Session is not valid due to expiration or recent password change.'],
  50055: [grant, 'The password is expired.', 'user_password_expired'],
  54005: [grant, 'OAuth2 Authorization code was already redeemed, please retry with a new valid code.'],
  501481: [grant, 'The Code_Verifier does not match the code_challenge supplied in the authorization request.'],
  700005: [grant, 'Provided Authorization Code is intended to use against other tenant, thus rejected.'],
  50076: [interaction, 'You must use multi-factor authentication to access the resource.', 'basic_action'],
  50079: [interaction, 'You must enroll in multi-factor authentication to access the resource.', 'basic_action'],
  50072: [interaction, 'You must enroll in multi-factor authentication to access the resource.', 'basic_action'],
  50074: [interaction, 'Strong Authentication is required.', 'basic_action'],
  50078: [interaction, 'Presented multi-factor authentication has expired due to policies.', 'basic_action'],
  50158: [interaction, 'External security challenge not satisfied.', 'basic_action'],
  53000: [interaction, 'Device is not in required device state.', 'message_only'],
  53001: [interaction, 'Device is not in required device state: domain joined.', 'message_only'],
  53002: [interaction, 'Application used is not an approved application for Conditional Access.', 'message_only'],
  53003: [interaction, 'Access has been blocked by Conditional Access policies.', 'message_only'],
  530032: [interaction, 'Access has been blocked by security policy.', 'message_only'],
  530035: [interaction, 'Access has been blocked by security defaults.', 'message_only'],
  50097: [interaction, 'Device authentication is required.', 'basic_action'],
  50131: [interaction, 'Device is not in required device state.', 'message_only'],
  65001: [grant, 'The user or administrator has not consented to use the application.', 'consent_required'],
  65004: ['access_denied', 'User declined to consent to access the app.'],
  90094: ['access_denied', 'Admin consent is required.'],
  90095: ['access_denied', 'Admin consent is required for the permissions requested.'],
  90093: ['consent_required', 'This operation can only be performed by an administrator.'],
  7000215: ['invalid_client', 'Invalid client secret provided.'],
  7000222: ['invalid_client', 'The provided client secret keys are expired.'],
  70002: ['invalid_client', 'The client application must be marked as confidential.'],
  700027: ['invalid_client', 'Client assertion failed signature validation.'],
  700016: [alarm, 'Application was not found in the directory.'],
  7000112: [alarm, 'Application is disabled.'],
  70001: [alarm, 'The application is disabled.'],
  9002313: ['invalid_request', 'Invalid request. Request is malformed or invalid.'],
  900144: ['invalid_request', 'The request body must contain the following parameter.'],
  70011: ['invalid_scope', 'The provided value for the input parameter scope is not valid.'],
  70003: ['unsupported_grant_type', 'The app returned an unsupported grant type.'],
  500011: ['invalid_resource', 'The resource principal was not found in the tenant.'],
  50011: ['invalid_request', 'The redirect URI specified in the request does not match the redirect URIs configured.'],
  50194: [
    'invalid_request',
    'Application is not configured as a multi-tenant application. Usage of /common is not supported.',
  ],
  50020: ['invalid_request', 'User account from identity provider does not exist in tenant.'],
  90002: ['invalid_request', 'Tenant not found.'],
  50033: [passing, 'A transient error has occurred. Please try again.'],
  90006: ['server_error', 'External server error: retryable.'],
  90012: [passing, 'The request has timed out. Please try again.'],
  90024: [passing, 'A transient error has occurred during request budget check.'],
  90033: [passing, 'A transient error has occurred. Please try again.'],
  90055: [passing, 'The request was throttled: too many requests.'],
  70012: ['server_error', 'A server error occurred while authenticating an MSA (consumer) user.'],
  50196: ['server_error', 'The server terminated an operation because it encountered a client request loop.'],
};

/** All codes that the token endpoint of the sandbox can speak. */
export const failureCodes: readonly number[] = Object.keys(rows).map(Number);

/**
 * A refusal with that AADSTS code.
 * @throws if the reference names no such code.
 */
export function failure(code: number, more: Partial<TokenFailure> = {}): TokenFailure {
  const row = rows[code];
  if (!row) throw new Error(`The sandbox knows no AADSTS${code}.`);
  const [error, text, suberror] = row;
  const status = error === 'invalid_client' ? 401 : error === passing ? 503 : 400;
  return { status, error, code, text, ...(suberror === undefined ? {} : { suberror }), ...more };
}

/** The text that answers hold: the code, the ids of the request and the time. */
export function describeFailure({ code, text }: TokenFailure, now: Date): string {
  const stamp = now.toISOString().slice(0, 19).replace('T', ' ');
  const lines = [`Trace ID: ${newGuid()}`, `Correlation ID: ${newGuid()}`, `Timestamp: ${stamp}Z`];
  return [`${code === null ? '' : `AADSTS${code}: `}${text}`, ...lines].join('\r\n');
}

/** The body of a refusal. */
function failureBody(failed: TokenFailure, now: Date): Record<string, unknown> {
  const { error, code, suberror, claims } = failed;
  const description = describeFailure(failed, now);
  const [, trace, correlation] = description.match(/Trace ID: (\S+)\r\nCorrelation ID: (\S+)/) ?? [];
  return {
    error,
    error_description: description,
    error_codes: code === null ? [] : [code],
    timestamp: `${now.toISOString().slice(0, 19).replace('T', ' ')}Z`,
    trace_id: trace,
    correlation_id: correlation,
    ...(code === null ? {} : { error_uri: `https://login.microsoftonline.com/error?code=${code}` }),
    ...(suberror === undefined ? {} : { suberror }),
    ...(claims === undefined ? {} : { claims }),
  };
}

export function failureResponse(failed: TokenFailure, now: Date, headers: Record<string, string> = {}): Response {
  return Response.json(failureBody(failed, now), {
    status: failed.status,
    headers: { 'cache-control': 'no-store, no-cache', pragma: 'no-cache', ...headers },
  });
}
