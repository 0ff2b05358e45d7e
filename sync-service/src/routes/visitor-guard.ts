import { createHash, randomUUID } from 'node:crypto';
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Challenges } from '../credentials/challenges.ts';
import type { Turnstile } from '../credentials/turnstile.ts';
import type { VisitorRules } from '../db/page.ts';
import type { Db } from '../db/rpc.ts';
import { ServiceError } from '../errors.ts';
import type { Callers } from './callers.ts';
import type { Buckets } from './rate-limit.ts';
import { type AppEnv, createRouter, failures, json } from './router.ts';

/** How long the rules of a host are believed: so late does a change of theirs apply. */
const rememberMs = 5_000;
const maxRemembered = 10_000;

/** What a visitor wants to do, as far as it concerns whether they may try. */
interface Attempt {
  eventTypeId: string;
  /** The solution of a challenge. */
  challenge?: string | null | undefined;
  /** Of a request that may come again: with the same challenge. */
  idempotencyKey?: string | undefined;
  /** Their browser has solved one for the time that they hold. */
  hasHold?: boolean;
  /** Whether it counts as a booking. */
  isCounted: boolean;
}

/** Decides whether a visitor may try to hold or book: from this web site, so often, and without a challenge. */
export interface VisitorGuard {
  /**
   * @throws ServiceError `forbidden` (`details.reason`: `origin_not_allowed`, `challenge_required`, `challenge_failed`), `rate_limited`, `unavailable`
   *   (`details.reason`: `challenge_unavailable`)
   */
  admit(c: Context<AppEnv>, attempt: Attempt): Promise<void>;
}

export interface GuardDeps {
  db: Db;
  challenges: Challenges;
  /** Null: it is not set up. */
  turnstile: Turnstile | null;
  callers: Pick<Callers, 'limitedGroupOf'>;
  /** Null: bookings of an address with a host are not counted. */
  perHost: Buckets | null;
  publicUrl: string;
}

