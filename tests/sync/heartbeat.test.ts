import { describe, expect, it } from 'vitest';
import { startHeartbeat } from '../../sync-service/src/jobs/heartbeat.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { stubDb } from '../support/stub-db.ts';

const log = createLogger({ level: 'silent' });

function fakeDb(heartbeat: () => Promise<{ stale: string[] }>) {
  const forgotten: string[] = [];
  return {
    forgotten,
    db: stubDb({
      worker_heartbeat: heartbeat,
      async forget_workers({ worker_ids }) {
        forgotten.push(...worker_ids);
        return null;
      },
    }),
  };
}

describe('the heartbeat of a worker', () => {
  it('unlocks the dead, and in the end itself, before it forgets them', async () => {
    const { db, forgotten } = fakeDb(async () => ({ stale: ['dead'] }));
    const unlocked: string[] = [];
    const heartbeat = startHeartbeat({ db, log }, 'me', async (ids) => {
      expect(forgotten).not.toEqual(expect.arrayContaining(ids));
      unlocked.push(...ids);
    });
    await heartbeat.registered;
    await heartbeat.stop();
    expect(unlocked).toEqual(['dead', 'me']);
    expect(forgotten).toEqual(['dead', 'me']);
  });

  it('forgets nobody who could not be unlocked', async () => {
    const { db, forgotten } = fakeDb(async () => ({ stale: ['dead'] }));
    const heartbeat = startHeartbeat({ db, log }, 'me', () => Promise.reject(new Error('no connection')));
    await heartbeat.registered;
    await heartbeat.stop();
    expect(forgotten).toEqual([]);
  });

  it('does not forget itself where a statement of its worker may still lock a job', async () => {
    const { db, forgotten } = fakeDb(async () => ({ stale: [] }));
    const unlocked: string[] = [];
    const heartbeat = startHeartbeat({ db, log }, 'me', async (ids) => void unlocked.push(...ids));
    await heartbeat.registered;
    await heartbeat.stop(false);
    expect(unlocked).toEqual(['me']);
    expect(forgotten).toEqual([]);
  });

  it('does not count as registered while the database is away', async () => {
    let isRegistered = false;
    const heartbeat = startHeartbeat(
      { db: fakeDb(() => Promise.reject(new Error('no connection'))).db, log },
      'me',
      async () => {},
    );
    void heartbeat.registered.then(() => {
      isRegistered = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isRegistered).toBe(false);
    await heartbeat.stop();
  });
});
