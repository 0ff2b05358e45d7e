import { Hono } from 'hono';
import { createControlRoutes } from '../shared/control-routes.ts';
import { createKeeper, type DemoClient, readSavedSandbox, type SavedSandbox } from '../shared/saved-state.ts';
import { addSampleAccounts } from './samples.ts';
import { createGoogleSandbox, type GoogleSandbox } from './sandbox.ts';
import type { WorldState } from './state.ts';

/** Where it is mounted on the origin of the service. */
const mount = '/sandbox/google';

export interface DemoSandboxOptions {
  /** Origin that browsers know the service by. */
  publicUrl: string;
  /** Origin that the service reaches itself at: the public one may not lead here from inside. */
  ownUrl: string;
  /** Where its consent page sends people back to. */
  redirectUri: string;
  /** Keeps its state between two runs. */
  file: string;
  log: { warn(fields: object, message: string): void };
}

/** A sandbox for a demo without a Google account. */
export interface DemoSandbox {
  /** To be served on the service's own origin: all below `/sandbox/google`. */
  routes: Hono;
  client: DemoClient;
  sandbox: GoogleSandbox;
  /** Keeps the last changes and ends. */
  stop(): void;
}

/** Opens the sandbox as it was left, or anew with two persons who have appointments in the coming days. */
export function openDemoSandbox(options: DemoSandboxOptions): DemoSandbox {
  const { publicUrl, ownUrl, redirectUri, file } = options;
  const client: DemoClient = {
    clientId: '123456789012-demo.apps.googleusercontent.com',
    clientSecret: 'GOCSPX-demo',
    redirectUri,
    baseUrl: `${ownUrl}${mount}`,
    browserBaseUrl: `${publicUrl}${mount}`,
  };
  const sandbox = open(options, client);
  const { world } = sandbox;
  // A demo may be shown in a network of one's own; what is public is the operator's own address.
  world.settings.plainHttp = 'all';
  addSampleAccounts(world);
  const keeper = createKeeper(file, () => ({ version: 1, client, world: world.save() }));
  keeper.flush();

  const routes = new Hono();
  routes.use(`${mount}/*`, async (_context, next) => {
    await next();
    keeper.touch();
  });
  routes.route(`${mount}/control`, createControlRoutes(world, originsOf(publicUrl, ownUrl)));
  routes.route(mount, sandbox.app);
  return {
    routes,
    client,
    sandbox,
    stop() {
      sandbox.stop();
      keeper.flush();
    },
  };
}

/** How a process that shares the data of another one reaches the sandbox there; null if there is none. */
export function joinDemoSandbox(file: string): DemoClient | null {
  try {
    return readSavedSandbox(file)?.client ?? null;
  } catch {
    // Whoever opens it next begins anew; until then Google is not offered here.
    return null;
  }
}

function open({ publicUrl, ownUrl, file, log }: DemoSandboxOptions, client: DemoClient): GoogleSandbox {
  const registered = {
    clientId: client.clientId,
    clientSecret: client.clientSecret,
    redirectUris: [client.redirectUri],
    project: '123456789012',
    publishing: 'production' as const,
  };
  const make = (saved: SavedSandbox<WorldState> | null): GoogleSandbox =>
    createGoogleSandbox({
      publicUrl: client.browserBaseUrl,
      clients: [registered],
      fetch: (url, init) =>
        fetch(
          url.replace(publicUrl, () => ownUrl),
          init,
        ),
      ...(saved && { state: saved.world }),
    });
  try {
    return make(readSavedSandbox(file));
  } catch {
    // Not why: what can't be read may be quoted there, and it holds tokens.
    log.warn({ file }, 'the saved sandbox calendars cannot be read; they begin anew');
    return make(null);
  }
}

/** The origins of the service's own pages: a loopback address has several names. */
function originsOf(publicUrl: string, ownUrl: string): string[] {
  const { port } = new URL(ownUrl);
  const loopback = ['localhost', '127.0.0.1', '[::1]'].map((name) => new URL(`http://${name}:${port}`).origin);
  return [publicUrl, ownUrl, ...loopback];
}
