import { type Fetch, requestJson } from './request.ts';
import { isoOf } from './time.ts';

/** A question of the form. */
export interface Question {
  id: string;
  label: string;
  type: 'text' | 'textarea' | 'select' | 'checkbox' | 'phone';
  required?: boolean;
  options?: string[];
}

/** Where an event type may take place. Links and numbers of the host are for those who have booked. */
export interface Place {
  kind: 'video' | 'video_link' | 'phone_host_calls' | 'phone_visitor_calls' | 'address' | 'ask_visitor' | 'custom';
  value?: string;
}

/** What a visitor may know about an event type (`get_booking_page`). */
export interface BookingPage {
  host: { slug: string; display_name: string; time_zone: string };
  event_type: {
    id: string;
    slug: string;
    title: string;
    description: string | null;
    durations_minutes: number[];
    time_zone: string;
    location: string | null;
    /** The first is the default. */
    locations: Place[];
    questions: Question[];
    seats: number;
    requires_confirmation: boolean;
    /** How many dates a series may have; missing from older services, 1: no series. */
    series_max?: number;
  };
}

/** A time that can be booked. Instants are milliseconds since the epoch. */
export interface Slot {
  start: number;
  end: number;
  seatsLeft: number | null;
  needsConfirmation: boolean;
}

/** A time kept for this visitor for a few minutes. */
export interface Hold {
  id: string;
  token: string;
  expires_at: string;
}

/** The booking as the service returns it. */
export interface Booking {
  id: string;
  status: 'pending' | 'confirmed' | 'held' | 'cancelled' | 'declined' | 'expired';
  start: string;
  end: string;
  sequence: number;
}

/** The body of `POST /bookings`. */
export interface BookingRequest {
  event_type_id: string;
  start: string;
  duration_minutes: number;
  attendee: { name: string; email: string; time_zone: string; locale: string };
  answers: Record<string, string | boolean>;
  hold?: { id: string; token: string };
  location?: Place;
  series?: { frequency: 'daily' | 'weekly'; count: number };
  metadata?: object;
}

/** What is read until a time is chosen. All calls throw `RequestError`. */
export type BookingApi = ReturnType<typeof createBookingApi>;

interface SlotsResponse {
  duration_minutes: number;
  slots: { start: string; end: string; seats_left?: number; needs_confirmation?: boolean }[];
  truncated_at?: string | null;
}

/** Instants `[from, until)` in milliseconds, and the duration (undefined: the first that is offered). */
export interface SlotRange {
  from: number;
  until: number;
  minutes: number | undefined;
}

function rangeOf({ from, until, minutes }: SlotRange) {
  return { range_start: isoOf(from), range_end: isoOf(until), duration_minutes: minutes };
}

/** Where slots are read; all of it is public. */
export interface DataApiSettings {
  supabaseUrl: string;
  publishableKey: string;
  /** The key may stand in the address: then reading from another origin needs no preflight. */
  plainReads?: true;
}

/**
 * Reads over HTTP from the Data API; what changes something goes to the service (`booking-calls.ts`).
 *
 * @param service origin of the service, without a slash at the end; empty for the page's own
 * @param known the settings, where the script has them; otherwise the service is asked
 */
export function createBookingApi(service: string, fetch: Fetch, known: DataApiSettings | null = null) {
  let settings: Promise<DataApiSettings> | null = known && Promise.resolve(known);

  function readSettings(): Promise<DataApiSettings> {
    settings ??= requestJson<DataApiSettings>(fetch, `${service}/embed/config.json`).catch((error: unknown) => {
      // A failed read must not be remembered, or "try again" could never succeed.
      settings = null;
      throw error;
    });
    return settings;
  }

  async function rpc<T>(name: string, body: Record<string, unknown>, signal?: AbortSignal): Promise<T> {
    const { supabaseUrl, publishableKey: apikey, plainReads } = await readSettings();
    const url = `${supabaseUrl.replace(/\/$/, '')}/rest/v1/rpc/${name}`;
    if (!plainReads) return requestJson<T>(fetch, url, { method: 'POST', headers: { apikey }, body, signal });
    const given = Object.entries({ ...body, apikey }).filter(([, value]) => value != null);
    return requestJson<T>(fetch, `${url}?${new URLSearchParams(given as [string, string][])}`, { signal });
  }

  /** All slots of a range that an answer may hold only the first of. */
  async function allSlots(eventTypeId: string, range: SlotRange, first: SlotsResponse | null, signal?: AbortSignal) {
    const slots: Slot[] = [];
    let start = isoOf(range.from);
    for (let response = first; ; response = null) {
      const { slots: found, truncated_at: next }: SlotsResponse =
        response ??
        (await rpc<SlotsResponse>(
          'get_available_slots',
          { event_type_id: eventTypeId, ...rangeOf({ ...range, from: Date.parse(start) }) },
          signal,
        ));
      for (const slot of found) {
        slots.push({
          start: Date.parse(slot.start),
          end: Date.parse(slot.end),
          seatsLeft: slot.seats_left ?? null,
          needsConfirmation: slot.needs_confirmation ?? false,
        });
      }
      // A response holds a limited number of slots and says where it stopped; the next one must begin later.
      if (!next || Date.parse(next) <= Date.parse(start)) return slots;
      start = next;
    }
  }

  return {
    service,
    fetch,

    /** What is booked, without its times: for one of several. */
    async page(host: string, event: string, signal?: AbortSignal): Promise<BookingPage> {
      return rpc('get_booking_page', { host_slug: host, event_slug: event }, signal);
    },

    /** What is booked and its first times, in one request; `minutes` that are not offered are replaced by those that are. */
    async first(host: string, event: string, range: SlotRange, signal?: AbortSignal) {
      const names = { host_slug: host, event_slug: event };
      const { page, slots } = await rpc<{ page: BookingPage; slots: SlotsResponse }>(
        'get_page_with_slots',
        { ...names, ...rangeOf(range) },
        signal,
      );
      const minutes = slots.duration_minutes;
      return { page, minutes, slots: await allSlots(page.event_type.id, { ...range, minutes }, slots, signal) };
    },

    /** Slots with `from <= start < until` (milliseconds), ascending. */
    slots(eventTypeId: string, from: number, until: number, minutes: number, signal?: AbortSignal): Promise<Slot[]> {
      return allSlots(eventTypeId, { from, until, minutes }, null, signal);
    },
  };
}
