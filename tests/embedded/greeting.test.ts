import { describe, expect, it } from 'vitest';
import { greetingOf } from '../../sync-service/src/greeting.ts';

const config = {
  publicUrl: 'https://book.example.com',
  demo: false,
  dataDir: '.data',
  host: '0.0.0.0',
} as const;
const service = { url: 'http://127.0.0.1:8787', metricsUrl: 'http://127.0.0.1:9090/metrics' };

describe('What a process says when it has started', () => {
  it('is where its pages are', () => {
    for (const [role, words] of [
      ['all', 'Openslot is ready: https://book.example.com'],
      ['web', 'Openslot is ready: https://book.example.com (web)'],
    ] as const) {
      const { ready, addresses } = greetingOf({ config: { ...config, role }, service, stack: null, hasSandbox: false });
      expect(ready).toBe(words);
      expect(addresses).toEqual({ API: 'https://book.example.com/docs', 'listens on': '0.0.0.0:8787' });
    }
  });

  it('is of a worker what it does and where it listens, and no page, which it does not serve', () => {
    for (const stack of [null, { isShared: true }]) {
      const worker = { ...config, role: 'worker', demo: stack !== null } as const;
      const { ready, addresses } = greetingOf({ config: worker, service, stack, hasSandbox: stack !== null });
      expect(ready).toBe('Openslot is ready: it runs jobs and schedules, and serves no pages (worker)');
      expect(addresses).toMatchObject({
        'listens on': '0.0.0.0:8787',
        health: 'http://127.0.0.1:8787/readyz',
        metrics: 'http://127.0.0.1:9090/metrics',
      });
      expect(JSON.stringify([ready, addresses])).not.toContain('book.example.com');
    }
  });
});
