import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { expect } from 'vitest';
import {
  createMicrosoftSandbox,
  type MicrosoftSandbox,
  type MicrosoftSandboxOptions,
} from '../../sync-service/sandbox/microsoft/sandbox.ts';
import type { SandboxClient } from '../../sync-service/sandbox/microsoft/state.ts';
import type { NewUser } from '../../sync-service/sandbox/microsoft/world.ts';
import { grantAccount, type SandboxCredentials } from './microsoft-account.ts';

/** What the service is configured with to speak with a sandbox: `config.microsoft`. */
interface SandboxOAuthClient {
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  /** Login and Graph are both below it. */
  baseUrl: string;
  tenant: string;
}

/** A sandbox of Microsoft on a port of its own. */
export interface OpenMicrosoftSandbox {
  url: string;
  sandbox: MicrosoftSandbox;
  client: SandboxOAuthClient;
  /** An account that has given its consent: no browser is needed. Makes the account if there is none. */
  connectUser(address: string, options?: { scopes?: readonly string[]; account?: NewUser }): SandboxCredentials;
  /** Fails with all that a correct client would not have done. */
  expectNoViolations(): void;
  stop(): Promise<void>;
}

export interface MicrosoftSandboxTestOptions extends Omit<MicrosoftSandboxOptions, 'publicUrl' | 'clients'> {
  /** Of the application that the tests are. */
  redirectUri?: string;
  audience?: SandboxClient['audience'];
  tenant?: string;
}

/** Starts a sandbox on a free loopback port, with one registered application. */
export async function openMicrosoftSandbox(options: MicrosoftSandboxTestOptions = {}): Promise<OpenMicrosoftSandbox> {
  const {
    redirectUri = 'http://127.0.0.1:1/calendar/connections/microsoft/callback',
    audience = 'all',
    tenant = 'common',
    ...rest
  } = options;
  const clientId = '6731de76-14a6-49ae-97bc-6eba6914391e';
  const clientSecret = 'sandbox~secret+with/signs=';
  const sandbox = createMicrosoftSandbox({
    ...rest,
    clients: [{ clientId, clientSecret, redirectUris: [redirectUri], audience }],
  });
  const server = serve({ fetch: sandbox.app.fetch, hostname: '127.0.0.1', port: 0 });
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    sandbox,
    client: { clientId, clientSecret, redirectUri, baseUrl: url, tenant },
    connectUser: (address, more) => grantAccount(sandbox.world, clientId, address, more),
    expectNoViolations: () => expect(sandbox.violations).toEqual([]),
    async stop() {
      sandbox.stop();
      const closed = new Promise((resolve) => server.close(resolve));
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    },
  };
}
