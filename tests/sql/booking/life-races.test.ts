import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { cases } from '../../support/scale.ts';
import { useRace } from './race.ts';
import { ask, offeredHost, visitor } from './support.ts';

const db = useDatabase();
const { call, tally } = useRace(db);
const book = async (eventTypeId: string, start: string): Promise<string> =>
  (await ask(db.sql, 'public.create_booking($1, $2, 30, $3)', [eventTypeId, start, visitor()])).booking.id;
const row = async (id: string) => (await db.sql.query('select * from public.bookings where id = $1', [id])).rows[0];

describe('Races in the life of a booking', () => {
  test('of many moves by a visitor at once as many succeed as the host permits', async () => {
    const { eventType, slot } = await offeredHost(db.sql, { max_reschedules: 3 });
    const id = await book(eventType.id, slot(0));
    const moves = cases(30, 200);
    const outcomes = await Promise.all(
      Array.from({ length: moves }, (_, i) =>
        call('public.reschedule_booking($1, $2, null, 0)', [id, slot(1 + (i % 40))]),
      ),
    );
    const { sequence, reschedules } = await row(id);
    expect({ sequence, reschedules }).toEqual({ sequence: 3, reschedules: 3 });
    // One that asks for the time that the booking has by then changes nothing and is no failure.
    const { done, invalid_state: refused } = tally(outcomes);
    expect((done ?? 0) + (refused ?? 0)).toBe(moves);
    expect(done).toBeGreaterThanOrEqual(3);
  });
});
