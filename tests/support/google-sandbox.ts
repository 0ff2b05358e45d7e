import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { expect } from 'vitest';
import type { Deliver } from '../../sync-service/sandbox/google/push.ts';
import { createGoogleSandbox, type GoogleSandbox } from '../../sync-service/sandbox/google/sandbox.ts';
import type { SandboxClient, WorldState } from '../../sync-service/sandbox/google/state.ts';
import { grantAccount, type SandboxCredentials } from './google-account.ts';

/** What the service is configured with to speak with a sandbox. */
interface SandboxOAuthClient {
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  baseUrl: string;
}

/** A sandbox of Google on a port of its own. */
export interface OpenGoogleSandbox {
  url: string;
  sandbox: GoogleSandbox;
  client: SandboxOAuthClient;
  /** An account that has given its consent: no browser is needed. Makes the account if there is none. */
  connectUser(email: string, options?: { scopes?: string[] }): SandboxCredentials;
  /** Fails with all that a correct client would not have done. */
  expectNoViolations(): void;
  stop(): Promise<void>;
}

export interface GoogleSandboxTestOptions {
  clock?: () => Date;
  /** Of the application that the tests are. */
  redirectUri?: string;
  publishing?: SandboxClient['publishing'];
  state?: WorldState;
  /** Delivers notifications; left out: over the network. */
  fetch?: Deliver;
}

/** Starts a sandbox on a free loopback port, with one registered application. */
export async function openGoogleSandbox(options: GoogleSandboxTestOptions = {}): Promise<OpenGoogleSandbox> {
  const redirectUri = options.redirectUri ?? 'http://127.0.0.1:1/v1/oauth/google/callback';
  const registered: SandboxClient = {
    clientId: '123456789012-sandbox.apps.googleusercontent.com',
    clientSecret: 'GOCSPX-sandbox',
    redirectUris: [redirectUri],
    project: '123456789012',
    publishing: options.publishing ?? 'production',
  };
  const sandbox = createGoogleSandbox({
    clients: [registered],
    ...(options.clock && { clock: options.clock }),
    ...(options.state && { state: options.state }),
    ...(options.fetch && { fetch: options.fetch }),
  });
  const { world } = sandbox;
  const server = serve({ fetch: sandbox.app.fetch, hostname: '127.0.0.1', port: 0 });
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    sandbox,
    client: { clientId: registered.clientId, clientSecret: registered.clientSecret, redirectUri, baseUrl: url },
    connectUser: (email, { scopes } = {}) => grantAccount(world, registered, email, scopes),
    expectNoViolations: () => expect(sandbox.violations).toEqual([]),
    async stop() {
      sandbox.stop();
      const closed = new Promise((resolve) => server.close(resolve));
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    },
  };
}
