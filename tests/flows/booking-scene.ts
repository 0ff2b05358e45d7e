import { expect } from 'vitest';
import { createAccountStub } from '../support/account-stub.ts';
import { insert } from '../support/fixtures.ts';
import type { TestStack } from '../support/stack.ts';
import { slotIn } from '../sync/feed-scene.ts';
import { createBookable } from './host-page.ts';

/** A calendar account in which events can be written and changed. */
export function createWritableAccount() {
  const source = createAccountStub('caldav');
  source.updateEvent = async (account, calendar, ref, event) => {
    await source.createEvent(account, calendar, event);
    return { providerEventId: ref.providerEventId ?? '', version: null };
  };
  return source;
}

type Row = Record<string, unknown>;
/** A host whose bookings are written to a calendar, with ways for things to happen to them. */
export async function setBookingScene(stack: TestStack, columns: Row = {}) {
  const rows = async (text: string, values: unknown[]): Promise<Row[]> => (await stack.sql.query(text, values)).rows;
  const { owner, host, eventType } = await createBookable(stack);
  await stack.sql.query(`update public.hosts set time_zone = 'Europe/Berlin' where id = $1`, [host.id]);
  for (const [column, value] of Object.entries({ location: 'Room 4, first floor', ...columns }))
    await stack.sql.query(`update public.event_types set ${column} = $2 where id = $1`, [eventType.id, value]);
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${owner.accessToken}` };
  const post = async (path: string, body: object) => {
    const response = await fetch(`${stack.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(response.status, path).toBe(201);
    return response.json();
  };
  const account = { url: 'https://dav.example.com/', username: 'h@example.com', password: 'app-password' };
  await post('/calendar/connections/caldav', { ...account, host_id: host.id });
  const [calendar] = await rows('select id from public.calendars where owner_id = $1', [owner.id]);
  // Read before anything is booked: a pull that ends later would look at the events, which are as they were written.
  const isRead = async () =>
    (await rows('select sync_status from public.calendars where id = $1', [calendar?.id]))[0]?.sync_status;
  await expect.poll(isRead).toBe('synced');

  return {
    owner,
    host,
    eventType,
    rows,
    post,
    bookingOf: async (id: string) => (await rows('select * from public.bookings where id = $1', [id]))[0],
    calendar,
    /** A booking days from now; its event is waited for, unless it is a request. */
    async book(days: number, status = 'confirmed') {
      const { booking } = await post('/bookings', {
        event_type_id: eventType.id,
        start: slotIn(days).start,
        duration_minutes: 30,
        attendee: { name: 'Ann Visitor', email: 'ann@example.com', time_zone: 'Asia/Tokyo', locale: 'en' },
        answers: { topic: 'Plans for the new office\nand who moves first' },
      });
      expect(booking.status).toBe(status);
      if (status === 'confirmed') {
        const isWritten = async () =>
          (await rows('select state from public.booking_calendar_events where booking_id = $1', [booking.id]))[0]
            ?.state;
        await expect.poll(isWritten, { timeout: 10_000 }).toBe('pushed');
      }
      return booking as { id: string; start: string; end: string };
    },
    /** As many dates, one a day, from days from now on; returns their ids. */
    async bookSeries(days: number, count: number): Promise<string[]> {
      const { bookings } = await post('/bookings', {
        event_type_id: eventType.id,
        start: slotIn(days).start,
        duration_minutes: 30,
        attendee: { name: 'Ann Visitor', email: 'ann@example.com', time_zone: 'Europe/Berlin', locale: 'en' },
        series: { frequency: 'daily', count },
      });
      return bookings.map(({ id }: { id: string }) => id);
    },
    /** What a direct look at the event of a booking showed. */
    propose: (id: string, kind: 'moved' | 'deleted', times: object | null) =>
      stack.sql.query(
        `select public.propose_change(p.event_key, p.calendar_id, p.revision, $2, $3)
           from public.booking_calendar_events as p where p.booking_id = $1`,
        [id, kind, times],
      ),
    async overlap(title: string, at: { start: string; end: string }) {
      const event = await insert(stack.sql, 'synced_events', {
        calendar_id: calendar?.id,
        provider_event_id: title,
        title,
        starts_at: at.start,
        ends_at: at.end,
      });
      await stack.sql.query(`select private.detect_conflicts($1, array[$2::uuid], '{}')`, [calendar?.id, event.id]);
    },
    /** The link of the mail that the owner got about a booking. */
    async mailedLink(id: string, kind: string): Promise<string> {
      const bodies = () =>
        rows(
          `select o.body from private.outbox as o join public.notifications as n on n.id = o.notification_id
            where n.booking_id = $1 and n.kind = $2 and n.recipient = $3`,
          [id, kind, owner.email],
        );
      await expect.poll(bodies, { timeout: 10_000 }).toHaveLength(1);
      return String((await bodies())[0]?.body).match(/https?:\S+\/admin\/\S+/)?.[0] ?? '';
    },
  };
}
