import type { Context, MiddlewareHandler } from 'hono';
import { markCut, pathOf } from './request-log.ts';

/** What goes wrong, whoever the provider is. */
export type CommonEffect =
  /** A page of the front end instead of JSON. */
  | { kind: 'html'; status: number; retryAfter?: number }
  /** Any response at all. */
  | { kind: 'answer'; status: number; body: string; contentType?: string; headers?: Record<string, string> }
  /** The request is done, but only half of the response's body comes. */
  | { kind: 'truncated' }
  /** No response, ever. `after`: the request is done nevertheless. */
  | { kind: 'hang'; when?: 'before' | 'after' }
  /** The connection is cut. `after`: the request is done, only its response is lost. */
  | { kind: 'reset'; when: 'before' | 'after' }
  /** The request waits that long, in real milliseconds. */
  | { kind: 'delay'; milliseconds: number }
  /** Something happens just before the request is done: a token ends, a person changes an event. */
  | { kind: 'meanwhile'; action: () => void };

export interface Fault<Effect = CommonEffect> {
  /** Any method if none is named. */
  method?: string;
  /** Compared with the path without the sandbox's prefix, as it is encoded. */
  path: RegExp;
  /** Which of the matching requests from now on is the first to fail; 1 is the next one. */
  nth?: number;
  /** How many fail. 1 unless told otherwise; with `chance`, all of them. */
  times?: number;
  /** Of 1: how likely each of the matching requests is to fail. Left out: each fails. */
  chance?: number;
  effect: Effect;
}

/** What is to go wrong, told by tests. */
export interface Faults<Effect = CommonEffect> {
  /** Returns the way to take it back. */
  add(fault: Fault<Effect>): () => void;
  clear(): void;
  /** Begins the row of chances anew: the same seed gives the same faults for the same requests. */
  seed(seed: number): void;
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

function html(status: number, retryAfter?: number): Response {
  const page = `<!DOCTYPE html><html lang=en><title>Error ${status} (Server Error)!!1</title><p><b>${status}.</b> That’s an error.`;
  const headers = { 'content-type': 'text/html; charset=UTF-8', ...retryHeader(retryAfter) };
  return new Response(page, { status, headers });
}

/** The header that asks for patience, if any. */
export function retryHeader(seconds: number | undefined): Record<string, string> {
  return seconds === undefined ? {} : { 'retry-after': String(seconds) };
}

function commonResponse(effect: CommonEffect): Response | null {
  if (effect.kind === 'html') return html(effect.status, effect.retryAfter);
  if (effect.kind !== 'answer') return null;
  const headers = { 'content-type': effect.contentType ?? 'application/json; charset=UTF-8', ...effect.headers };
  return new Response(effect.body, { status: effect.status, headers });
}

/** Numbers from 0 to below 1, the same row for the same seed (mulberry32). */
function randomRow(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const ownKinds = ['html', 'answer', 'truncated', 'hang', 'reset', 'delay', 'meanwhile'];

async function half(response: Response): Promise<Response> {
  const text = await response.text();
  const headers = new Headers(response.headers);
  headers.delete('content-length');
  return new Response(text.slice(0, Math.floor(text.length / 2)), { status: response.status, headers });
}

/** @param ownResponse the provider's own error bodies. */
export function createFaults<Own extends { kind: string }>(
  prefix: string,
  ownResponse: (effect: Own) => Response,
): Faults<CommonEffect | Own> {
  const active = new Set<{ fault: Fault<CommonEffect | Own>; seen: number }>();
  const hanging = new Set<() => void>();
  let random = randomRow(1);

  function isOwn(effect: CommonEffect | Own): effect is Own {
    return !ownKinds.includes(effect.kind);
  }

  function next(method: string, path: string): CommonEffect | Own | undefined {
    let effect: CommonEffect | Own | undefined;
    for (const entry of active) {
      const { fault } = entry;
      if ((fault.method !== undefined && fault.method !== method) || !fault.path.test(path)) continue;
      entry.seen += 1;
      const first = fault.nth ?? 1;
      const times = fault.times ?? (fault.chance === undefined ? 1 : Number.POSITIVE_INFINITY);
      if (entry.seen >= first + times - 1) active.delete(entry);
      const strikes = fault.chance === undefined || random() < fault.chance;
      if (entry.seen >= first && strikes) effect ??= fault.effect;
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
    seed(seed) {
      random = randomRow(seed);
    },
    release() {
      for (const resolve of hanging) resolve();
      hanging.clear();
    },
    middleware: async (context, proceed) => {
      const effect = next(context.req.method, pathOf(context, prefix));
      if (!effect) return proceed();
      if (isOwn(effect)) return ownResponse(effect);
      const result = commonResponse(effect);
      if (result) return result;
      if (effect.kind === 'meanwhile') effect.action();
      if (effect.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, effect.milliseconds));
      const isDone =
        ['truncated', 'delay', 'meanwhile'].includes(effect.kind) || ('when' in effect && effect.when === 'after');
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
