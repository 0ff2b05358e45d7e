import fs from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { send } from '../http/scene.ts';
import { type DavServer, dav, getObject, hasRadicale, startRadicale } from '../support/dav-servers.ts';
import { useStack } from '../support/stack.ts';
import { at, type DavScene, setScene } from './dav-scene.ts';
import { startFeed } from './feed-stand-in.ts';

const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, rateLimit: null });
const expected = JSON.parse(
  fs.readFileSync(new URL('../fixtures/cases/41-own-booking-in-a-feed/expected.json', import.meta.url), 'utf8'),
);

/** What becomes of an event of ours when its calendar is published, by who publishes it. */
const producers: [string, (event: string) => string][] = [
  ['with all that the server has', (event) => event],
  ['without properties of programs', (event) => event.replace(/^X-.*\r\n(?:[ \t].*\r\n)*/gm, '')],
  [
    'with a UID made of the id, as Google does, and no link',
    (event) =>
      event
        .replace(/^(X-|URL|DESCRIPTION).*\r\n(?:[ \t].*\r\n)*/gm, '')
        .replace(/^UID:(.*)$/m, (_, uid: string) => `UID:${uid.trim().replaceAll('-', '')}@google.com`),
  ],
  [
    'with a UID of its own and nothing but the description, as Exchange does',
    (event) =>
      event
        .replace(/^(X-|URL).*\r\n(?:[ \t].*\r\n)*/gm, '')
        .replace(/^UID:(.*)$/m, (_, uid: string) => `UID:040000008200E00074C5B7101A82E008${uid.trim().slice(0, 8)}`),
  ],
  [
    'with one UID for all of them and nothing but descriptions',
    (event) => event.replace(/^(X-|URL).*\r\n(?:[ \t].*\r\n)*/gm, '').replace(/^UID:.*$/m, 'UID:all-of-them'),
  ],
  [
    'with a UID of its own and the link alone',
    (event) =>
      event
        .replace(/^(X-|DESCRIPTION).*\r\n(?:[ \t].*\r\n)*/gm, '')
        .replace(/^UID:(.*)$/m, (_, uid: string) => `UID:event-${uid.trim().slice(0, 8)}`),
  ],
];

describe.skipIf(!hasRadicale)('the calendar of bookings, read as its own feed', () => {
  let server: DavServer;
  let feed: Awaited<ReturnType<typeof startFeed>>;
  let scene: DavScene;
  let connectionId: string;
  let feedIds: { connectionId: string; calendarId: string };
  let publish: (event: string) => string = (event) => event;
  let day = 2;

  beforeAll(async () => {
    server = await startRadicale();
    feed = await startFeed();
    feed.response((response) => {
      dav(server, 'GET', server.calendarUrl).then(
        ({ text }) => {
          const body = text.replace(/BEGIN:VEVENT[\s\S]*?END:VEVENT\r?\n/g, (event) =>
            publish(event.replace(/\r?\n/g, '\r\n')),
          );
          response
            .writeHead(200, { 'content-type': 'text/calendar' })
            .end(body || 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n');
        },
        () => response.destroy(),
      );
    });
    scene = await setScene(stack);
    connectionId = (await scene.connect(server)).id;
    const result = await scene.asOwner('POST', '/calendar/connections/ics', { url: feed.url });
    expect(result.status, result.text).toBe(201);
    feedIds = { connectionId: result.body.connection.id, calendarId: result.body.connection.calendars[0].id };
    await scene.settle(feedIds.connectionId);
  });
  afterAll(async () => {
    await feed?.stop();
    await server?.stop();
  });
  beforeEach(() => {
    day += 3;
  });

  async function readFeed(): Promise<void> {
    await stack.sql.query('select private.enqueue_pull($1, $2)', [feedIds.calendarId, feedIds.connectionId]);
    await scene.settle(feedIds.connectionId);
  }
  const rowsAt = (start: string) =>
    scene.rows('select booking_id from public.synced_events where calendar_id = $1 and starts_at = $2', [
      feedIds.calendarId,
      start,
    ]);
  async function book(start: string, columns: { seats: number }) {
    await scene.rows(
      'update public.event_types set seats = $2, slot_interval_minutes = 15 where id = $1 returning id',
      [scene.eventType.id, columns.seats],
    );
    const booked = await scene.book(start);
    await scene.settle(connectionId);
    return booked;
  }

  it.each(producers)('is known as what it is: %s', async (_, change) => {
    publish = change;
    const single = await book(at(day), { seats: 1 });
    await readFeed();
    expect(await rowsAt(at(day))).toEqual([{ booking_id: expected.feedRowsWithBooking ? single.booking.id : null }]);
    expect(await scene.conflicts(single.booking.id)).toHaveLength(expected.conflicts);
    const moved = await scene.asVisitor(single.manage_token, 'POST', `/bookings/${single.booking.id}/reschedule`, {
      start: at(day, 15),
    });
    expect(moved.status, moved.text).toBe(expected.moveBy15Minutes);
    await scene.settle(connectionId);
    await readFeed();
    expect(await rowsAt(at(day, 15))).toEqual([{ booking_id: single.booking.id }]);
    expect(await scene.conflicts(single.booking.id)).toEqual([]);

    const first = await book(at(day + 1), { seats: 3 });
    await readFeed();
    const second = await scene.tryToBook(at(day + 1));
    expect(second.status, second.text).toBe(expected.secondSeat);
    await scene.settle(connectionId);
    await readFeed();
    // The one who carried the event leaves, the seats stay.
    const left = await scene.asVisitor(first.manage_token, 'POST', `/bookings/${first.booking.id}/cancel`, {});
    expect(left.status, left.text).toBe(200);
    await scene.settle(connectionId);
    await readFeed();
    expect(await rowsAt(at(day + 1))).toEqual([{ booking_id: second.body.booking.id }]);
    expect(await scene.isOffered(day + 1)).toBe(true);
    expect(await scene.conflicts(second.body.booking.id)).toEqual([]);
  });

  it('gives its time back when the booking is cancelled, as soon as the feed has it no more', async () => {
    publish = (event) => event;
    const { booking, manage_token: token } = await book(at(day), { seats: 1 });
    await readFeed();
    await scene.asVisitor(token, 'POST', `/bookings/${booking.id}/cancel`, {});
    await scene.settle(connectionId);
    expect(await getObject(server, `${booking.id}.ics`)).toBeNull();
    await readFeed();
    expect(await scene.isOffered(day)).toBe(true);
  });

  it('is no booking of somebody else: the same feed in another account takes the time', async () => {
    publish = (event) => event;
    const { booking } = await book(at(day), { seats: 1 });
    const other = await setScene(stack);
    const result = await other.asOwner('POST', '/calendar/connections/ics', { url: feed.url });
    await other.settle(result.body.connection.id);
    const rows = await scene.rows(
      'select booking_id from public.synced_events where calendar_id = $1 and ical_uid = $2',
      [result.body.connection.calendars[0].id, booking.id],
    );
    expect(rows).toEqual([{ booking_id: null }]);
    expect(await other.isOffered(day)).toBe(false);
  });
});

describe('the calendar file of a booking', () => {
  it('has the UID of the event in the calendar of its host', async () => {
    const scene = await setScene(stack);
    const { booking, manage_token: token } = await scene.book(at(3));
    const file = await send(stack.url, 'GET', `/bookings/${booking.id}/calendar.ics`, { token });
    expect(file.text).toContain(`\r\nUID:${booking.id}\r\n`);
  });
});
