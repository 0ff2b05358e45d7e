import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createLogger } from '../../sync-service/src/log.ts';
import { startService } from '../../sync-service/src/service.ts';
import { useStack } from '../support/stack.ts';

const stack = useStack({ withSandbox: true });
const assets = new URL('../../web-embed/dist/assets/', import.meta.url);

/** Everything that the service serves to somebody without a session. */
const addresses = () => [
  ...['/', '/book/demo/intro', '/manage/x', '/admin/calendars', '/admin/bookings/x', '/sandbox/calendars'],
  ...['/embed/config.json', '/admin/config.json', '/openapi.json', '/docs', '/healthz', '/readyz'],
  ...fs.readdirSync(assets).map((file) => `/assets/${file}`),
];

describe('A key that opens more than slots', () => {
  test('is in nothing that the service hands out', async () => {
    const { supabase, tokenKeys, databaseUrl } = stack.config;
    const secrets = [
      supabase.secretKey,
      new URL(databaseUrl).password,
      ...tokenKeys.map(({ key }) => Buffer.from(key).toString('base64')),
    ];
    expect(addresses().length).toBeGreaterThan(15);
    for (const address of addresses()) {
      const text = await (await fetch(stack.url + address)).text();
      for (const secret of secrets) expect(text.includes(secret), address).toBe(false);
      expect(text, address).not.toMatch(/sb_secret_\w{8}/);
    }
  });

  test.each(['/embed/config.json', '/admin/config.json'])('is not the one of %s', async (address) => {
    const response = await (await fetch(stack.url + address)).json();
    expect(response).toMatchObject({ publishableKey: stack.config.supabase.publishableKey });
  });

  test('keeps the service from starting where pages would get it, wherever it came from', async () => {
    const { publishableKey, secretKey } = stack.config.supabase;
    const supabase = { ...stack.config.supabase, publishableKey: secretKey, secretKey: publishableKey };
    const starting = startService({
      config: { ...stack.config, supabase, port: 0 },
      providers: new Map(),
      log: createLogger({ level: 'silent' }),
    });
    await expect(starting).rejects.toMatchObject({
      name: 'ConfigError',
      faults: [expect.stringContaining('SUPABASE_PUBLISHABLE_KEY'), expect.stringContaining('SUPABASE_SECRET_KEY')],
    });
  });
});
