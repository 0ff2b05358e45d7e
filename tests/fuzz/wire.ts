import net from 'node:net';
import { WebSocket } from 'ws';
import type { Known } from './schema-values.ts';

/** What came back: everything that was received as one text. */
export interface Heard {
  /** 0: the connection was closed without a word. */
  status: number;
  text: string;
}

/** How long nothing may come before a connection is given up. */
const silenceMs = 250;

const lines = [
  'GET / HTTP/1.1',
  'POST /bookings HTTP/1.1',
  'GET /bookings HTTP/1.0',
  'OPTIONS * HTTP/1.1',
  'TRACE / HTTP/1.1',
];
const oddLines = [
  ...[
    'CONNECT example.com:443 HTTP/1.1',
    'GET http://example.com/ HTTP/1.1',
    'GET //example.com/book HTTP/1.1',
    'GET /%00 HTTP/1.1',
  ],
  ...[
    'GET /../../etc/passwd HTTP/1.1',
    'GET / HTTP/9.9',
    'GET',
    'get / http/1.1',
    'GET /\t HTTP/1.1',
    'PRI * HTTP/2.0',
    'GET /%ZZ HTTP/1.1',
  ],
];
const oddHeaders = [
  ...[
    'content-length: 5',
    'content-length: -1',
    'content-length: 99999999999',
    'transfer-encoding: chunked',
    'expect: 100-continue',
  ],
  ...[
    'transfer-encoding: chunked\r\ncontent-length: 3',
    'host: a\r\nhost: b',
    ': x',
    'x',
    'x-y: \u0000',
    'content-type: application/json',
  ],
  ...['upgrade: websocket\r\nconnection: upgrade', 'upgrade: h2c\r\nconnection: upgrade', `x: ${'a'.repeat(20_000)}`],
];
const oddBodies = ['', '5\r\nhello\r\n0\r\n\r\n', 'zz\r\n', '{"a":', '\u0000\u0001', 'GET / HTTP/1.1\r\n\r\n'];

/** Bytes that are nearly HTTP, or nothing at all. */
export function nextBytes({ odd, random }: Known): Buffer {
  if (odd.isLikely(15))
    return Buffer.from(Array.from({ length: Math.floor(random() * 400) }, () => Math.floor(random() * 256)));
  const line = odd.isLikely(60) ? odd.pick(lines) : odd.pick(oddLines);
  const headers = ['host: localhost', ...oddHeaders.filter(() => odd.isLikely(15))];
  const bytes = Buffer.from(`${line}\r\n${headers.join('\r\n')}\r\n\r\n${odd.pick(oddBodies)}`, 'latin1');
  if (odd.isLikely(80)) return bytes;
  const at = Math.floor(random() * bytes.length);
  return Buffer.concat([bytes.subarray(0, at), Buffer.from([Math.floor(random() * 256)]), bytes.subarray(at + 1)]);
}

/** Sends bytes, and reads until the other side is silent. */
export function sendBytes(url: string, bytes: Buffer): Promise<Heard> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    let text = '';
    const socket = net.connect(Number(port), hostname, () => socket.write(bytes));
    socket.setTimeout(silenceMs, () => socket.destroy());
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    // To be cut off is what such bytes are there for.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      const statuses = [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
      resolve({ status: Math.max(0, ...statuses), text });
    });
  });
}

/** A live connection: its address, and what is said on it. */
export interface Talk {
  target: string;
  messages: (string | Buffer)[];
}

export function nextTalk(known: Known): Talk {
  const { odd, slugs, tokens, random } = known;
  const target = odd.pick([
    `/live?host=${odd.pick(slugs)}`,
    '/live',
    '/live',
    `/live?host=${odd.encoded()}`,
    `/live?${odd.encoded()}`,
  ]);
  const message = () =>
    odd.pick<string | Buffer>([
      JSON.stringify({ type: 'authenticate', token: odd.pick(tokens) }),
      JSON.stringify({ type: 'authenticate', token: odd.value() }),
      JSON.stringify({ token: odd.pick(tokens), access_token: odd.pick(tokens) }),
      odd.text(),
      odd.body(odd.value()),
      Buffer.alloc(odd.pick([1, 1025, 17_000]), 120),
    ]);
  return { target, messages: Array.from({ length: Math.floor(random() * 4) }, message) };
}

/** Says it all, and listens until the other side is silent. A close with 1011 is a fault of the service, as 500 is. */
export function talk(url: string, { target, messages }: Talk, headers: Record<string, string>): Promise<Heard> {
  return new Promise((resolve) => {
    const heard: Heard = { status: 0, text: '' };
    const socket = new WebSocket(`${url.replace('http', 'ws')}${target}`, { headers });
    const end = () => socket.terminate();
    const silence = setTimeout(end, silenceMs * 4);
    socket.on('open', () => {
      heard.status = 101;
      for (const message of messages) socket.send(message);
      silence.refresh();
    });
    socket.on('message', (data) => {
      heard.text += `${data}\n`;
    });
    socket.on('unexpected-response', (_request, response) => {
      heard.status = response.statusCode ?? 0;
      end();
    });
    socket.on('error', end);
    socket.on('close', (code) => {
      clearTimeout(silence);
      resolve(code === 1011 ? { ...heard, status: 500 } : heard);
    });
  });
}
