import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EventRef, EventToWrite } from '../../../sync-service/src/calendar/provider.ts';
import { ProviderError } from '../../../sync-service/src/calendar/provider-error.ts';
import { collectPages, contractWindow, Mirror } from '../contract-suite.ts';
import { at, email, type MicrosoftScene, openMicrosoftScene } from './scene.ts';

const key = '0b9f0d7e-4c1a-4b3e-8a55-2d6f1c7e9a01';
const booking: EventToWrite = {
  key,
  startsAt: '2026-05-04T08:00:00.000Z',
  endsAt: '2026-05-04T09:00:00.000Z',
  title: 'Intro: Anna',
  description: `Service: Intro\n\nAnna <anna@example.org>\n\nhttps://openslot.example/admin/bookings/${key}`,
  location: 'Room 5',
  url: `https://openslot.example/admin/bookings/${key}`,
  sequence: 0,
  status: 'confirmed',
};
const moved: EventToWrite = {
  ...booking,
  startsAt: '2026-05-05T08:00:00.000Z',
  endsAt: '2026-05-05T09:00:00.000Z',
  sequence: 1,
};
const bare: EventRef = { key, providerEventId: null, version: null };

let scene: MicrosoftScene;
beforeEach(async () => {
  scene = await openMicrosoftScene();
});
afterEach(async () => {
  await scene.stop();
  expect(scene.sandbox.violations).toEqual([]);
});

/** The id that Graph gave the event; the same for all tests of a change. */
let id = '';
const ref = (): EventRef => ({ key, providerEventId: id, version: null });
const create = (event = booking) => scene.provider.createEvent(scene.account, scene.calendar, event);
const update = (event = moved, to = ref()) => scene.provider.updateEvent(scene.account, scene.calendar, to, event);
const remove = (to = ref()) => scene.provider.deleteEvent(scene.account, scene.calendar, to);
const get = (to = ref()) => scene.provider.getEvent(scene.account, scene.calendar, to);
const find = () => scene.provider.findEvent(scene.account, scene.calendar, key);
const lines = () => scene.asked().map(({ line }) => line.replace(id === '' ? '-' : id, 'ID'));
const stored = () => scene.person.get(id)?.content ?? {};
/** All events of ours in the calendar. */
async function titles(): Promise<string[]> {
  const mirror = new Mirror();
  mirror.apply(await collectPages(scene, null));
  return mirror.list();
}

async function failure(work: Promise<unknown>): Promise<ProviderError> {
  const error = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ProviderError);
  return error as ProviderError;
}

