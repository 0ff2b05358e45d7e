import path from 'node:path';
import { describeDatabaseFault } from './checks/database-fault.ts';
import { readSettings, type ServiceConfig, type Settings } from './config.ts';
import { type EmbeddedStack, startEmbedded } from './embedded/index.ts';
import { boundHeapGrowth } from './heap.ts';
import { createLogger, type Logger } from './log.ts';
import { createProviders } from './providers/index.ts';
import { startService } from './service.ts';

/** Wiring only: configuration, database, calendar sources, service, signals. */
async function main(): Promise<void> {
  boundHeapGrowth();
  const settings = readSettings(process.env);
  const log = createLogger();
  const stack = settings.embedded ? await startEmbedded(settings) : null;
  const sandbox = stack && settings.demo && settings.google === null ? await openSandbox(settings, stack, log) : null;
  const config = {
    ...settings,
    ...(sandbox && { google: sandbox.client }),
    ...(stack && { supabase: stack.supabase, databaseUrl: stack.databaseUrl, tokenKeys: stack.tokenKeys }),
  };
  const providers = createProviders(config);
  const platform = stack ? { platform: { routes: stack.routes, fetch: stack.fetch } } : {};
  const served = sandbox?.routes ? { sandbox: sandbox.routes } : {};
  let service: Awaited<ReturnType<typeof startService>>;
  try {
    service = await startService({ config: config as ServiceConfig, providers, log, ...platform, ...served });
  } catch (error) {
    sandbox?.stop?.();
    await stack?.stop();
    throw error;
  }
  console.log(greeting(config as ServiceConfig, stack, 'sandbox' in served));

  let stopsSince: number | null = null;
  const stop = async () => {
    if (stopsSince !== null) {
      // One Ctrl-C can arrive twice: from the terminal and handed on by the launcher. A later one means now.
      if (performance.now() - stopsSince > 1000) process.exit(1);
      return;
    }
    stopsSince = performance.now();
    await service.stop();
    sandbox?.stop?.();
    await stack?.stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());
  // npm or the launcher was killed and could not hand the signal on.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent && stopsSince === null) void stop();
  }, 1000).unref();
}

/** The demo's stand-in of Google; loaded only here, because no other installation has its files. */
async function openSandbox(settings: Settings, stack: EmbeddedStack, log: Logger) {
  const { openDemoSandbox, joinDemoSandbox } = await import('../sandbox/google/demo.ts');
  const file = path.join(settings.dataDir, 'sandbox-google.json');
  if (stack.isShared) {
    // Accounts live where the first process of this folder keeps them.
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

/** What to say when the start fails: what the operator can mend in one line, everything else with its stack. */
function explain(error: NodeJS.ErrnoException & { port?: number }): string | undefined {
  const { name, code, port, message, stack } = error;
  if (['ConfigError', 'StartError', 'ExcessRightsError'].includes(name)) return message;
  if (code === 'EADDRINUSE')
    return `Port ${port} is in use. Stop what listens there, or choose another port with PORT.`;
  if (code === 'EACCES' && port) return `Port ${port} may not be used by this user. Choose another one with PORT.`;
  return describeDatabaseFault(error) ?? stack;
}

try {
  await main();
} catch (error) {
  console.error(explain(error as NodeJS.ErrnoException & { port?: number }));
  process.exit(1);
}
