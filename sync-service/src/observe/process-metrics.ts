import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Metrics } from './metrics.ts';

/** What a part of the process says about itself when it is asked. */
export interface ProcessParts {
  role: string;
  /** Connections of the job worker to the database; null: there is none. */
  pool(): { total: number; idle: number; waiting: number } | null;
  /** Open WebSockets; null: none are taken. */
  sockets(): { visitor: number; owner: number } | null;
}

/**
 * Measures the process itself, under the names that dashboards for Node expect. The delay of the event loop is that
 * since the text before.
 */
export function measureProcess(metrics: Metrics, parts: ProcessParts): { stop(): void } {
  const loop = monitorEventLoopDelay({ resolution: 20 });
  loop.enable();
  const cpu = metrics.gauge('process_cpu_seconds_total', 'CPU time of the process, user and system.');
  const memory = metrics.gauge('process_resident_memory_bytes', 'Memory of the process.');
  const heap = metrics.gauge('nodejs_heap_size_used_bytes', 'Heap in use.');
  const startedAt = metrics.gauge('process_start_time_seconds', 'When the process started, since 1970.');
  const lag = metrics.gauge('nodejs_eventloop_lag_seconds', 'Mean delay of the event loop.');
  const lag99 = metrics.gauge('nodejs_eventloop_lag_p99_seconds', '99th percentile of the delay of the event loop.');
  const info = metrics.gauge('openslot_process', 'One for each process; its role.');
  const pool = metrics.gauge('openslot_pool_connections', 'Connections of the job worker to the database, by state.');
  const sockets = metrics.gauge('openslot_live_sockets', 'Open pages that are told of changes.');
  info.set({ role: parts.role }, 1);
  startedAt.set({}, Math.round(Date.now() / 1000 - process.uptime()));

  metrics.collect(() => {
    const { user, system } = process.cpuUsage();
    cpu.set({}, (user + system) / 1e6);
    memory.set({}, process.memoryUsage.rss());
    heap.set({}, process.memoryUsage().heapUsed);
    // The timer itself waits 20 ms; NaN before the first time that it fired.
    lag.set({}, delayOf(loop.mean));
    lag99.set({}, delayOf(loop.percentile(99)));
    loop.reset();
    const connections = parts.pool();
    if (connections !== null) {
      pool.set({ state: 'idle' }, connections.idle);
      pool.set({ state: 'busy' }, connections.total - connections.idle);
      pool.set({ state: 'waited_for' }, connections.waiting);
    }
    const open = parts.sockets();
    if (open !== null) for (const [kind, count] of Object.entries(open)) sockets.set({ kind }, count);
  });
  return { stop: () => void loop.disable() };
}

function delayOf(nanoseconds: number): number {
  return Math.max(0, (nanoseconds || 0) / 1e9 - 0.02);
}
