import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import type { Environment } from '../config-reader.ts';
import type { Logger } from '../log.ts';
import type { SpanStart, Spans } from './spans.ts';

/** Spans that wait to be sent; what exceeds them is dropped, as OpenTelemetry's own queue does. */
const maxQueued = 2_048;
const maxBatch = 512;

const kinds = { server: 2, client: 3, consumer: 5 } as const;
const failed = 2;

/** The span that work is a part of. */
interface Parent {
  traceId: string;
  spanId: string | null;
  isSampled: boolean;
}

/**
 * Records spans and sends them to an OpenTelemetry collector (OTLP over HTTP, as JSON), by the settings that its own SDKs
 * take. Where it cannot be reached the spans are lost, the log says so once a minute, and nothing else happens.
 * @param url Of the receiver of traces.
 */
export function createOtlpSpans(url: string, env: Environment, log: Logger): Spans {
  const storage = new AsyncLocalStorage<Parent>();
  const resource = { attributes: toAttributes(readResource(env)) };
  const headers = {
    'content-type': 'application/json',
    ...readPairs(env.OTEL_EXPORTER_OTLP_TRACES_HEADERS ?? env.OTEL_EXPORTER_OTLP_HEADERS),
  };
  const timeoutMs = Number(env.OTEL_EXPORTER_OTLP_TIMEOUT) || 10_000;
  const isSampled = readSampler(env);
  let queue: object[] = [];
  let sending = Promise.resolve();
  let warnedAt = Number.NEGATIVE_INFINITY;
  const timer = setInterval(flush, Number(env.OTEL_BSP_SCHEDULE_DELAY) || 5_000);
  timer.unref();

  function flush(): Promise<void> {
    const batch = queue.splice(0, maxBatch);
    if (batch.length > 0) sending = sending.then(() => send(batch));
    return queue.length > 0 ? flush() : sending;
  }

  async function send(spans: object[]): Promise<void> {
    const body = { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'openslot' }, spans }] }] };
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(timeoutMs),
      });
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`the collector responds with ${response.status}`);
    } catch (error) {
      if (performance.now() - warnedAt < 60_000) return;
      warnedAt = performance.now();
      log.warn({ err: error, spans: spans.length }, 'traces could not be sent to OTEL_EXPORTER_OTLP_ENDPOINT');
    }
  }

  function begin(traceparent: string | undefined): Parent {
    const parent = storage.getStore() ?? readTraceparent(traceparent);
    if (parent !== null) return { ...parent, isSampled: isSampled(parent.traceId, parent) };
    const traceId = randomBytes(16).toString('hex');
    return { traceId, spanId: null, isSampled: isSampled(traceId, null) };
  }

  return {
    async run(start, work) {
      const parent = begin(start.traceparent);
      const spanId = randomBytes(8).toString('hex');
      const attributes: Record<string, string | number> = { ...start.attributes };
      const startTimeUnixNano = nowNanos();
      let code = 0;
      try {
        return await storage.run({ ...parent, spanId }, () => work((more) => void Object.assign(attributes, more)));
      } catch (error) {
        code = failed;
        attributes['error.type'] = String((error as { code?: unknown }).code ?? (error as Error).name);
        throw error;
      } finally {
        if (Number(attributes['http.response.status_code']) >= 500) code = failed;
        if (parent.isSampled && queue.length < maxQueued) {
          queue.push({
            traceId: parent.traceId,
            spanId,
            ...(parent.spanId !== null && { parentSpanId: parent.spanId }),
            name: nameOf(start, attributes),
            kind: kinds[start.kind],
            ...{ startTimeUnixNano, endTimeUnixNano: nowNanos() },
            attributes: toAttributes(attributes),
            status: { code },
          });
        }
      }
    },
    async stop() {
      clearInterval(timer);
      await flush();
      queue = [];
    },
  };
}

/** A request is named by its route, which is known only at its end. */
function nameOf(start: SpanStart, attributes: Readonly<Record<string, string | number>>): string {
  const route = attributes['http.route'];
  return route === undefined ? start.name : `${attributes['http.request.method']} ${route}`;
}

function nowNanos(): string {
  return String(BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)) * 1000n);
}

function toAttributes(fields: Readonly<Record<string, string | number>>): object[] {
  return Object.entries(fields).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
  }));
}

/** W3C Trace Context: the caller's trace; null: there is none, or it is malformed. */
function readTraceparent(header: string | undefined): Parent | null {
  const parts = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/.exec(header ?? '');
  if (!parts?.[1] || !parts[2]) return null;
  return { traceId: parts[1], spanId: parts[2], isSampled: (Number.parseInt(parts[3] ?? '0', 16) & 1) === 1 };
}

/** OTEL_TRACES_SAMPLER and its argument; by default what the caller decided, else every trace. */
function readSampler(env: Environment): (traceId: string, parent: Parent | null) => boolean {
  const name = env.OTEL_TRACES_SAMPLER ?? 'parentbased_always_on';
  const ratio = name.endsWith('always_off')
    ? 0
    : name.endsWith('traceidratio')
      ? Number(env.OTEL_TRACES_SAMPLER_ARG ?? 1)
      : 1;
  const decide = (traceId: string) => Number.parseInt(traceId.slice(-8), 16) < ratio * 2 ** 32;
  // Within a trace of ours the decision of its first span holds, too.
  return (traceId, parent) => (parent !== null && name.startsWith('parentbased') ? parent.isSampled : decide(traceId));
}

function readResource(env: Environment): Record<string, string> {
  const given = readPairs(env.OTEL_RESOURCE_ATTRIBUTES);
  return {
    'service.name': 'openslot',
    'process.pid': String(process.pid),
    ...given,
    ...(env.OTEL_SERVICE_NAME && { 'service.name': env.OTEL_SERVICE_NAME }),
  };
}

/** `a=1,b=2`, percent-encoded. */
function readPairs(text = ''): Record<string, string> {
  const pairs = text.split(',').flatMap((pair) => {
    const at = pair.indexOf('=');
    return at <= 0 ? [] : [[pair.slice(0, at).trim(), decode(pair.slice(at + 1).trim())]];
  });
  return Object.fromEntries(pairs);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign that encodes nothing stands for itself.
    return text;
  }
}
