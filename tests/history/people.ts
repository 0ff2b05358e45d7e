import { randomUUID } from 'node:crypto';
import { pause } from '../../sync-service/src/embedded/postgres-folder.ts';
import { pickFrom } from '../sync/sandbox-chaos.ts';
import { type Asked, ask, type Reply } from './ask.ts';
import type { StormHost } from './hosts.ts';
import type { Outcome, Wish } from './operation.ts';
import type { Recorder } from './recorder.ts';
import type { Rig } from './rig.ts';

const dayMs = 86_400_000;
const slotMs = 1_800_000;
/** The half hours of each day that people want: few, so that they get in each other's way. */
const slotsOfTrack = 20;
/** More mails than this an hour a mailbox does not get one by one. */
const maxMoves = 6;
/** Of the requests whose sender hangs up before the response. */
const impatient = 0.01;
/** A hold lasts for five minutes. Before that its time is over by an operation that is recorded, like any other. */
const holdMs = 240_000;
/** How often who was told nothing asks again, with the same key. */
const maxTries = 12;

/** A day of a host on which people meet. */
interface Track {
  name: string;
  host: StormHost;
  firstSlotAt: number;
  bookings: { id: string; token: string; moves: number }[];
  holds: { id: string; token: string; slot: number }[];
}

export interface PeopleOptions {
  rig: Rig;
  recorder: Recorder;
  hosts: readonly StormHost[];
  random: () => number;
  /** After so many operations the next day of all hosts begins. */
  operationsOfDay: number;
}

