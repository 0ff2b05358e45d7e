import path from 'node:path';
import { describeDatabaseFault } from './checks/database-fault.ts';
import { readSettings, type ServiceConfig, type Settings } from './config.ts';
import type { EmbeddedStack } from './embedded/index.ts';
import { boundHeapGrowth } from './heap.ts';
import { createLogger, type Logger } from './log.ts';
import { createProviders } from './providers/index.ts';
import { startService } from './service.ts';
import { Interrupted, type Shutdown, watchForEnd } from './shutdown.ts';

/** Only connects the parts: configuration, database, calendar sources, service, shutdown. */
async function main(shutdown: Shutdown): Promise<void> {
  boundHeapGrowth();
  const settings = readSettings(process.env);
  const log = createLogger({ level: settings.logLevel });
  const stack = settings.embedded ? await openEmbedded(settings, log) : null;
  if (stack) {
    shutdown.add(() => stack.stop());
    void stack.failed.then((line) => shutdown.end(1, line));
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
  const parts = { config: config as ServiceConfig, providers, log, sandboxes: served, ...platform };
  const service = await startService(parts);
  shutdown.add(() => service.stop());
  shutdown.drainFirst(() => service.drain(), settings.shutdownDelaySeconds * 1000);
  shutdown.checkpoint();
  console.log(greeting(config as ServiceConfig, stack, served.length > 0));
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

function greeting(config: ServiceConfig, stack: EmbeddedStack | null, hasSandbox: boolean): string {
  const lines = [`Openslot is ready: ${config.publicUrl}`];
  if (config.demo)
    lines.push(
      `  booking page    ${config.publicUrl}/book/demo/intro`,
      ...(hasSandbox ? [`  calendars       ${config.publicUrl}/sandbox/calendars`] : []),
      `  kept mails      ${config.publicUrl}/sandbox/mail`,
    );
  lines.push(`  API             ${config.publicUrl}/docs`);
  if (stack)
    lines.push(
      '  embedded stack: to try it, to develop, for a network that you trust; not for the open internet (docs/security.md)',
      `  keys, database  ${config.dataDir}/connection.env${stack.isShared ? ' (database of another process)' : ''}`,
    );
  return lines.join('\n');
}

/** Explains why the start failed: one line if the operator can fix it, otherwise the stack. */
function explain(error: NodeJS.ErrnoException & { port?: number }): string | undefined {
  const { name, code, port, message, stack } = error;
  if (['ConfigError', 'StartError', 'ExcessRightsError'].includes(name)) return message;
  if (code === 'EADDRINUSE')
    return `Port ${port} is in use. Stop what listens there, or choose another port with PORT.`;
  if (code === 'EACCES' && port) return `Port ${port} may not be used by this user. Choose another one with PORT.`;
  return describeDatabaseFault(error) ?? stack;
}

const shutdown = watchForEnd();
try {
  await main(shutdown);
} catch (error) {
  // After a signal the shutdown ends the process.
  if (!(error instanceof Interrupted)) {
    await shutdown.end(1, explain(error as NodeJS.ErrnoException & { port?: number }));
  }
} finally {
  shutdown.startIsOver();
}
