import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EventRef, EventToWrite } from '../../../sync-service/src/calendar/provider.ts';
import { ProviderError } from '../../../sync-service/src/calendar/provider-error.ts';
import { collectPages, contractWindow, Mirror } from '../contract-suite.ts';
import { at, type GoogleScene, openGoogleScene } from './scene.ts';

const key = '3f2b8c1e-0d4a-4b6f-9a51-7c2e9d10ab34';
const id = '3f2b8c1e0d4a4b6f9a517c2e9d10ab34';
const booking: EventToWrite = {
  key,
  startsAt: '2026-05-04T08:00:00.000Z',
  endsAt: '2026-05-04T08:30:00.000Z',
  title: 'Intro: Anna',
  description: 'Service: Intro\n\nAnna <anna@example.com>',
  location: 'Room 5',
  url: 'https://openslot.example/admin/bookings/1',
  sequence: 0,
  status: 'confirmed',
};
const moved: EventToWrite = {
  ...booking,
  startsAt: '2026-05-05T08:00:00.000Z',
  endsAt: '2026-05-05T08:30:00.000Z',
  description: 'Service: Intro\n\nAnna Berg <anna@example.com>',
  sequence: 1,
};
const bare: EventRef = { key, providerEventId: null, version: null };
const ref: EventRef = { key, providerEventId: id, version: null };

let scene: GoogleScene;
beforeEach(async () => {
  scene = await openGoogleScene();
});
afterEach(async () => {
  await scene.stop();
  expect(scene.sandbox.violations).toEqual([]);
});

const create = (event = booking) => scene.provider.createEvent(scene.account, scene.calendar, event);
const update = (event = moved, to = ref) => scene.provider.updateEvent(scene.account, scene.calendar, to, event);
const remove = (to = ref) => scene.provider.deleteEvent(scene.account, scene.calendar, to);
const get = (to = ref) => scene.provider.getEvent(scene.account, scene.calendar, to);
const lines = (): string[] => scene.asked().map(({ line }) => line);

async function failure(work: Promise<unknown>): Promise<ProviderError> {
  const error = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ProviderError);
  return error as ProviderError;
}

/** Lets somebody change the event between our look at it and our write. */
function interfere(times: number, work: () => Promise<void>): void {
  let left = times;
  scene.beforeRequest = async () => {
    if (left === 0 || scene.sandbox.requests.at(-1)?.method !== 'GET') return;
    left -= 1;
    await work();
  };
}

