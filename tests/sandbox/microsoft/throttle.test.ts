import { beforeEach, describe, expect, it } from 'vitest';
import { anna, ben, type GraphCaller, openGraph } from './graph-caller.ts';

let graph: GraphCaller;
beforeEach(() => {
  graph = openGraph();
  graph.world.settings.graphMilliseconds = 10;
});

const oid = (address: string) => graph.world.addUser(address).oid;
const many = (count: number, as = anna) =>
  Promise.all(Array.from({ length: count }, () => graph.call('GET', '/me/calendars', { as })));

describe('A mailbox', () => {
  it('bears four requests at once', async () => {
    expect((await many(4)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(graph.throttle.peak(oid(anna))).toBe(4);
    expect(graph.violations).toEqual([]);
  });

  it('throttles a fifth, with the time to wait', async () => {
    const throttled = (await many(5)).filter(({ status }) => status === 429);
    expect(throttled).toHaveLength(1);
    expect(throttled[0]?.headers.get('retry-after')).toBe('5');
    expect(throttled[0]?.body.error).toMatchObject({
      code: 'ApplicationThrottled',
      message: 'Application is over its MailboxConcurrency limit.',
    });
    expect(graph.violations).toEqual([expect.stringContaining('in flight')]);
  });

  it('is not throttled by what goes to another one', async () => {
    const responses = await Promise.all([many(4), many(4, ben)]);
    expect(responses.flat().every(({ status }) => status === 200)).toBe(true);
  });

  it('bears so many requests in ten minutes, those that were refused among them', async () => {
    graph.world.settings.requestsInTenMinutes = 2;
    graph.world.settings.graphMilliseconds = 0;
    const seen = [];
    for (let request = 0; request < 3; request += 1) seen.push((await graph.call('GET', '/me')).status);
    expect(seen).toEqual([200, 200, 429]);
    graph.world.clock.advance(10 * 60_000);
    expect((await graph.call('GET', '/me')).status).toBe(200);
  });
});

describe('A client that was asked to wait', () => {
  const throttle = async (retryAfter?: number) => {
    const wait = retryAfter === undefined ? {} : { retryAfter };
    graph.faults.add({
      path: /calendars$/,
      effect: { kind: 'graphError', status: 429, code: 'ApplicationThrottled', ...wait },
    });
    expect((await graph.call('GET', '/me/calendars')).status).toBe(429);
  };

  it('does wrong to come back before that', async () => {
    await throttle(300);
    graph.world.clock.advance(299_000);
    await graph.call('GET', '/me/calendars');
    expect(graph.violations).toEqual([expect.stringContaining('repeated earlier than 300000 ms')]);
  });

  it('does right to come back then', async () => {
    await throttle(300);
    graph.world.clock.advance(300_000);
    await graph.call('GET', '/me/calendars');
    expect(graph.violations).toEqual([]);
  });

  it('does wrong to ask something else of the mailbox meanwhile', async () => {
    await throttle(300);
    await new Promise((resolve) => setTimeout(resolve, 120));
    await graph.call('GET', '/me/events');
    expect(graph.violations).toEqual([expect.stringContaining('before the time of Retry-After was over')]);
  });

  it('may not even do so at once where nothing can be on its way', async () => {
    graph.world.settings.throttleGraceMilliseconds = 0;
    await throttle(300);
    await graph.call('GET', '/me/events');
    expect(graph.violations).toEqual([expect.stringContaining('before the time of Retry-After was over')]);
  });

  it('may ask another mailbox', async () => {
    await throttle(300);
    await new Promise((resolve) => setTimeout(resolve, 120));
    await graph.call('GET', '/me/events', { as: ben });
    expect(graph.violations).toEqual([]);
  });
});
