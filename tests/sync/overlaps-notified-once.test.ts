import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import { isConflictMailKind, writeConflictMessage } from '../../sync-service/src/mail/conflict-messages.ts';
import { writeText } from '../../sync-service/src/mail/write-text.ts';
import { useDatabase } from '../support/database.ts';
import { open } from './proposal-scene.ts';
import { lastPage, page } from './pull-scene.ts';
import { later } from './push-scene.ts';
import { daysAt, eventAt, type SyncedScene, setSyncedScene } from './synced-scene.ts';

const database = useDatabase();

/** A booking whose time an event of a full listing takes. */
async function clashing(options: Parameters<typeof setSyncedScene>[1] = {}) {
  const scene = await setSyncedScene(database, options);
  const id = await scene.book();
  await scene.readAll(eventAt('first', scene.slot(0)));
  const [event] = await scene.events();
  const [conflict] = await open(scene, id);
  return { scene, id, event, conflict };
}

/** The mail as it would be written now. */
async function writeMail(scene: SyncedScene, notificationId: string) {
  const next = await scene.db.call('next_notification', { notification_id: notificationId });
  if (next === null || !isConflictMailKind(next.notification.kind)) throw new Error('no mail about a conflict');
  const message = writeConflictMessage(next.notification.kind, next.conflicts, 'https://book.example', null);
  return message === null ? null : { subject: message.subject, text: writeText(message) };
}

