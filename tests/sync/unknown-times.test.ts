import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { send } from '../http/scene.ts';
import { type DavStandIn, startDavStandIn } from '../providers/caldav/stand-in/server.ts';
import {
  type DavServer,
  deleteObject,
  hasRadicale,
  putObject,
  startRadicale,
  writeEvent,
} from '../support/dav-servers.ts';
import { openGoogleSandbox } from '../support/google-sandbox.ts';
import { useStack } from '../support/stack.ts';
import { at, type DavScene, inCalendar, setScene as setDavScene, slotAt } from './dav-scene.ts';
import { type Scene, setScene, slotIn } from './feed-scene.ts';
import { connectGoogle } from './google-push-scene.ts';

const google = await openGoogleSandbox();
afterAll(async () => {
  await google.stop();
  google.expectNoViolations();
});
const stack = useStack({ config: { google: google.client, pollIntervalSeconds: 86_400 }, rateLimit: null });

const acknowledgeAll = async (token: string) => {
  const { body } = await send(stack.url, 'GET', '/calendar/connections', { token });
  for (const { calendars } of body.connections) {
    for (const { unknown_times: times } of calendars) {
      for (const { id } of times) {
        const result = await send(stack.url, 'POST', `/calendar/unknown-times/${id}/acknowledge`, { token });
        expect(result.status, result.text).toBe(200);
      }
    }
  }
};
const mailsTo = async (ownerId: string) =>
  (
    await stack.sql.query(
      `select o.subject, o.body from public.notifications as n
       join private.outbox as o on o.notification_id = n.id
       join public.calendar_connections as k on k.id = n.connection_id
       where n.kind = 'calendar_times_unknown' and k.owner_id = $1 order by o.id`,
      [ownerId],
    )
  ).rows;

describe('a feed with an event whose begin cannot be read', () => {
  let scene: Scene;
  let ids: { connectionId: string; calendarId: string };
  const odd = (uid = 'odd', start = 'some day') => ({ uid, lines: [`DTSTART:${start}`, 'DURATION:PT1H'] });
  const lunch = { uid: 'lunch', ...slotIn(2) };
  const offered = async () => [await scene.isOffered(slotIn(2)), await scene.isOffered(slotIn(3))];
  const names = async () =>
    (
      await stack.sql.query('select object_id from private.unknown_times where calendar_id = $1', [ids.calendarId])
    ).rows.map((row) => row.object_id);

  beforeEach(async () => {
    scene = await setScene(stack);
    scene.feed.response({ events: [lunch, odd()] });
    ids = await scene.connect();
  });
  afterEach(() => scene.feed.stop());

  it('closes a host who offers nothing that is not known, until they acknowledge it', async () => {
    expect(await offered()).toEqual([false, false]);
    await acknowledgeAll(scene.owner.accessToken);
    expect(await offered()).toEqual([false, true]);
    // Read again as it is, and with something else in it.
    await scene.pull(ids);
    scene.feed.response({ events: [lunch, odd(), { uid: 'other', ...slotIn(4) }] });
    await scene.pull(ids);
    expect(await offered()).toEqual([false, true]);
    scene.feed.response({ events: [lunch, odd('odd', 'another day')] });
    await scene.pull(ids);
    expect(await offered()).toEqual([false, false]);
  });

  it.each<[string, () => object[]]>([
    ['mended', () => [lunch, { uid: 'odd', ...slotIn(5) }]],
    ['taken out', () => [lunch]],
  ])('opens it once it is %s', async (_, events) => {
    scene.feed.response({ events: events() as [] });
    await scene.pull(ids);
    expect([await offered(), await names()]).toEqual([[false, true], []]);
  });

  it('stays closed while the feed fails', async () => {
    scene.feed.response((response) => response.writeHead(500).end());
    await scene.pull(ids);
    expect([await offered(), await names()]).toEqual([[false, false], ['odd']]);
  });

  it('tells its owner once, though the event has another UID at each pull', async () => {
    await vi.waitFor(async () => expect(await mailsTo(scene.owner.id)).toHaveLength(1), { timeout: 10_000 });
    const [mail] = await mailsTo(scene.owner.id);
    expect(mail.subject).toBe('We can’t read the time of an event in Team calendar');
    expect(mail.body).toMatch(/Days: any day[\s\S]*no times are offered on any day[\s\S]*\/admin\/calendars/);
    expect(mail.body).not.toContain('Secret');
    await acknowledgeAll(scene.owner.accessToken);
    for (const uid of ['b', 'c', 'd']) {
      scene.feed.response({ events: [lunch, odd(uid)] });
      await scene.pull(ids);
      expect(await names()).toEqual([uid]);
    }
    expect(await offered()).toEqual([false, true]);
    const { rows } = await stack.sql.query(
      `select 1 from public.notifications where kind = 'calendar_times_unknown' and connection_id = $1`,
      [ids.connectionId],
    );
    expect(rows).toHaveLength(1);
  });
});

