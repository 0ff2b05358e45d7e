import type { Environment } from '../config-reader.ts';
import type { Logger } from '../log.ts';
import { noSpans, type Spans } from './spans.ts';

/**
 * Starts tracing if the usual variables of OpenTelemetry ask for it: a receiver is named, and nothing switches it off.
 * Without them nothing of it is loaded.
 */
export async function openSpans(given: Environment, log: Logger): Promise<Spans> {
  // As OpenTelemetry says, and as Compose passes those of which `.env` says nothing: an empty one is not set.
  const env = Object.fromEntries(Object.entries(given).filter(([, value]) => value?.trim()));
  const url = readReceiver(env);
  if (url === null || env.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return noSpans;
  if (!URL.canParse(url)) {
    log.warn('OTEL_EXPORTER_OTLP_ENDPOINT is no URL: nothing is traced');
    return noSpans;
  }
  const protocol = env.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? env.OTEL_EXPORTER_OTLP_PROTOCOL;
  if (protocol === 'grpc') {
    log.warn('OTEL_EXPORTER_OTLP_PROTOCOL is grpc, which is not supported: name the HTTP port of the collector (4318)');
    return noSpans;
  }
  const { createOtlpSpans } = await import('./otlp.ts');
  return createOtlpSpans(url, env, log);
}

function readReceiver(env: Environment): string | null {
  const exporter = env.OTEL_TRACES_EXPORTER?.trim() || 'otlp';
  if (exporter !== 'otlp') return null;
  const own = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT?.trim();
  if (own) return own;
  const base = env.OTEL_EXPORTER_OTLP_ENDPOINT?.trim();
  return base ? `${base.replace(/\/+$/, '')}/v1/traces` : null;
}
