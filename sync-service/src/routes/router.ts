import type { HttpBindings } from '@hono/node-server';
import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { ZodError } from 'zod';
import { type ErrorCode, errorCodes, ServiceError } from '../errors.ts';

/** The context of every route. `incoming` is missing if a request does not come from a socket. */
export interface AppEnv {
  Bindings: Partial<HttpBindings>;
  Variables: {
    requestId: string;
    /** The request came with an API key that may do what it asks for. */
    hasKey?: boolean;
    /** The one other site that may read the answer; null: none; missing: any. */
    readableBy?: string | null;
  };
}

/** Creates a router that validates requests before their handlers; faults are thrown as `ServiceError`. */
export function createRouter(): OpenAPIHono<AppEnv> {
  return new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      // An invalid id in the address names nothing; a fault in the body is the caller's to fix.
      if (result.target === 'param')
        throw new ServiceError('not_found', 'There is nothing at this address. Check the id.');
      throw new ServiceError('invalid_request', describeFaults(result.error), {
        details: result.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message })),
      });
    },
  });
}

function describeFaults(error: ZodError): string {
  const faults = new Map<string, string>();
  for (const { path, message } of error.issues) {
    // Of a list its name: who wrote `status=held` knows no `status.0`.
    const field = path.filter((part) => typeof part === 'string').join('.');
    if (field !== '' && !faults.has(field)) faults.set(field, message);
  }
  if (faults.size === 0) {
    const unknown = error.issues.find(({ code }) => code === 'unrecognized_keys')?.message;
    return unknown === undefined ? 'Send a JSON object as described in /docs.' : `${unknown}. Leave it out.`;
  }
  const lines = [...faults]
    .slice(0, 10)
    .map(([field, message]) => `${field} (${message.replace(/^Invalid input: /, '')})`);
  return `Check ${lines.join(', ')}.`;
}

/** The body of every failed request. */
const failureSchema = z
  .object({
    error: z.object({
      code: z.enum(errorCodes as [ErrorCode, ...ErrorCode[]]),
      message: z.string(),
      details: z.unknown().optional(),
    }),
  })
  .openapi('Error');

/** JSON of this form, for the API document. */
export const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } });

const limited = ['rate_limited', 'unavailable'] as const;
/** Codes that go together: of every route with a body, of a booking for its visitor or host, of the time of a booking. */
export const ofBody = [...limited, 'invalid_request', 'unsupported_media_type'] as const;
export const ofBooking = [...limited, 'unauthorized', 'forbidden', 'not_found'] as const;
export const ofSlot = ['slot_taken', 'slot_not_offered', 'calendar_unavailable'] as const;

/** The responses of a route that can fail with these codes, for the API document. */
export function failures(...codes: ErrorCode[]) {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of errorCodes.filter((each) => codes.includes(each))) {
    const { status } = new ServiceError(code, '');
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => [
      status,
      { description: list.join(', '), content: { 'application/json': { schema: failureSchema } } },
    ]),
  );
}
