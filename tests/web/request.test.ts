import { describe, expect, it } from 'vitest';
import { type Fetch, RequestError, requestJson } from '../../web-embed/shared/request.ts';

function answering(status: number, body: string): Fetch {
  return async () => new Response(status === 204 ? null : body, { status });
}

async function failure(fetch: Fetch, signal?: AbortSignal): Promise<RequestError> {
  const outcome = await requestJson(fetch, 'http://service/x', { signal }).catch((error: unknown) => error);
  if (outcome instanceof RequestError) return outcome;
  throw new Error('the request should have failed');
}

describe('a JSON request', () => {
  it('gives the body back', async () => {
    expect(await requestJson(answering(200, '{"a":1}'), 'http://service/x')).toEqual({ a: 1 });
  });
  it('reads an empty answer as null', async () => {
    expect(await requestJson(answering(204, ''), 'http://service/x')).toBeNull();
  });
  it('takes the code of the service’s own errors', async () => {
    const error = await failure(answering(409, '{"error":{"code":"slot_taken","message":"Taken"}}'));
    expect(error).toMatchObject({ code: 'slot_taken', status: 409, message: 'Taken' });
  });
  it('takes the code of the Data API’s errors', async () => {
    const error = await failure(answering(404, '{"code":"PT404","details":"not_found","message":"No"}'));
    expect(error).toMatchObject({ code: 'not_found', status: 404 });
  });
  it('calls a proxy’s error page unexpected', async () => {
    expect(await failure(answering(502, '<html>Bad gateway</html>'))).toMatchObject({
      code: 'unexpected',
      status: 502,
    });
  });
  it('calls a lost connection a network failure', async () => {
    const fetch: Fetch = async () => {
      throw new TypeError('Failed to fetch');
    };
    expect(await failure(fetch)).toMatchObject({ code: 'network' });
  });
  it('sends no cookies of the page that it is sent from', async () => {
    let sent: RequestInit | undefined;
    const fetch: Fetch = async (_url, init) => {
      sent = init;
      return new Response('{}');
    };
    await requestJson(fetch, 'http://service/x');
    expect(sent?.credentials).toBe('omit');
  });
  it('tells giving up from failing', async () => {
    const abort = new AbortController();
    const fetch: Fetch = (_url, init) =>
      new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(new Error('aborted'))));
    const outcome = failure(fetch, abort.signal);
    abort.abort();
    expect(await outcome).toMatchObject({ code: 'aborted' });
  });
});
