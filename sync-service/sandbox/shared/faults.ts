import type { Context, MiddlewareHandler } from 'hono';
import { ApiError } from '../google/api-errors.ts';
import { markCut, pathOf } from './request-log.ts';

/** What goes wrong. */
export type FaultEffect =
  /** An answer of the API with that reason; `domain` is that of rate limits unless told otherwise. */
  | { kind: 'apiError'; status: number; reason: string; message?: string; domain?: string; retryAfter?: number }
  /** An answer of the token endpoint. */
  | { kind: 'oauthError'; status: number; error: string; description?: string; subtype?: string; retryAfter?: number }
  /** A page of the front end instead of JSON. */
  | { kind: 'html'; status: number }
  /** Any answer at all. */
  | { kind: 'answer'; status: number; body: string; contentType?: string }
  /** The request is done, but only half of the answer's body comes. */
  | { kind: 'truncated' }
  /** No answer, ever. `after`: the request is done nevertheless. */
  | { kind: 'hang'; when?: 'before' | 'after' }
  /** The connection is cut. `after`: the request is done, only its answer is lost. */
  | { kind: 'reset'; when: 'before' | 'after' }
  /** The request waits that long, in real milliseconds. */
  | { kind: 'delay'; milliseconds: number };

export interface Fault {
  /** Any method if none is named. */
  method?: string;
  /** Compared with the path without the sandbox's prefix, as it is encoded. */
  path: RegExp;
  /** Which of the matching requests from now on is the first to fail; 1 is the next one. */
  nth?: number;
  /** How many fail. 1 unless told otherwise. */
  times?: number;
  effect: FaultEffect;
}

/** What is to go wrong, told by tests. */
export interface Faults {
  /** Returns the way to take it back. */
  add(fault: Fault): () => void;
  clear(): void;
  /** Ends requests that hang. */
  release(): void;
  middleware: MiddlewareHandler;
}

interface Connection {
  destroy(): void;
  on(event: 'close', listener: () => void): void;
}

function connectionOf(context: Context): Connection | undefined {
  return (context.env as { outgoing?: Connection } | undefined)?.outgoing;
}

function html(status: number): Response {
  const page = `<!DOCTYPE html><html lang=en><title>Error ${status} (Server Error)!!1</title><p><b>${status}.</b> That’s an error.`;
  return new Response(page, { status, headers: { 'content-type': 'text/html; charset=UTF-8' } });
}

function responseOf(effect: FaultEffect): Response | null {
  if (effect.kind === 'html') return html(effect.status);
  if (effect.kind === 'answer') {
    const headers = { 'content-type': effect.contentType ?? 'application/json; charset=UTF-8' };
    return new Response(effect.body, { status: effect.status, headers });
  }
  if (effect.kind === 'oauthError') {
    const { status, error, description, subtype, retryAfter } = effect;
    const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
    return Response.json({ error, error_subtype: subtype, error_description: description }, { status, headers });
  }
  if (effect.kind === 'apiError') {
    const { status, reason, message = reason, domain = 'usageLimits', retryAfter } = effect;
    const response = new ApiError(status, reason, message, domain).response();
    if (retryAfter !== undefined) response.headers.set('retry-after', String(retryAfter));
    return response;
  }
  return null;
}

async function half(response: Response): Promise<Response> {
  const text = await response.text();
  const headers = new Headers(response.headers);
  headers.delete('content-length');
  return new Response(text.slice(0, Math.floor(text.length / 2)), { status: response.status, headers });
}

export function createFaults(prefix: string): Faults {
  const active = new Set<{ fault: Fault; seen: number }>();
  const hanging = new Set<() => void>();

  function next(method: string, path: string): FaultEffect | undefined {
    let effect: FaultEffect | undefined;
    for (const entry of active) {
      const { fault } = entry;
      if ((fault.method !== undefined && fault.method !== method) || !fault.path.test(path)) continue;
      entry.seen += 1;
      const first = fault.nth ?? 1;
      const last = first + (fault.times ?? 1) - 1;
      if (entry.seen >= last) active.delete(entry);
      if (entry.seen >= first) effect ??= fault.effect;
    }
    return effect;
  }

  /** Until the client goes away, or tests end it. */
  function never(context: Context): Promise<void> {
    return new Promise((resolve) => {
      hanging.add(resolve);
      connectionOf(context)?.on('close', resolve);
    });
  }

  return {
    add(fault) {
      const entry = { fault, seen: 0 };
      active.add(entry);
      return () => void active.delete(entry);
    },
    clear: () => active.clear(),
    release() {
      for (const resolve of hanging) resolve();
      hanging.clear();
    },
    middleware: async (context, proceed) => {
      const effect = next(context.req.method, pathOf(context, prefix));
      if (!effect) return proceed();
      const result = responseOf(effect);
      if (result) return result;
      if (effect.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, effect.milliseconds));
      const isDone =
        effect.kind === 'truncated' || effect.kind === 'delay' || ('when' in effect && effect.when === 'after');
      if (isDone) await proceed();
      if (effect.kind === 'truncated') {
        const cut = await half(context.res);
        context.res = undefined;
        context.res = cut;
      }
      if (effect.kind === 'hang' || effect.kind === 'reset') markCut(context);
      if (effect.kind === 'hang') await never(context);
      if (effect.kind === 'reset') connectionOf(context)?.destroy();
      // Nobody gets this one: the connection is gone.
      if (effect.kind === 'hang' || effect.kind === 'reset') return new Response(null, { status: 504 });
      return undefined;
    },
  };
}
