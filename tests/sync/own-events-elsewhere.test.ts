import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keyOfUid } from '../../sync-service/src/calendar/own-event.ts';
import { useDatabase } from '../support/database.ts';
import { open } from './proposal-scene.ts';
import { later } from './push-scene.ts';
import { eventAt, type SyncedScene, setSyncedScene } from './synced-scene.ts';

const database = useDatabase();

/** A booking whose event is in the calendar and was read there. */
async function booked(options: Parameters<typeof setSyncedScene>[1] = {}) {
  const scene = await setSyncedScene(database, options);
  const id = await scene.book();
  await scene.push();
  await scene.readAll(eventAt(`${id}.ics`, scene.slot(0), { ownKey: id, icalUid: id }));
  return { scene, id, other: await scene.addCalendar() };
}
const isFree = async (scene: SyncedScene, start: string): Promise<boolean> => {
  const [row] = await scene.rows('select public.get_available_slots($1, $2, $3) as response', [
    scene.eventType.id,
    start,
    later(start, 30),
  ]);
  return row.response.slots.length > 0;
};

describe('the event of a booking in another calendar of its owner', () => {
  it.each([
    ['with its UID alone, as an invitation from a mail', (id: string) => ({ icalUid: id })],
    ['with its UID in capitals', (id: string) => ({ icalUid: id.toUpperCase() })],
    ['with the UID that Google gives it', (id: string) => ({ icalUid: `${id.replaceAll('-', '')}@google.com` })],
    [
      'with the UID of one that Google has anew',
      (id: string) => ({ icalUid: `${id.replaceAll('-', '')}g3@google.com` }),
    ],
    ['with our mark and another UID', (id: string) => ({ icalUid: randomUUID(), links: [id] })],
    ['with a link to the booking alone', (id: string) => ({ icalUid: null, links: [id] })],
    ['as the same account connected twice has it', (id: string) => ({ icalUid: id, ownKey: id })],
  ])('is known, and no conflict: %s', async (_, marks) => {
    const { scene, id, other } = await booked();
    await scene.readAllOf(other, eventAt('there', scene.slot(0), marks(id)));
    expect(await scene.owners(other)).toEqual({ there: id });
    expect(await scene.conflicts(id)).toEqual([]);
  });

  it('leaves the seats of its session on offer, for whoever carries it', async () => {
    const { scene, id, other } = await booked({ eventType: { seats: 3 } });
    await scene.readAllOf(other, eventAt('there', scene.slot(0), { icalUid: id }));
    const bob = await scene.book(scene.slot(0), 'Bob');
    await scene.cancel(id);
    expect(await scene.owners(other)).toEqual({ there: bob });
    await scene.readAllOf(other, eventAt('there', scene.slot(0), { icalUid: id, title: 'Bob' }));
    expect(await scene.owners(other)).toEqual({ there: bob });
    expect(await scene.book(scene.slot(0), 'Cleo')).toBeDefined();
  });

  it('may be the invitation of a visitor who shares the event of a session', async () => {
    const { scene, other } = await booked({ eventType: { seats: 3 } });
    const bob = await scene.book(scene.slot(0), 'Bob');
    await scene.readAllOf(other, eventAt('there', scene.slot(0), { icalUid: bob }));
    expect(await scene.owners(other)).toEqual({ there: bob });
    expect(await scene.conflicts(bob)).toEqual([]);
  });

  it('does not stand in the way when the booking moves by a little, and stays known until the calendar follows', async () => {
    const { scene, id, other } = await booked({ eventType: { slot_interval_minutes: 15 } });
    await scene.readAllOf(other, eventAt('there', scene.slot(0), { icalUid: null, links: [id] }));
    expect((await scene.move(id, later(scene.slot(0), 15))).booking).toMatchObject({ sequence: 1 });
    await scene.readAllOf(other, eventAt('there', scene.slot(0), { icalUid: null, links: [id], title: 'Still there' }));
    expect(await scene.owners(other)).toEqual({ there: id });
    await scene.readAllOf(other, eventAt('there', later(scene.slot(0), 15), { icalUid: null, links: [id] }));
    expect(await scene.conflicts(id)).toEqual([]);
  });

  it('that was read as somebody else’s before is known with the next pull, and its conflict is over', async () => {
    const { scene, id, other } = await booked();
    await scene.readAllOf(other, eventAt('there', scene.slot(0), { icalUid: 'unknown' }));
    expect(await open(scene, id)).toHaveLength(1);
    await scene.readAllOf(other, eventAt('there', scene.slot(0), { icalUid: 'unknown', links: [id] }));
    expect(await scene.conflicts(id)).toMatchObject([{ resolution: 'gone' }]);
  });
});

