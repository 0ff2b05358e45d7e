import type { Context } from 'hono';
import { graphErrors } from './graph-errors.ts';

/** A JSON object from the body. @throws GraphError 400. */
export async function readBody(context: Context): Promise<Record<string, unknown>> {
  const body: unknown = await context.req.json().catch(() => null);
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  throw graphErrors.unreadableBody();
}
