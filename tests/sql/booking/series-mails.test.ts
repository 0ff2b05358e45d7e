import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { ask, offeredHost, visitor } from './support.ts';

const db = useDatabase();

interface Made {
  eventType: { id: string };
  owner: string;
  /** By start. */
  ids: string[];
  slot: (n: number) => string;
}

/** A series of so many days. */
async function bookSeries(count: number, columns: Record<string, unknown> = {}): Promise<Made> {
  const { owner, eventType, slot } = await offeredHost(db.sql, { series_max: 10, horizon_days: 365, ...columns });
  const made = await ask(
    db.sql,
    `public.create_booking_series($1, $2, 30, 'daily', $3, $4, '{}', null, null, null, null)`,
    [eventType.id, slot(4), count, visitor()],
  );
  return { eventType, owner, slot, ids: made.bookings.map(({ id }: { id: string }) => id) };
}

interface Mail {
  id: string;
  kind: string;
  /** Numbers of the bookings in their series, from 1, that it lists. */
  dates: number[];
}

/** The mails to the visitor, or to the host, that are not sent yet, oldest first, with what each of them lists. */
async function mails({ ids }: Made, reader: 'visitor' | 'host' = 'visitor'): Promise<Mail[]> {
  const { rows } = await db.sql.query(
    `select n.id, n.kind from public.notifications as n
      where n.booking_id = any ($1) and (n.recipient = 'ann@example.com') = $2
      order by n.created_at, (select b.starts_at from public.bookings as b where b.id = n.booking_id)`,
    [ids, reader === 'visitor'],
  );
  const listed: Mail[] = [];
  for (const { id, kind } of rows) {
    await db.sql.query('delete from private.mail_recipients');
    const next = await ask(db.sql, 'public.next_notification($1)', [id]);
    if (next === null) continue;
    const bookings: { id: string }[] = next.series ?? [next.booking];
    listed.push({ id, kind, dates: bookings.map((booking) => ids.indexOf(booking.id) + 1) });
  }
  return listed;
}
const said = (list: Mail[]) => list.map(({ kind, dates }) => `${kind} ${dates.join()}`);

const cancel = (id: string | undefined, reason: string, owner: string | null = null) =>
  ask(db.sql, 'public.cancel_booking($1, $2, $3, $4)', [id, reason, owner === null ? 0 : null, owner]);
const cancelAll = (id: string | undefined, reason: string, owner: string | null = null) =>
  ask(db.sql, 'public.cancel_series($1, $2, $3, $4)', [id, reason, owner === null ? 0 : null, owner]);
const decideAll = (id: string | undefined, isAccepted: boolean, owner: string) =>
  ask(db.sql, 'public.decide_series($1, $2, $3)', [id, isAccepted, owner]);
const move = (id: string | undefined, start: string) =>
  ask(db.sql, 'public.reschedule_booking($1, $2, null, 0)', [id, start]);

describe('A mail about a series is about what the action changed', () => {
  test('and not about dates that were cancelled before it, for another reason', async () => {
    const made = await bookSeries(3);
    await cancel(made.ids[0], 'HOSTREASON', made.owner);
    await cancelAll(made.ids[1], 'VISITORREASON');
    for (const reader of ['visitor', 'host'] as const) {
      const [, , last] = await mails(made, reader);
      expect(last).toMatchObject({ kind: 'series_cancelled', dates: [2, 3] });
      const { series } = await ask(db.sql, 'public.next_notification($1)', [last?.id]);
      for (const booking of series) expect(booking.cancel_reason).toBe('VISITORREASON');
    }
  });

  test('and not about dates that were confirmed before it', async () => {
    const made = await bookSeries(3, { requires_confirmation: true });
    await ask(db.sql, 'public.confirm_booking($1, $2)', [made.ids[0], made.owner]);
    await decideAll(made.ids[1], true, made.owner);
    expect(said(await mails(made)).slice(1)).toEqual(['booking_confirmed 1', 'series_confirmed 2,3']);
  });

  test('and is a mail about a booking where that is a single one', async () => {
    const made = await bookSeries(2);
    await cancel(made.ids[0], 'ill', made.owner);
    await cancelAll(made.ids[1], 'no time');
    expect(said(await mails(made)).slice(1)).toEqual(['booking_cancelled 1', 'booking_cancelled 2']);
    const asked = await bookSeries(2, { requires_confirmation: true });
    await ask(db.sql, 'public.decline_booking($1, $2)', [asked.ids[0], asked.owner]);
    await decideAll(asked.ids[1], true, asked.owner);
    expect(said(await mails(asked)).slice(1)).toEqual(['booking_declined 1', 'booking_confirmed 2']);
  });

  test('also when it is sent again', async () => {
    const made = await bookSeries(4);
    await cancel(made.ids[3], 'ill', made.owner);
    await cancelAll(made.ids[0], 'no time');
    const [, , sent] = await mails(made);
    await ask(db.sql, 'public.finish_notification($1)', [sent?.id]);
    await ask(db.sql, 'public.resend_notification($1, $2, $3)', [made.ids[0], sent?.id, made.owner]);
    expect(said(await mails(made)).at(-1)).toBe('series_cancelled 1,2,3');
  });

  test('of an older version lists all for which it holds', async () => {
    const made = await bookSeries(3);
    await db.sql.query('update public.notifications set series_booking_ids = null where booking_id = any ($1)', [
      made.ids,
    ]);
    expect(said(await mails(made))).toEqual(['series_confirmed 1,2,3']);
  });

  test('and the owner’s programs are told of each booking once', async () => {
    const made = await bookSeries(3);
    await db.sql.query(
      `with made as (
         insert into public.webhook_endpoints (owner_id, url, events) values ($1, 'https://hooks.example/', '{booking.cancelled}') returning id
       )
       insert into private.webhook_state (endpoint_id, sealed) select id, 'sealed' from made`,
      [made.owner],
    );
    await move(made.ids[1], made.slot(60));
    await cancelAll(made.ids[0], 'no time');
    const { rows } = await db.sql.query(
      `select body -> 'data' -> 'booking' ->> 'id' as id from public.webhook_deliveries order by 1`,
    );
    expect(rows.map(({ id }) => id)).toEqual([...made.ids].sort());
  });
});

