import path from 'node:path';
import { describeDatabaseFault } from './checks/database-fault.ts';
import { readSettings, type ServiceConfig, type Settings } from './config.ts';
import { type EmbeddedStack, startEmbedded } from './embedded/index.ts';
import { boundHeapGrowth } from './heap.ts';
import { createLogger, type Logger } from './log.ts';
import { createProviders } from './providers/index.ts';
import { startService } from './service.ts';
import { Interrupted, type Shutdown, watchForEnd } from './shutdown.ts';

/** Only connects the parts: configuration, database, calendar sources, service, shutdown. */
async function main(shutdown: Shutdown): Promise<void> {
  boundHeapGrowth();
  const settings = readSettings(process.env);
  const log = createLogger();
  const stack = settings.embedded ? await startEmbedded(settings, log) : null;
  if (stack) {
    shutdown.add(() => stack.stop());
    void stack.failed.then((line) => shutdown.end(1, line));
  }
  shutdown.checkpoint();
  const sandbox = stack && settings.demo && settings.google === null ? await openSandbox(settings, stack, log) : null;
  if (sandbox?.stop) shutdown.add(sandbox.stop);
  const config = {
    ...settings,
    ...(sandbox && { google: sandbox.client }),
    ...(stack && { supabase: stack.supabase, databaseUrl: stack.databaseUrl, tokenKeys: stack.tokenKeys }),
  };
  const providers = createProviders(config, log);
  const platform = stack ? { platform: { routes: stack.routes, fetch: stack.fetch } } : {};
  const served = sandbox?.routes ? { sandbox: sandbox.routes } : {};
  const service = await startService({ config: config as ServiceConfig, providers, log, ...platform, ...served });
  shutdown.add(() => service.stop());
  shutdown.checkpoint();
  console.log(greeting(config as ServiceConfig, stack, 'sandbox' in served));
}

/** The demo's simulated Google; loaded only here, because no other installation has its files. */
async function openSandbox(settings: Settings, stack: EmbeddedStack, log: Logger) {
  const { openDemoSandbox, joinDemoSandbox } = await import('../sandbox/google/demo.ts');
  const file = path.join(settings.dataDir, 'sandbox-google.json');
  if (stack.isShared) {
    // The first process of this folder keeps the accounts.
    const client = joinDemoSandbox(file);
    return client && { client, routes: null, stop: null };
  }
  const { port, host, publicUrl } = settings;
  const own = ['0.0.0.0', '127.0.0.1'].includes(host) ? '127.0.0.1' : host === '::' ? '::1' : host;
  return openDemoSandbox({
    publicUrl,
    ownUrl: `http://${own.includes(':') ? `[${own}]` : own}:${port}`,
    redirectUri: `${publicUrl}/calendar/connections/google/callback`,
    file,
    log,
  });
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
