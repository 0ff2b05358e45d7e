import { beforeEach, expect, test } from 'vitest';
import { anna, type GraphCaller, hourOf, openGraph, prefer, window } from './graph-caller.ts';

let graph: GraphCaller;
beforeEach(() => {
  graph = openGraph();
});

type Item = Record<string, unknown>;
// biome-ignore lint/suspicious/noExplicitAny: responses are compared field by field.
type Response = { id: string; status: number; headers: Record<string, string>; body: any };

async function batch(requests: Item[]): Promise<Map<string, Response>> {
  const { status, body } = await graph.call('POST', '/$batch', { body: { requests } });
  expect(status, JSON.stringify(body)).toBe(200);
  return new Map(body.responses.map((response: Response) => [response.id, response]));
}

const view = (id: string): Item => ({ id, method: 'GET', url: `/me/calendarView?${window}`, headers: { prefer } });

test('a batch is a success whatever becomes of its items, which come in another order', async () => {
  const { body } = await graph.call('POST', '/$batch', {
    body: { requests: [view('1'), { id: '2', method: 'GET', url: '/me/events/AAMkgone=', headers: { prefer } }] },
  });
  expect(body.responses.map(({ id, status }: Response) => [id, status])).toEqual([
    ['2', 404],
    ['1', 200],
  ]);
});

test('an item can write', async () => {
  const headers = { 'content-type': 'application/json', prefer };
  const body = hourOf(3, 10, { transactionId: 't1' });
  const responses = await batch([{ id: '1', method: 'POST', url: '/me/events', headers, body }]);
  expect(responses.get('1')).toMatchObject({ status: 201, body: { subject: 'Event' } });
});

test('a body needs its content type', async () => {
  const requests = [{ id: '1', method: 'POST', url: '/me/events', body: hourOf(3, 10) }];
  expect((await graph.call('POST', '/$batch', { body: { requests } })).status).toBe(400);
});

test('21 items are too many', async () => {
  const requests = Array.from({ length: 21 }, (_, index) => view(String(index)));
  expect((await graph.call('POST', '/$batch', { body: { requests } })).status).toBe(400);
});

test('four items at a time are no more than a mailbox bears', async () => {
  graph.world.settings.graphMilliseconds = 5;
  const responses = await batch(Array.from({ length: 20 }, (_, index) => view(String(index))));
  expect([...responses.values()].map(({ status }) => status)).toEqual(Array(20).fill(200));
  expect(graph.throttle.peak(graph.world.addUser(anna).oid)).toBe(4);
});

test('an item is throttled on its own, with its own Retry-After', async () => {
  graph.faults.add({
    path: /calendarView$/,
    nth: 2,
    effect: { kind: 'graphError', status: 429, code: 'ApplicationThrottled', retryAfter: 7 },
  });
  const responses = await batch([view('1'), view('2')]);
  const throttled = [...responses.values()].filter(({ status }) => status === 429);
  expect(throttled.map(({ headers }) => headers['retry-after'])).toEqual(['7']);
});

test('an item whose forerunner failed is not done', async () => {
  const gone = { id: '1', method: 'DELETE', url: '/me/events/AAMkgone=', headers: { prefer } };
  const responses = await batch([gone, { ...view('2'), dependsOn: ['1'] }]);
  expect(responses.get('2')?.status).toBe(424);
});