describe('a new event', () => {
  test('has the id of its key, our marker, and no guests', async () => {
    const written = await create();
    expect(written).toEqual({ providerEventId: id, version: expect.stringMatching(/^".+"$/) });
    const [asked] = scene.asked();
    expect(asked).toMatchObject({ line: 'POST /events', query: { sendUpdates: ['none'] } });
    expect(await scene.person.get(id)).toMatchObject({
      summary: 'Intro: Anna',
      description: booking.description,
      location: 'Room 5',
      source: { url: booking.url },
      extendedProperties: { private: { openslotEvent: key } },
    });
    expect(await scene.person.get(id)).not.toHaveProperty('attendees');
  });

  test('can be tentative', async () => {
    await create({ ...booking, status: 'tentative' });
    expect((await scene.person.get(id)).status).toBe('tentative');
  });

  test('has text without control characters', async () => {
    await create({
      ...booking,
      title: 'Intro\r\n\u202eAnna',
      description: 'One\r\nTwo\u0007',
      url: 'javascript:alert(1)',
    });
    const stored = await scene.person.get(id);
    expect(stored).toMatchObject({ summary: 'Intro Anna', description: 'One\nTwo' });
    expect(stored).not.toHaveProperty('source');
  });

  // google.md 31
  test.each(['reset', 'truncated', 'hang'] as const)('whose answer is lost (%s) is there once', async (kind) => {
    const effect = kind === 'truncated' ? { kind } : ({ kind, when: 'after' } as const);
    await scene.stop();
    scene = await openGoogleScene({ timeoutMs: 3_000 });
    // A connection that breaks off is asked over once more.
    const times = kind === 'reset' ? 2 : 1;
    scene.sandbox.faults.add({ method: 'POST', path: /events$/, effect, times });
    expect(await failure(create())).toMatchObject({ retryable: true });
    expect(await create(moved)).toMatchObject({ providerEventId: id });
    expect(await get()).toMatchObject({ times: { startsAt: moved.startsAt }, isCancelled: false });
    const mirror = new Mirror();
    mirror.apply(await collectPages(scene, null));
    expect(mirror.rows.size).toBe(1);
  });

  // google.md 31
  test('whose connection broke off after it was stored is there once, without a failure', async () => {
    scene.sandbox.faults.add({ method: 'POST', path: /events$/, effect: { kind: 'reset', when: 'after' } });
    expect(await create()).toMatchObject({ providerEventId: id });
    expect(lines()).toEqual(['POST /events', 'POST /events', `GET /events/${id}`]);
  });

  // google.md 31
  test('that is there already as it should be is not written again', async () => {
    const first = await create();
    scene.asked();
    expect(await create()).toEqual(first);
    expect(lines()).toEqual(['POST /events', `GET /events/${id}`]);
  });

  // google.md 32
  test('whose id was deleted gets another one, and the deleted one stays deleted', async () => {
    await create();
    await scene.person.delete(id);
    expect(await create()).toMatchObject({ providerEventId: `${id}g1` });
    expect((await scene.person.get(id)).status).toBe('cancelled');
    expect(await get(bare)).toMatchObject({ providerEventId: `${id}g1`, isCancelled: false });
    await scene.person.delete(`${id}g1`);
    expect(await get(bare)).toMatchObject({ providerEventId: `${id}g1`, isCancelled: true });
  });

  // google.md 32
  test('that was deleted again and again is given up', async () => {
    for (let generation = 0; generation < 8; generation += 1) {
      await create();
      await scene.person.delete(generation === 0 ? id : `${id}g${generation}`);
    }
    expect(await failure(create())).toMatchObject({ code: 'rejected', retryable: false });
  });

  test('is refused where the account may only read', async () => {
    scene.sandbox.world.changeAccess('host@example.com', 'host@example.com', 'reader');
    expect(await failure(create())).toMatchObject({ code: 'not_writable', retryable: false });
  });
});

