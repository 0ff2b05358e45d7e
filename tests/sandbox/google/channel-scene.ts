import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach } from 'vitest';
import type { SandboxCredentials } from '../../support/google-account.ts';
import { type OpenGoogleSandbox, openGoogleSandbox } from '../../support/google-sandbox.ts';
import { openReceiver, type Receiver } from './receiver.ts';

export const anna = 'anna@example.com';
export const start = Date.parse('2026-11-02T08:00:00Z');
export const day = 24 * 60 * 60_000;

export interface SandboxResponse {
  status: number;
  body: Record<string, unknown> & { error?: { code: number; message: string; errors: { reason: string }[] } };
}

/** A sandbox whose clock stands still, an account, and an address for notifications. */
export interface ChannelScene {
  google: OpenGoogleSandbox;
  hook: Receiver;
  credentials: SandboxCredentials;
  post(path: string, body: object, token?: string): Promise<SandboxResponse>;
  /** Watches a calendar; null leaves a field of the body out. */
  watch(changes?: Record<string, unknown>, calendarId?: string): Promise<SandboxResponse>;
  /** Watches, and waits for the `sync` message. */
  watching(changes?: Record<string, unknown>): Promise<Record<string, string>>;
  /** Something changes in a calendar. */
  change(calendarId?: string): void;
}

/** A new scene for each test of a file. */
export function useChannelScene(): ChannelScene {
  const scene: ChannelScene = {
    google: undefined as unknown as OpenGoogleSandbox,
    hook: undefined as unknown as Receiver,
    credentials: undefined as unknown as SandboxCredentials,
    async post(path, body, token = scene.credentials.access_token) {
      const response = await fetch(`${scene.google.url}/calendar/v3${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as SandboxResponse['body']) };
    },
    watch(changes = {}, calendarId = anna) {
      const body = { id: randomUUID(), type: 'web_hook', address: scene.hook.url, token: 'token-1', ...changes };
      const sent = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
      return scene.post(`/calendars/${encodeURIComponent(calendarId)}/events/watch`, sent);
    },
    async watching(changes = {}) {
      const before = scene.hook.received.length;
      const { body } = await scene.watch(changes);
      await scene.hook.until(before + 1);
      await scene.google.sandbox.push.settled();
      return body as Record<string, string>;
    },
    change: (calendarId = anna) => scene.google.sandbox.world.touch(calendarId),
  };
  beforeEach(async () => {
    scene.google = await openGoogleSandbox({ clock: () => new Date(start) });
    scene.hook = await openReceiver();
    scene.credentials = scene.google.connectUser(anna);
  });
  afterEach(async () => {
    await scene.google.stop();
    await scene.hook.stop();
  });
  return scene;
}

/** Status and reason of a refusal. */
export const reason = ({ status, body }: SandboxResponse): unknown[] => [status, body.error?.errors[0]?.reason];
