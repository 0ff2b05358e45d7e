import { expect, test } from 'vitest';
import { fetchResponse } from '../../sync-service/src/credentials/oauth-fetch.ts';
import { startWebStandIn } from '../providers/ics/feed-server.ts';

test('a call for a token is sent once, over a connection that nobody used before', async () => {
  const used = new WeakSet<object>();
  const server = await startWebStandIn((request, response) => {
    // As behind an idle limit: the next request on the same connection finds it closed.
    if (used.has(request.socket)) request.socket.resetAndDestroy();
    else response.end('{}');
    used.add(request.socket);
  });
  for (let call = 0; call < 3; call += 1) {
    expect((await fetchResponse(`${server.origin}/token`, { body: new URLSearchParams({ a: 'b' }) })).status).toBe(200);
  }
  expect(server.requests).toHaveLength(3);
  await server.stop();
});
