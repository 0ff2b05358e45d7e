import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { ask } from '../booking/support.ts';
import { daysAgo, plantEverywhere, rememberingHost, tablesWith } from './scene.ts';

const db = useDatabase();
const forget = (ownerId: string, email: string, max = 200) =>
  ask(db.sql, 'public.forget_visitor($1, $2, $3)', [ownerId, email, max]);

describe('A visitor whose data an owner deletes', () => {
  test('is found in no table afterwards: neither mails, webhooks, history nor jobs', async () => {
    const scene = await rememberingHost(db.sql, { retention_days: null });
    const { booking } = await plantEverywhere(db.sql, scene, 'Zerlinde', daysAgo(1));
    // What changes leaves a history, and work to do.
    await db.sql.query(
      `update public.synced_events set ends_at = ends_at + interval '1 minute' where booking_id = $1`,
      [booking.id],
    );
    await ask(db.sql, 'public.cancel_booking($1, $2, null, $3)', [booking.id, 'Zerlinde is ill', scene.host.owner_id]);
    await db.sql.query('insert into private.mail_recipients (mailbox) values (private.mailbox($1))', [
      'Zerlinde@example.com',
    ]);
    expect((await tablesWith(db.sql, 'Zerlinde')).length).toBeGreaterThanOrEqual(10);
    expect(await forget(scene.host.owner_id, 'ZERLINDE@example.com')).toEqual({ forgotten: 2, planned: 1 });
    expect(await tablesWith(db.sql, 'Zerlinde')).toEqual([]);
    expect((await scene.names()).sort()).toEqual(['Ann', 'Anonymous']);
  });

  test('stays with the hosts of others', async () => {
    const [mine, theirs] = [await rememberingHost(db.sql), await rememberingHost(db.sql)];
    for (const { book } of [mine, theirs]) await book(daysAgo(1), {}, 'Elvira');
    await forget(mine.host.owner_id, 'elvira@example.com');
    expect([await mine.names(), await theirs.names()]).toEqual([['Anonymous'], ['Elvira']]);
  });

  test('is not deleted while they have bookings or requests to come, which the refusal names', async () => {
    const scene = await rememberingHost(db.sql);
    const [confirmed, cancelled] = [
      await scene.book(daysAgo(-1), {}, 'Masetto'),
      await scene.book(daysAgo(-2), { status: 'cancelled' }, 'Masetto'),
    ];
    expect(await forget(scene.host.owner_id, 'masetto@example.com')).toMatchObject({
      code: 'invalid_state',
      details: { bookings: [confirmed.id] },
    });
    expect(await scene.names()).toEqual(['Masetto', 'Masetto']);
    await ask(db.sql, 'public.cancel_booking($1, null, 0)', [confirmed.id]);
    expect(await forget(scene.host.owner_id, 'masetto@example.com', 1)).toMatchObject({ planned: 1 });
    expect(await forget(scene.host.owner_id, 'masetto@example.com', 1)).toMatchObject({ planned: 1 });
    expect(await scene.names()).toEqual(['Anonymous', 'Anonymous']);
    expect(cancelled.status).toBe('cancelled');
  });

  test('gets what is stored of them: bookings, answers, places on waiting lists and mails, and nothing of others', async () => {
    const scene = await rememberingHost(db.sql);
    const { booking } = await plantEverywhere(db.sql, scene, 'Zerline', daysAgo(1));
    await scene.book(daysAgo(3), {}, 'Ottavio');
    const data = await ask(db.sql, 'public.export_visitor($1, $2)', [scene.host.owner_id, 'zerline@EXAMPLE.com']);
    expect(data.bookings.map(({ id }: { id: string }) => id)).toEqual([booking.id]);
    expect(data.booking_attendees).toMatchObject([{ name: 'Zerline', answers: { topic: 'What Zerline wants' } }]);
    expect(data.waitlist_entries).toMatchObject([{ name: 'Zerline' }]);
    expect([data.notifications.length, data.mails.length]).toEqual([1, 2]);
    expect(JSON.stringify(data)).not.toContain('Ottavio');
    const none = await ask(db.sql, 'public.export_visitor($1, $2)', [scene.host.owner_id, 'nobody@example.com']);
    expect(Object.values(none)).toEqual([[], [], [], [], []]);
  });
});
