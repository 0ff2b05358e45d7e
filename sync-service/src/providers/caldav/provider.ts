import type {
  CalendarProvider,
  CalendarToRead,
  CalendarToWrite,
  ChangePage,
  Credentials,
  ProviderAccount,
} from '../../calendar/provider.ts';
import type { Expander } from '../expander.ts';
import { parseAddress } from '../http.ts';
import { listHomes, readState, toCalendarInfos } from './calendars.ts';
import { hashView, isCurrent, readCursor } from './cursor.ts';
import { discover } from './discovery.ts';
import { collectionPath } from './href.ts';
import type { CalendarSession } from './stored-object.ts';
import { syncCalendar } from './sync.ts';
import { type DavSession, openSession, type TransportOptions } from './transport.ts';
import { createWriter } from './write.ts';

/** A known server, so that its users need not enter an address. */
export interface DavPreset {
  name: string;
  url: string;
  /** Other hosts of the same service; their addresses are stored with the host of `url`. */
  allowedHost: RegExp;
}

/** iCloud: the home is on a numbered host that may disappear; the first host serves all of them. */
export const applePreset: DavPreset = {
  name: 'apple',
  url: 'https://caldav.icloud.com/',
  allowedHost: /^(p\d+-)?caldav\.icloud\.com$/,
};

export interface CaldavProviderOptions extends TransportOptions {
  expander: Expander;
  /** Without it, users enter their server's address. */
  preset?: DavPreset;
  now?: () => number;
}

/**
 * Calendars on a CalDAV server (RFC 4791, RFC 6578): credentials `{url, username, password}`; a preset has its own
 * `url`. Without changes a sync costs one request for all calendars of an account.
 */
export function createCaldavProvider(options: CaldavProviderOptions): CalendarProvider {
  const { expander, preset, now = Date.now, ...rest } = options;
  const transport: TransportOptions = { challenges: new Map(), ...rest };

  const open = ({ credentials }: Pick<ProviderAccount, 'credentials'>): DavSession =>
    openSession(
      {
        origin: credentials.url || preset?.url || '',
        username: credentials.username ?? '',
        password: credentials.password ?? '',
        ...(preset === undefined ? {} : { allowedHost: preset.allowedHost }),
      },
      transport,
    );
  const using = async <T>(account: Pick<ProviderAccount, 'credentials'>, work: (session: DavSession) => Promise<T>) => {
    const session = open(account);
    try {
      return await work(session);
    } finally {
      session.close();
    }
  };
  const usingCalendar = <T>(
    account: ProviderAccount,
    { providerCalendarId }: CalendarToWrite,
    work: (session: CalendarSession) => Promise<T>,
  ) =>
    using(account, (session) => {
      const requireCalendar = async () => void (await readState(session, providerCalendarId, homesOf(account)));
      return work({ ...session, requireCalendar });
    });
  const viewOf = (account: ProviderAccount, calendar: CalendarToRead): string =>
    hashView(calendar, selfAddressesOf(account).sort());

  return {
    name: preset?.name ?? 'caldav',
    capabilities: {
      writes: true,
      channels: 'none',
      incremental: true,
      findsChanges: true,
      makesVideoLinks: false,
    },
    ...createWriter({ using: usingCalendar, expander, now: () => new Date(now()) }),

    async connect(entered) {
      const credentials = normalize(entered, preset, transport.allowPrivateHosts);
      return await using({ credentials }, (session) => discover(session, credentials));
    },

    async listCalendars(account) {
      return await using(account, async (session) => toCalendarInfos(await listHomes(session, homesOf(account))));
    },

    async findChanges(account, known, window) {
      const calendars = await using(account, (session) => listHomes(session, homesOf(account)));
      const states = new Map(calendars.map(({ path, state }) => [path, state]));
      const changed = known.filter(({ calendar, cursor: text }) => {
        const [state, cursor] = [states.get(collectionPath(calendar.providerCalendarId)), readCursor(text)];
        return !state || !cursor || !isCurrent(cursor, state, viewOf(account, calendar), window);
      });
      return {
        calendars: toCalendarInfos(calendars),
        changed: changed.map(({ calendar }) => calendar.providerCalendarId),
      };
    },

    listChanges(account, calendar, cursor, window, objectStates) {
      const read = (session: DavSession): AsyncGenerator<ChangePage> => {
        const selfAddresses = selfAddressesOf(account);
        const pull = { calendar, selfAddresses, window, view: viewOf(account, calendar) };
        return syncCalendar({ session, homes: homesOf(account), expander, pull, objectStates, now }, cursor);
      };
      return { [Symbol.asyncIterator]: () => closeAtOnce(open(account), read) };
    },
  };
}

/**
 * Returns the pages of a pull. When the consumer stops, the current request is cancelled: a generator by itself would
 * notice only after the response.
 */
function closeAtOnce(
  session: DavSession,
  read: (session: DavSession) => AsyncGenerator<ChangePage>,
): AsyncIterator<ChangePage> {
  async function* readAndClose(): AsyncGenerator<ChangePage> {
    try {
      yield* read(session);
    } finally {
      session.close();
    }
  }
  const pages = readAndClose();
  return {
    next: () => pages.next(),
    return() {
      session.close();
      return pages.return(undefined);
    },
  };
}

function normalize(entered: Credentials, preset: DavPreset | undefined, allowPrivateHosts: boolean): Credentials {
  const url = parseAddress(entered.url || preset?.url || '', allowPrivateHosts);
  // Stored separately: an address is shown and logged more easily than a password.
  Object.assign(url, { username: '', password: '', hash: '', search: '', hostname: url.hostname.replace(/\.$/, '') });
  return { url: url.href, username: (entered.username ?? '').trim(), password: entered.password ?? '' };
}

/** Separated by blanks, which paths cannot contain: an account may have several homes. */
function homesOf({ credentials }: ProviderAccount): string[] {
  return (credentials.home ?? '/').split(' ');
}

/** The account's own addresses come first. */
function selfAddressesOf({ credentials, selfAddresses }: ProviderAccount): string[] {
  const all = [...(credentials.addresses ?? '').split(' '), ...selfAddresses].map((address) => address.toLowerCase());
  return [...new Set(all)].filter((address) => address !== '');
}
