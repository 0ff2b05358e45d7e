import { createConnection } from '../db/connections.ts';
import { pause } from './postgres-folder.ts';

const retryMs = 500;

/** Hears that the schema has changed. */
export interface ReloadListener {
  stop(): Promise<void>;
}

/**
 * Calls `reload` at every `notify pgrst`, as PostgREST does. When its connection breaks it makes another one and reloads, since
 * nobody listened meanwhile.
 * @param reload May fail: the next notice tries again.
 * @throws if the first connection cannot be made.
 */
export async function listenForReload(url: string, reload: () => Promise<void>): Promise<ReloadListener> {
  let isStopping = false;
  let connection = await connect();

  async function connect() {
    const made = createConnection({ connectionString: url, application_name: 'rpc gateway' }, () => {});
    made.on('notification', reloadQuietly);
    await made.connect();
    await made.query('listen pgrst');
    made.once('end', () => void reconnect());
    return made;
  }

  // Functions stay known as they were: the database that could not be asked will be asked again.
  function reloadQuietly(): void {
    reload().catch(() => {});
  }

  async function reconnect(): Promise<void> {
    while (!isStopping) {
      await pause(retryMs);
      try {
        connection = await connect();
      } catch {
        // The database is still away.
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
