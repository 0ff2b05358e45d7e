import { readSettings, type ServiceConfig } from './config.ts';
import { type EmbeddedStack, startEmbedded } from './embedded/index.ts';
import { boundHeapGrowth } from './heap.ts';
import { createLogger } from './log.ts';
import { createProviders } from './providers/index.ts';
import { startService } from './service.ts';

/** Wiring only: configuration, database, calendar sources, service, signals. */
async function main(): Promise<void> {
  boundHeapGrowth();
  const settings = readSettings(process.env);
  const log = createLogger();
  const stack = settings.embedded ? await startEmbedded(settings) : null;
  const config = {
    ...settings,
    ...(stack && { supabase: stack.supabase, databaseUrl: stack.databaseUrl, tokenKeys: stack.tokenKeys }),
  };
  const providers = createProviders(config);
  const platform = stack ? { platform: { routes: stack.routes, fetch: stack.fetch } } : {};
  let service: Awaited<ReturnType<typeof startService>>;
  try {
    service = await startService({ config: config as ServiceConfig, providers, log, ...platform });
  } catch (error) {
    await stack?.stop();
    throw error;
  }
  console.log(greeting(config as ServiceConfig, stack));

  let stopsSince: number | null = null;
  const stop = async () => {
    if (stopsSince !== null) {
      // One Ctrl-C can arrive twice: from the terminal and handed on by the launcher. A later one means now.
      if (performance.now() - stopsSince > 1000) process.exit(1);
      return;
    }
    stopsSince = performance.now();
    await service.stop();
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

function greeting(config: ServiceConfig, stack: EmbeddedStack | null): string {
  const lines = [`Openslot is ready: ${config.publicUrl}`];
  if (config.demo)
    lines.push(
      `  booking page    ${config.publicUrl}/book/demo/intro`,
      `  kept mails      ${config.publicUrl}/sandbox/mail`,
    );
  lines.push(`  API             ${config.publicUrl}/docs`);
  if (stack)
    lines.push(
      `  keys, database  ${config.dataDir}/connection.env${stack.isShared ? ' (database of another process)' : ''}`,
    );
  return lines.join('\n');
}

/** Errors of the network and of Postgres that mean: not there, or not for this user. */
const DATABASE_FAULTS = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['28P01', '28000', '3D000'],
]);

/** What to say when the start fails: what the operator can mend in one line, everything else with its stack. */
function explain({ name, code, port, message, stack }: NodeJS.ErrnoException & { port?: number }): string | undefined {
  if (name === 'ConfigError') return message;
  if (code === 'EADDRINUSE')
    return `Port ${port} is in use. Stop what listens there, or choose another port with PORT.`;
  if (code === 'EACCES' && port) return `Port ${port} may not be used by this user. Choose another one with PORT.`;
  if (code && DATABASE_FAULTS.has(code)) {
    return `The database of DATABASE_URL can not be used (${message || code}). Check its address, user and password.`;
  }
  return stack;
}

try {
  await main();
} catch (error) {
  console.error(explain(error as NodeJS.ErrnoException & { port?: number }));
  process.exit(1);
}