/** Lets somebody change the event between our look at it and our write. */
function interfere(times: number, action: () => void): void {
  scene.sandbox.faults.add({ method: 'PATCH', path: /events\//, times, effect: { kind: 'meanwhile', action } });
  scene.sandbox.faults.add({ method: 'DELETE', path: /events\//, times, effect: { kind: 'meanwhile', action } });
}

describe('a new event', () => {
  test('is searched first, and has our marks, its text and no attendees', async () => {
    const written = await create();
    expect(written).toEqual({ providerEventId: expect.any(String), version: expect.stringMatching(/^W\/".+"$/) });
    const asked = scene.asked();
    expect(asked.map(({ line }) => line)).toEqual(['GET /events', 'POST /events']);
    expect(asked[1]?.body).toMatchObject({
      subject: 'Intro: Anna',
      body: { contentType: 'text', content: booking.description },
      location: { displayName: 'Room 5' },
      start: { dateTime: '2026-05-04T08:00:00', timeZone: 'UTC' },
      end: { dateTime: '2026-05-04T09:00:00', timeZone: 'UTC' },
      showAs: 'busy',
      transactionId: `${key}:0`,
    });
    expect(asked[1]?.body).not.toHaveProperty('attendees');
    expect(scene.sandbox.world.mails).toEqual([]);
    expect(Object.values(scene.person.get(written.providerEventId)?.properties ?? {})[0]).toBe(key);
  });

  test('can be tentative', async () => {
    ({ providerEventId: id } = await create({ ...booking, status: 'tentative' }));
    expect(stored()['showAs']).toBe('tentative');
  });

  test('has text without control characters', async () => {
    await create({ ...booking, title: 'Intro\r\n\u202eAnna', description: 'One\r\nTwo\u0007' });
    const body = scene.asked().at(-1)?.body;
    expect(body).toMatchObject({ subject: 'Intro Anna', body: { content: 'One\nTwo' } });
  });

  // microsoft.md 30
  test.each(['reset', 'truncated', 'hang'] as const)('whose response is lost (%s) is there once', async (kind) => {
    await scene.stop();
    scene = await openMicrosoftScene({ timeoutMs: 2_000 });
    const effect = kind === 'truncated' ? { kind } : ({ kind, when: 'after' } as const);
    scene.sandbox.faults.add({ method: 'POST', path: /events$/, effect });
    const first = await create();
    expect(scene.asked().map(({ line }) => line)).toEqual([
      'GET /events',
      'POST /events',
      'GET /events',
      'GET /events',
    ]);
    expect(await create(moved)).toMatchObject({ providerEventId: first.providerEventId });
    expect(await titles()).toEqual(['Intro: Anna 2026-05-05T08:00:00.000Z 2026-05-05T09:00:00.000Z']);
    expect(scene.sandbox.world.mails).toEqual([]);
  });

  // microsoft.md 30, 31
  test('that was stored behind an error is found before anything is sent again', async () => {
    const refused = { kind: 'graphError', status: 504, code: 'UnknownError' } as const;
    scene.sandbox.faults.add({ method: 'POST', path: /events$/, effect: refused });
    expect(await failure(create())).toMatchObject({ status: 504, retryable: true });
    await create();
    const asked = scene.asked();
    expect(asked.map(({ line }) => line)).toEqual(['GET /events', 'POST /events', 'GET /events', 'POST /events']);
    const posts = asked.filter(({ line }) => line.startsWith('POST'));
    expect(new Set(posts.map(({ body }) => body['transactionId']))).toEqual(new Set([`${key}:0`]));
    await create();
    expect(scene.asked().map(({ line }) => line)).toEqual(['GET /events']);
    expect(await titles()).toHaveLength(1);
  });

  test('for which there is no token by now was not sent, so nobody looks for it', async () => {
    scene.account.renew = async () => {
      throw new ProviderError('unreachable', 'Nobody renews it.', { retryable: true, concernsAccount: true });
    };
    const effect = { kind: 'graphError', status: 401, code: 'InvalidAuthenticationToken' } as const;
    scene.sandbox.faults.add({ method: 'POST', path: /events/, effect });
    expect(await failure(create())).toMatchObject({ code: 'unreachable', concernsAccount: true });
    expect(lines()).toEqual(['GET /events', 'POST /events']);
  });

  test('whose id Graph remembers from one that was deleted gets another one', async () => {
    for (const refuseRepeatedTransaction of [false, true]) {
      scene.sandbox.world.settings.refuseRepeatedTransaction = refuseRepeatedTransaction;
      const { providerEventId } = await create();
      scene.sandbox.world.clock.advance(2_000);
      scene.person.remove(providerEventId);
      const again = await create();
      expect(again.providerEventId).not.toBe(providerEventId);
      expect(scene.person.get(again.providerEventId)).toBeDefined();
      expect(await titles()).toHaveLength(1);
      scene.sandbox.world.clock.advance(2_000);
      scene.person.remove(again.providerEventId);
    }
  });

  test('is refused where the account may only read, and asks for no reconnect', async () => {
    const other = scene.sandbox.world.addCalendar(email, { name: 'Holidays', canEdit: false });
    const calendar = { ...scene.calendar, providerCalendarId: other.id };
    const error = await failure(scene.provider.createEvent(scene.account, calendar, booking));
    expect(error).toMatchObject({ code: 'not_writable', retryable: false, needsReconnect: false });
  });

  test('in a calendar that is gone says so', async () => {
    const calendar = {
      ...scene.calendar,
      providerCalendarId: scene.sandbox.world.addCalendar(email, { name: 'A' }).id,
    };
    scene.sandbox.world.removeCalendar(calendar.providerCalendarId);
    const error = await failure(scene.provider.createEvent(scene.account, calendar, booking));
    expect(error).toMatchObject({ code: 'gone' });
  });
});

describe('a change', () => {
  beforeEach(async () => {
    ({ providerEventId: id } = await create());
    scene.asked();
  });

  test('names the state that it goes on from, and changes only what is ours', async () => {
    const { changeKey } = scene.person.get(id) ?? {};
    await update({ ...booking, title: 'Intro: Berta' });
    const [look, write, ...rest] = scene.asked();
    expect([look?.line, write?.line, rest]).toEqual([`GET /events/${id}`, `PATCH /events/${id}`, []]);
    expect(write?.headers['if-match']).toBe(`W/"${changeKey}"`);
    expect(Object.keys(write?.body ?? {})).toEqual(['subject', 'singleValueExtendedProperties']);
  });

  test('that is there already asks for nothing', async () => {
    await update(booking);
    expect(lines()).toEqual(['GET /events/ID']);
  });

  // microsoft.md 32
  test.each([412, 409] as const)('on top of one that came in between (%i) leaves that one as it is', async (status) => {
    scene.sandbox.world.settings.conflictStatus = status;
    interfere(1, () => scene.person.change(id, { subject: 'Theirs', location: { displayName: 'Café' } }));
    await update();
    expect(lines()).toEqual(['GET /events/ID', 'PATCH /events/ID', 'GET /events/ID', 'PATCH /events/ID']);
    expect(stored()).toMatchObject({ subject: 'Theirs', location: { displayName: 'Café' } });
    expect(await get()).toMatchObject({ times: { startsAt: moved.startsAt } });
  });

  // microsoft.md 32
  test('is tried again later if the event keeps changing', async () => {
    interfere(10, () => scene.person.touch(id));
    expect(await failure(update())).toMatchObject({ code: 'conflict', retryable: true });
    expect(lines().filter((line) => line.startsWith('PATCH'))).toHaveLength(2);
  });

  test('leaves title, place, text and state as others wrote them, however often it moves', async () => {
    const theirs = {
      subject: 'Anna: bring the plans',
      location: { displayName: 'At the café' },
      showAs: 'oof',
      body: { contentType: 'html', content: `<b>Note</b> ${booking.description}` },
    };
    scene.person.change(id, theirs);
    const before = stored()['body'];
    const other = { ...moved, title: 'Intro: Berta', location: 'Room 6', description: 'Other' };
    for (const next of [other, booking, other]) await update(next);
    expect(stored()).toMatchObject({ ...theirs, body: before });
    expect(await get()).toMatchObject({ times: { startsAt: moved.startsAt } });
  });

  test('replaces the text that is still ours, though it came back as HTML', async () => {
    await update({ ...booking, description: 'Service: Intro & more\n\n"Anna" <anna@example.org>' });
    await update({ ...booking, description: 'Another text' });
    expect(JSON.stringify(stored()['body'])).toContain('Another text');
  });

  test('leaves times that others changed while ours did not, unless they shall be put back', async () => {
    scene.person.change(id, at('2026-05-07T08:00:00Z', '2026-05-07T09:00:00Z'));
    await update({ ...booking, title: 'Intro: Berta' });
    expect(await get()).toMatchObject({ times: { startsAt: '2026-05-07T08:00:00.000Z' } });
    await update({ ...booking, overwritesTimes: true });
    expect(await get()).toMatchObject({ times: { startsAt: booking.startsAt } });
  });

  test('gives an event times again that somebody made a whole day', async () => {
    scene.person.change(id, at('2026-05-06', '2026-05-07'));
    await update();
    expect(await get()).toMatchObject({ times: { isAllDay: false, startsAt: moved.startsAt } });
  });

  test('does not touch the text of an online meeting, which holds the meeting', async () => {
    scene.person.change(id, { isOnlineMeeting: true, onlineMeetingProvider: 'teamsForBusiness' });
    await update({ ...moved, description: 'Another text' });
    expect(scene.asked().at(-1)?.body).not.toHaveProperty('body');
    expect(JSON.stringify(stored()['body'])).toContain('Service: Intro');
    expect(await get()).toMatchObject({ times: { startsAt: moved.startsAt } });
  });

  // microsoft.md 33
  test('of an event that was deleted says so: only a booking that is still wanted is written again', async () => {
    scene.person.remove(id);
    expect(await failure(update())).toMatchObject({ code: 'event_gone' });
    expect(lines()).toEqual(['GET /events/ID', 'GET /events', expect.stringMatching(/^GET ?$/)]);
    interfere(1, () => scene.person.remove(id));
    ({ providerEventId: id } = await create({ ...booking, sequence: 2 }));
    expect(await failure(update())).toMatchObject({ code: 'event_gone' });
    expect(await titles()).toEqual([]);
  });

  // microsoft.md 33
  test('of an event under another id than ours finds it by its mark', async () => {
    expect(await update(moved, { ...ref(), providerEventId: `${id.slice(0, -4)}AAA=` })).toMatchObject({
      providerEventId: id,
    });
  });

  test('of an event that was moved to another calendar still finds it', async () => {
    const other = scene.sandbox.world.addCalendar(email, { name: 'Other' });
    scene.person.move(id, other.id);
    await update();
    expect(await get()).toMatchObject({ providerEventId: id, times: { startsAt: moved.startsAt } });
    expect(await find()).toBeNull();
    const there = { ...scene.calendar, providerCalendarId: other.id };
    expect(await scene.provider.findEvent(scene.account, there, key)).toMatchObject({ providerEventId: id });
  });

  test('of what is not ours is refused', async () => {
    const theirs = scene.person.add({ subject: 'Theirs', ...at('2026-05-04T08:00:00Z', '2026-05-04T09:00:00Z') });
    const to = { ...bare, providerEventId: theirs.key };
    expect(await failure(update(moved, to))).toMatchObject({ code: 'conflict' });
    expect(await failure(remove(to))).toMatchObject({ code: 'conflict' });
    expect(await failure(get(to))).toMatchObject({ code: 'conflict' });
    expect(scene.person.get(theirs.key)).toBeDefined();
  });

  test('in a calendar that is gone says that', async () => {
    const calendar = { ...scene.calendar, providerCalendarId: 'gone' };
    const never = { ...bare, providerEventId: null };
    expect(await failure(scene.provider.getEvent(scene.account, calendar, never))).toMatchObject({ code: 'gone' });
  });

  test('says nothing about an event that a proxy does not find', async () => {
    scene.sandbox.faults.add({ path: /events\//, times: 3, effect: { kind: 'html', status: 404 } });
    for (const work of [update(), get(), remove()]) {
      expect(await failure(work)).toMatchObject({ code: 'http_status', retryable: true });
    }
    expect(scene.person.get(id)).toBeDefined();
  });

  test('of an event that is not found says nothing while a proxy answers for the calendar', async () => {
    scene.person.remove(id);
    scene.sandbox.faults.add({ path: /events$/, times: 3, effect: { kind: 'html', status: 200 } });
    expect(await failure(update())).toMatchObject({ code: 'not_a_calendar', retryable: true });
  });
});

describe('a removal', () => {
  beforeEach(async () => {
    ({ providerEventId: id } = await create());
    scene.asked();
  });

  test('takes the event away and names the state that it goes on from', async () => {
    const { changeKey } = scene.person.get(id) ?? {};
    expect(await remove()).toBe(true);
    const asked = scene.asked();
    expect(asked.at(-1)).toMatchObject({ line: `DELETE /events/${id}`, headers: { 'if-match': `W/"${changeKey}"` } });
    expect(scene.person.get(id)).toBeUndefined();
  });

  test('finds the event by its mark if no id was ever learned', async () => {
    expect(await remove(bare)).toBe(true);
    expect(scene.person.get(id)).toBeUndefined();
  });

  // microsoft.md 33
  test('of what is gone already succeeds', async () => {
    scene.person.remove(id);
    expect(await remove()).toBe(false);
    expect(await remove(bare)).toBe(false);
  });

  // microsoft.md 33
  test('that meets nothing any more succeeds', async () => {
    interfere(1, () => scene.person.remove(id));
    expect(await remove()).toBe(false);
  });

  test('of an event that changes meanwhile looks again', async () => {
    interfere(1, () => scene.person.touch(id));
    expect(await remove()).toBe(true);
    expect(lines()).toEqual(['GET /events/ID', 'DELETE /events/ID', 'GET /events/ID', 'DELETE /events/ID']);
  });

  test('counts only if Graph says so: a page of a proxy with a success on it does not', async () => {
    scene.sandbox.faults.add({ method: 'DELETE', path: /./, effect: { kind: 'html', status: 200 } });
    expect(await failure(remove())).toMatchObject({ code: 'not_a_calendar', retryable: true });
    expect(scene.person.get(id)).toBeDefined();
  });

  test('whose response is lost is repeated, and finds nothing', async () => {
    scene.sandbox.faults.add({ method: 'DELETE', path: /./, effect: { kind: 'reset', when: 'after' } });
    expect(await remove()).toBe(false);
    expect(scene.person.get(id)).toBeUndefined();
  });
});

// microsoft.md 34
test('our own event comes back once, with its key; answers of guests to it ask for nothing', async () => {
  const mirror = new Mirror();
  mirror.apply(await collectPages(scene, null));
  ({ providerEventId: id } = await create());
  mirror.apply(await collectPages(scene, mirror.cursor, contractWindow));
  expect([...mirror.rows.values()]).toMatchObject([{ providerEventId: id, ownKey: key, startsAt: booking.startsAt }]);
  const before = [...mirror.rows.values()].map(({ providerUpdatedAt: _, ...row }) => row);
  scene.person.touch(id);
  mirror.apply(await collectPages(scene, mirror.cursor, contractWindow));
  expect([...mirror.rows.values()].map(({ providerUpdatedAt: _, ...row }) => row)).toEqual(before);
  scene.asked();
  await update(booking);
  expect(lines()).toEqual(['GET /events/ID']);
});
