import type { AdminCalls } from '../../app/calls.ts';
import type { Holiday } from './overrides.ts';
import type { Preview, PreviewRange } from './preview.ts';
import type { Lists, Schedule } from './schedule.ts';

/** What of an event type matters for hours. */
export interface HoursType {
  id: string;
  slug: string;
  title: string;
  time_zone: string | null;
  durations_minutes: number[];
  is_active: boolean;
}

export interface HostHours {
  schedule: Schedule;
  types: HoursType[];
}

/** The rows of a host, and its event types. @throws RequestError */
export async function readHours(calls: AdminCalls, hostId: string, signal: AbortSignal): Promise<HostHours> {
  const columns = 'id,slug,title,time_zone,durations_minutes,is_active';
  const [schedule, types] = await Promise.all([
    readSchedule(calls, hostId, signal),
    calls.table<HoursType[]>(
      `event_types?select=${columns}&host_id=eq.${hostId}&order=is_active.desc,position,created_at,id`,
      { signal },
    ),
  ]);
  return { schedule, types };
}

/** @throws RequestError */
export function readSchedule(calls: AdminCalls, hostId: string, signal?: AbortSignal): Promise<Schedule> {
  return calls.rpc('get_schedule', { host_id: hostId }, signal);
}

/** Replaces the lists that are given. @throws RequestError `invalid_state`: they were changed elsewhere meanwhile. */
export function saveSchedule(
  calls: AdminCalls,
  hostId: string,
  version: string,
  changes: Partial<Lists>,
): Promise<Schedule> {
  return calls.rpc('save_schedule', { host_id: hostId, version, changes });
}

/** What would become of the slots of an event type. @throws RequestError */
export function previewSlots(
  calls: AdminCalls,
  eventTypeId: string,
  { start, end }: PreviewRange,
  changes: Partial<Lists>,
  signal: AbortSignal,
): Promise<Preview> {
  return calls.rpc(
    'preview_slots',
    { event_type_id: eventTypeId, range_start: start, range_end: end, changes },
    signal,
  );
}

/** A booking that a change leaves outside of the hours. */
export interface BookingOutside {
  id: string;
  starts_at: string;
  ends_at: string;
  event_type_id: string;
  booking_attendees: { name: string } | null;
}

/** So many ids fit into an address. */
const idsAtOnce = 100;

/** Who the bookings are with, the next ones first. @throws RequestError */
export async function readBookings(
  calls: AdminCalls,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<BookingOutside[]> {
  if (ids.length === 0) return [];
  const columns = 'id,starts_at,ends_at,event_type_id,booking_attendees(name)';
  const list = ids.slice(0, idsAtOnce).join();
  return calls.table(`bookings?select=${columns}&id=in.(${list})&order=starts_at,id`, { signal });
}

/** A country, or a part of one, whose public holidays are known. */
export interface Place {
  code: string;
  name: string;
}

/** @throws RequestError */
export async function readPlaces(calls: AdminCalls, signal: AbortSignal): Promise<(Place & { regions: Place[] })[]> {
  const { countries } = await calls.service<{ countries: (Place & { regions: Place[] })[] }>('/holidays/places', {
    signal,
  });
  return countries;
}

/** The public holidays of a place in some years. @throws RequestError */
export async function readHolidays(
  calls: AdminCalls,
  { country, region }: { country: string; region: string },
  years: readonly number[],
  signal: AbortSignal,
): Promise<Holiday[]> {
  const lists = await Promise.all(
    years.map((year) => {
      const query = new URLSearchParams({ country, ...(region && { region }), year: String(year) });
      return calls.service<{ holidays: Holiday[] }>(`/holidays?${query}`, { signal });
    }),
  );
  return lists.flatMap(({ holidays }) => holidays);
}
