import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createLogger } from '../../sync-service/src/log.ts';
import { openSpans } from '../../sync-service/src/observe/open-spans.ts';
import { noSpans } from '../../sync-service/src/observe/spans.ts';
import { type RunningService, startService } from '../../sync-service/src/service.ts';
import { readConnection, startProcess } from '../embedded/service-process.ts';
import { useStack } from '../support/stack.ts';
import { type Scene, send, setScene } from './scene.ts';

const stack = useStack({ config: { role: 'web' } });
let scene: Scene;

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: { key: string; value: { stringValue?: string; intValue?: string } }[];
  status: { code: number };
}
/** A collector: what it has received, by OTLP over HTTP. */
const received: { path: string; authorization: string | undefined; service: string | undefined; spans: Span[] }[] = [];
const collector = http.createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  const { resourceSpans } = JSON.parse(text);
  for (const { resource, scopeSpans } of resourceSpans) {
    received.push({
      path: request.url ?? '',
      authorization: request.headers.authorization,
      service: resource.attributes.find(({ key }: { key: string }) => key === 'service.name').value.stringValue,
      spans: scopeSpans.flatMap((scope: { spans: Span[] }) => scope.spans),
    });
  }
  response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
});
const spans = (): Span[] => received.flatMap((one) => one.spans);
let endpoint: string;

beforeAll(async () => {
  scene = await setScene(stack);
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
});
afterAll(() => void collector.close());
beforeEach(() => {
  received.length = 0;
});

let service: RunningService | null = null;
afterEach(async () => {
  await service?.stop();
  service = null;
});
async function start(env: Record<string, string>): Promise<RunningService> {
  const log = createLogger({ level: 'silent' });
  service = await startService({
    config: { ...stack.config, embedded: false, demo: false, port: 0, role: 'all' },
    providers: new Map(),
    log,
    spans: await openSpans({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...env }, log),
  });
  return service;
}

describe('With OTEL_EXPORTER_OTLP_ENDPOINT', () => {
  test('a request is a span by its route, of the trace of its caller, with the calls of the database below it', async () => {
    const { url, stop } = await start({
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20collector-key',
      OTEL_SERVICE_NAME: 'booking',
    });
    const [traceId, callerId] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
    const headers = { traceparent: `00-${traceId}-${callerId}-01` };
    expect((await send(url, 'POST', '/bookings', { body: scene.request(), headers })).status).toBe(201);
    await stop();

    expect(received[0]).toMatchObject({
      path: '/v1/traces',
      authorization: 'Bearer collector-key',
      service: 'booking',
    });
    const request = spans().find(({ name }) => name === 'POST /bookings');
    expect(request).toMatchObject({ traceId, parentSpanId: callerId, kind: 2, status: { code: 0 } });
    const call = spans().find(({ name }) => name === 'rpc create_booking');
    expect(call).toMatchObject({ traceId, parentSpanId: request?.spanId, kind: 3 });
    expect(BigInt(call?.endTimeUnixNano ?? 0) > BigInt(call?.startTimeUnixNano ?? 0)).toBe(true);
    expect(JSON.stringify(received)).not.toContain('ann@example.com');
  });

  test('a job is a trace of its own', async () => {
    await start({ OTEL_BSP_SCHEDULE_DELAY: '50' });
    await scene.booked();
    await expect
      .poll(() => spans().filter(({ name }) => name === 'job send_notification').length, { timeout: 15_000 })
      .toBeGreaterThan(0);
    const job = spans().find(({ name }) => name === 'job send_notification');
    expect(job?.parentSpanId).toBeUndefined();
    expect(
      spans().some(({ name, parentSpanId }) => name === 'rpc next_notification' && parentSpanId === job?.spanId),
    ).toBe(true);
  });

  test('OTEL_TRACES_SAMPLER decides what is sent', async () => {
    const { url, stop } = await start({ OTEL_TRACES_SAMPLER: 'always_off' });
    await send(url, 'GET', '/healthz');
    await stop();
    expect(spans()).toEqual([]);
  });

  test('empty variables count as not set', async () => {
    const { url, stop } = await start({
      ...{ OTEL_EXPORTER_OTLP_HEADERS: 'authorization=key', OTEL_EXPORTER_OTLP_TRACES_HEADERS: '' },
      ...{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '', OTEL_SDK_DISABLED: '' },
    });
    await send(url, 'GET', '/healthz');
    await stop();
    expect(received[0]?.authorization).toBe('key');
  });

  test('a collector that is away costs nothing but its spans', async () => {
    const { url } = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_BSP_SCHEDULE_DELAY: '20' });
    for (let n = 0; n < 5; n += 1) expect((await send(url, 'GET', '/healthz')).status).toBe(200);
  });
});

describe('Without these variables', () => {
  const log = createLogger({ level: 'silent' });
  test.each([
    ['none is set', {}],
    ['OTEL_SDK_DISABLED is true', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318', OTEL_SDK_DISABLED: 'true' }],
    [
      'OTEL_TRACES_EXPORTER is none',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318', OTEL_TRACES_EXPORTER: 'none' },
    ],
    [
      'the protocol is another',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4317', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
    ],
  ])('nothing is traced: %s', async (_, env) => {
    expect(await openSpans(env, log)).toBe(noSpans);
  });

  test.each([
    [false, {}],
    [true, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' }],
  ])('a whole process loads the module of it: %s', async (isLoaded, env) => {
    const hook = `import { registerHooks } from 'node:module';
      registerHooks({ load(url, context, next) { if (url.includes('/observe/')) console.error('loaded ' + url); return next(url, context); } });`;
    const child = await startProcess(stack.config.dataDir, {
      ...readConnection(stack.config),
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hook)}`,
      ROLE: 'web',
      ...env,
    });
    const output = child.output();
    await child.stop();
    expect(output).toContain('/observe/open-spans.ts');
    expect(output.includes('/observe/otlp.ts')).toBe(isLoaded);
  });
});
