import path from 'node:path';
import { describeDatabaseFault } from './checks/database-fault.ts';
import { readCommandLine } from './command-line.ts';
import { readSettings, type ServiceConfig, type Settings } from './config.ts';
import type { EmbeddedStack } from './embedded/index.ts';
import { greetingOf, type Surroundings } from './greeting.ts';
import { boundHeapGrowth } from './heap.ts';
import type { LastWords } from './last-words.ts';
import { tryHost } from './listen-fault.ts';
import { createLogger, type Logger } from './log.ts';
import { openSpans } from './observe/open-spans.ts';
import { logTracesOfPackages } from './package-output.ts';
import { createProviders } from './providers/index.ts';
import { startService } from './service.ts';
import { Interrupted, type Shutdown, watchForEnd } from './shutdown.ts';

/** Only connects the parts: configuration, database, calendar sources, service, shutdown. */
async function main(shutdown: Shutdown): Promise<void> {
  // Whatever a parser makes of hostile names: nothing is written into what all objects share.
  Object.preventExtensions(Object.prototype);
  boundHeapGrowth();
  readCommandLine({ usage: 'npm start, with settings as variables of the environment (docs/deploy.md)' });
  const settings = readSettings(process.env);
  const log = createLogger({ level: settings.logLevel });
  logTracesOfPackages(log);
  await tryHost(settings.host);
  const stack = settings.embedded ? await openEmbedded(settings, log) : null;
  if (stack) {
    shutdown.add(() => stack.stop());
    void stack.failed.then((message) => shutdown.end(1, { message }));
  }
  shutdown.checkpoint();
  const sandboxes = stack && settings.demo ? await openSandboxes(settings, stack, log) : [];
  for (const { stop } of sandboxes) if (stop !== null) shutdown.add(stop);
  const config = {
    ...settings,
    ...Object.fromEntries(sandboxes.map(({ provider, client }) => [provider, client])),
    ...(stack && { supabase: stack.supabase, databaseUrl: stack.databaseUrl, tokenKeys: stack.tokenKeys }),
  };
  const providers = createProviders(config, log);
  const platform = stack ? { platform: { routes: stack.routes, fetch: stack.fetch } } : {};
  const served = sandboxes.flatMap(({ provider, routes }) => (routes ? [{ provider, routes }] : []));
  const spans = await openSpans(process.env, log);
  const parts = { config: config as ServiceConfig, providers, log, spans, sandboxes: served, ...platform };
  const service = await startService(parts);
  shutdown.add(() => service.stop());
  shutdown.drainFirst(() => service.drain(), settings.shutdownDelaySeconds * 1000);
  shutdown.checkpoint();
  greet({ config: config as ServiceConfig, service, stack, hasSandbox: served.length > 0 }, log);
}

/** Loaded only here: a hosted installation has neither its packages nor their memory. */
async function openEmbedded(settings: Settings, log: Logger): Promise<EmbeddedStack> {
  const { startEmbedded } = await import('./embedded/index.ts');
  return startEmbedded(settings, log);
}

/**
 * The demo's simulated providers: those that no client is configured for. Loaded only here, because no other
 * installation has their files.
 */
async function openSandboxes(settings: Settings, stack: EmbeddedStack, log: Logger) {
  const { demoSandboxes, joinDemo } = await import('../sandbox/demos.ts');
  const { port, host, publicUrl, dataDir } = settings;
  const own = ['0.0.0.0', '127.0.0.1'].includes(host) ? '127.0.0.1' : host === '::' ? '::1' : host;
  const ownUrl = `http://${own.includes(':') ? `[${own}]` : own}:${port}`;
  const wanted = (['google', 'microsoft'] as const).filter((provider) => settings[provider] === null);
  const opened = wanted.map((provider) => {
    const file = path.join(dataDir, `sandbox-${provider}.json`);
    // The first process of this folder keeps the accounts.
    if (stack.isShared) return { provider, client: joinDemo(file), routes: null, stop: null };
    const redirectUri = `${publicUrl}/calendar/connections/${provider}/callback`;
    const { client, routes, stop } = demoSandboxes[provider]({ publicUrl, ownUrl, redirectUri, file, log });
    return { provider, client, routes, stop };
  });
  return opened.filter(({ client }) => client !== null);
}

/** Tells where everything is: in words on a terminal, else in a line of the log. */
function greet(surroundings: Surroundings, log: Logger): void {
  const { ready, addresses } = greetingOf(surroundings);
  // The embedded stack is started by people, also through a pipe.
  if (surroundings.stack === null && !process.stdout.isTTY) {
    log.info({ role: surroundings.config.role, ...addresses }, ready);
    return;
  }
  const lines = Object.entries(addresses).map(([what, where]) => `  ${what.padEnd(15)} ${where}`);
  console.log([ready, ...lines].join('\n'));
}

/** Errors that say what the operator can do, and the code under which each kind is found. */
const explained: Record<string, string> = {
  ConfigError: 'config_invalid',
  StartError: 'start_refused',
  ExcessRightsError: 'rights_unsafe',
  MigrationError: 'migration_refused',
  ListenError: '',
};

/** Explains why the start failed: what the operator can do, else the error as it is. */
function explain(error: NodeJS.ErrnoException & { faults?: readonly string[] }): LastWords {
  const { name, message, faults = [] } = error;
  const known = explained[name];
  if (known !== undefined) {
    const code = known || (error.code as string);
    const [first = message] = message.split('\n');
    return first === message ? { code, message } : { code, message: first.replace(/:$/, ''), faults };
  }
  // Codes of the system are not only those of the connection: a name that is unknown may be any, a file that is missing, too.
  const isOfDatabase = process.env['DATABASE_URL']?.trim() && error.path === undefined;
  const fault = isOfDatabase ? describeDatabaseFault(error) : null;
  return fault === null
    ? { code: 'unexpected', message: 'The start failed unexpectedly.', error }
    : { code: 'database_unusable', message: fault };
}

const shutdown = watchForEnd();
try {
  await main(shutdown);
} catch (error) {
  // After a signal the shutdown ends the process.
  if (!(error instanceof Interrupted)) {
    await shutdown.end(1, explain(error as NodeJS.ErrnoException));
  }
} finally {
  shutdown.startIsOver();
}