describe('an event that a listing names anew each time', () => {
  it('keeps its row, and is told once, however often its UID changes', async () => {
    const { scene, id, event, conflict } = await clashing();
    for (const uid of ['second', 'third', randomUUID()]) await scene.readAll(eventAt(uid, scene.slot(0)));
    expect(await scene.events()).toMatchObject([{ id: event.id }]);
    expect(await scene.conflicts(id)).toMatchObject([
      { id: conflict.id, resolved_at: null, synced_event_id: event.id },
    ]);
    expect(await scene.mailsOfKind('booking_conflict')).toHaveLength(1);
  });

  it('keeps its row also as a whole day, and as occurrences of a series', async () => {
    const scene = await setSyncedScene(database);
    const named = (uid: string) => [
      daysAt(`${uid}-days`, scene.slot(0), 2),
      ...[0, 48, 96].map((n) => eventAt(`${uid}/${n}`, scene.slot(n), { seriesId: uid })),
    ];
    await scene.readAll(...named('a'));
    const before = (await scene.events()).map(({ id }) => id).sort();
    await scene.readAll(...named('b'));
    const after = await scene.events();
    expect(after.map(({ id }) => id).sort()).toEqual(before);
    expect(after.map(({ provider_event_id }) => provider_event_id)).toEqual(['b-days', 'b/0', 'b/48', 'b/96']);
  });

  it('stays decided when the host left it as it is', async () => {
    const { scene, id, conflict } = await clashing();
    await scene.decide(id, conflict.id, 'keep');
    await scene.readAll(eventAt('second', scene.slot(0)));
    await scene.readAll(eventAt('third', scene.slot(0)));
    expect(await scene.conflicts(id)).toMatchObject([{ id: conflict.id, resolution: 'kept' }]);
    expect(await scene.mailsOfKind('booking_conflict')).toHaveLength(1);
  });

  it('is closed when it goes', async () => {
    const { scene, id, conflict } = await clashing();
    await scene.readAll(eventAt('second', scene.slot(0)), eventAt('other', scene.slot(9)));
    await scene.readAll(eventAt('other', scene.slot(9)));
    expect(await scene.conflicts(id)).toMatchObject([{ id: conflict.id, resolution: 'gone' }]);
  });

  it('is told once where its new name and the end of the listing stand on different pages', async () => {
    const { scene, id } = await clashing();
    const many = Array.from({ length: 520 }, (_, n) =>
      eventAt(`other-${n}`, later(scene.slot(20), n), { title: `No ${n}` }),
    );
    for (const uid of ['second', 'third']) {
      await scene.read(page([eventAt(uid, scene.slot(0)), ...many.slice(0, 450)]), lastPage(many.slice(450), uid));
    }
    expect(await scene.events()).toHaveLength(521);
    expect(await open(scene, id)).toHaveLength(1);
    expect(await scene.mailsOfKind('booking_conflict')).toHaveLength(1);
  });

  it('is as many events as the listing names: two of one title and time stay two', async () => {
    const { scene, id } = await clashing();
    const twins = (...uids: string[]) => uids.map((uid) => eventAt(uid, scene.slot(0)));
    await scene.readAll(...twins('a', 'b'));
    await scene.readAll(...twins('c', 'd'));
    expect((await scene.events()).map((row) => row.provider_event_id)).toEqual(['c', 'd']);
    await scene.readAll(...twins('e', 'd'));
    expect((await scene.events()).map((row) => row.provider_event_id)).toEqual(['d', 'e']);
    expect(await scene.mailsOfKind('booking_conflict')).toHaveLength(1);
    // One of them goes: the time is still taken.
    await scene.readAll(eventAt('f', scene.slot(0)));
    expect(await scene.events()).toHaveLength(1);
    expect(await open(scene, id)).toHaveLength(1);
  });

  it('takes no row of one that is only named on a later page', async () => {
    const scene = await setSyncedScene(database);
    await scene.readAll(eventAt('old', scene.slot(0)), eventAt('rest', scene.slot(5)));
    await scene.read(
      page([eventAt('new', scene.slot(0))]),
      lastPage([eventAt('old', scene.slot(0)), eventAt('rest', scene.slot(5))], 'x'),
    );
    expect((await scene.events()).map((row) => row.provider_event_id)).toEqual(['new', 'old', 'rest']);
    await scene.readAll(eventAt('new', scene.slot(1)), eventAt('old', scene.slot(0)), eventAt('rest', scene.slot(5)));
    expect((await scene.events()).map((row) => row.starts_at.toISOString())).toEqual([
      scene.slot(1),
      scene.slot(0),
      scene.slot(5),
    ]);
  });

  it('takes nothing from one that is there still, though the listing broke off and only differences follow', async () => {
    const scene = await setSyncedScene(database);
    await scene.readAll(eventAt('old', scene.slot(0)), eventAt('rest', scene.slot(5)));
    const broken = new ProviderError('unreachable', 'The calendar cannot be reached.', { retryable: true });
    await scene.read(page([eventAt('new', scene.slot(0))]), broken);
    await scene.readChanges([{ kind: 'delete', providerEventId: 'new' }]);
    expect(await scene.events()).toMatchObject([
      { provider_event_id: 'old', starts_at: new Date(scene.slot(0)) },
      { provider_event_id: 'rest' },
    ]);
  });

  it('takes no row in a pull of differences, where the other one may be there still', async () => {
    const { scene } = await clashing();
    await scene.readChanges([eventAt('second', scene.slot(0))]);
    expect((await scene.events()).map((row) => row.provider_event_id)).toEqual(['first', 'second']);
  });

  it.each([
    ['reported as gone', { deleted: ['first'] }],
    ['not found by a comparison', { missing: ['first'] }],
  ])('keeps its row when an object is renamed: the old name is %s', async (_, fields) => {
    const { scene, id, event, conflict } = await clashing();
    await scene.readChanges([eventAt('renamed', scene.slot(0))], fields);
    expect(await scene.events()).toMatchObject([{ id: event.id, provider_event_id: 'renamed' }]);
    expect(await scene.conflicts(id)).toMatchObject([{ id: conflict.id, resolved_at: null }]);
  });

  it('keeps its row when the provider names the deletion and the new event one by one', async () => {
    const { scene, event } = await clashing();
    await scene.readChanges([{ kind: 'delete', providerEventId: 'first' }, eventAt('second', scene.slot(0))]);
    expect(await scene.events()).toMatchObject([{ id: event.id, provider_event_id: 'second' }]);
  });
});

