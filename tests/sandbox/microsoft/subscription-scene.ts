import { expect } from 'vitest';
import { type GraphCaller, openGraph, type SandboxResponse } from './graph-caller.ts';

export const notifyUrl = 'https://openslot.example/webhooks/microsoft-calendar';
export const lifecycleUrl = 'https://openslot.example/webhooks/microsoft-lifecycle';

interface Delivered {
  url: string;
  // biome-ignore lint/suspicious/noExplicitAny: items are compared field by field.
  items: any[];
}

export interface SubscriptionScene extends GraphCaller {
  /** What the application was sent, handshakes left out. */
  delivered: Delivered[];
  handshakes: string[];
  /** What the application responds with. */
  responder: { notice(): Response | Promise<Response>; handshake(token: string): Response | Promise<Response> };
  /** Subscribes as Anna, or as somebody else. */
  subscribe(changes?: Record<string, unknown>, headers?: Record<string, string>): Promise<SandboxResponse>;
  /** Minutes from now, as Graph takes a date. */
  inMinutes(minutes: number): string;
  /** The items of all bodies, by what they say has happened. */
  kinds(): string[];
}

/** A sandbox and an application that it can reach. */
export function openScene(): SubscriptionScene {
  const delivered: Delivered[] = [];
  const handshakes: string[] = [];
  const responder: SubscriptionScene['responder'] = {
    notice: () => new Response(null, { status: 202 }),
    handshake: (token) => new Response(token, { headers: { 'content-type': 'text/plain; charset=utf-8' } }),
  };
  const graph = openGraph({
    fetch: async (url, init) => {
      const token = new URL(url).searchParams.get('validationToken');
      if (token !== null) {
        handshakes.push(url);
        return responder.handshake(token);
      }
      delivered.push({ url, items: JSON.parse(String(init.body)).value });
      return responder.notice();
    },
  });
  const scene: SubscriptionScene = {
    ...graph,
    delivered,
    handshakes,
    responder,
    inMinutes: (minutes) => new Date(graph.world.now().getTime() + minutes * 60_000).toISOString(),
    subscribe: (changes = {}, headers = {}) =>
      graph.call('POST', '/subscriptions', {
        headers,
        body: {
          changeType: 'created,updated,deleted',
          notificationUrl: notifyUrl,
          lifecycleNotificationUrl: lifecycleUrl,
          resource: '/me/events',
          expirationDateTime: scene.inMinutes(10_000),
          clientState: 'secret',
          ...changes,
        },
      }),
    kinds: () => delivered.flatMap(({ items }) => items.map((item) => item.changeType ?? item.lifecycleEvent)),
  };
  return scene;
}

/** Subscribes and expects success. */
export async function subscribed(
  scene: SubscriptionScene,
  changes: Record<string, unknown> = {},
): Promise<SandboxResponse['body']> {
  const { status, body } = await scene.subscribe(changes);
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
}