describe('the cases of feeds that end in time that is not known', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await setScene(stack);
  });
  afterEach(() => scene.feed.stop());

  /** A case whose first days are moved to the day after tomorrow. */
  function answerWith(name: string, month: string): void {
    const file = new URL(`../fixtures/more-cases/${name}/input.ics`, import.meta.url);
    const first = Date.parse(slotIn(2).start.slice(0, 10));
    const text = readFileSync(file, 'utf8').replaceAll(new RegExp(`${month}(\\d\\d)`, 'g'), (_, day) =>
      new Date(first + (Number(day) - 1) * 86_400_000).toISOString().slice(0, 10).replaceAll('-', ''),
    );
    scene.feed.response((response) => response.writeHead(200, { 'content-type': 'text/calendar' }).end(text));
  }
  const offeredOn = async (...days: number[]): Promise<boolean[]> =>
    Promise.all(days.map((day) => scene.isOffered(slotIn(day))));

  it('an event of each minute: its days, as long as they can be, and no others', async () => {
    answerWith('sogo-event-of-each-minute', '202703');
    await scene.connect();
    expect(await offeredOn(1, 2, 3, 4, 12)).toEqual([true, false, false, false, true]);
    await acknowledgeAll(scene.owner.accessToken);
    // What is known of it stays busy: its first occurrence is at 9, before the slot.
    expect(await offeredOn(1, 2, 3, 4, 12)).toEqual([true, true, true, true, true]);
  });

  it('words in place of a begin: all days to its end, and the guess beside it stays busy', async () => {
    answerWith('form-export-with-words-for-times', '202703');
    await scene.connect();
    expect(await offeredOn(1, 2, 5, 11)).toEqual([false, false, true, false]);
    await acknowledgeAll(scene.owner.accessToken);
    expect(await offeredOn(1, 2, 5, 11)).toEqual([true, true, true, false]);
  });
});

describe.each([
  ['a stand-in', true, undefined],
  ['Radicale', hasRadicale, startRadicale],
] as const)('a CalDAV calendar of %s with an object whose days alone are known', (_, isThere, start) => {
  let server: DavServer | DavStandIn;
  let scene: DavScene;
  let id: string;
  beforeAll(async () => {
    if (isThere) server = await (start?.() ?? startDavStandIn());
  });
  afterAll(() => server?.stop());
  const odd = (rule: string) =>
    writeEvent({ uid: 'odd', start: at(3, -30), end: at(3, -20) }).replace('END:VEVENT', `RRULE:${rule}\r\nEND:VEVENT`);
  const put = (text: string) =>
    'calendarUrl' in server ? putObject(server, 'odd.ics', text) : void server.calendar('work').put('odd.ics', text);
  const remove = () =>
    'calendarUrl' in server ? deleteObject(server, 'odd.ics') : void server.calendar('work').delete('odd.ics');
  const days = async (...list: number[]) => {
    const answers: boolean[] = [];
    for (const day of list) answers.push((await scene.offered(day)).includes(at(day)));
    return answers;
  };

  it.skipIf(!isThere)('closes these days until it is acknowledged, mended or gone', async () => {
    if (!('calendarUrl' in server)) server.calendar('work');
    await put(odd(`FREQ=SECONDLY;UNTIL=${inCalendar(at(3, 600))}`));
    scene = await setDavScene(stack);
    id = (await scene.connect(server)).id;
    expect(await days(1, 3, 20)).toEqual([true, false, true]);
    await acknowledgeAll(scene.owner.accessToken);
    expect(await days(1, 3, 20)).toEqual([true, true, true]);

    await put(odd(`FREQ=SECONDLY;UNTIL=${inCalendar(at(4, 600))}`));
    await scene.sync(id);
    expect(await days(1, 3, 20)).toEqual([true, false, true]);
    await put(writeEvent({ uid: 'odd', ...slotAt(5) }));
    await scene.sync(id);
    expect(await days(1, 3, 5, 20)).toEqual([true, true, false, true]);

    await put(odd(`FREQ=SECONDLY;UNTIL=${inCalendar(at(3, 600))}`));
    await scene.sync(id);
    expect(await days(1, 3, 20)).toEqual([true, false, true]);
    await remove();
    await scene.sync(id);
    expect(await days(1, 3, 5, 20)).toEqual([true, true, true, true]);
  });
});

describe('a Google calendar that names an event without times', () => {
  it('is not known until that is acknowledged, and again once it says something else', async () => {
    const scene = await connectGoogle(stack, google);
    const token = JSON.parse(
      (await scene.rows('select cursor from private.calendar_sync where calendar_id = $1', [scene.calendarId]))[0]
        .cursor,
    ).syncToken;
    const read = async (item: object) => {
      const body = JSON.stringify({ kind: 'calendar#events', items: [item], nextSyncToken: token });
      google.sandbox.faults.add({ path: /\/events$/, effect: { kind: 'answer', status: 200, body } });
      await scene.rows('select private.enqueue_pull($1, $2)', [scene.calendarId, scene.connectionId]);
      await scene.settle();
    };
    const odd = { id: 'odd1', status: 'confirmed', iCalUID: 'odd1@google.com' };
    expect(await scene.offered(3)).toContain(at(3));
    await read(odd);
    expect(await scene.offered(3)).toEqual([]);
    await acknowledgeAll(scene.owner.accessToken);
    expect(await scene.offered(3)).toContain(at(3));
    await read({ ...odd, start: { dateTime: at(3) } });
    expect([(await scene.offered(3)).length, (await scene.offered(20)).length > 0]).toEqual([0, true]);
    await read({ id: 'odd1', status: 'cancelled' });
    expect(await scene.offered(3)).toContain(at(3));
  });
});
