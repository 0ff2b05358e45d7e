import { type CommonEffect, createFaults, type Faults, retryHeader } from '../shared/faults.ts';
import { ApiError } from './api-errors.ts';

/** Errors in the words of Google. */
type OwnEffect =
  /** An answer of the API with that reason; `domain` is that of rate limits unless told otherwise. */
  | { kind: 'apiError'; status: number; reason: string; message?: string; domain?: string; retryAfter?: number }
  /** An answer of the token endpoint. */
  | { kind: 'oauthError'; status: number; error: string; description?: string; subtype?: string; retryAfter?: number };

/** What goes wrong. */
export type GoogleFaultEffect = CommonEffect | OwnEffect;
export type GoogleFaults = Faults<GoogleFaultEffect>;

function responseOf(effect: OwnEffect): Response {
  if (effect.kind === 'oauthError') {
    const { status, error, description, subtype, retryAfter } = effect;
    const body = { error, error_subtype: subtype, error_description: description };
    return Response.json(body, { status, headers: retryHeader(retryAfter) });
  }
  const { status, reason, message = reason, domain = 'usageLimits', retryAfter } = effect;
  const response = new ApiError(status, reason, message, domain).response();
  for (const [name, value] of Object.entries(retryHeader(retryAfter))) response.headers.set(name, value);
  return response;
}

export function createGoogleFaults(prefix: string): GoogleFaults {
  return createFaults(prefix, responseOf);
}
