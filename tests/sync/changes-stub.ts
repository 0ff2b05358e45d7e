import type { AccountChanges, CalendarInfo } from '../../sync-service/src/calendar/provider.ts';
import { type AccountStub, createAccountStub } from '../support/account-stub.ts';

/** A source that tells with one look which calendars have changed; the test decides. */
export interface ChangesStub extends AccountStub {
  /** What the next syncs find changed. */
  changed: string[];
  /** How often it was looked, by user name. */
  findsChanges: string[];
  /** Accounts whose server never answers, or fails, by user name. */
  hanging: Set<string>;
  /** Ends the waiting of those that hang. */
  release(): void;
  failing: Map<string, Error>;
}

/** A source that is called `name`; see `createAccountStub`. */
export function createChangesStub(name: string): ChangesStub {
  const stub = createAccountStub(name) as ChangesStub;
  let hang = Promise.withResolvers<void>();
  return Object.assign(stub, {
    capabilities: { ...stub.capabilities, incremental: true, findsChanges: true },
    changed: [],
    findsChanges: [],
    hanging: new Set<string>(),
    failing: new Map<string, Error>(),
    release() {
      stub.hanging.clear();
      hang.resolve();
      hang = Promise.withResolvers<void>();
    },
    async findChanges(account: { credentials: Readonly<Record<string, string>> }): Promise<AccountChanges> {
      const user = account.credentials.username ?? '';
      stub.findsChanges.push(user);
      if (stub.hanging.has(user)) await hang.promise;
      const failure = stub.failing.get(user);
      if (failure !== undefined) throw failure;
      return { calendars: stub.calendars satisfies CalendarInfo[], changed: stub.changed };
    },
  });
}
