import fc from 'fast-check';
import type { ClientBase } from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createUser } from '../../support/fixtures.ts';
import { agreeingZones, inRolledBack, type SlotResult } from '../../support/oracle/ask-database.ts';
import type { Configuration } from '../../support/oracle/configuration.ts';
import { editedConfigurationsAround } from '../../support/oracle/generate.ts';
import { bookingsLeftOutside, type Changes, changesTo } from '../../support/oracle/schedule-edits.ts';
import { testZones } from '../../support/oracle/test-zones.ts';
import { writeAll } from '../../support/oracle/write-configuration.ts';
import { ask, type Preview, signIn } from '../../support/owner-calls.ts';
import { cases } from '../../support/scale.ts';

const RUNS = cases(60, 250);
const SEED = Number(process.env['ORACLE_SEED'] ?? Date.now() % 2_147_483_647);

describe('What preview_slots says beforehand', () => {
  const database = useDatabase();
  let ownerId = '';
  let zones: string[] = [];

  beforeAll(async () => {
    ownerId = await createUser(database.sql);
    zones = await agreeingZones(database.sql, testZones);
  }, 120_000);

  /** Slots as `start end`, as visitors get them; of an event type that is switched off there are none. */
  async function slotsOf(client: ClientBase, named: Record<string, unknown>): Promise<SlotResult> {
    return ask(client, 'get_available_slots', named);
  }

  /** Previews, saves, and compares: what is not the same, in words. */
  async function compare(sample: Configuration, after: Configuration, left: number) {
    return inRolledBack(database.sql, async (client) => {
      const { eventTypeId, eventTypeIds, hostId, bookingIds } = await writeAll(client, ownerId, sample);
      const { rows } = await client.query<{ now: Date }>('select now() as now');
      const before = { ...sample, now: (rows[0]?.now ?? new Date()).toISOString() };
      await signIn(client, ownerId);
      const range = { event_type_id: eventTypeId, range_start: before.range.start, range_end: before.range.end };
      const all = changesTo(after, eventTypeIds);
      // Each list in one of 16 ways.
      const changes: Changes = Object.fromEntries(Object.entries(all).filter((_, index) => (left >> index) % 2 === 0));
      const asked: Configuration = {
        ...after,
        rules: changes.rules ? after.rules : before.rules,
        overrides: changes.overrides ? after.overrides : before.overrides,
        blocks: changes.blocked_periods ? after.blocks : before.blocks,
        eventTypes: changes.event_type ? after.eventTypes : before.eventTypes,
      };

      const earlier = await slotsOf(client, range);
      const preview: Preview = await ask(client, 'preview_slots', { ...range, changes });
      const unchanged = await slotsOf(client, range);

      const { version } = await ask(client, 'get_schedule', { host_id: hostId });
      const { event_type: settings, ...lists } = changes;
      await ask(client, 'save_schedule', { host_id: hostId, version, changes: lists });
      for (const [column, value] of Object.entries(settings ?? {})) {
        await client.query(`update public.event_types set ${column} = $1 where id = $2`, [value, eventTypeId]);
      }
      const later = await slotsOf(client, range);

      const until = [earlier.truncated_at, later.truncated_at].filter((at) => at !== undefined).sort()[0];
      const listed = ({ slots }: SlotResult) =>
        slots.filter(({ start }) => until === undefined || start < until).map(({ start, end }) => `${start} ${end}`);
      const without = (slots: SlotResult, others: SlotResult) => {
        const known = new Set(listed(others));
        return listed(slots).filter((slot) => !known.has(slot));
      };
      const texts = (slots: Preview['lost']) => slots.map(({ start, end }) => `${start} ${end}`);
      expect(texts(preview.lost)).toEqual(without(earlier, later));
      expect(texts(preview.gained)).toEqual(without(later, earlier));
      expect(preview.truncated_at).toEqual(until);
      expect(unchanged).toEqual(earlier);
      const outside = preview.bookings_outside.map((id) => bookingIds.indexOf(id));
      expect(outside.sort()).toEqual(bookingsLeftOutside(before, asked).sort());
      return { lost: preview.lost.length, gained: preview.gained.length, outside: outside.length };
    });
  }

  it(`is what came of ${RUNS} random edits when they were saved: slots lost, slots gained, bookings left outside`, async () => {
    const seen = { lost: 0, gained: 0, outside: 0 };
    const edits = fc.tuple(editedConfigurationsAround(zones, new Date()), fc.nat(15));
    const property = fc.asyncProperty(edits, async ([{ before, after }, left]) => {
      const { lost, gained, outside } = await compare(before, after, left);
      seen.lost += lost;
      seen.gained += gained;
      seen.outside += outside;
    });
    await fc.assert(property, { numRuns: RUNS, seed: SEED, endOnFailure: true });
    console.info(`${RUNS} edits: ${JSON.stringify(seen)}, seed ${SEED}`);
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
  }, 600_000);
});
