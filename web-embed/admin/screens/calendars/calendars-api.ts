import type { AdminCalls } from '../../app/calls.ts';

/** What a calendar does for a host. */
export interface CalendarLink {
  host_id: string;
  blocks_availability: boolean;
  is_booking_target: boolean;
}

/** A calendar of a connected account. Instants are ISO texts. */
export interface Calendar {
  id: string;
  name: string;
  access: string;
  sync_status: 'pending' | 'syncing' | 'synced' | 'error';
  sync_error: string | null;
  last_synced_at: string | null;
  push_expires_at: string | null;
  push_error: string | null;
  policy: BusyPolicy;
  links: CalendarLink[];
  unknown_times: UnknownTime[];
  /** False: only the times of its events are stored. */
  stores_titles: boolean;
  lost_bookings: LostBooking[];
}

/** An event of a booking that is no longer stored: it was made after the backup that was restored. */
export interface LostBooking {
  id: string;
  title: string | null;
  /** Instants; dates, `end` exclusive, if it takes whole days. */
  start: string;
  end: string;
}

/** An event of a calendar whose time can't be read. */
export interface UnknownTime {
  id: string;
  /** The days that it may touch, `until` exclusive; null: any. */
  days: { from: string; until: string } | null;
  message: string;
  /** The owner said that it takes no time. */
  acknowledged_at: string | null;
}

/** What entries of some kinds are in a calendar: time that is taken, or not. */
export interface BusyPolicy {
  tentative: BusyChoice;
  needs_action: BusyChoice;
  all_day: BusyChoice;
  working_location: BusyChoice;
}
type BusyChoice = 'busy' | 'free';

/** A connected account. */
export interface Connection {
  id: string;
  provider: string;
  account_email: string | null;
  status: 'active' | 'needs_reconnect' | 'error' | 'disconnected';
  last_error: string | null;
  /** The provider asked us to wait so long. */
  blocked_until: string | null;
  /** When an account that could not be read is asked again. */
  next_try_at: string | null;
  /** When it is looked at next; null: only its owner can mend it. */
  next_poll_at: string | null;
  /** Another one after each sync, also after two within a second; null: none has ended yet. */
  sync_mark: string | null;
  calendars: Calendar[];
}

/** Where the bookings of a host are written to. */
export interface BookingTarget {
  host_id: string;
  /** Null: nowhere. */
  calendar_id: string | null;
  calendar_name: string | null;
  /** Why that is so, if another calendar was lost and the owner has chosen none since. */
  change: {
    reason: 'disconnected' | 'vanished' | 'read_only' | 'deleted';
    calendar_name: string;
    changed_at: string;
  } | null;
}

/** The accounts that are connected, and where the bookings of hosts are written to that have, or had, a calendar for them. */
export interface Overview {
  connections: Connection[];
  targets: BookingTarget[];
  /** False: this installation stores no titles, whatever calendars say. */
  mayStoreTitles: boolean;
}

/** What is to become of events that were written for bookings to come. */
export type PushedEvents = 'keep' | 'remove';

/** The calls of the calendars page. All of them throw `RequestError`; `unauthorized`: sign in again. */
export type CalendarsApi = ReturnType<typeof createCalendarsApi>;

/** The calls over HTTP: choices are written through the Data API, whatever meets a provider goes to the service. */
export function createCalendarsApi({ service: call, table }: Pick<AdminCalls, 'service' | 'table'>) {
  const connection = (id: string) => `/calendar/connections/${encodeURIComponent(id)}`;
  const start = <T>(provider: string, body: object, hostId: string | null) =>
    call<T>(`/calendar/connections/${provider}`, {
      method: 'POST',
      body: { ...body, ...(hostId === null ? {} : { host_id: hostId }) },
    });

  return {
    overview: async (): Promise<Overview> => {
      const response = await call<{
        connections: Connection[];
        booking_targets?: BookingTarget[];
        may_store_titles?: false;
      }>('/calendar/connections');
      return {
        connections: response.connections.filter(({ status }) => status !== 'disconnected'),
        targets: response.booking_targets ?? [],
        mayStoreTitles: response.may_store_titles ?? true,
      };
    },
    /** Where to send the browser for its consent. */
    startConsent: async (provider: string, hostId: string | null, connectionId?: string) =>
      (
        await start<{ url: string }>(
          provider,
          connectionId === undefined ? {} : { connection_id: connectionId },
          hostId,
        )
      ).url,
    connect: async (provider: string, credentials: Record<string, string>, hostId: string | null) =>
      (await start<{ connection: Connection }>(provider, credentials, hostId)).connection,
    /** Whether it is read now; else the connection says when. */
    readNow: async (id: string) =>
      (await call<{ reason?: string }>(`${connection(id)}/sync`, { method: 'POST' })).reason === undefined,
    /**
     * The connection as it is now, and for the hosts whose bookings were written there, where they are written to from now on.
     * @throws RequestError `invalid_state` with `pushed_events` in its details, when a choice is needed
     */
    disconnect: (id: string, choice: PushedEvents | null) =>
      call<{ connection: Connection; booking_targets: BookingTarget[] }>(
        `${connection(id)}${choice === null ? '' : `?pushed_events=${choice}`}`,
        { method: 'DELETE' },
      ),
    /** An event whose time can't be read takes no time. */
    acknowledge: async (id: string): Promise<void> => {
      await call(`/calendar/unknown-times/${encodeURIComponent(id)}/acknowledge`, { method: 'POST' });
    },
    /** The owner has seen to a booking that only their calendar has. */
    acknowledgeLost: async (id: string): Promise<void> => {
      await call(`/calendar/lost-bookings/${encodeURIComponent(id)}/acknowledge`, { method: 'POST' });
    },
    /** Whether titles of events are stored; those that are stored are deleted at once if not. */
    setTitles: async (calendarId: string, isStoring: boolean): Promise<void> => {
      await table(`calendars?id=eq.${calendarId}`, {
        method: 'PATCH',
        headers: { prefer: 'return=minimal' },
        body: { stores_titles: isStoring },
      });
    },
    setBlocking: (calendarId: string, hostId: string, isBlocking: boolean) =>
      writeLinks([{ calendar_id: calendarId, host_id: hostId, blocks_availability: isBlocking }]),
    /**
     * Has new bookings of the host go to `next`, or to no calendar, instead of `former`; the same one: it is to stay. In one statement, the
     * former one first: a host has one target at most at every moment, and never loses it half-way.
     */
    setTarget: (hostId: string, former: string | null, next: string | null) =>
      writeLinks([
        ...(former === null || former === next
          ? []
          : [{ calendar_id: former, host_id: hostId, is_booking_target: false }]),
        ...(next === null ? [] : [{ calendar_id: next, host_id: hostId, is_booking_target: true }]),
      ]),
    /**
     * Writes what kinds of entries are, if it is still what was shown.
     * @returns whether it was; else somebody has changed it meanwhile
     */
    setPolicy: async (calendarId: string, former: BusyPolicy, next: BusyPolicy): Promise<boolean> => {
      const rows = await table<{ id: string }[]>(
        `calendars?id=eq.${calendarId}&policy=eq.${encodeURIComponent(JSON.stringify(former))}&select=id`,
        { method: 'PATCH', headers: { prefer: 'return=representation' }, body: { policy: next } },
      );
      return rows.length > 0;
    },
  };

  async function writeLinks(rows: object[]): Promise<void> {
    if (rows.length === 0) return;
    await table('calendar_links?on_conflict=calendar_id,host_id', {
      method: 'POST',
      headers: { prefer: 'resolution=merge-duplicates,return=minimal' },
      body: rows,
    });
  }
}
