import fc from 'fast-check';
import type { ClientBase } from 'pg';
import { isActive } from './busy.ts';
import type { Configuration } from './configuration.ts';
import type { WrittenConfiguration } from './write-configuration.ts';

/** Something that an owner does later; positions count on from the beginning where there are fewer. */
export type Change = { kind: 'target' | 'blocks' | 'connection' | 'cancel'; host: number; calendar: number };

/** Random changes of which calendars block whom, and get whose bookings. */
export const changes: fc.Arbitrary<Change[]> = fc.array(
  fc.record({
    kind: fc.constantFrom<Change['kind']>('target', 'target', 'blocks', 'blocks', 'connection', 'cancel'),
    host: fc.nat(9),
    calendar: fc.nat(9),
  }),
  { minLength: 1, maxLength: 3 },
);

/** Makes a change in the database as its owner would, and the same in a copy of the configuration. */
export async function makeChange(
  client: ClientBase,
  ownerId: string,
  written: WrittenConfiguration,
  before: Configuration,
  change: Change,
): Promise<Configuration> {
  const after = structuredClone(before);
  const calendar = change.calendar % after.calendars.length;
  const host = change.host % (after.otherHosts.length + 1);
  if (change.kind === 'connection') await flipConnection(client, written, after, calendar);
  else if (change.kind === 'cancel') await cancel(client, ownerId, written, after, change.host);
  else await changeLink(client, written, after, { kind: change.kind, host, calendar });
  return after;
}

async function flipConnection(
  client: ClientBase,
  { calendarIds }: WrittenConfiguration,
  after: Configuration,
  calendar: number,
): Promise<void> {
  const connection = after.calendars[calendar]?.connection ?? 0;
  const status = after.connections[connection] === 'disconnected' ? 'active' : 'disconnected';
  after.connections[connection] = status;
  await client.query(
    `update public.calendar_connections set status = $2
     where id = (select c.connection_id from public.calendars as c where c.id = $1)`,
    [calendarIds[calendar], status],
  );
}

/** Cancels a booking that shares its session with nobody. */
async function cancel(
  client: ClientBase,
  ownerId: string,
  { bookingIds }: WrittenConfiguration,
  after: Configuration,
  position: number,
): Promise<void> {
  const index = position % Math.max(1, after.bookings.length);
  const booking = after.bookings[index];
  if (!booking || booking.status === 'held' || !isActive(booking, after.now)) return;
  const session = after.bookings.filter(
    (other) =>
      other.otherHost === booking.otherHost &&
      other.eventType === booking.eventType &&
      other.startsAt === booking.startsAt &&
      other.endsAt === booking.endsAt,
  );
  if (session.length > 1) return;
  booking.status = 'cancelled';
  await client.query('select public.cancel_booking($1, actor_user_id => $2)', [bookingIds[index], ownerId]);
}

async function changeLink(
  client: ClientBase,
  { calendarIds, hostId, otherHostIds }: WrittenConfiguration,
  after: Configuration,
  { kind, host, calendar }: { kind: 'target' | 'blocks'; host: number; calendar: number },
): Promise<void> {
  const other = after.otherHosts[host - 1];
  const row = after.calendars[calendar];
  if (!row || (other === undefined && !row.isLinked)) return;
  const ids = [calendarIds[calendar], other ? otherHostIds[host - 1] : hostId];
  const settings = other ?? after.host;
  if (kind === 'target') {
    await client.query('update public.calendar_links set is_booking_target = false where host_id = $1', [ids[1]]);
    settings.target = settings.target === calendar ? null : calendar;
  } else if (other) {
    const isBlocked = other.blockedBy.includes(calendar);
    other.blockedBy = isBlocked ? other.blockedBy.filter((one) => one !== calendar) : [...other.blockedBy, calendar];
  } else row.blocksAvailability = !row.blocksAvailability;
  const blocks = other ? other.blockedBy.includes(calendar) : row.blocksAvailability;
  const isTarget = settings.target === calendar;
  if (!blocks && !isTarget && other) {
    await client.query('delete from public.calendar_links where calendar_id = $1 and host_id = $2', ids);
    return;
  }
  await client.query(
    `insert into public.calendar_links (calendar_id, host_id, blocks_availability, is_booking_target) values ($1, $2, $3, $4)
     on conflict (calendar_id, host_id) do update
     set blocks_availability = excluded.blocks_availability, is_booking_target = excluded.is_booking_target`,
    [...ids, blocks, isTarget],
  );
}
