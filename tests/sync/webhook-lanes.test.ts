import { randomBytes, randomUUID } from 'node:crypto';
import type { JobHelpers } from 'graphile-worker';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSealer } from '../../sync-service/src/credentials/seal.ts';
import {
  newWebhookSecret,
  sealWebhookSecret,
  webhookBinding,
} from '../../sync-service/src/credentials/webhook-secret.ts';
import { createDeliverWebhooksTask } from '../../sync-service/src/jobs/deliver-webhooks.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { type Receiver, startReceiver } from '../http/webhook-receiver.ts';
import { stubDb } from '../support/stub-db.ts';

const seal = createSealer([{ kid: 'test', key: new Uint8Array(randomBytes(32)) }]);
const ownerId = randomUUID();
let receiver: Receiver;
let hanging: (() => void)[] = [];
let putOff: string[] = [];
let finished: string[] = [];
const release = () => {
  for (const end of hanging.splice(0)) end();
};
beforeEach(async () => {
  receiver = await startReceiver();
  hanging = [];
  putOff = [];
  finished = [];
  receiver.respond = ({ path }, response) => {
    const end = () => void response.writeHead(204).end();
    if (path.endsWith('hang')) hanging.push(end);
    else end();
  };
});
afterEach(async () => {
  release();
  await receiver.stop();
});

/** One process, whose endpoints have one delivery each to send, to addresses that hang or respond. */
function createProcess(kinds: Record<string, { path: string; isFailing?: boolean }>) {
  const left = new Set(Object.keys(kinds));
  const task = createDeliverWebhooksTask({
    config: { allowPrivateHosts: true },
    seal,
    log: createLogger({ level: 'silent' }),
    db: stubDb({
      begin_webhook_delivery: async ({ endpoint_id: id }) => {
        if (!left.has(id)) return null;
        const sealed = await sealWebhookSecret(seal, newWebhookSecret(), webhookBinding(ownerId, id));
        return {
          delivery_id: id,
          body: '{}',
          url: receiver.url.replace('/hook', `/${kinds[id]?.path}`),
          is_failing: kinds[id]?.isFailing === true,
          owner_id: ownerId,
          payload_version: '2026-11-29',
          secrets: [sealed],
        };
      },
      finish_webhook_delivery: async ({ delivery_id: id }) => {
        left.delete(id);
        finished.push(id);
        return null;
      },
      put_off_webhooks: async ({ endpoint_id: id }) => {
        putOff.push(id);
        return null;
      },
    }),
  });
  const helpers = {} as JobHelpers;
  return (endpoint: string) => Promise.resolve(task({ endpoint_id: endpoint }, helpers));
}

const named = (names: string[], kind: { path: string; isFailing?: boolean }) =>
  Object.fromEntries(names.map((name) => [name, kind]));

describe('A process', () => {
  test('calls four endpoints at a time and puts off the next, which is done when there is room', async () => {
    const run = createProcess({ ...named(['a', 'b', 'c', 'd'], { path: 'hang' }), e: { path: 'fast' } });
    const running = ['a', 'b', 'c', 'd'].map(run);
    await expect.poll(() => hanging.length).toBe(4);
    await run('e');
    expect(putOff).toEqual(['e']);
    release();
    await Promise.all(running);
    await run('e');
    expect(finished.at(-1)).toBe('e');
  });

  test('does not count two endpoints that hang', async () => {
    const run = createProcess({
      ...named(['a', 'b', 'c', 'd'], { path: 'hang' }),
      ...named(['e', 'f'], { path: 'fast' }),
    });
    const running = ['a', 'b', 'c', 'd'].map(run);
    await expect.poll(() => hanging.length).toBe(4);
    await expect
      .poll(async () => {
        await run('e');
        return finished;
      })
      .toEqual(['e']);
    release();
    await Promise.all(running);
  });

  test('calls no more than two endpoints at a time whose last attempt failed', async () => {
    const run = createProcess({
      ...named(['a', 'b', 'c'], { path: 'hang', isFailing: true }),
      d: { path: 'fast' },
    });
    const running = ['a', 'b'].map(run);
    await expect.poll(() => hanging.length).toBe(2);
    await run('c');
    expect(putOff).toEqual(['c']);
    await run('d');
    expect(finished).toEqual(['d']);
    release();
    await Promise.all(running);
  });
});
