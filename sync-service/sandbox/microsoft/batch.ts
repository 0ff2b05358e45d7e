import { Hono } from 'hono';
import { graphErrors } from './graph-errors.ts';
import { readBody } from './request-body.ts';
import type { World } from './world.ts';

interface BatchItem {
  id: string;
  method: string;
  url: string;
  headers?: Record<string, string>;
  body?: unknown;
  dependsOn?: string[];
}

interface BatchResponse {
  id: string;
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

const maxItems = 20;
/** Outlook gets so many of a batch at a time. */
const atOnce = 4;

/** @throws GraphError 400. */
function itemsOf(body: Record<string, unknown>): BatchItem[] {
  const items = body['requests'];
  if (!Array.isArray(items) || items.length === 0) throw graphErrors.badRequest('Invalid batch payload format.');
  if (items.length > maxItems)
    throw graphErrors.badRequest(`Number of batch request steps exceeds the maximum value of ${maxItems}.`);
  for (const { id, method, url, headers, body: sent } of items as Partial<BatchItem>[]) {
    if (typeof id !== 'string' || typeof method !== 'string' || typeof url !== 'string' || !url.startsWith('/')) {
      throw graphErrors.badRequest('Invalid batch payload format.');
    }
    const names = Object.keys(headers ?? {}).map((name) => name.toLowerCase());
    if (sent !== undefined && !names.includes('content-type')) {
      throw graphErrors.badRequest(`Content-Type header is missing in the batch request step ${id}.`);
    }
  }
  if (new Set(items.map(({ id }) => id)).size < items.length)
    throw graphErrors.badRequest('Ids of batch requests must be unique.');
  return items as BatchItem[];
}

/**
 * `POST /$batch`: each item succeeds or fails on its own, and the whole is a success whatever becomes of them.
 * @param handle serves an item like a request of its own.
 */
export function createBatchRoutes(world: World, handle: (request: Request) => Response | Promise<Response>): Hono {
  const routes = new Hono();

  routes.post('/$batch', async (context) => {
    if (!context.req.header('authorization')) throw graphErrors.tokenMissing();
    const items = itemsOf(await readBody(context));
    const responses: BatchResponse[] = [];

    async function run(item: BatchItem): Promise<void> {
      const failed = (item.dependsOn ?? []).some(
        (id) => (responses.find((one) => one.id === id)?.status ?? 500) >= 400,
      );
      if (failed) {
        const error = { code: 'FailedDependency', message: 'Failed dependency' };
        responses.push({ id: item.id, status: 424, headers: {}, body: { error } });
        return;
      }
      const headers = { ...item.headers, authorization: context.req.header('authorization') ?? '' };
      const body = item.body === undefined ? {} : { body: JSON.stringify(item.body) };
      const response = await handle(
        new Request(`http://sandbox/v1.0${item.url}`, { method: item.method, headers, ...body }),
      );
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json');
      const told = isJson ? (JSON.parse(text) as unknown) : text === '' ? null : text;
      responses.push({
        id: item.id,
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: told,
      });
    }

    const waiting = [...items];
    while (waiting.length > 0) {
      const ids = waiting.map(({ id }) => id);
      const ready = waiting.filter(({ dependsOn = [] }) => !dependsOn.some((id) => ids.includes(id))).slice(0, atOnce);
      if (ready.length === 0) throw graphErrors.badRequest('The batch requests depend on each other.');
      for (const item of ready) waiting.splice(waiting.indexOf(item), 1);
      await Promise.all(ready.map(run));
    }
    // In any order: not that of the requests.
    return context.json({ responses: responses.toReversed() }, 200, { date: world.now().toUTCString() });
  });
  return routes;
}
