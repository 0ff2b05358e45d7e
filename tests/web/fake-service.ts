import type { Fetch } from '../../web-embed/shared/request.ts';

const HOUR = 3_600_000;

/** One request as the fake service saw it. */
export interface Seen {
  method: string;
  path: string;
  headers: Headers;
  body: Record<string, unknown>;
}

type SandboxResponse = { status: number; body: unknown };
type Override = (seen: Seen) => SandboxResponse | undefined | Promise<SandboxResponse | undefined>;

/** What it says of the booking page, unless a test says otherwise. */
export const page = {
  host: { slug: 'demo', display_name: 'Demo Host', time_zone: 'Europe/Berlin' },
  event_type: {
    id: '22222222-2222-4222-8222-222222222222',
    slug: 'consulting',
    title: 'Consulting',
    description: null,
    durations_minutes: [60, 90],
    time_zone: 'Europe/Berlin',
    location: null,
    locations: [],
    questions: [],
    seats: 1,
    requires_confirmation: false,
  },
};

/** Answers like the service and the Data API; a test may answer a request otherwise, or hold an answer back. */
export class FakeService {
  readonly seen: Seen[] = [];
  /** Starts of all slots, ascending, in milliseconds. */
  starts: number[];
  override: Override = () => undefined;

  constructor(starts: number[]) {
    this.starts = starts;
  }

  /** What was asked of one route, in order. */
  asked(method: string, path: string): Seen[] {
    return this.seen.filter((seen) => seen.method === method && seen.path === path);
  }

  readonly fetch: Fetch = async (url, init) => {
    const seen: Seen = {
      method: init?.method ?? 'GET',
      path: new URL(url).pathname,
      headers: new Headers(init?.headers),
      body: typeof init?.body === 'string' ? (JSON.parse(init.body) as Record<string, unknown>) : {},
    };
    this.seen.push(seen);
    const response = (await this.#joined(seen)) ?? (await this.override(seen)) ?? this.#response(seen);
    if (init?.signal?.aborted) throw new DOMException('aborted', 'AbortError');
    return new Response(response.status === 204 ? null : JSON.stringify(response.body), { status: response.status });
  };

  /** The call that joins two others has the answers of both, and is also seen as both. */
  async #joined({ method, path, headers, body }: Seen): Promise<SandboxResponse | undefined> {
    if (!path.endsWith('/get_page_with_slots')) return undefined;
    const ask = async (name: string, sent: Record<string, unknown>) => {
      const part = { method, headers, path: `/rest/v1/rpc/${name}`, body: sent };
      this.seen.push(part);
      return (await this.override(part)) ?? this.#response(part);
    };
    const { range_start, range_end, duration_minutes, ...names } = body;
    const asked = await ask('get_booking_page', names);
    if (asked.status !== 200) return asked;
    const { id, durations_minutes: offered } = (asked.body as typeof page).event_type;
    const minutes = offered.find((each) => each === duration_minutes) ?? offered[0];
    const slots = await ask('get_available_slots', {
      event_type_id: id,
      range_start,
      range_end,
      duration_minutes: minutes,
    });
    if (slots.status !== 200) return slots;
    return { status: 200, body: { page: asked.body, slots: { ...(slots.body as object), duration_minutes: minutes } } };
  }

  #response({ method, path, body }: Seen): SandboxResponse {
    if (path === '/embed/config.json') {
      return { status: 200, body: { supabaseUrl: 'http://data', publishableKey: 'publishable' } };
    }
    if (path.endsWith('/get_booking_page')) return { status: 200, body: page };
    if (path.endsWith('/get_available_slots')) return { status: 200, body: { slots: this.#slots(body) } };
    if (path === '/holds' || path.endsWith('/renew')) {
      return { status: 201, body: { id: 'hold-1', expires_at: '2026-11-21T09:00:00Z', token: 'hold-token' } };
    }
    if (path.startsWith('/holds/') && method === 'DELETE') return { status: 204, body: null };
    if (path === '/bookings') {
      const end = new Date(Date.parse(String(body.start)) + Number(body.duration_minutes) * 60_000).toISOString();
      const booking = { id: 'booking-1', status: 'confirmed', start: body.start, end, sequence: 0 };
      return { status: 201, body: { booking, manage_token: 'manage-token' } };
    }
    return { status: 404, body: { error: { code: 'not_found', message: 'No such route' } } };
  }

  #slots(body: Record<string, unknown>): { start: string; end: string }[] {
    const from = Date.parse(String(body.range_start));
    const until = Date.parse(String(body.range_end));
    const length = Number(body.duration_minutes) * 60_000;
    return this.starts
      .filter((start) => start >= from && start < until)
      .map((start) => ({ start: new Date(start).toISOString(), end: new Date(start + length).toISOString() }));
  }
}

/** Slots on the hour, 9:00-16:00 UTC, on `days` days from a date on. */
export function officeHours(firstDay: string, days: number): number[] {
  const midnight = Date.parse(`${firstDay}T00:00:00Z`);
  return Array.from({ length: days }, (_, day) =>
    Array.from({ length: 8 }, (__, hour) => midnight + (day * 24 + 9 + hour) * HOUR),
  ).flat();
}

/** An answer that waits until it is let go. */
export function gate(): { wait: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { wait: promise, open: resolve };
}
