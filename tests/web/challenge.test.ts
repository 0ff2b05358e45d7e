import { describe, expect, it } from 'vitest';
import { parseTokenKeys } from '../../sync-service/src/config.ts';
import { createChallenges } from '../../sync-service/src/credentials/challenges.ts';
import { solvingChallenges } from '../../web-embed/shared/booking-calls.ts';
import { solveChallenge } from '../../web-embed/shared/challenge.ts';

const challenges = createChallenges(parseTokenKeys(`a:${Buffer.alloc(32, 1).toString('base64')}`));
const issue = async () => ({ maxnumber: 0, ...(await challenges.issue()) });
const refusal = (reason: string) =>
  Response.json({ error: { code: 'forbidden', details: { reason } } }, { status: 403 });
const request = { method: 'POST', body: '{"start":"x"}', headers: { 'idempotency-key': 'k' } };

/** A service that wants a challenge, and what was asked of it. */
function service(reason = 'challenge_required') {
  const asked: { url: string; body: unknown; headers: unknown }[] = [];
  const send = solvingChallenges(
    'https://s',
    async (url, init) => {
      asked.push({ url, body: typeof init?.body === 'string' ? JSON.parse(init.body) : null, headers: init?.headers });
      if (url.endsWith('/embed/challenge')) return Response.json(await issue());
      const { challenge } = JSON.parse(String(init?.body)) as { challenge?: string };
      return challenge !== undefined && (await challenges.verify(challenge))
        ? Response.json({ ok: true })
        : refusal(reason);
    },
    async () => ({ solveChallenge }),
  );
  return { asked, send };
}

describe('a challenge', () => {
  it('is solved so that the service takes it', async () => {
    const solution = await solveChallenge(await issue());
    expect(await challenges.verify(solution ?? '')).not.toBeNull();
  });

  it('without a solution is given up', async () => {
    expect(await solveChallenge({ ...(await issue()), challenge: 'x', maxnumber: 1000 })).toBeNull();
  });

  it('is solved when the service wants one, and the same request is sent again with it', async () => {
    const { asked, send } = service();
    expect((await send('https://s/bookings', request)).status).toBe(200);
    expect(asked.map(({ url }) => url)).toEqual([
      'https://s/bookings',
      'https://s/embed/challenge',
      'https://s/bookings',
    ]);
    expect(asked[2]).toMatchObject({ body: { start: 'x', challenge: expect.any(String) }, headers: request.headers });
  });

  it('is not asked for after another refusal', async () => {
    const { asked, send } = service('origin_not_allowed');
    const response = await send('https://s/bookings', request);
    expect(await response.json()).toMatchObject({ error: { details: { reason: 'origin_not_allowed' } } });
    expect(asked).toHaveLength(1);
  });
});
