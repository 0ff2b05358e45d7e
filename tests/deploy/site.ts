import { createClient, type SupabaseClient } from '@supabase/supabase-js';

/** An installation, as browsers reach it. */
export interface Site {
  url: string;
  supabaseUrl: string;
  publishableKey: string;
}

export interface FreeSlots {
  eventTypeId: string;
  starts: string[];
}

/** Supabase's client as a visitor's browser has it. */
export function visitorOf(site: Site): SupabaseClient {
  return createClient(site.supabaseUrl, site.publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
}

/** What the page of a host's first event type shows for two weeks. */
export async function readSlots(site: Site, slug: string): Promise<FreeSlots> {
  const visitor = visitorOf(site);
  const page = await visitor.rpc('get_booking_page', { host_slug: slug, event_slug: 'meeting' });
  if (page.error !== null) throw new Error(page.error.message);
  const eventTypeId = page.data.event_type.id as string;
  const { data, error } = await visitor.rpc('get_available_slots', {
    event_type_id: eventTypeId,
    range_start: new Date().toISOString(),
    range_end: new Date(Date.now() + 14 * 86_400_000).toISOString(),
  });
  if (error !== null) throw new Error(error.message);
  return { eventTypeId, starts: data.slots.map(({ start }: { start: string }) => start) };
}

/** Any request to the service; the body read as JSON. */
export async function send(
  site: Site,
  method: string,
  place: string,
  { body, token }: { body?: object; token?: string } = {},
  // biome-ignore lint/suspicious/noExplicitAny: whatever the service says
): Promise<{ status: number; body: any }> {
  const response = await fetch(site.url + place, {
    method,
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

/** Books a start as a visitor does. */
export function book(site: Site, eventTypeId: string, start: string) {
  const attendee = { name: 'Ann', email: 'ann@example.com', time_zone: 'Europe/London', locale: 'en' };
  return send(site, 'POST', '/bookings', {
    body: { event_type_id: eventTypeId, start, duration_minutes: 30, attendee },
  });
}
