import type { Context, Middleware, MiddlewareOptions } from '@microsoft/microsoft-graph-client';
import { readRetryAfter } from '../../calendar/retry-after.ts';
import { errorOfConnection, isTransient } from './errors.ts';
import type { MailboxLimits } from './limits.ts';

/** What the policy knows of one call, and tells about it: the client keeps neither the error nor its cause. */
export class CallState implements MiddlewareOptions {
  readonly mailbox: string;
  /** How often the same call failed before. */
  readonly failures: number;
  /** Why there is no response. */
  failure: unknown = null;

  constructor(mailbox: string, failures: number) {
    this.mailbox = mailbox;
    this.failures = failures;
  }
}

export interface PolicyOptions {
  limits: MailboxLimits;
  /** Waits before a repetition. */
  sleep: (ms: number) => Promise<void>;
  /** Between 0 and 1. */
  random: () => number;
}

const maxRepeats = 2;
/** No repetition begins later than this after the call. */
const deadlineMs = 45_000;
/** A repeated creation could be a second event: who creates looks for the first one. */
const repeatable = new Set(['GET', 'PATCH', 'DELETE']);

/**
 * Keeps the limits of the mailbox, and repeats calls that may be repeated. The client's own handler repeats creations
 * as well, and waits no longer than three minutes, whatever it is told.
 */
export class GraphPolicy implements Middleware {
  readonly #options: PolicyOptions;
  #next: Middleware | undefined;

  constructor(options: PolicyOptions) {
    this.#options = options;
  }

  setNext(next: Middleware): void {
    this.#next = next;
  }

  async execute(context: Context): Promise<void> {
    const state = context.middlewareControl?.getMiddlewareOptions(CallState);
    if (!(state instanceof CallState)) throw new Error('every call of Graph has a state');
    const mayRepeat = repeatable.has((context.options?.method ?? 'GET').toUpperCase());
    const startedAt = performance.now();
    for (let attempt = state.failures; ; attempt += 1) {
      const askedMs = await this.#attempt(context, state);
      const isOver = state.failure === null && !isTransient(context.response?.status ?? 0);
      const pauseMs = 2 ** attempt * 1000 + this.#options.random() * 1000;
      const isLate = performance.now() - startedAt + pauseMs > deadlineMs;
      // A longer wait concerns everybody who uses the mailbox, not only this call.
      if (isOver || !mayRepeat || attempt >= maxRepeats || isLate || askedMs > pauseMs) break;
      if (state.failure !== null && errorOfConnection(state.failure).retryAfterMs !== undefined) break;
      if (state.failure !== null && !errorOfConnection(state.failure).retryable) break;
      await this.#options.sleep(pauseMs);
    }
    if (state.failure !== null) throw state.failure;
  }

  /** @returns for how many milliseconds the response asks us to wait. */
  async #attempt(context: Context, state: CallState): Promise<number> {
    const { limits } = this.#options;
    state.failure = null;
    let leave: (() => void) | undefined;
    try {
      leave = await limits.enter(state.mailbox);
      await this.#next?.execute(context);
    } catch (error) {
      // Decided upon by the caller, and thrown at the end.
      state.failure = error;
      return 0;
    } finally {
      leave?.();
    }
    const headers = context.response?.headers;
    const askedMs = readRetryAfter(headers?.get('retry-after'), headers?.get('date')) ?? 0;
    if (askedMs > 0) limits.block(state.mailbox, askedMs);
    return askedMs;
  }
}