describe('a change', () => {
  beforeEach(async () => {
    await create();
    scene.asked();
  });

  test('names the state that it goes on from, and changes only what is ours', async () => {
    const { etag } = await scene.person.get(id);
    await update({ ...booking, title: 'Intro: Berta' });
    const asked = scene.asked();
    expect(asked.map(({ line }) => line)).toEqual([`GET /events/${id}`, `PATCH /events/${id}`]);
    expect(asked[1]).toMatchObject({ headers: { 'if-match': etag }, body: { summary: 'Intro: Berta' } });
    // And the print of what was written.
    expect(Object.keys(asked[1]?.body as object)).toEqual(['summary', 'extendedProperties']);
  });

  test('that is there already asks for nothing', async () => {
    await update(booking);
    expect(lines()).toEqual([`GET /events/${id}`]);
  });

  // google.md 33
  test('on top of a change that came in between leaves that one as it is', async () => {
    interfere(1, () =>
      scene.person.patch(id, {
        attendees: [{ email: 'colleague@example.com' }],
        description: `${booking.description}\n\nBring the contract.`,
        colorId: '5',
      }),
    );
    await update();
    expect(lines()).toEqual([`GET /events/${id}`, `PATCH /events/${id}`, `GET /events/${id}`, `PATCH /events/${id}`]);
    expect(await scene.person.get(id)).toMatchObject({
      start: { dateTime: expect.stringContaining('2026-05-05') },
      attendees: [{ email: 'colleague@example.com' }],
      description: `${moved.description}\n\nBring the contract.`,
      colorId: '5',
    });
  });

  // google.md 33
  test('is tried again later if the event keeps changing', async () => {
    let count = 0;
    interfere(10, () => scene.person.patch(id, { colorId: String(++count) }));
    expect(await failure(update())).toMatchObject({ code: 'conflict', retryable: true });
    expect(lines().filter((line) => line.startsWith('PATCH'))).toHaveLength(2);
  });

  test.each([
    ['before', `Note\n\n${booking.description}`, `Note\n\n${moved.description}`],
    ['behind', `${booking.description}\nNote`, `${moved.description}\nNote`],
    ['not at all', booking.description, moved.description],
    ['instead of ours', 'Note', 'Note'],
  ])('replaces our part of the description, and only that: others wrote %s', async (_, description, expected) => {
    await scene.person.patch(id, { description });
    await update();
    expect((await scene.person.get(id)).description).toBe(expected);
  });

  test('leaves a description that others rewrote alone while ours would say the same', async () => {
    await scene.person.patch(id, { description: 'Rewritten' });
    await update({ ...moved, description: booking.description });
    expect((await scene.person.get(id)).description).toBe('Rewritten');
  });

  test('gives an event times again that somebody made a whole day', async () => {
    await scene.person.patch(id, {
      start: { date: '2026-05-06', dateTime: null },
      end: { date: '2026-05-07', dateTime: null },
    });
    await update();
    expect((await get())?.times).toMatchObject({ isAllDay: false, startsAt: moved.startsAt });
  });

  test('of an event that was deleted says so', async () => {
    await scene.person.delete(id);
    expect(await failure(update())).toMatchObject({ code: 'event_gone' });
  });

  test('of an event that is deleted in between says so', async () => {
    interfere(1, () => scene.person.delete(id));
    expect(await failure(update())).toMatchObject({ code: 'event_gone' });
  });

  test('of an event that never was says so', async () => {
    expect(await failure(update(moved, { ...ref, providerEventId: 'nothing1' }))).toMatchObject({ code: 'event_gone' });
  });

  test('in a calendar that is gone says that', async () => {
    scene.sandbox.world.removeCalendar('host@example.com');
    expect(await failure(update())).toMatchObject({ code: 'gone' });
    expect(await failure(get())).toMatchObject({ code: 'gone' });
  });

  test('of an event that is not found says nothing while a proxy answers for the calendar', async () => {
    scene.sandbox.faults.add({ path: /events$/, effect: { kind: 'html', status: 200 } });
    const never = update(moved, { ...ref, providerEventId: 'nothing1' });
    expect(await failure(never)).toMatchObject({ code: 'not_a_calendar', retryable: true });
  });

  test('of what is not ours is refused', async () => {
    const [start, end] = [{ date: '2026-05-04' }, { date: '2026-05-05' }];
    await scene.person.insert('theirs1', { summary: 'Theirs', start, end });
    const theirs = { ...ref, providerEventId: 'theirs1' };
    expect(await failure(update(moved, theirs))).toMatchObject({ code: 'conflict' });
    expect(await failure(remove(theirs))).toMatchObject({ code: 'conflict' });
    expect(await failure(get(theirs))).toMatchObject({ code: 'conflict' });
    expect((await scene.person.get('theirs1')).status).not.toBe('cancelled');
  });

  test('of our event without its marks moves it, marks it, and leaves its words', async () => {
    const marks = { openslotEvent: null, openslotWritten: null };
    await scene.person.patch(id, { summary: 'Theirs', extendedProperties: { private: marks } });
    await update({ ...moved, title: 'Intro: Berta' });
    expect(await scene.person.get(id)).toMatchObject({
      summary: 'Theirs',
      start: { dateTime: expect.stringContaining('2026-05-05') },
      extendedProperties: { private: { openslotEvent: key } },
    });
  });

  test('leaves title, place, link, state and colour as others wrote them, however often it moves', async () => {
    const theirs = {
      summary: 'Anna: bring the plans',
      location: 'At the café',
      source: { title: 'Room', url: 'https://example.org/room' },
      status: 'tentative',
      transparency: 'transparent',
      colorId: '5',
      reminders: { useDefault: false, overrides: [{ method: 'popup', minutes: 5 }] },
      attendees: [{ email: 'colleague@example.com' }],
    };
    await scene.person.patch(id, theirs);
    const other = {
      ...moved,
      title: 'Intro: Berta',
      location: 'Room 6',
      url: 'https://openslot.example/admin/bookings/2',
    };
    for (const next of [other, booking, other]) await update(next);
    expect(await scene.person.get(id)).toMatchObject({
      ...theirs,
      start: { dateTime: expect.stringContaining('2026-05-05') },
    });
  });

  test('leaves times that others changed while ours did not, unless they shall be put back', async () => {
    await scene.person.patch(id, at('2026-05-07T08:00:00Z', '2026-05-07T09:00:00Z'));
    await update({ ...booking, title: 'Intro: Anna, Berta' });
    expect(await get()).toMatchObject({ times: { startsAt: '2026-05-07T08:00:00.000Z' } });
    expect(await scene.person.get(id)).toMatchObject({ summary: 'Intro: Anna, Berta' });
    await update({ ...booking, overwritesTimes: true });
    expect(await get()).toMatchObject({ times: { startsAt: booking.startsAt } });
  });
});

