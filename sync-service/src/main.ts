import { readSettings, type ServiceConfig } from './config.ts';
import { type EmbeddedStack, startEmbedded } from './embedded/index.ts';
import { createLogger } from './log.ts';
import { createProviders } from './providers/index.ts';
import { startService } from './service.ts';

/** Wiring only: configuration, database, calendar sources, service, signals. */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const log = createLogger();
  const stack = settings.embedded ? await startEmbedded(settings) : null;
  const config = {
    ...settings,
    ...(stack && { supabase: stack.supabase, databaseUrl: stack.databaseUrl, tokenKeys: stack.tokenKeys }),
  };
  const providers = createProviders({ allowPrivateHosts: config.allowPrivateHosts });
  const platform = stack ? { platform: { routes: stack.routes, fetch: stack.fetch } } : {};
  let service: Awaited<ReturnType<typeof startService>>;
  try {
    service = await startService({ config: config as ServiceConfig, providers, log, ...platform });
  } catch (error) {
    await stack?.stop();
    throw error;
  }
  console.log(greeting(config as ServiceConfig, stack));

  let isStopping = false;
  const stop = async () => {
    if (isStopping) process.exit(1);
    isStopping = true;
    await service.stop();
    await stack?.stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());
  // npm or the launcher was killed and could not hand the signal on.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent && !isStopping) void stop();
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

try {
  await main();
} catch (error) {
  const { name, message, stack } = error as Error;
  console.error(name === 'ConfigError' ? message : stack);
  process.exit(1);
}
