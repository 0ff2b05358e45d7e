import fc from 'fast-check';
import type { PoolClient } from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createUser } from '../../support/fixtures.ts';
import {
  agreeingZones,
  explainStarts,
  inRolledBack,
  listAllSlots,
  someStarts,
} from '../../support/oracle/ask-database.ts';
import { askedEventType, type Configuration } from '../../support/oracle/configuration.ts';
import { configurationsAround } from '../../support/oracle/generate.ts';
import { Oracle } from '../../support/oracle/slots.ts';
import { testZones } from '../../support/oracle/test-zones.ts';
import { instantOf } from '../../support/oracle/wall-clock.ts';
import { writeConfiguration } from '../../support/oracle/write-configuration.ts';
import { randomRuns, times } from '../../support/scale.ts';

const STARTS_EACH = 50;
const STARTS = randomRuns(400, 2_000);
const SEED = Number(process.env['ORACLE_SEED'] ?? Date.now() % 2_147_483_647);
const ATTENDEE = { name: 'Vera Visitor', email: 'vera@example.com', time_zone: 'UTC', locale: 'en' };

/** What became of an attempt to book: the status of the booking, or the code of the error. */
type Outcome = { status: string } | { code: string };

describe('listing, booking and explaining', () => {
  const database = useDatabase();
  let ownerId = '';
  let zones: string[] = [];

  beforeAll(async () => {
    ownerId = await createUser(database.sql);
    zones = await agreeingZones(database.sql, testZones);
  }, 120_000);

  /** Books for real, then takes it back. */
  async function tryToBook(client: PoolClient, eventTypeId: string, start: string, minutes: number): Promise<Outcome> {
    await client.query('savepoint before_booking');
    try {
      const { rows } = await client.query<{ status: string }>({
        name: 'create booking',
        text: `select public.create_booking(event_type_id => $1::uuid, starts_at => $2::timestamptz,
          duration_minutes => $3::int, attendee => $4::jsonb, answers => '{}'::jsonb) #>> '{booking,status}' as status`,
        values: [eventTypeId, start, minutes, JSON.stringify(ATTENDEE)],
      });
      return { status: rows[0]?.status ?? 'nothing' };
    } catch (error) {
      // a refusal is an answer here; anything without a stable code is a fault of its own and shows as such
      const { detail, message } = error as { detail?: string; message: string };
      return { code: detail ?? message };
    } finally {
      await client.query('rollback to savepoint before_booking');
    }
  }

  async function disagreements(
    client: PoolClient,
    sample: Configuration,
    count: (outcome: string) => void,
  ): Promise<string[]> {
    const eventTypeId = await writeConfiguration(client, ownerId, sample);
    const { rows } = await client.query<{ now: Date }>('select now() as now');
    const configuration = { ...sample, now: (rows[0]?.now ?? new Date()).toISOString() };
    const oracle = new Oracle(configuration);
    const starts = someStarts(oracle, configuration, STARTS_EACH, Date.parse(sample.range.start) / 60_000);
    const slots = await listAllSlots(client, eventTypeId, configuration);
    const listed = new Map(slots.map((slot) => [slot.start, slot]));
    const explained = await explainStarts(client, eventTypeId, configuration, starts.map(instantOf));
    const free = new Map(explained.map((row) => [row.start, row.free]));
    const found: string[] = [];
    for (const minute of starts) {
      const start = instantOf(minute);
      const slot = listed.get(start);
      const outcome = await tryToBook(client, eventTypeId, start, configuration.durationMinutes);
      const isPending = slot?.needs_confirmation === true || askedEventType(configuration).requiresConfirmation;
      const expected = slot
        ? { status: isPending ? 'pending' : 'confirmed' }
        : { code: oracle.judge(minute).refusal ?? 'listed by the oracle' };
      count(Object.values(outcome)[0] ?? '');
      if (JSON.stringify(outcome) !== JSON.stringify(expected) || free.get(start) !== (slot !== undefined)) {
        found.push(
          `${start}: ${slot ? 'listed' : 'not listed'}, explained ${free.get(start) ? 'free' : 'not free'}, ` +
            `booked ${JSON.stringify(outcome)}, expected ${JSON.stringify(expected)}`,
        );
      }
    }
    return found;
  }

  it(
    `agree about ${STARTS} random starts`,
    async () => {
      const outcomes: Record<string, number> = {};
      let asked = 0;
      for (let batch = 0; asked < STARTS; batch += 1) {
        const options = { numRuns: 20, seed: SEED + batch };
        for (const sample of fc.sample(configurationsAround(zones, new Date()), options)) {
          const found = await inRolledBack(database.sql, (client) =>
            disagreements(client, sample, (outcome) => {
              outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
              asked += 1;
            }),
          );
          expect(found.slice(0, 8).join('\n'), `seed ${SEED}\n${JSON.stringify(sample)}`).toBe('');
        }
      }
      console.info(`${asked} starts: ${JSON.stringify(outcomes)}, seed ${SEED}`);
      expect((outcomes['confirmed'] ?? 0) + (outcomes['pending'] ?? 0)).toBeGreaterThan(asked / 25);
      expect(outcomes['slot_taken'] ?? 0).toBeGreaterThan(0);
    },
    900_000 * times,
  );
});
