import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { useDatabase } from '../support/database.ts';
import { lastPage, page } from './pull-scene.ts';
import { eventAt, type SyncedScene, setSyncedScene } from './synced-scene.ts';

const database = useDatabase();
let scene: SyncedScene;
/** An event of ours, as its calendar lists it. */
const ours = (start: string, bookingId: string = randomUUID()) =>
  eventAt(bookingId, start, { title: 'Consulting: Bob', ownKey: bookingId, links: [bookingId] });

beforeEach(async () => {
  scene = await setSyncedScene(database);
});

const restore = () => scene.sql.query('select private.note_restore()');
const problems = async () =>
  (
    await scene.rows('select private.calendar_problems($1, array[$2::uuid]) as problem', [scene.owner, scene.host.id])
  ).flatMap(({ problem }) => (problem.kind === 'lost_booking' ? [problem] : []));
const mails = () => scene.mailsOfKind('bookings_lost');
const connection = async () =>
  (await scene.db.call('list_connections', { owner_id: scene.owner })).connections[0]?.calendars[0];

describe('After a backup is restored, an event of a booking that it does not know', () => {
  test('keeps its time busy, is shown to the owner and told of in one mail, however often the calendar is read', async () => {
    await restore();
    const lost = ours(scene.slot(2));
    await scene.readAll(lost, eventAt('lunch', scene.slot(4)));
    const shown = { title: 'Consulting: Bob', start: lost.startsAt?.replace('.000', '') };
    expect(await problems()).toEqual([expect.objectContaining({ ...shown, calendar_id: scene.calendar.id })]);
    expect((await connection())?.lost_bookings).toEqual([expect.objectContaining(shown)]);
    expect(
      await scene.rows(
        'select is_busy, booking_id, first_busy_day is null as is_free from public.synced_events where ical_uid = $1',
        [lost.icalUid],
      ),
    ).toEqual([{ is_busy: true, booking_id: null, is_free: false }]);
    const [mail, ...others] = await mails();
    expect(others).toEqual([]);
    const { connection: told } = (await scene.db.call('next_notification', { notification_id: mail.id })) ?? {};
    expect(told?.lost_bookings).toMatchObject({ time_zone: scene.host.time_zone, bookings: [shown] });

    await scene.readAll(lost, eventAt('lunch', scene.slot(5)));
    await scene.readChanges([ours(scene.slot(6))]);
    expect(await mails()).toHaveLength(1);
    expect(await problems()).toHaveLength(1);
  });

  test('is told of once, and only when all is read, though the pull breaks off and begins again', async () => {
    await restore();
    const [one, two] = [ours(scene.slot(2)), ours(scene.slot(4))];
    await scene.read(page([one], { isFull: true, nextCursor: 'half' }), new Error('The connection was lost.'));
    expect(await mails()).toEqual([]);
    await scene.sql.query('update private.calendar_sync set cursor = null where calendar_id = $1', [scene.calendar.id]);
    await scene.read(page([one], { isFull: true, nextCursor: 'half' }), lastPage([two], 'whole'));
    expect(await mails()).toHaveLength(1);
    expect(await problems()).toHaveLength(2);
  });

  test('is shown no longer once its owner says that they have seen to it, or when it is deleted', async () => {
    await restore();
    const [one, two] = [ours(scene.slot(2)), ours(scene.slot(4))];
    await scene.readAll(one, two, eventAt('lunch', scene.slot(8)));
    const [{ id }] = await problems();
    const say = (owner: string) => scene.db.call('acknowledge_lost_booking', { lost_booking_id: id, owner_id: owner });
    await expect(say(randomUUID())).rejects.toThrow('There is no such booking');
    const { lost_booking: answer } = await say(scene.owner);
    expect(await say(scene.owner)).toEqual({ lost_booking: answer });
    expect(await problems()).toHaveLength(1);
    await scene.readAll(one, eventAt('lunch', scene.slot(8)));
    expect(await problems()).toEqual([]);
    // A mail that has not begun by then has nothing to say.
    const [mail] = await mails();
    const told = await scene.db.call('next_notification', { notification_id: mail.id });
    expect(told?.connection?.lost_bookings).toBeNull();
  });

  test('is named without its title where none is stored', async () => {
    await scene.sql.query('update public.calendars set stores_titles = false where id = $1', [scene.calendar.id]);
    await restore();
    await scene.readAll(ours(scene.slot(2)));
    expect(await problems()).toMatchObject([{ title: null }]);
  });

  test('is told of once where a feed shows the same calendar again', async () => {
    const feed = await scene.addCalendar();
    await restore();
    const lost = ours(scene.slot(2));
    await scene.readAll(lost);
    await scene.readAllOf(feed, { ...lost, ownKey: null });
    expect(await mails()).toHaveLength(1);
    expect(await problems()).toHaveLength(1);
  });
});

describe('No booking is lost', () => {
  test('whose event the backup has, be it of an installation that is gone', async () => {
    const old = ours(scene.slot(2));
    await scene.readAll(old);
    await restore();
    await scene.readAll(old);
    expect([await problems(), await mails()]).toEqual([[], []]);
  });

  test('that the backup has, wherever its event is now', async () => {
    const booking = await scene.book(scene.slot(2));
    await restore();
    await scene.readAll(ours(scene.slot(2), booking), {
      ...ours(scene.slot(6), booking),
      providerEventId: 'a copy',
      ownKey: null,
    });
    expect([await problems(), await mails()]).toEqual([[], []]);
  });

  test('without a restore, and none by an event with a UID like ours', async () => {
    await scene.readAll(ours(scene.slot(2)));
    await restore();
    await scene.readAll(
      ours(scene.slot(2), randomUUID()),
      eventAt(randomUUID(), scene.slot(4), { icalUid: randomUUID() }),
    );
    expect(await problems()).toHaveLength(1);
    await scene.readAll(ours(scene.slot(8)));
    expect(await problems()).toEqual([]);
  });
});
