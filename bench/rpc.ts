import { percentile, type Result, round, table } from './report.ts';
import { EVENT_TYPE } from './slots.ts';
import { type BenchService, load } from './stack.ts';

/** get_available_slots over the Data API (31 days, 1,000 events), against a function that does nothing. */
export async function benchRpc(service: BenchService, quick: boolean): Promise<Result> {
  const requests = quick ? 100 : 600;
  const rows: Record<string, string | number>[] = [];
  const from = new Date();
  const until = new Date(from.getTime() + 31 * 86_400_000);
  const body = JSON.stringify({
    event_type_id: EVENT_TYPE,
    range_start: from.toISOString(),
    range_end: until.toISOString(),
  });
  for (const clients of [1, 8, 32]) {
    const slots = await load(Array.from({ length: requests }), clients, () =>
      call(service, 'get_available_slots', body),
    );
    const nothing = await load(Array.from({ length: requests }), clients, () => call(service, 'nothing', '{}'));
    rows.push({
      clients,
      'slots /s': Math.round(requests / slots.seconds),
      'slots p50 ms': round(percentile(slots.each, 50)),
      'slots p95 ms': round(percentile(slots.each, 95)),
      'nothing /s': Math.round(requests / nothing.seconds),
      'nothing p50 ms': round(percentile(nothing.each, 50)),
      'nothing p95 ms': round(percentile(nothing.each, 95)),
      'p50 / floor': round(percentile(slots.each, 50) / percentile(nothing.each, 50)),
    });
  }
  return table(
    'rpc',
    'get_available_slots over the Data API (31 days, 1,000 events), against an RPC that does nothing',
    rows,
  );
}

async function call(service: BenchService, name: string, body: string): Promise<void> {
  const response = await fetch(`${service.url}/rest/v1/rpc/${name}`, {
    method: 'POST',
    headers: { apikey: service.publishableKey, 'content-type': 'application/json' },
    body,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${name} answered ${response.status}: ${text}`);
}
