import { expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';

const stack = useStack();

const ask = (query: string, method = 'GET') =>
  fetch(`${stack.url}/rest/v1/event_types?${query}`, {
    method,
    headers: { apikey: stack.config.supabase.publishableKey, 'content-type': 'application/json' },
    ...(method === 'PATCH' && { body: '{}' }),
  });

it.each([
  '__proto__=like.0',
  'constructor=like.0',
  'constructor.prototype=eq.1',
  'not.or=(__proto__.like.0,id.eq.1)',
  'and=(title.eq.a,or(prototype.like.0))',
  'hosts.and=(__proto__.like.0)',
  '%5F_proto__=like.0',
  'select=__proto__',
  'order=__proto__.desc',
])('The Data API refuses a column that is a name of JavaScript, and keeps nothing of it: %s', async (query) => {
  for (const method of ['GET', 'PATCH', 'DELETE']) {
    const response = await ask(query, method);
    expect([response.status, (await response.json()).code], method).toEqual([400, '42703']);
  }
  expect([...Object.keys(Object.prototype), ...Object.keys(Object)]).toEqual([]);
});

it('The Data API takes the same words as values', async () => {
  // Refused to a visitor, as any column is.
  const response = await ask('title=eq.constructor');
  expect([response.status, (await response.json()).code]).toEqual([401, '42501']);
});
