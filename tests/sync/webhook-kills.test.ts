import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSealer } from '../../sync-service/src/credentials/seal.ts';
import {
  newWebhookSecret,
  sealWebhookSecret,
  webhookBinding,
} from '../../sync-service/src/credentials/webhook-secret.ts';
import { createDb, type Db } from '../../sync-service/src/db/rpc.ts';
import { webhookEvents } from '../../sync-service/src/db/webhook.ts';
import { createDeliverWebhooksTask } from '../../sync-service/src/jobs/deliver-webhooks.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { type Receiver, startReceiver } from '../http/webhook-receiver.ts';
import { chance } from '../support/chance.ts';
import { useDatabase } from '../support/database.ts';
import { createEventType, createHost, createHours } from '../support/fixtures.ts';
import { createMortalProcesses } from '../support/mortal-processes.ts';
import { cases } from '../support/scale.ts';
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts';
import { createSqlClient } from './sql-client.ts';

const database = useDatabase();
const seed = Number(process.env.CHAOS_SEED ?? Date.now() % 1_000_000_000);
/** Of the calls of a process that kill it. */
const deadly = 0.1;
let pool: pg.Pool;
let clock: VirtualClock;
let db: Db;
beforeAll(async () => {
  pool = new pg.Pool({ connectionString: database.url(), max: 8 });
  clock = await createVirtualClock(pool);
  db = createDb(createSqlClient(pool));
});
afterAll(() => pool.end());

const seal = createSealer([{ kid: 'test', key: new Uint8Array(randomBytes(32)) }]);

/** An owner with two receivers, one of which is told of all events and one of moves. */
async function openScene() {
  const host = await createHost(pool, { time_zone: 'UTC' });
  const type = await createEventType(pool, host.id, { min_notice_minutes: 0, horizon_days: 200 });
  await createHours(pool, host.id);
  const receivers: Receiver[] = [];
  for (const events of [[...webhookEvents], ['booking.moved']]) {
    const receiver = await startReceiver();
    const id = randomUUID();
    const sealed = await sealWebhookSecret(seal, newWebhookSecret(), webhookBinding(host.owner_id, id));
    const { owner_id } = host;
    await db.call('create_webhook_endpoint', {
      endpoint_id: id,
      owner_id,
      url: receiver.url,
      events,
      sealed_secret: sealed,
    });
    receivers.push(receiver);
  }
  const processes = createMortalProcesses({
    sql: pool,
    db,
    clock,
    tasksOf: (used) => ({
      deliver_webhooks: createDeliverWebhooksTask({
        config: { allowPrivateHosts: true },
        db: used,
        seal,
        log: createLogger({ level: 'silent' }),
        now: clock.now,
      }),
    }),
    laneOf: (_, payload) => ('endpoint_id' in payload ? String(payload.endpoint_id) : null),
  });
  return { host, type, receivers, processes };
}

test.each(Array.from({ length: cases(3, 15) }, (_, i) => seed + i))(
  'Killed between any two steps, processes deliver each event exactly once in the end: %i',
  async (from) => {
    const random = chance(from);
    const { host, type, receivers, processes } = await openScene();
    const accepted = receivers.map(() => new Map<string, string>());
    receivers.forEach((receiver, i) => {
      receiver.respond = ({ headers, body }, response) => {
        const roll = random();
        if (roll < 0.2) return void response.writeHead(500).end();
        const id = headers['webhook-id'] ?? '';
        // As a receiver does that knows what it has.
        const known = accepted[i]?.get(id);
        if (known !== undefined) expect(body).toBe(known);
        accepted[i]?.set(id, body);
        if (roll < 0.3) response.destroy();
        else response.writeHead(204).end();
      };
    });

    const expected: [string[], string[]] = [[], []];
    const happens = (event: string, id: string) => {
      expected[0].push(`${event} ${id}`);
      if (event === 'booking.moved') expected[1].push(`${event} ${id}`);
    };
    const bookings: string[] = [];
    let next = Math.ceil(clock.now().getTime() / 86_400_000) * 86_400_000 + 86_400_000;
    const freeStart = () => {
      next += 1_800_000;
      return new Date(next).toISOString();
    };
    for (let step = 0; step < 12; step += 1) {
      const pick = bookings[Math.floor(random() * bookings.length)];
      const roll = random();
      const actor = { actor_user_id: host.owner_id };
      if (pick !== undefined && roll < 0.2) {
        await db.call('cancel_booking', { booking_id: pick, ...actor });
        bookings.splice(bookings.indexOf(pick), 1);
        happens('booking.cancelled', pick);
      } else if (pick !== undefined && roll < 0.5) {
        await db.call('reschedule_booking', { booking_id: pick, starts_at: freeStart(), ...actor });
        happens('booking.moved', pick);
      } else {
        const { booking } = await db.call('create_booking', {
          event_type_id: type.id,
          starts_at: freeStart(),
          duration_minutes: 30,
          attendee: { name: 'Ann', email: `${randomUUID()}@example.com` },
          answers: {},
        });
        bookings.push(booking.id);
        happens('booking.confirmed', booking.id);
      }
      await Promise.all([processes.live(random, deadly), ...(random() < 0.3 ? [processes.live(random, deadly)] : [])]);
      await clock.advance(Math.floor(random() * 60_000));
    }
    for (const receiver of receivers) receiver.respond = respondAgain(accepted, receivers, receiver);
    await processes.drain();

    const events = accepted.map((bodies) =>
      [...bodies.values()].map((body) => {
        const { type: event, data } = JSON.parse(body);
        return `${event} ${data.booking.id}`;
      }),
    );
    expect(events.map((list) => list.toSorted())).toEqual(expected.map((list) => list.toSorted()));
    const { rows } = await pool.query(
      `select d.state, count(*)::int as n from public.webhook_deliveries as d
       join public.webhook_endpoints as e on e.id = d.endpoint_id where e.owner_id = $1 group by d.state`,
      [host.owner_id],
    );
    expect(rows).toEqual([{ state: 'delivered', n: expected[0].length + expected[1].length }]);
    expect(processes.ends.killed, JSON.stringify(processes.ends)).toBeGreaterThan(0);
    // Bookings of one owner add jobs without a key, so that none waits for another; nothing is done by two at a time.
    expect(processes.violations.filter((line) => !/^deliver_webhooks: \d+ jobs for the same$/.test(line))).toEqual([]);
    for (const receiver of receivers) await receiver.stop();
    await pool.query('update public.webhook_endpoints set is_active = false');
    await pool.query('delete from graphile_worker._private_jobs');
  },
);

/** From now on nothing fails. */
function respondAgain(accepted: Map<string, string>[], receivers: Receiver[], receiver: Receiver): Receiver['respond'] {
  const own = accepted[receivers.indexOf(receiver)];
  return ({ headers, body }, response) => {
    own?.set(headers['webhook-id'] ?? '', body);
    response.writeHead(204).end();
  };
}
