import fs from 'node:fs';
import path from 'node:path';

/** How the sandbox is reached, in the words of the service's configuration. */
export interface DemoClient {
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  /** For the service. */
  baseUrl: string;
  /** For browsers. */
  browserBaseUrl: string;
}

/** What is kept between two runs. */
export interface SavedSandbox<State> {
  version: 1;
  /** How it was reached: a second process on the same data goes there, too. */
  client: DemoClient;
  world: State;
}

/**
 * What a file holds; null if there is none.
 * @throws if it can't be understood.
 */
export function readSavedSandbox<State extends { version: number }>(file: string): SavedSandbox<State> | null {
  if (!fs.existsSync(file)) return null;
  const saved = JSON.parse(fs.readFileSync(file, 'utf8')) as Partial<SavedSandbox<State>> | null;
  const isWhole = saved?.version === 1 && saved.world?.version === 1 && typeof saved.client?.baseUrl === 'string';
  if (!isWhole) throw new Error('It is not a saved sandbox of this version.');
  return saved as SavedSandbox<State>;
}

/** Keeps a state in a file. */
export interface Keeper {
  /** Something may have changed: it is written soon. */
  touch(): void;
  /** Writes at once what has changed. */
  flush(): void;
}

/** Changes come in bursts. */
const restMilliseconds = 300;

/** @param save gives what is to be kept. */
export function createKeeper(file: string, save: () => SavedSandbox<unknown>): Keeper {
  let written = '';
  let waiting: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(waiting);
    waiting = undefined;
    const text = JSON.stringify(save());
    if (text === written) return;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    // Written beside and renamed: whoever is interrupted here leaves the state before. It holds tokens.
    fs.writeFileSync(`${file}.new`, text, { mode: 0o600, flush: true });
    fs.renameSync(`${file}.new`, file);
    written = text;
  }

  return {
    touch() {
      waiting ??= setTimeout(flush, restMilliseconds).unref();
    },
    flush,
  };
}
