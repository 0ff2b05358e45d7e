import { describe, expect, it } from 'vitest';
import { isOwnerMailKind, writeOwnerMessage } from '../../sync-service/src/mail/owner-messages.ts';
import { writeText } from '../../sync-service/src/mail/write-text.ts';
import { useDatabase } from '../support/database.ts';
import { type PushScene, setPushScene } from './push-scene.ts';

const database = useDatabase();

/** What the account's list of calendars says from now on. */
async function list(scene: PushScene, access: 'read' | 'write'): Promise<void> {
  const { connection_id: connectionId, provider_calendar_id: id, name } = scene.calendar;
  await scene.db.call('update_calendars', {
    connection_id: connectionId,
    calendars: [{ provider_calendar_id: id, name, time_zone: null, access, is_own: true, is_primary: true }],
  });
}

const mailsOf = (scene: PushScene) =>
  scene.rows(
    `select n.id, n.recipient = u.email as is_owner from public.notifications as n, auth.users as u
     where n.kind = 'booking_target_read_only' and n.connection_id = $1 and u.id = $2`,
    [scene.calendar.connection_id, scene.owner],
  );

/** The only mail, as it would be written now. */
async function readMail(scene: PushScene) {
  const [mail] = await mailsOf(scene);
  const next = await scene.db.call('next_notification', { notification_id: mail.id });
  if (next === null || !isOwnerMailKind(next.notification.kind)) throw new Error('no mail for the owner');
  const message = writeOwnerMessage(next.notification.kind, next, 'https://book.example', '');
  return message === null ? null : { subject: message.subject, text: writeText(message) };
}

const errorOf = async (scene: PushScene): Promise<string | null> =>
  (await scene.rows('select sync_error from public.calendars where id = $1', [scene.calendar.id]))[0].sync_error;

describe('a calendar for bookings that can only be read by now', () => {
  it('fails what waits to be written, and says what to do', async () => {
    const scene = await setPushScene(database);
    const written = await scene.book(scene.slot(8), 'Eve');
    await scene.push();
    const waiting = await scene.book();
    await list(scene, 'read');
    expect(await scene.state()).toMatchObject([
      { event_key: waiting, state: 'failed', last_error: expect.stringContaining('choose another calendar') },
      { event_key: written, state: 'pushed', last_error: null },
    ]);
  });

  it('is not asked to take what is booked, moved or cancelled meanwhile; that fails, too', async () => {
    const scene = await setPushScene(database);
    const [moved, cancelled] = [await scene.book(scene.slot(8)), await scene.book(scene.slot(16))];
    await scene.push();
    scene.remote.calls.length = 0;
    await list(scene, 'read');
    await scene.move(moved, scene.slot(24));
    await scene.cancel(cancelled);
    const booked = await scene.book();
    expect(await scene.push()).toEqual(['nothing', 'nothing', 'nothing']);
    expect(scene.remote.calls).toEqual([]);
    const states = await scene.state();
    expect(new Set(states.map((event) => event.event_key))).toEqual(new Set([moved, cancelled, booked]));
    for (const event of states)
      expect(event).toMatchObject({ state: 'failed', last_error: expect.stringContaining('is now read-only') });
  });

  it('does not make a booking that moved look as if the host had moved its event', async () => {
    const scene = await setPushScene(database);
    const id = await scene.book();
    await scene.push();
    await list(scene, 'read');
    await scene.move(id, scene.slot(8));
    await scene.push();
    await scene.listed({
      provider_event_id: `${id}.ics`,
      booking_id: id,
      starts_at: scene.slot(0),
      ends_at: scene.slot(1),
    });
    expect(await scene.verify()).toEqual(['nothing']);
    expect(await scene.conflicts(id)).toEqual([]);
  });

  it('gets what it missed as soon as it can be written to again', async () => {
    const scene = await setPushScene(database);
    const [moved, cancelled] = [await scene.book(scene.slot(8)), await scene.book(scene.slot(16))];
    await scene.push();
    await list(scene, 'read');
    await scene.move(moved, scene.slot(24));
    await scene.cancel(cancelled);
    const booked = await scene.book();
    await scene.push();

    await list(scene, 'write');
    expect((await scene.state()).map(({ state, last_error }) => [state, last_error])).toEqual([
      ['pending', null],
      ['pending', null],
      ['pending', null],
    ]);
    expect((await scene.push()).sort()).toEqual(['removed', 'written', 'written']);
    expect(new Set(scene.remote.events.keys())).toEqual(new Set([moved, booked]));
    expect(scene.remote.events.get(moved)?.startsAt).toBe(scene.slot(24).replace('.000Z', 'Z'));
  });

  it('says so with the calendar, also after it was read again, until it can be written to', async () => {
    const scene = await setPushScene(database);
    await list(scene, 'read');
    expect(await errorOf(scene)).toContain('is now read-only');
    await scene.sql.query(`select public.finish_unchanged_pulls(array[$1::uuid], now(), now() + interval '1 day')`, [
      scene.calendar.id,
    ]);
    expect(await errorOf(scene)).toContain('is now read-only');
    await list(scene, 'write');
    expect(await errorOf(scene)).toBeNull();
  });

  it('is told to its owner once, however often the list says so and however often it comes and goes in a day', async () => {
    const scene = await setPushScene(database);
    for (const access of ['read', 'read', 'write', 'read'] as const) await list(scene, access);
    expect(await mailsOf(scene)).toEqual([{ id: expect.any(String), is_owner: true }]);
    expect(await readMail(scene)).toMatchObject({
      subject: `Bookings are not written to your calendar: ${scene.calendar.name || 'unnamed'}`,
      text: expect.stringContaining('https://book.example/admin'),
    });
  });

  it('is not told any more if that is over when the mail is written', async () => {
    const scene = await setPushScene(database);
    await list(scene, 'read');
    await list(scene, 'write');
    expect(await readMail(scene)).toBeNull();
  });

  it('is no matter where no bookings go to it', async () => {
    const scene = await setPushScene(database);
    await scene.sql.query('update public.calendar_links set is_booking_target = false where calendar_id = $1', [
      scene.calendar.id,
    ]);
    await list(scene, 'read');
    expect(await mailsOf(scene)).toEqual([]);
    expect(await errorOf(scene)).toBeNull();
  });
});