describe('a clash that was told', () => {
  it('is not told again for another title', async () => {
    const { scene, id } = await clashing();
    await scene.sendMails();
    await scene.readAll(eventAt('first', scene.slot(0), { title: 'Dentist' }));
    await scene.readAll(eventAt('second', scene.slot(0), { title: 'Doctor' }));
    expect(await open(scene, id)).toMatchObject([{ event_title: 'Doctor' }]);
    expect(await scene.mailsOfKind('booking_conflict')).toHaveLength(1);
  });

  it('is told again when its time changed, with the new one', async () => {
    const { scene, id, conflict } = await clashing();
    await scene.sendMails();
    await scene.readAll(eventAt('first', later(scene.slot(0), 10)));
    expect(await open(scene, id)).toMatchObject([
      { id: conflict.id, event_starts_at: new Date(later(scene.slot(0), 10)) },
    ]);
    expect(await scene.mailsOfKind('booking_conflict')).toMatchObject([
      { conflicts: [] },
      { conflicts: [conflict.id] },
    ]);
  });

  it('is told no more than once an hour if its time changes with each pull', async () => {
    const { scene } = await clashing();
    for (let minute = 1; minute <= 10; minute += 1) {
      await scene.sendMails();
      await scene.readAll(eventAt('first', later(scene.slot(0), minute)));
    }
    // Begun by the test itself, each mail makes room for the next one: which one is due says the queue.
    const waits = await scene.rows(
      `select extract(epoch from j.run_at - n.created_at) as seconds
       from public.notifications as n join graphile_worker._private_jobs as j on j.key = 'send_notification:' || n.id
       join auth.users as u on u.email = n.recipient
       where u.id = $1 and n.kind = 'booking_conflict' order by n.created_at, n.id`,
      [scene.owner],
    );
    expect(waits.map(({ seconds }) => Number(seconds) > 3000)).toEqual([false, false, ...Array(9).fill(true)]);
  });

  it('and waits to be mailed takes its new time along', async () => {
    const { scene } = await clashing();
    for (let minute = 1; minute <= 5; minute += 1) await scene.readAll(eventAt('first', later(scene.slot(0), minute)));
    const [mail, ...more] = await scene.mailsOfKind('booking_conflict');
    expect(more).toEqual([]);
    expect((await writeMail(scene, mail.id))?.text).toMatch(/Your event: Termin, .*:05–/);
  });

  it('is told once though the event comes and goes all the time', async () => {
    const { scene, id, conflict } = await clashing();
    const other = eventAt('other', scene.slot(9));
    for (let turn = 0; turn < 3; turn += 1) {
      await scene.sendMails();
      await scene.readAll(other);
      expect(await open(scene, id)).toEqual([]);
      await scene.readAll(other, eventAt(`again-${turn}`, scene.slot(0)));
      expect(await open(scene, id)).toMatchObject([{ id: conflict.id }]);
    }
    expect(await scene.mailsOfKind('booking_conflict')).toHaveLength(1);
  });

  it('is told anew if the event comes back after days', async () => {
    const { scene, id } = await clashing();
    const other = eventAt('other', scene.slot(9));
    await scene.readAll(other);
    await scene.sendMails();
    await scene.letHoursPass(25);
    await scene.readAll(other, eventAt('again', scene.slot(0)));
    expect(await open(scene, id)).toHaveLength(1);
    expect(await scene.mailsOfKind('booking_conflict')).toHaveLength(2);
  });

  it('is told once though a second calendar has the event, too, and stands until both are gone', async () => {
    const { scene, id, event } = await clashing();
    const twin = await scene.listed({ title: 'Termin', starts_at: scene.slot(0), ends_at: scene.slot(1) });
    expect(await open(scene, id)).toHaveLength(2);
    expect(await scene.mailsOfKind('booking_conflict')).toHaveLength(1);
    await scene.sql.query('delete from public.synced_events where id = $1', [event.id]);
    await scene.review([]);
    expect(await open(scene, id)).toMatchObject([{ synced_event_id: twin.id }]);
  });

  it('that was left as it is stays so when the event went elsewhere and came back', async () => {
    const { scene, id, conflict } = await clashing();
    await scene.decide(id, conflict.id, 'keep');
    await scene.readAll(eventAt('first', later(scene.slot(0), 10)));
    expect(await open(scene, id)).toHaveLength(1);
    await scene.readAll(eventAt('first', scene.slot(0)));
    expect(await open(scene, id)).toEqual([]);
  });

  it('says nothing about another event that begins to clash', async () => {
    const { scene, id } = await clashing();
    await scene.sendMails();
    await scene.readAll(
      eventAt('first', scene.slot(0)),
      eventAt('longer', later(scene.slot(0), -30), { endsAt: scene.slot(2) } as object),
    );
    expect(await open(scene, id)).toHaveLength(2);
    expect(await scene.mailsOfKind('booking_conflict')).toHaveLength(2);
  });
});

