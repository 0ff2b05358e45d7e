import { randomUUID } from 'node:crypto';
import type { ConsequencesScene } from './consequences-scene.ts';
import { pickFrom } from './sandbox-chaos.ts';

const dayMs = 86_400_000;
const halfHourMs = 1_800_000;
/** Dates of each series. */
const dates = 3;

/** A booking as those who made it know it. */
export interface KnownBooking {
  id: string;
  kind: 'plain' | 'request' | 'series' | 'seat';
  seriesId: string | null;
  email: string;
  name: string;
  start: number;
  status: 'pending' | 'confirmed' | 'over';
  /** It was moved, which was an invitation of its own. */
  isAlone?: boolean;
}

/**
 * What visitors and their host do, and what shall follow from each of their deeds: kept here by the words of the documentation, without a
 * look at the database.
 */
export function openPeople(scene: ConsequencesScene, random: () => number) {
  const { db, host, types } = scene;
  const owner = { actor_user_id: host.owner_id };
  const bookings: KnownBooking[] = [];
  const mails: string[] = [];
  const events: string[] = [];
  const midnight = (Math.floor(scene.clock.now().getTime() / dayMs) + 5) * dayMs;
  let session = midnight;
  let isSessionUsed = false;
  let slots = 1;
  let people = 0;

  /** A time of day that nobody else has on any day. */
  const freeStart = (): number => midnight + slots++ * halfHourMs;
  const iso = (at: number): string => new Date(at).toISOString();
  const ask = <T>(call: () => Promise<T>) => scene.ask(random, call);
  /** The same with a key, by which asking again answers what it answered. */
  async function askForBooking<T>(call: () => Promise<T>): Promise<T> {
    const made = await ask(call);
    if (made === null) throw new Error('a booking was refused');
    return made;
  }
  const open = (...statuses: string[]): KnownBooking[] => bookings.filter(({ status }) => statuses.includes(status));

  /** One mail to the visitor and one to the host, and an event for each of the bookings. */
  function follows(kind: string, event: string, ...about: KnownBooking[]): void {
    const [first] = about;
    const subject = kind.startsWith('series') ? first?.seriesId : first?.id;
    mails.push(`${kind} ${subject} to the visitor`, `${kind} ${subject} to the host`);
    events.push(...about.map(({ id }) => `${event} ${id}`));
  }

  async function book(kind: 'plain' | 'request' | 'seat'): Promise<string> {
    // The event of a session that everybody has left takes its time until the calendar says that it is gone.
    const isLeft = !open('confirmed').some((known) => known.kind === 'seat' && known.start === session);
    if (kind === 'seat' && isSessionUsed && isLeft) session = freeStart();
    isSessionUsed ||= kind === 'seat';
    const start = kind === 'seat' ? session : freeStart();
    const [email, name] = [`${randomUUID()}@example.com`, `Visitor ${++people}`];
    const wanted = {
      ...{ event_type_id: types[kind].id, starts_at: iso(start), duration_minutes: 30, answers: {} },
      ...{ attendee: { name, email }, idempotency_key: randomUUID(), request_hash: 'the same' },
    };
    const { booking } = await askForBooking(() => db.call('create_booking', wanted));
    const status = kind === 'request' ? 'pending' : 'confirmed';
    const known: KnownBooking = { ...{ id: booking.id, kind, seriesId: null, email, name, start }, status };
    bookings.push(known);
    if (kind === 'request') follows('booking_requested', 'booking.requested', known);
    else follows('booking_confirmed', 'booking.confirmed', known);
    return kind;
  }

  async function bookSeries(): Promise<string> {
    const [start, email, name] = [freeStart(), `${randomUUID()}@example.com`, `Visitor ${++people}`];
    const wanted = {
      ...{ event_type_id: types.series.id, starts_at: iso(start), duration_minutes: 30, answers: {} },
      ...{ frequency: 'daily', series_count: dates, attendee: { name, email } },
      ...{ idempotency_key: randomUUID(), request_hash: 'the same' },
    };
    const made = await askForBooking(() => db.call('create_booking_series', wanted));
    const known = made.bookings.map(
      ({ id }, i): KnownBooking => ({
        ...{ id, kind: 'series', seriesId: made.series_id, email, name, start: start + i * dayMs },
        status: 'confirmed',
      }),
    );
    bookings.push(...known);
    follows('series_confirmed', 'booking.confirmed', ...known);
    return 'series';
  }

  async function move(booking: KnownBooking): Promise<string> {
    const start = freeStart();
    await ask(() => db.call('reschedule_booking', { booking_id: booking.id, starts_at: iso(start), ...owner }));
    // A host who moves a request has accepted it.
    Object.assign(booking, { start, status: 'confirmed', isAlone: true });
    follows('booking_rescheduled', 'booking.moved', booking);
    return 'moved';
  }

  async function cancel(booking: KnownBooking): Promise<string> {
    await ask(() => db.call('cancel_booking', { booking_id: booking.id, ...owner }));
    booking.status = 'over';
    follows('booking_cancelled', 'booking.cancelled', booking);
    return 'cancelled';
  }

  async function cancelSeries({ seriesId, id }: KnownBooking): Promise<string> {
    await ask(() => db.call('cancel_series', { booking_id: id, ...owner }));
    const about = open('confirmed').filter((booking) => booking.seriesId === seriesId);
    for (const booking of about) booking.status = 'over';
    // An invitation of its own is taken back by itself; and a single one is no series.
    const together = about.filter(({ isAlone }) => isAlone !== true);
    const alone = together.length === 1 ? about : about.filter(({ isAlone }) => isAlone === true);
    if (together.length > 1) follows('series_cancelled', 'booking.cancelled', ...together);
    for (const booking of alone) follows('booking_cancelled', 'booking.cancelled', booking);
    return 'series cancelled';
  }

  async function decide(booking: KnownBooking): Promise<string> {
    const isAccepted = random() < 0.6;
    const args = { booking_id: booking.id, ...owner };
    await ask<unknown>(() =>
      isAccepted ? db.call('confirm_booking', args) : db.call('decline_booking', { ...args, reason: null }),
    );
    booking.status = isAccepted ? 'confirmed' : 'over';
    if (isAccepted) follows('booking_confirmed', 'booking.confirmed', booking);
    else follows('booking_declined', 'booking.declined', booking);
    return isAccepted ? 'approved' : 'declined';
  }

  return {
    ...{ bookings, mails, events },
    /** One of them does something. @returns what. */
    async act(): Promise<string> {
      const roll = random();
      const [requests, confirmed] = [open('pending'), open('confirmed')];
      // Who moves from a session to a time of their own leaves the others.
      const movable = open('pending', 'confirmed');
      const series = confirmed.filter(({ kind }) => kind === 'series');
      if (roll < 0.2 && requests.length > 0) return decide(pickFrom(random, requests));
      if (roll < 0.4 && movable.length > 0) return move(pickFrom(random, movable));
      if (roll < 0.55 && movable.length > 0) return cancel(pickFrom(random, movable));
      if (roll < 0.6 && series.length > 0) return cancelSeries(pickFrom(random, series));
      if (roll < 0.68) return bookSeries();
      return book(pickFrom(random, ['plain', 'plain', 'request', 'request', 'seat', 'seat']));
    },
    /**
     * Days pass: requests end, and those who come the next day are reminded, on a tick after that.
     * @returns when it is.
     */
    waitForReminders(): Date {
      for (const booking of open('pending')) {
        booking.status = 'over';
        follows('booking_request_expired', 'booking.expired', booking);
      }
      const now = midnight - dayMs / 2;
      const isNear = ({ start }: KnownBooking) => start - dayMs <= now;
      mails.push(
        ...open('confirmed')
          .filter(isNear)
          .map(({ id }) => `booking_reminder ${id} to the visitor`),
      );
      return new Date(now);
    },
    /** The events that shall be in the calendar: one a session, which says who comes. */
    sessions(): string[] {
      const named = new Map<string, string[]>();
      for (const { start, name, kind } of open('confirmed')) {
        const key = `${iso(start)} ${types[kind].title}`;
        named.set(key, [...(named.get(key) ?? []), name]);
      }
      const who = (names: string[]) => (names.length > 2 ? `${names.length} bookings` : names.join(', '));
      return [...named].map(([key, names]) => `${key}: ${who(names)}`).sort();
    },
  };
}
