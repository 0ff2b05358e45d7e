import type { DbArguments, DbFunction, DbResult } from '../../sync-service/src/db/functions.ts';
import type { Db } from '../../sync-service/src/db/rpc.ts';

/** What functions of the database give back in a test. */
type Results = { [F in DbFunction]?: (args: DbArguments<F>) => Promise<DbResult<F>> };

/** A database of which a test decides what these functions give back; calls of others go to `rest`, or fail. */
export function stubDb(results: Results, rest?: Db): Db {
  return {
    async call(name, ...args) {
      const result = results[name] as ((args: unknown) => Promise<DbResult<typeof name>>) | undefined;
      if (result !== undefined) return result(args[0] ?? {});
      if (rest === undefined) throw new Error(`this test has no ${name}`);
      return rest.call(name, ...args);
    },
  };
}