describe('What an invitation of its own brought', () => {
  test('is taken back by a mail of its own, the others by that about the series', async () => {
    const made = await bookSeries(3);
    await move(made.ids[1], made.slot(60));
    await cancelAll(made.ids[0], 'no time');
    for (const reader of ['visitor', 'host'] as const)
      expect(
        said(await mails(made, reader))
          .slice(2)
          .sort(),
      ).toEqual(['booking_cancelled 2', 'series_cancelled 1,3']);
  });

  test('is taken back alone also where it was confirmed alone, or has to be confirmed again', async () => {
    const made = await bookSeries(4, { requires_confirmation: true });
    await ask(db.sql, 'public.confirm_booking($1, $2)', [made.ids[0], made.owner]);
    await cancelAll(made.ids[1], 'no time', made.owner);
    expect(
      said(await mails(made))
        .slice(2)
        .sort(),
    ).toEqual(['booking_cancelled 1', 'series_cancelled 2,3,4']);
    const again = await bookSeries(4, { requires_confirmation: true });
    await ask(db.sql, 'public.confirm_booking($1, $2)', [again.ids[0], again.owner]);
    await move(again.ids[0], again.slot(60));
    await decideAll(again.ids[1], false, again.owner);
    expect(
      said(await mails(again))
        .slice(3)
        .sort(),
    ).toEqual(['booking_declined 1', 'series_declined 2,3,4']);
  });

  test('is not a request that was moved before the series was confirmed', async () => {
    const made = await bookSeries(3, { requires_confirmation: true });
    await move(made.ids[1], made.slot(60));
    await decideAll(made.ids[0], true, made.owner);
    await cancelAll(made.ids[0], 'no time');
    expect(said(await mails(made)).slice(2)).toEqual(['series_confirmed 1,2,3', 'series_cancelled 1,2,3']);
  });

  test('is left out of the file of its series that is written later', async () => {
    const made = await bookSeries(3);
    await move(made.ids[1], made.slot(60));
    const [first] = await mails(made);
    const { series } = await ask(db.sql, 'public.next_notification($1)', [first?.id]);
    const alone = (booking: { is_invited_alone: boolean }) => booking.is_invited_alone;
    expect(series.map(alone)).toEqual([false, true, false]);
  });
});

describe('The host of a series whose calendars were not all known', () => {
  const unread = async (ids: (string | undefined)[]) => {
    for (const id of ids)
      await db.sql.query(`update public.bookings set unread_calendars = '[{"reason": "gone"}]' where id = $1`, [id]);
  };
  const kindFor = async (made: Made, kind: string) => {
    await db.sql.query('delete from public.notifications where booking_id = any ($1)', [made.ids]);
    await db.sql.query('select private.notify_series($1, $2)', [made.ids, kind]);
    return [said(await mails(made)), said(await mails(made, 'host'))];
  };

  test('is asked to check, if it was so for any of its dates; the visitor hears nothing of it', async () => {
    const made = await bookSeries(3);
    await unread([made.ids[2]]);
    expect(await kindFor(made, 'series_confirmed')).toEqual([
      ['series_confirmed 1,2,3'],
      ['series_confirmed_unread 1,2,3'],
    ]);
    expect((await kindFor(made, 'series_cancelled'))[1]).toEqual(['series_cancelled 1,2,3']);
  });

  test('is not asked for what was a request: they looked at it', async () => {
    const made = await bookSeries(3, { requires_confirmation: true });
    await unread(made.ids);
    await ask(db.sql, 'public.confirm_booking($1, $2)', [made.ids[2], made.owner]);
    await decideAll(made.ids[0], true, made.owner);
    expect(said(await mails(made, 'host'))).toEqual([
      'series_requested 1,2,3',
      'booking_confirmed 3',
      'series_confirmed 1,2',
    ]);
  });
});
