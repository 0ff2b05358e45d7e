import http from 'node:http';

/** What came back; status 0: nothing did. */
export interface Reply {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the service said
  body: any;
}

export interface Asked {
  method: string;
  body?: unknown;
  headers?: Record<string, string>;
  token?: string;
  /** Who asks hangs up after so long. */
  hangUpMs?: number;
}

const agent = new http.Agent({ keepAlive: true });
const nothing: Reply = { status: 0, body: null };

/** Sends a request; never fails. Not `fetch`: the clients share the processors with what they ask. */
export function ask(url: string, { method, body, headers, token, hangUpMs = 15_000 }: Asked): Promise<Reply> {
  const text = body === undefined ? '' : JSON.stringify(body);
  return new Promise((resolve) => {
    const request = http.request(url, {
      ...{ method, agent },
      headers: {
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
    });
    const give = (reply: Reply): void => {
      clearTimeout(timer);
      resolve(reply);
    };
    const timer = setTimeout(() => {
      give(nothing);
      request.destroy();
    }, hangUpMs);
    request.once('response', (response) => {
      let read = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        read += part;
      });
      response.once('end', () => give({ status: response.statusCode ?? 0, body: parse(read) }));
      response.once('error', () => give(nothing));
      // A body that ends too early is no response.
      response.once('close', () => give(nothing));
    });
    request.once('error', () => give(nothing));
    request.end(text);
  });
}

function parse(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    // Something before the service may have said it.
    return null;
  }
}
