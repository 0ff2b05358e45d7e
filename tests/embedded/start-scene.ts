import { afterEach, expect } from 'vitest';
import type { ServiceConfig } from '../../sync-service/src/config.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { startService } from '../../sync-service/src/service.ts';
import type { TestStack } from '../support/stack.ts';

/** What a start said, and why it failed; null: it did not. */
export interface Start {
  fault: string | null;
  logs: string[];
}

/** Short ways to start services on a hosted project, which a test's stack plays, with settings of their own. */
export function useStarts(stack: TestStack) {
  const opened: { stop(): Promise<unknown> }[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.stop();
  });

  async function start(changes: Partial<ServiceConfig>): Promise<Start> {
    const logs: string[] = [];
    const hosted = { embedded: false, demo: false, port: 0, publicUrl: 'https://book.example' };
    const log = createLogger({ level: 'warn', write: (line) => logs.push(line) });
    try {
      const service = await startService({
        config: { ...stack.config, ...hosted, ...changes },
        providers: new Map(),
        log,
      });
      await service.stop();
      return { fault: null, logs };
    } catch (error) {
      const { name, message } = error as Error;
      expect(name, (error as Error).stack).toBe('StartError');
      return { fault: message, logs };
    }
  }

  return {
    start,
    /** Is closed after the test. */
    async open<T extends { stop(): Promise<unknown> }>(opening: Promise<T>): Promise<T> {
      const made = await opening;
      opened.push(made);
      return made;
    },
    /** The start fails with one line, which has these words and no secret. */
    async expectFault(changes: Partial<ServiceConfig>, ...words: (string | RegExp)[]): Promise<void> {
      const { fault } = await start(changes);
      for (const word of words) {
        if (typeof word === 'string') expect(fault).toContain(word);
        else expect(fault).toMatch(word);
      }
      expect(fault).not.toContain('\n');
      for (const secret of [new URL(stack.config.databaseUrl).password, stack.config.supabase.secretKey])
        expect(fault).not.toContain(secret);
    },
    /** The connection string of the project, changed. */
    changed(change: (url: URL) => void): string {
      const url = new URL(stack.config.databaseUrl);
      change(url);
      return url.href;
    },
  };
}
