import { describe, expect, it } from 'vitest';
import type { NotificationResult } from '../../sync-service/src/db/booking.ts';
import { useDatabase } from '../support/database.ts';
import { createCalendar, createEventType, createHost, createUser, insert } from '../support/fixtures.ts';

const db = useDatabase();
type Row = Awaited<ReturnType<typeof createHost>>;

/** An owner with hosts of these languages, oldest first. */
async function hostsOf(...locales: (string | null)[]): Promise<Row[]> {
  const owner = await createUser(db.sql);
  const hosts = [];
  for (const [n, locale] of locales.entries())
    hosts.push(
      await createHost(db.sql, {
        owner_id: owner,
        locale,
        created_at: new Date(Date.UTC(2026, 0, 1 + n)).toISOString(),
      }),
    );
  return hosts;
}

/** What a mail to the owner about a booking, a host, an account or an endpoint says. */
async function mailed(kind: string, subject: Record<string, string>, host: Row): Promise<NotificationResult> {
  const names = Object.keys(subject);
  const { rows } = await db.sql.query(
    `select public.next_notification(private.add_notification($1, (select email from auth.users where id = $2)${names
      .map((name, n) => `, p_${name} => $${n + 3}`)
      .join('')})) as mail`,
    [kind, host.owner_id, ...Object.values(subject)],
  );
  return rows[0].mail;
}

async function bookingOf(host: Row): Promise<string> {
  const eventType = await createEventType(db.sql, host.id);
  const booking = await insert(db.sql, 'bookings', {
    host_id: host.id,
    event_type_id: eventType.id,
    status: 'confirmed',
    starts_at: '2030-01-01T10:00:00Z',
    ends_at: '2030-01-01T10:30:00Z',
  });
  return booking.id;
}

describe('The language of a mail to an owner', () => {
  it.each([
    ['booking_confirmed', async (host: Row) => ({ booking_id: await bookingOf(host) })],
    ['booking_conflict', async (host: Row) => ({ booking_id: await bookingOf(host) })],
    ['booking_event_moved', async (host: Row) => ({ booking_id: await bookingOf(host) })],
    ['weekly_digest', async (host: Row) => ({ host_id: String(host.id) })],
  ])('about a host (%s) is that of this host, whatever their others have', async (kind, subjectOf) => {
    for (const host of await hostsOf('de', null, 'fr')) {
      const mail = await mailed(kind, await subjectOf(host), host);
      expect([host.locale, mail.locale]).toEqual([host.locale, host.locale]);
    }
  });

  it.each([
    [
      'connection_needs_reconnect',
      async (host: Row) => ({ connection_id: (await createCalendar(db.sql, host)).connection_id }),
    ],
    [
      'webhook_disabled',
      async (host: Row) => ({
        endpoint_id: (
          await insert(db.sql, 'webhook_endpoints', {
            owner_id: host.owner_id,
            url: 'https://example.com/hook',
            events: '{booking.requested}',
          })
        ).id as string,
      }),
    ],
  ])('about what serves all of their hosts (%s) is that of the oldest host', async (kind, subjectOf) => {
    for (const locales of [
      ['de', 'fr'],
      [null, 'de'],
    ]) {
      const [oldest, newest] = (await hostsOf(...locales)) as [Row, Row];
      expect((await mailed(kind, await subjectOf(newest), newest)).locale).toBe(oldest.locale);
    }
  });
});

describe('A weekly summary', () => {
  const broken = (host: Row, account: string) =>
    createCalendar(db.sql, host, {}, { provider: 'caldav', account_email: account, status: 'needs_reconnect' });
  const named = async (host: Row) =>
    (await mailed('weekly_digest', { host_id: host.id }, host)).digest?.reconnect.map(
      ({ account_email: account }) => account,
    );

  it('names the accounts of its host that need to be connected again, and none of the owner’s other hosts', async () => {
    const [a, b, c] = (await hostsOf(null, null, null)) as [Row, Row, Row];
    await broken(a, 'a@example.com');
    await broken(b, 'b@example.com');
    const shared = await broken(a, 'both@example.com');
    await insert(db.sql, 'calendar_links', { calendar_id: shared.id, host_id: b.id });
    expect(await named(a)).toEqual(['a@example.com', 'both@example.com']);
    expect(await named(b)).toEqual(['b@example.com', 'both@example.com']);
    expect(await named(c)).toEqual([]);
  });
});