describe('one change in the calendar over many bookings', () => {
  /** Bookings on as many days. */
  async function booked(count: number) {
    const scene = await setSyncedScene(database);
    const ids: string[] = [];
    for (let day = 0; day < count; day += 1) ids.push(await scene.book(scene.slot(day * 48 + 20), `Visitor${day}`));
    return { scene, ids };
  }

  it('is one mail that lists them in their order, each with the link to it', async () => {
    const { scene, ids } = await booked(21);
    await scene.readAll(
      eventAt('vacation', scene.slot(0), { title: 'Vacation', endsAt: scene.slot(30 * 48) } as object),
    );
    for (const id of ids) expect(await open(scene, id)).toHaveLength(1);
    const [mail, ...more] = await scene.mailsOfKind('booking_conflict');
    expect(more).toEqual([]);
    expect(mail.conflicts).toHaveLength(21);
    const message = await writeMail(scene, mail.id);
    expect(message?.subject).toBe('Conflicts with 21 bookings');
    expect([...(message?.text.matchAll(/admin\/bookings\/(\S+)/g) ?? [])].map(([, id]) => id)).toEqual(ids);
    expect(message?.text.match(/Your event: Vacation, /g)).toHaveLength(21);
  });

  it('is one mail also if the reading has several pages, and waits for its end', async () => {
    const { scene } = await booked(4);
    const each = [0, 1, 2, 3].map((day) => eventAt(`day-${day}`, scene.slot(day * 48 + 20)));
    await scene.read(page(each.slice(0, 2)), page(each.slice(2, 3)), lastPage(each.slice(3), 'x'));
    const [mail, ...more] = await scene.mailsOfKind('booking_conflict');
    expect(more).toEqual([]);
    expect(mail.conflicts).toHaveLength(4);
    const [job] = await scene.rows(
      `select run_at <= now() as is_due from graphile_worker._private_jobs where key = 'send_notification:' || $1`,
      [mail.id],
    );
    expect(job).toEqual({ is_due: true });
  });

  it('is another mail once the first one was begun', async () => {
    const { scene } = await booked(2);
    await scene.readAll(eventAt('one', scene.slot(20)));
    await scene.sendMails();
    await scene.readAll(eventAt('one', scene.slot(20)), eventAt('two', scene.slot(68)));
    expect(await scene.mailsOfKind('booking_conflict')).toMatchObject([
      { conflicts: [expect.any(String)] },
      { conflicts: [expect.any(String)] },
    ]);
  });

  it('tells only what is still so when the mail is written', async () => {
    const { scene, ids } = await booked(3);
    await scene.readAll(daysAt('vacation', scene.slot(0), 30));
    await scene.cancel(ids[1] ?? '');
    const [mail] = await scene.mailsOfKind('booking_conflict');
    const message = await writeMail(scene, mail.id);
    expect(message?.subject).toBe('Conflicts with 2 bookings');
    await scene.cancel(ids[0] ?? '');
    expect((await writeMail(scene, mail.id))?.subject).toBe('Conflict: Consulting');
    await scene.cancel(ids[2] ?? '');
    expect(await writeMail(scene, mail.id)).toBeNull();
  });

  it('that deletes their events, or moves them, is one mail, too', async () => {
    const { scene, ids } = await booked(5);
    await scene.push();
    const own = (hours: number) =>
      ids.map((id, day) => eventAt(`${id}.ics`, later(scene.slot(day * 48 + 20), hours * 60), { ownKey: id }));
    await scene.readAll(...own(0));
    for (const id of ids) {
      const stored = scene.remote.events.get(id);
      if (stored)
        scene.remote.events.set(id, {
          ...stored,
          startsAt: later(stored.startsAt, 120),
          endsAt: later(stored.endsAt, 120),
        });
    }
    await scene.readAll(...own(2));
    expect(await scene.verify()).toEqual(Array(5).fill('moved'));
    const [mail, ...more] = await scene.mailsOfKind('booking_event_moved');
    expect(more).toEqual([]);
    expect((await writeMail(scene, mail.id))?.subject).toBe('Moved in your calendar: 5 bookings');

    scene.remote.events.clear();
    await scene.readChanges([], { deleted: ids.map((id) => `${id}.ics`) });
    expect(await scene.verify()).toEqual(Array(5).fill('deleted'));
    expect(await scene.mailsOfKind('booking_event_deleted')).toHaveLength(1);
  });
});
