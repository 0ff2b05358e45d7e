import { randomBytes, randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import { expect, test } from 'vitest';
import { createOAuthStates, newBrowserSecret } from '../../sync-service/src/credentials/oauth-state.ts';

const key = (kid: string) => ({ kid, key: new Uint8Array(randomBytes(32)) });
const [old, fresh] = [key('old'), key('new')];
const attempt = () => ({ attemptId: randomUUID(), ownerId: randomUUID() });

async function issued(secret = newBrowserSecret()) {
  const of = attempt();
  return { of, secret, state: await createOAuthStates([old]).issue('google', of, secret) };
}

test('A state is good for the provider and the browser that it was made for', async () => {
  const { of, secret, state } = await issued();
  const states = createOAuthStates([old]);
  expect(await states.verify('google', state, (id) => (id === of.attemptId ? secret : undefined))).toEqual(of);
  expect(await states.verify('microsoft', state, () => secret)).toBeNull();
  expect(await states.verify('google', state, () => newBrowserSecret())).toBeNull();
  expect(await states.verify('google', state, () => undefined)).toBeNull();
});

test('A state is good for ten minutes', async () => {
  const { of, secret, state } = await issued();
  const after = (seconds: number) => createOAuthStates([old], () => new Date(Date.now() + seconds * 1000));
  expect(await after(590).verify('google', state, () => secret)).toEqual(of);
  expect(await after(610).verify('google', state, () => secret)).toBeNull();
});

test('A state survives a change of keys, and ends with its key', async () => {
  const { of, secret, state } = await issued();
  expect(await createOAuthStates([fresh, old]).verify('google', state, () => secret)).toEqual(of);
  expect(await createOAuthStates([fresh]).verify('google', state, () => secret)).toBeNull();
});

test('A state of another key under the same name is refused, and so is one without a signature', async () => {
  const { secret, state } = await issued();
  expect(await createOAuthStates([key('old')]).verify('google', state, () => secret)).toBeNull();
  const [, claims] = state.split('.');
  const unsigned = `${Buffer.from('{"alg":"none","kid":"old"}').toString('base64url')}.${claims}.`;
  expect(await createOAuthStates([old]).verify('google', unsigned, () => secret)).toBeNull();
});

test('A state does not hold the secret of the browser', async () => {
  const { secret, state } = await issued();
  expect(JSON.stringify(decodeJwt(state))).not.toContain(secret);
});
