import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { expect } from 'vitest';
import type { TestStack } from '../support/stack.ts';
import { type Scene, send } from './scene.ts';

/** One request that a receiver got. */
export interface Received {
  headers: Record<string, string>;
  body: string;
  path: string;
}

/** A program of a host that is told of events: it keeps all requests and responds as it is told. */
export interface Receiver {
  url: string;
  received: Received[];
  /** How it responds from now on; by default 204. */
  respond: (request: Received, response: http.ServerResponse) => void;
  stop(): Promise<void>;
}

/** Starts a receiver on a free port. */
export async function startReceiver(): Promise<Receiver> {
  const receiver: Receiver = {
    url: '',
    received: [],
    respond: (_, response) => void response.writeHead(204).end(),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const received = {
        headers: request.headers as Record<string, string>,
        body: Buffer.concat(chunks).toString(),
        path: request.url ?? '',
      };
      receiver.received.push(received);
      receiver.respond(received, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return receiver;
}

/** An endpoint of the host of a scene. */
export interface Endpoint {
  id: string;
  secret: string;
}

/** Has a receiver told of events, all of them by default. */
export async function subscribe(stack: TestStack, scene: Scene, url: string, events?: string[]): Promise<Endpoint> {
  const { status, body, text } = await send(stack.url, 'POST', '/webhook-endpoints', {
    token: scene.owner.accessToken,
    body: { url, ...(events && { events }) },
  });
  expect(status, text).toBe(201);
  return { id: body.webhook_endpoint.id, secret: body.secret };
}

/** What was sent, if the secret signed it: read with the library of the specification. */
// biome-ignore lint/suspicious/noExplicitAny: a JSON document
export function verify(secret: string, { body, headers }: Received): any {
  return new Webhook(secret).verify(body, headers);
}

/** The events that a receiver has, once there are so many. */
export async function eventsOf(receiver: Receiver, count: number): Promise<string[]> {
  await expect.poll(() => receiver.received.length, { timeout: 15_000 }).toBeGreaterThanOrEqual(count);
  return receiver.received.map(({ body }) => JSON.parse(body).type);
}