/** Those who list, hold, book, move and cancel. Every call of theirs is recorded. */
export function openPeople({ rig, recorder, hosts, random, operationsOfDay }: PeopleOptions) {
  const firstDay = Math.ceil((Date.now() + dayMs) / dayMs) * dayMs;
  const tracks = new Map<string, Track>();
  /** Replies that nobody should ever get, with what was asked. */
  const odd: string[] = [];
  const ends = new Set<NodeJS.Timeout>();

  function trackOf(host: number): Track {
    const day = Math.floor(recorder.count / operationsOfDay);
    const name = `host ${host}, day ${day}`;
    const known = tracks.get(name);
    if (known !== undefined) return known;
    const made = {
      ...{ name, host: hosts[host] as StormHost, firstSlotAt: firstDay + day * dayMs },
      ...{ bookings: [], holds: [] },
    };
    tracks.set(name, made);
    recorder.addTrack(name, { slots: slotsOfTrack, hasCalendar: made.host.blocks });
    return made;
  }

  const startOf = (track: Track, slot: number): string => new Date(track.firstSlotAt + slot * slotMs).toISOString();
  const slotOf = (track: Track, start: string): number => (Date.parse(start) - track.firstSlotAt) / slotMs;
  const upTo = (limit: number): number => Math.floor(random() * limit);
  /** Nobody counts them together: each comes from somewhere else. */
  const somewhere = (): Record<string, string> => ({
    'x-forwarded-for': `${11 + upTo(80)}.${upTo(256)}.${upTo(256)}.${1 + upTo(250)}`,
  });

  function send(path: string, asked: Asked): Promise<Reply> {
    const hangUp = random() < impatient ? { hangUpMs: random() * 60 } : {};
    const headers = { ...somewhere(), ...asked.headers };
    return ask(pickFrom(random, rig.processes).url + path, { ...asked, headers, ...hangUp });
  }

  function judge(wish: Wish, { status, body }: Reply): Outcome {
    const code = String(body?.error?.code ?? body?.code ?? '');
    if (status >= 200 && status < 300 && (body !== null || status === 204)) return { kind: 'done' };
    // Lost, or lost on the way to the database: it may have been done.
    if (status === 0 || status === 503 || (status >= 200 && status < 300)) return { kind: 'unknown' };
    const isUsual = ['slot_taken', 'slot_not_offered', 'hold_expired', 'invalid_state'].includes(code);
    if (!isUsual) odd.push(`${wish.kind} got ${status} ${JSON.stringify(body)}`);
    return isUsual ? { kind: 'refused', code } : { kind: 'unknown' };
  }

  /** Asks, again while nothing is heard, and records all that as one operation. */
  async function act(
    track: Track,
    wish: Wish,
    path: string,
    asked: Asked,
    isRepeatable: boolean,
    read: (reply: Reply) => Partial<Extract<Outcome, { kind: 'done' }>> = () => ({}),
  ): Promise<{ outcome: Outcome; reply: Reply }> {
    const begun = recorder.begin(track.name, `client ${upTo(1_000)}`, wish);
    const headers = isRepeatable ? { 'idempotency-key': randomUUID() } : {};
    let reply: Reply = { status: 0, body: null };
    let outcome: Outcome = { kind: 'unknown' };
    for (let tries = 0; tries < (isRepeatable ? maxTries : 1); tries += 1) {
      if (tries > 0) await pause(100 + random() * 400);
      reply = await send(path, { ...asked, headers });
      outcome = judge(wish, reply);
      if (outcome.kind !== 'unknown') break;
      // Some never come back.
      if (random() < 0.1) break;
    }
    if (outcome.kind === 'done') outcome = { ...outcome, ...read(reply) };
    // Whoever has the key has the hold, whatever became of it meanwhile.
    if (wish.kind === 'hold' && outcome.kind === 'refused' && outcome.code === 'hold_expired')
      outcome = { kind: 'unknown' };
    begun.end(outcome);
    return { outcome, reply };
  }

  const deeds = {
    async list(track: Track): Promise<void> {
      const args = {
        event_type_id: track.host.typeId,
        ...{ range_start: startOf(track, 0), range_end: startOf(track, slotsOfTrack) },
      };
      const begun = recorder.begin(track.name, 'a visitor', { kind: 'list' });
      const headers = { apikey: rig.publishableKey, ...somewhere() };
      const reply = await ask(`${pickFrom(random, rig.processes).url}/rest/v1/rpc/get_available_slots`, {
        ...{ method: 'POST', body: args, headers },
      });
      const slots = reply.status === 200 ? (reply.body?.slots as { start: string }[] | undefined) : undefined;
      if (slots === undefined) {
        if (reply.status !== 0 && reply.status !== 503)
          odd.push(`list got ${reply.status} ${JSON.stringify(reply.body)}`);
        return begun.end(null);
      }
      begun.end({ kind: 'done', free: slots.map(({ start }) => slotOf(track, start)) });
    },
    async hold(track: Track): Promise<void> {
      const slot = upTo(slotsOfTrack);
      const body = { event_type_id: track.host.typeId, start: startOf(track, slot), duration_minutes: 30 };
      const { outcome, reply } = await act(
        track,
        { kind: 'hold', slot },
        '/holds',
        { method: 'POST', body },
        true,
        (told) => ({
          id: told.body.id,
        }),
      );
      if (outcome.kind !== 'refused') ends.add(setTimeout(() => void deeds.lapse(track, slot), holdMs));
      if (outcome.kind === 'done') track.holds.push({ id: reply.body.id, token: reply.body.token, slot });
    },
    async release(track: Track): Promise<void> {
      const [own] = track.holds.splice(upTo(track.holds.length), 1);
      if (own === undefined) return deeds.hold(track);
      const wish = { kind: 'release' as const, slot: own.slot, hold: own.id };
      await act(track, wish, `/holds/${own.id}`, { method: 'DELETE', token: own.token }, false);
    },
    async lapse(track: Track, slot = upTo(slotsOfTrack)): Promise<void> {
      const begun = recorder.begin(track.name, 'time', { kind: 'lapse', slot });
      const isDone = await rig.sql
        .query(
          `update public.bookings set expires_at = now() - interval '1 second'
           where event_type_id = $1 and starts_at = $2 and status = 'held' and expires_at > now()`,
          [track.host.typeId, startOf(track, slot)],
        )
        .then(
          () => true,
          () => false,
        );
      begun.end({ kind: isDone ? 'done' : 'unknown' });
    },
    async book(track: Track): Promise<void> {
      const [own] = random() < 0.6 ? track.holds.splice(upTo(track.holds.length), 1) : [];
      const slot = own?.slot ?? upTo(slotsOfTrack);
      const email = `${randomUUID()}@example.com`;
      const body = {
        ...{ event_type_id: track.host.typeId, start: startOf(track, slot), duration_minutes: 30, answers: {} },
        attendee: { name: 'Ann Visitor', email, time_zone: 'Europe/London', locale: 'en' },
        ...(own && { hold: { id: own.id, token: own.token } }),
      };
      const wish: Wish = { kind: 'book', slot, email, ...(own && { hold: own.id }) };
      const { outcome, reply } = await act(track, wish, '/bookings', { method: 'POST', body }, true, (told) => ({
        id: told.body.booking.id,
      }));
      if (outcome.kind !== 'done') return;
      track.bookings.push({ id: reply.body.booking.id, token: reply.body.manage_token, moves: 0 });
    },
    async move(track: Track): Promise<void> {
      const own = pickFrom(
        random,
        track.bookings.filter(({ moves }) => moves < maxMoves),
      );
      if (own === undefined) return deeds.book(track);
      own.moves += 1;
      const slot = upTo(slotsOfTrack);
      const asked = { method: 'POST', token: own.token, body: { start: startOf(track, slot) } };
      const wish: Wish = { kind: 'move', booking: own.id, slot };
      const { outcome } = await act(track, wish, `/bookings/${own.id}/reschedule`, asked, false);
      if (outcome.kind === 'unknown') await deeds.read(track, own);
    },
    async cancel(track: Track): Promise<void> {
      const own = pickFrom(random, track.bookings);
      if (own === undefined) return deeds.book(track);
      // Now and then somebody does it twice.
      if (random() < 0.8) track.bookings = track.bookings.filter((one) => one !== own);
      const asked = { method: 'POST', token: own.token, body: {} };
      const wish: Wish = { kind: 'cancel', booking: own.id };
      const { outcome } = await act(track, wish, `/bookings/${own.id}/cancel`, asked, false);
      if (outcome.kind === 'unknown') await deeds.read(track, own);
    },
    /** Whoever was told nothing opens their booking. */
    async read(track: Track, own: Track['bookings'][number]): Promise<void> {
      await pause(random() * 500);
      const begun = recorder.begin(track.name, 'a visitor', { kind: 'read', booking: own.id });
      const { status, body } = await send(`/bookings/${own.id}`, { method: 'GET', token: own.token });
      const { booking } = body ?? {};
      if (status !== 200 || booking === undefined) {
        if (status !== 0 && status !== 503) odd.push(`read got ${status} ${JSON.stringify(body)}`);
        return begun.end(null);
      }
      begun.end({ kind: 'done', at: booking.status === 'confirmed' ? slotOf(track, booking.start) : null });
    },
  };

  const shares: [number, Exclude<keyof typeof deeds, 'read'>][] = [
    [0.34, 'list'],
    [0.52, 'hold'],
    [0.57, 'release'],
    [0.6, 'lapse'],
    [0.77, 'book'],
    [0.89, 'move'],
    [1, 'cancel'],
  ];
  return {
    odd,
    /** Somebody does something. */
    async act(): Promise<void> {
      const roll = random();
      const [, deed] = shares.find(([share]) => roll < share) ?? ([1, 'list'] as const);
      await deeds[deed](trackOf(upTo(hosts.length)));
    },
    /** Where each booking is in the end, and what is offered, by the database: the last operations of the history. */
    async readAll(): Promise<void> {
      for (const end of ends) clearTimeout(end);
      for (const track of tracks.values()) {
        const ids = recorder.operations.flatMap(({ track: name, wish, outcome }) =>
          name === track.name && wish.kind === 'book' && outcome.kind === 'done' ? [outcome.id ?? ''] : [],
        );
        const begun = ids.map((booking) => ({
          booking,
          ...recorder.begin(track.name, 'in the end', { kind: 'read', booking }),
        }));
        const { rows } = await rig.sql.query(
          `select id, starts_at as "startsAt" from public.bookings where id = any ($1) and status = 'confirmed'`,
          [ids],
        );
        const places = new Map(rows.map(({ id, startsAt }) => [id, slotOf(track, startsAt.toISOString())]));
        for (const { booking, end } of begun) end({ kind: 'done', at: places.get(booking) ?? null });
        await deeds.list(track);
      }
    },
  };
}