describe('what only looks like the event of a booking', () => {
  it.each([
    ['a copy with its UID', (id: string) => ({ icalUid: id })],
    ['a copy with our mark', (id: string) => ({ links: [id] })],
    ['a note with a link to it', (id: string) => ({ links: [id] })],
  ])('takes time like any other event at another time: %s', async (_, marks) => {
    const { scene, id, other } = await booked();
    await scene.readAllOf(other, eventAt('copy', scene.slot(4), marks(id)));
    expect(await scene.owners(other)).toEqual({ copy: null });
    expect(await isFree(scene, scene.slot(4))).toBe(false);
  });

  it('is a conflict with another booking in whose time it lies', async () => {
    const { scene, id, other } = await booked();
    const bob = await scene.book(scene.slot(4), 'Bob');
    await scene.readAllOf(other, eventAt('copy', scene.slot(4), { icalUid: id }));
    expect(await open(scene, bob)).toHaveLength(1);
  });

  it('is each occurrence of a series that somebody made of it, but the one at its time', async () => {
    const { scene, id, other } = await booked();
    const occurrences = [0, 48, 96].map((n) =>
      eventAt(`series/${n}`, scene.slot(n), { icalUid: id, seriesId: 'series' }),
    );
    await scene.readAllOf(other, ...occurrences);
    expect(await scene.owners(other)).toEqual({ 'series/0': id, 'series/48': null, 'series/96': null });
    expect(await isFree(scene, scene.slot(48))).toBe(false);
  });

  it('is the event of a booking of another owner', async () => {
    const { scene, other } = await booked();
    const stranger = await booked();
    await scene.readAllOf(
      other,
      eventAt('name', scene.slot(0), { icalUid: stranger.id }),
      eventAt('link', scene.slot(0), { links: [stranger.id] }),
    );
    expect(await scene.owners(other)).toEqual({ link: null, name: null });
  });

  it('are all the events of others that are named as ours are', async () => {
    const { scene, other } = await booked();
    await scene.readAllOf(
      other,
      eventAt('one', scene.slot(0), { icalUid: randomUUID() }),
      eventAt('two', scene.slot(1), { icalUid: 'x' }),
    );
    expect(await scene.owners(other)).toEqual({ one: null, two: null });
  });

  it('is known by its UID in capitals, too, and by what Google makes of it', () => {
    const key = 'b3f1c9a4-58d2-4c7e-9a10-7d2f6e0c1b55';
    for (const uid of [key, key.toUpperCase(), ` ${key} `, `${key.replaceAll('-', '').toUpperCase()}@GOOGLE.COM`])
      expect(keyOfUid(uid)).toBe(key);
  });

  it.each(['', 'no uid', 'b3f1c9a4-58d2-4c7e-9a10-7d2f6e0c1b5', 'b3f1c9a458d24c7e9a107d2f6e0c1b55', 'x@google.com'])(
    'is no UID like %j',
    (uid) => expect(keyOfUid(uid)).toBeNull(),
  );
});

describe('the event of a booking that was moved to another calendar', () => {
  it('is known there also at another time, once the first calendar has it no more', async () => {
    const { scene, id, other } = await booked();
    await scene.readAll(eventAt('rest', scene.slot(20)));
    await scene.readAllOf(other, eventAt('there', later(scene.slot(0), 10), { icalUid: id }));
    expect(await scene.owners(other)).toEqual({ there: id });
    expect((await scene.conflicts(id)).filter((conflict) => conflict.kind === 'overlap')).toEqual([]);
  });
});

describe('an event that is read before its writing was answered', () => {
  it('is known as soon as it is, and what stood against the booking is over before its mail is written', async () => {
    const scene = await setSyncedScene(database);
    const id = await scene.book();
    scene.remote.after = async () => {
      scene.remote.after = () => {};
      // A provider that shows neither our UID nor our mark in a listing.
      await scene.readAll(eventAt(`${id}.ics`, scene.slot(0), { icalUid: 'its own' }));
    };
    await scene.push();
    expect(await scene.owners(scene.calendar.id)).toEqual({ [`${id}.ics`]: id });
    expect(await open(scene, id)).toEqual([]);
    const [mail] = await scene.mailsOfKind('booking_conflict');
    expect((await scene.db.call('next_notification', { notification_id: mail.id }))?.conflicts).toMatchObject([
      { conflict: { resolution: 'gone' } },
    ]);
  });
});
