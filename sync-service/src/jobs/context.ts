import type { CalendarProvider } from '../calendar/provider.ts';
import type { ServiceConfig } from '../config.ts';
import type { Sealer } from '../credentials/seal.ts';
import type { Db } from '../db/rpc.ts';
import type { Logger } from '../log.ts';

export interface JobContext {
  config: ServiceConfig;
  db: Db;
  providers: ReadonlyMap<string, CalendarProvider>;
  log: Logger;
  seal: Sealer;
  /** Defaults to the real time. */
  now?: () => Date;
}