describe('a removal', () => {
  test('takes the event away, without mails', async () => {
    await create();
    scene.asked();
    await remove(bare);
    expect(scene.asked().at(-1)).toMatchObject({ line: `DELETE /events/${id}`, query: { sendUpdates: ['none'] } });
    expect(await get()).toMatchObject({ isCancelled: true });
  });

  // google.md 34
  test('of what is gone already succeeds', async () => {
    await remove();
    await create();
    await scene.person.delete(id);
    await remove();
    await remove(bare);
  });

  // google.md 34
  test.each([404, 410])('that is answered with %i succeeds', async (status) => {
    await create();
    scene.sandbox.faults.add({ method: 'DELETE', path: /./, effect: { kind: 'apiError', status, reason: 'deleted' } });
    await remove();
  });

  // The answer to a removal is 204 without a body.
  test('counts only if Google says so: a page of a proxy with a success on it does not', async () => {
    await create();
    scene.sandbox.faults.add({ method: 'DELETE', path: /./, effect: { kind: 'html', status: 200 } });
    expect(await failure(remove())).toMatchObject({ code: 'not_a_calendar', retryable: true });
    expect(await get()).toMatchObject({ isCancelled: false });
    await remove();
    expect(await get()).toMatchObject({ isCancelled: true });
  });

  test('names the state that it goes on from', async () => {
    await create();
    const { etag } = await scene.person.get(id);
    scene.asked();
    await remove();
    expect(scene.asked().at(-1)).toMatchObject({ line: `DELETE /events/${id}`, headers: { 'if-match': etag } });
  });

  test('of an event that changes meanwhile looks again', async () => {
    await create();
    scene.asked();
    interfere(1, () => scene.person.patch(id, { colorId: '5' }));
    await remove();
    expect(lines()).toEqual([`GET /events/${id}`, `DELETE /events/${id}`, `GET /events/${id}`, `DELETE /events/${id}`]);
    expect(await get()).toMatchObject({ isCancelled: true });
  });

  test('finds the event that was written under a later id', async () => {
    await create();
    await scene.person.delete(id);
    await create();
    await remove(bare);
    expect((await scene.person.get(`${id}g1`)).status).toBe('cancelled');
  });
});

// google.md 40
test('our own event comes back once, with its key, and asks for nothing', async () => {
  const mirror = new Mirror();
  mirror.apply(await collectPages(scene, null));
  await create();
  mirror.apply(await collectPages(scene, mirror.cursor, contractWindow));
  expect([...mirror.rows.values()]).toMatchObject([{ providerEventId: id, ownKey: key }]);
  await update();
  mirror.apply(await collectPages(scene, mirror.cursor, contractWindow));
  expect([...mirror.rows.values()]).toMatchObject([{ providerEventId: id, ownKey: key, startsAt: moved.startsAt }]);
});
