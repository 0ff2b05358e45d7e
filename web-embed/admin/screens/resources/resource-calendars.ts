import type { AdminCalls } from '../../app/calls.ts';

/** What a calendar does for a host. */
interface Link {
  host_id: string;
  blocks_availability: boolean;
  is_booking_target: boolean;
}

/** A connected calendar, and what it does for which host. */
export interface LinkedCalendar {
  id: string;
  name: string;
  /** Whether bookings can be written to it. */
  access: string;
  links: Link[];
  /** Whose it is: an address, else the kind of account. */
  account: string;
}

interface Connections {
  connections: {
    provider: string;
    account_email: string | null;
    status: string;
    calendars: Omit<LinkedCalendar, 'account'>[];
  }[];
}

/** Which calendars there are, and what they do for hosts. All of them throw `RequestError`. */
export function createResourceCalendarsApi({ service, table }: AdminCalls) {
  async function write(rows: (Partial<Link> & { calendar_id: string; host_id: string })[]): Promise<void> {
    await table('calendar_links?on_conflict=calendar_id,host_id', {
      method: 'POST',
      headers: { prefer: 'resolution=merge-duplicates,return=minimal' },
      body: rows,
    });
  }
  return {
    async read(signal?: AbortSignal): Promise<LinkedCalendar[]> {
      const { connections } = await service<Connections>('/calendar/connections', { signal });
      return connections
        .filter(({ status }) => status !== 'disconnected')
        .flatMap(({ provider, account_email: email, calendars }) =>
          calendars.map((calendar) => ({ ...calendar, account: email ?? provider })),
        );
    },
    setBlocking: (calendar: LinkedCalendar, hostId: string, isBlocking: boolean) =>
      write([{ calendar_id: calendar.id, host_id: hostId, blocks_availability: isBlocking }]),
    /** In one statement, the former one first: a host has one target at most at every moment. */
    async setTarget(calendars: readonly LinkedCalendar[], hostId: string, next: string | null): Promise<void> {
      const former = calendars.find((calendar) => linkOf(calendar, hostId).is_booking_target);
      const nextCalendar = calendars.find(({ id }) => id === next);
      await write([
        ...(former === undefined || former.id === next ? [] : [rowOf(former, hostId, { is_booking_target: false })]),
        ...(nextCalendar === undefined ? [] : [rowOf(nextCalendar, hostId, { is_booking_target: true })]),
      ]);
    },
  };
}

/** What a calendar does for a host: nothing, if it is not linked. */
export function linkOf({ links }: LinkedCalendar, hostId: string): Link {
  return (
    links.find((link) => link.host_id === hostId) ?? {
      host_id: hostId,
      blocks_availability: false,
      is_booking_target: false,
    }
  );
}

/** The calendars as they are after a change for a host, to show it at once. */
export function withLink(
  calendars: readonly LinkedCalendar[],
  calendarId: string,
  hostId: string,
  change: Partial<Link>,
): LinkedCalendar[] {
  return calendars.map((calendar) => {
    // One host has one target.
    const own = calendar.id === calendarId ? change : 'is_booking_target' in change ? { is_booking_target: false } : {};
    const link = { ...linkOf(calendar, hostId), ...own };
    return { ...calendar, links: [...calendar.links.filter((each) => each.host_id !== hostId), link] };
  });
}

/** A link that did not exist before would block by itself: what it does otherwise is written, too. */
function rowOf(calendar: LinkedCalendar, hostId: string, change: Partial<Link>) {
  const { blocks_availability } = linkOf(calendar, hostId);
  return { calendar_id: calendar.id, host_id: hostId, blocks_availability, ...change };
}