/** Creates the guard that all routes share with which visitors take time. */
export function createVisitorGuard(deps: GuardDeps): VisitorGuard {
  const known = new Map<string, { rules: VisitorRules | null; until: number }>();

  async function rulesOf(eventTypeId: string): Promise<VisitorRules | null> {
    const remembered = known.get(eventTypeId);
    if (remembered !== undefined && remembered.until > performance.now()) return remembered.rules;
    const rules = await deps.db.call('get_visitor_rules', { event_type_id: eventTypeId });
    if (known.size >= maxRemembered) known.clear();
    known.set(eventTypeId, { rules, until: performance.now() + rememberMs });
    return rules;
  }

  function checkOrigin(c: Context<AppEnv>, allowed: string[] | null): void {
    const origin = c.req.header('origin');
    if (allowed === null || origin === undefined || isOwn(c, origin, deps.publicUrl)) return;
    // Also the refusal, which says nothing but what to do: or its visitors would be told that there is no connection.
    c.set('readableBy', origin);
    if (allowed.includes(origin)) return;
    throw new ServiceError('forbidden', 'This web site may not book with this host. Use their own booking page.', {
      details: { reason: 'origin_not_allowed' },
    });
  }

  async function count(c: Context<AppEnv>, hostId: string): Promise<void> {
    const group = deps.callers.limitedGroupOf(c);
    const waitSeconds = group === null || deps.perHost === null ? 0 : await deps.perHost.take(`${group} ${hostId}`);
    if (waitSeconds === 0) return;
    const minutes = Math.ceil(waitSeconds / 60);
    throw new ServiceError(
      'rate_limited',
      `Many bookings with this host came from your address. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}, or write to the host.`,
      { retryAfterSeconds: waitSeconds },
    );
  }

  async function checkTurnstile({ challenge }: Attempt, useKey: string): Promise<void> {
    const verdict = challenge ? await deps.turnstile?.verify(challenge, uuidOf(useKey)) : 'refused';
    if (verdict === 'passed') return;
    if (verdict !== 'refused' || deps.turnstile === null) {
      throw new ServiceError(
        'unavailable',
        deps.turnstile === null
          ? 'This host wants a check by Turnstile, which is not set up here. The operator sets TURNSTILE_SITE_KEY and TURNSTILE_SECRET_KEY.'
          : 'Turnstile cannot be asked at the moment. Try again in a minute.',
        { details: { reason: 'challenge_unavailable' } },
      );
    }
    throw challenge
      ? refuse('challenge_failed', 'Turnstile does not accept this token. Get a new one and send it.')
      : refuse('challenge_required', 'Send the token of a Turnstile widget as `challenge`.');
  }

  async function checkProofOfWork({ challenge }: Attempt, useKey: string): Promise<void> {
    if (!challenge) {
      throw refuse('challenge_required', 'Solve a challenge of GET /embed/challenge and send it as `challenge`.');
    }
    const solved = await deps.challenges.verify(challenge);
    const isFirst =
      solved !== null &&
      (await deps.db.call('use_challenge', { challenge: solved.id, expires_at: solved.expiresAt, use_key: useKey }));
    if (!isFirst) {
      throw refuse(
        'challenge_failed',
        'The challenge is not solved, too old or used already. Solve a new one and send it.',
      );
    }
  }

  return {
    async admit(c, attempt) {
      const rules = await rulesOf(attempt.eventTypeId);
      // What does not exist is refused by whoever looks for it.
      if (rules === null) return;
      checkOrigin(c, rules.allowed_origins);
      if (attempt.isCounted) await count(c, rules.host_id);
      if (rules.challenge === 'none' || attempt.hasHold === true) return;
      // A request that is repeated gives the same challenge in again.
      const { idempotencyKey: key } = attempt;
      const useKey =
        key === undefined ? randomUUID() : createHash('sha256').update(`${attempt.eventTypeId} ${key}`).digest('hex');
      await (rules.challenge === 'turnstile' ? checkTurnstile : checkProofOfWork)(attempt, useKey);
    },
  };
}

function refuse(reason: string, message: string): ServiceError {
  return new ServiceError('forbidden', message, { details: { reason } });
}

/** A UUID that stands for a text. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
}

/** Our own pages: by the public address, or by the one that this request came to. */
function isOwn(c: Context<AppEnv>, origin: string, publicUrl: string): boolean {
  if (origin === publicUrl) return true;
  return URL.canParse(origin) && new URL(origin).host === c.req.header('host');
}

const challengeRoute = createRoute({
  method: 'get',
  path: '/embed/challenge',
  tags: ['visitor'],
  summary: 'A calculation that proves some effort',
  description: [
    'For hosts with `challenge: proof_of_work`: `POST /holds`, `/bookings` and `/waiting-list` answer `forbidden` with `details.reason: challenge_required` without a solution. As of ALTCHA (version 1): find the `number` from 0 to',
    '`maxnumber` for which SHA-256 of `salt` and the number is `challenge`, and send base64 of the JSON `{algorithm, challenge, number, salt, signature}` as `challenge`. Each counts once, for 20 minutes. A booking with a `hold` needs none of its own.',
  ].join(' '),
  responses: {
    200: {
      description: 'A new one.',
      content: json(
        z.object({
          algorithm: z.string(),
          challenge: z.string(),
          maxnumber: z.int(),
          salt: z.string(),
          signature: z.string(),
        }),
      ),
    },
    ...failures('unavailable'),
  },
});

/** `GET /embed/challenge` */
export function challengeRoutes({ challenges }: Pick<GuardDeps, 'challenges'>) {
  const routes = createRouter();
  routes.openapi(challengeRoute, async (c) => {
    const { algorithm, challenge, maxnumber = 0, salt, signature } = await challenges.issue();
    return c.json({ algorithm, challenge, maxnumber, salt, signature }, 200);
  });
  return routes;
}
