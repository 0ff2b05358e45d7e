import { createConnection } from '../db/connections.ts';
import { pause } from './postgres-folder.ts';

const retryMs = 500;

/**
 * Calls `reload` at every `notify pgrst`, as PostgREST does. If its connection breaks it opens another one and reloads,
 * because notices were missed.
 * @param reload May fail: the next notice tries again.
 * @throws if the first connection fails.
 */
export async function listenForReload(url: string, reload: () => Promise<void>): Promise<{ stop(): Promise<void> }> {
  let isStopping = false;
  let connection = await connect();

  async function connect() {
    const made = createConnection({ connectionString: url, application_name: 'openslot rpc reload' }, () => {});
    made.on('notification', reloadQuietly);
    await made.connect();
    await made.query('listen pgrst');
    made.once('end', () => void reconnect());
    return made;
  }

  // Known functions stay as they were: the next notice tries again.
  function reloadQuietly(): void {
    reload().catch(() => {});
  }

  async function reconnect(): Promise<void> {
    while (!isStopping) {
      await pause(retryMs);
      try {
        connection = await connect();
      } catch {
        // The database is still down.
        continue;
      }
      if (isStopping) await connection.end();
      else reloadQuietly();
      return;
    }
  }

  return {
    async stop() {
      isStopping = true;
      await connection.end();
    },
  };
}
