import { Hono } from 'hono';
import { createControlRoutes } from './control-routes.ts';
import type { Controls } from './controls.ts';
import { createKeeper, type DemoClient, readSavedSandbox } from './saved-state.ts';

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

/** A sandbox for a demo without an account at the provider. */
export interface DemoSandbox<Sandbox = unknown, Client extends DemoClient = DemoClient> {
  /** To be served on the service's own origin: all below `/sandbox/<provider>`. */
  routes: Hono;
  client: Client;
  sandbox: Sandbox;
  /** Keeps the last changes and ends. */
  stop(): void;
}

/** What a demo needs of any provider's sandbox. */
interface Demonstrable<State> {
  app: Hono;
  world: { save(): State };
  stop(): void;
}

/** How a provider's sandbox is made for a demo. */
export interface DemoKind<State, Sandbox extends Demonstrable<State>, Client extends DemoClient> {
  /** Its path: `/sandbox/<provider>`. */
  mount: string;
  /** What the application is registered with. */
  client: Omit<Client, 'redirectUri' | 'baseUrl' | 'browserBaseUrl'>;
  /** @param state as it was left; null: anew. @throws if the state can't be understood. */
  create(client: Client, deliver: (url: string, init: RequestInit) => Promise<Response>, state: State | null): Sandbox;
  controls(sandbox: Sandbox): Controls;
}

/** Opens a sandbox as it was left, or anew. */
export function openDemo<
  State extends { version: number },
  Sandbox extends Demonstrable<State>,
  Client extends DemoClient,
>(kind: DemoKind<State, Sandbox, Client>, options: DemoSandboxOptions): DemoSandbox<Sandbox, Client> {
  const { publicUrl, ownUrl, redirectUri, file, log } = options;
  const { mount } = kind;
  const reached = { redirectUri, baseUrl: `${ownUrl}${mount}`, browserBaseUrl: `${publicUrl}${mount}` };
  const client = { ...kind.client, ...reached } as Client;
  const deliver = (url: string, init: RequestInit): Promise<Response> =>
    fetch(
      url.replace(publicUrl, () => ownUrl),
      init,
    );
  let sandbox: Sandbox;
  try {
    sandbox = kind.create(client, deliver, readSavedSandbox<State>(file)?.world ?? null);
  } catch {
    // Not why: what can't be read may be quoted there, and it holds tokens.
    log.warn({ file }, 'the saved sandbox calendars cannot be read; they begin anew');
    sandbox = kind.create(client, deliver, null);
  }
  const keeper = createKeeper(file, () => ({ version: 1, client, world: sandbox.world.save() }));
  keeper.flush();

  const routes = new Hono();
  routes.use(`${mount}/*`, async (_context, next) => {
    await next();
    keeper.touch();
  });
  routes.route(`${mount}/control`, createControlRoutes(kind.controls(sandbox), originsOf(publicUrl, ownUrl)));
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
export function joinDemo<Client extends DemoClient>(file: string): Client | null {
  try {
    return (readSavedSandbox(file)?.client as Client | undefined) ?? null;
  } catch {
    // Whoever opens it next begins anew; until then the provider is not offered here.
    return null;
  }
}

/** The origins of the service's own pages: a loopback address has several names. */
function originsOf(publicUrl: string, ownUrl: string): string[] {
  const { port } = new URL(ownUrl);
  const loopback = ['localhost', '127.0.0.1', '[::1]'].map((name) => new URL(`http://${name}:${port}`).origin);
  return [publicUrl, ownUrl, ...loopback];
}
