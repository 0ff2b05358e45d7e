import type { ServiceConfig } from './config.ts';

/** What a process that has started tells whoever started it. */
interface Greeting {
  /** In a sentence. */
  ready: string;
  /** What is where. */
  addresses: Record<string, string>;
}

/** What there is beside the service itself. */
export interface Surroundings {
  config: Pick<ServiceConfig, 'role' | 'publicUrl' | 'demo' | 'dataDir' | 'host'>;
  /** Where it listens, and where its metrics are. */
  service: { url: string; metricsUrl: string };
  /** The embedded stack; null: there is none. */
  stack: { isShared: boolean } | null;
  hasSandbox: boolean;
}

/** Words the greeting: only what this process serves, at addresses that whoever reads it can open. */
export function greetingOf({ config, service, stack, hasSandbox }: Surroundings): Greeting {
  const { role, publicUrl, demo, dataDir, host } = config;
  const listens = `${host.includes(':') ? `[${host}]` : host}:${new URL(service.url).port}`;
  const own = stack && {
    'embedded stack':
      'to try it, to develop, for a network that you trust; not for the open internet (docs/security.md)',
    'keys, database': `${dataDir}/connection.env${stack.isShared ? ' (database of another process)' : ''}`,
  };
  if (role === 'worker') {
    return {
      ready: `Openslot is ready: it runs jobs and schedules, and serves no pages (${role})`,
      addresses: { 'listens on': listens, health: `${service.url}/readyz`, metrics: service.metricsUrl, ...own },
    };
  }
  return {
    ready: `Openslot is ready: ${publicUrl}${role === 'all' ? '' : ` (${role})`}`,
    addresses: {
      ...(demo && {
        'booking page': `${publicUrl}/book/demo/intro`,
        ...(hasSandbox && { calendars: `${publicUrl}/sandbox/calendars` }),
        'kept mails': `${publicUrl}/sandbox/mail`,
      }),
      API: `${publicUrl}/docs`,
      'listens on': listens,
      ...own,
    },
  };
}
