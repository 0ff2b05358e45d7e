import { describe, expect, it } from 'vitest';
import { ask, offeredHost, visitor } from '../sql/booking/support.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();

/** A host and what is done with bookings of one event type; `wasInvited` is what a mail about one of them is told. */
async function setScene(columns: Record<string, unknown>) {
  const { owner, eventType, slot } = await offeredHost(database.sql, columns);
  const done = async (call: string, values: unknown[]) => {
    const result = await ask(database.sql, call, values);
    if (result.code !== undefined) throw new Error(JSON.stringify(result));
    return result;
  };
  return {
    slot,
    book: async (): Promise<string> =>
      (await done('public.create_booking($1, $2, 30, $3)', [eventType.id, slot(0), visitor()])).booking.id,
    bookSeries: async (): Promise<string[]> =>
      (
        await done(`public.create_booking_series($1, $2, 30, 'daily', 3, $3, '{}')`, [eventType.id, slot(0), visitor()])
      ).bookings.map(({ id }: { id: string }) => id),
    decideSeries: (id: string, isAccepted: boolean) =>
      done('public.decide_series($1, $2, $3)', [id, isAccepted, owner]),
    confirm: (id: string) => done('public.confirm_booking($1, $2)', [id, owner]),
    moveAsHost: (id: string, to: string) => done('public.reschedule_booking($1, $2, null, null, $3)', [id, to, owner]),
    moveAsVisitor: (id: string, to: string) => done('public.reschedule_booking($1, $2, null, 0)', [id, to]),
    wasInvited: async (id: string): Promise<boolean> =>
      (
        await database.sql.query('select (private.mailed_booking($1, false) ->> $2)::boolean as it', [
          id,
          'was_invited',
        ])
      ).rows[0].it,
  };
}

describe('An invitation was written', () => {
  it('to a booking that is confirmed at once, and to one whose request was confirmed, but not to a request', async () => {
    const plain = await setScene({});
    expect(await plain.wasInvited(await plain.book())).toBe(true);
    const asked = await setScene({ requires_confirmation: true });
    const id = await asked.book();
    expect(await asked.wasInvited(id)).toBe(false);
    await asked.moveAsVisitor(id, asked.slot(2));
    expect(await asked.wasInvited(id)).toBe(false);
    await asked.confirm(id);
    expect(await asked.wasInvited(id)).toBe(true);
  });

  it('to each booking of a series, though its mail stands with the first, once the series is confirmed', async () => {
    const plain = await setScene({ series_max: 5 });
    for (const id of await plain.bookSeries()) expect(await plain.wasInvited(id)).toBe(true);
    for (const isAccepted of [true, false]) {
      const asked = await setScene({ series_max: 5, requires_confirmation: true });
      const ids = await asked.bookSeries();
      for (const id of ids) expect(await asked.wasInvited(id)).toBe(false);
      await asked.decideSeries(ids[0] ?? '', isAccepted);
      for (const id of ids) expect(await asked.wasInvited(id)).toBe(isAccepted);
    }
  });

  it('to a request that the host moved, which accepts it, also when its visitor moves it and it waits once more', async () => {
    const asked = await setScene({ requires_confirmation: true });
    const id = await asked.book();
    await asked.moveAsHost(id, asked.slot(2));
    expect(await asked.wasInvited(id)).toBe(true);
    await asked.moveAsVisitor(id, asked.slot(4));
    expect(await asked.wasInvited(id)).toBe(true);
  });
});
