import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createLogger } from '../../sync-service/src/log.ts';
import { startService } from '../../sync-service/src/service.ts';
import { makeScratch } from '../support/scratch.ts';
import { useStack } from '../support/stack.ts';

const program = path.resolve(import.meta.dirname, '../../sync-service/src/main.ts');
const folder = makeScratch('openslot-listen-');
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Starts the service with one setting more, until it ends; the last line that it wrote. */
async function lastWords(env: Record<string, string>): Promise<Record<string, unknown>> {
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env.PATH, PORT: '0', DATA_DIR: path.join(folder, 'data'), ...env },
  });
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => (text += chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  return { ended: code, ...(JSON.parse(text.trim().split('\n').at(-1) ?? '') as object) };
}

describe('An address at which nobody can listen', () => {
  it('is reported as HOST where it is not of this machine', async () => {
    expect(await lastWords({ HOST: '203.0.113.1' })).toMatchObject({
      ended: 1,
      level: 'fatal',
      code: 'host_not_here',
      msg: expect.stringMatching(/^HOST is 203\.0\.113\.1, which is no address of this machine\. Set it to /),
    });
    // It is found out before anything else is begun.
    expect(fs.existsSync(path.join(folder, 'data'))).toBe(false);
  });

  it('is reported as HOST where it is a name that leads nowhere, and not as the database', async () => {
    const { code, msg } = await lastWords({ HOST: 'nowhere.test' });
    expect([code, msg]).toEqual(['host_unknown', expect.stringMatching(/^HOST is nowhere\.test, a name/)]);
    expect(msg).not.toContain('DATABASE_URL');
  });

  it('is a fault of the configuration where it can be no address', async () => {
    const { code, faults, msg } = await lastWords({ HOST: 'http://127.0.0.1', PORT: 'x' });
    expect(code).toBe('config_invalid');
    expect([msg, faults].join()).toContain('HOST must be');
    expect([msg, faults].join()).toContain('PORT must be');
  });
});

describe('A port that is in use', () => {
  const stack = useStack();
  const taken = net.createServer();
  afterEach(() => void taken.close());

  it('is reported with the setting that names it', async () => {
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const fault = async (settings: object) =>
      startService({
        config: { ...stack.config, embedded: false, demo: false, host: '127.0.0.1', port: 0, role: 'web', ...settings },
        providers: new Map(),
        log: createLogger({ level: 'silent' }),
      }).then(
        () => null,
        ({ code, message }: { code: string; message: string }) => [code, message],
      );
    for (const [name, settings] of [
      ['PORT', { port }],
      ['METRICS_PORT', { metricsPort: port }],
    ] as const) {
      expect(await fault(settings)).toEqual([
        'port_in_use',
        `Port ${port} is in use. Stop what listens there, or choose another port with ${name}.`,
      ]);
    }
  });
});
