import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  type OwnerMailKind,
  type OwnerMailSubject,
  writeOwnerMessage,
} from '../../sync-service/src/mail/owner-messages.ts';
import { writeText } from '../../sync-service/src/mail/write-text.ts';
import { createAccountStub } from '../support/account-stub.ts';
import { useStack } from '../support/stack.ts';
import { send, setScene } from './scene.ts';

const source = createAccountStub('caldav');
const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, providers: [source] });

const start = '2031-05-05T09:00:00Z';
const end = '2031-05-05T09:30:00Z';
const onBooking: OwnerMailSubject = {
  conflicts: [
    {
      booking: {
        id: crypto.randomUUID(),
        start,
        end,
        host: { slug: 'host', display_name: 'Dr. Demo', time_zone: 'UTC' },
        event_type: { title: 'Consulting' },
        attendee: { name: 'Ann', email: 'ann@example.com', time_zone: 'UTC', locale: 'en' },
      },
      conflict: { event: { title: 'Dentist', start, end }, resolved_at: null },
    },
  ],
  connection: null,
  endpoint: null,
  digest: null,
  locale: null,
};
const onEndpoint: OwnerMailSubject = {
  conflicts: [],
  connection: null,
  endpoint: { url: 'https://example.com/hooks', is_active: false, disabled_reason: 'It does not respond.' },
  digest: null,
  locale: null,
};
const onWeek: OwnerMailSubject = {
  conflicts: [],
  connection: null,
  endpoint: null,
  digest: {
    host: { id: crypto.randomUUID(), display_name: 'Dr. Demo', time_zone: 'UTC', accent_color: null, locale: null },
    from: start,
    bookings: [],
    booked: 0,
    requests: 0,
    reconnect: [],
    took_place: 0,
    cancelled: 0,
    no_shows: 0,
  },
  locale: null,
};
const onAccount: OwnerMailSubject = {
  conflicts: [],
  connection: {
    provider: 'google',
    account_email: 'me@example.com',
    status: 'needs_reconnect',
    last_error: null,
    read_only_targets: ['Work'],
    target_changes: [
      {
        host: 'Anna',
        reason: 'disconnected',
        from: 'Work',
        to: { name: 'Home', provider: 'caldav', account_email: null },
      },
    ],
    vanished: { name: 'Team', hosts: ['Anna'] },
    unknown_times: { name: 'Team', events: 1, has_more: false, days: [null], policies: ['request'] },
    lost_bookings: { name: 'Team', time_zone: 'UTC', bookings: [{ title: 'Intro: Bob', start, end: start }] },
  },
  endpoint: null,
  digest: null,
  locale: null,
};
const mails: Record<OwnerMailKind, OwnerMailSubject> = {
  booking_conflict: onBooking,
  booking_event_moved: onBooking,
  booking_event_deleted: onBooking,
  connection_needs_reconnect: onAccount,
  booking_target_read_only: onAccount,
  booking_target_changed: onAccount,
  calendar_vanished: onAccount,
  calendar_times_unknown: onAccount,
  bookings_lost: onAccount,
  webhook_disabled: onEndpoint,
  weekly_digest: onWeek,
};

/** Opens every address of our own that a text names; there has to be one. */
async function expectLiveLinks(text: string): Promise<void> {
  const links = (text.match(/https?:\/\/[^\s<>"]+/g) ?? []).filter((link) => link.startsWith(stack.url));
  expect(links, text).not.toEqual([]);
  for (const link of links) {
    const response = await fetch(link, { redirect: 'manual' });
    expect([link, response.status, response.headers.get('content-type')?.toLowerCase()]).toEqual([
      link,
      200,
      'text/html; charset=utf-8',
    ]);
  }
}

test.each(Object.entries(mails))('the links of the mail %s lead to pages', async (kind, about) => {
  const message = writeOwnerMessage(kind as OwnerMailKind, about, stack.url, `${stack.url}/admin/calendars`);
  await expectLiveLinks(message === null ? '' : writeText(message));
});

test('a mail about two bookings at one time names the other one', () => {
  const other = {
    event: { title: 'Meeting, Room 2', start, end },
    other_booking_id: crypto.randomUUID(),
    resolved_at: null,
  };
  const message = writeOwnerMessage(
    'booking_conflict',
    {
      ...onBooking,
      conflicts: onBooking.conflicts.map(({ booking }) => ({ booking, conflict: other })),
    },
    stack.url,
    '',
  );
  expect(message?.subject).toBe('Double booking: Consulting');
  expect(message === null ? '' : writeText(message)).toContain('The other booking: Meeting, Room 2, Monday');
});

test('the links of an event in the calendar lead to the page of its booking, whatever else it may say', async () => {
  const scene = await setScene(stack);
  const connected = await send(stack.url, 'POST', '/calendar/connections/caldav', {
    token: scene.owner.accessToken,
    body: {
      url: 'https://dav.example.com/',
      username: 'a@example.com',
      password: 'app-password',
      host_id: scene.host.id,
    },
  });
  expect(connected.status, connected.text).toBe(201);
  for (const privacy of ['full', 'name_only', 'busy_only']) {
    await stack.sql.query('update public.hosts set calendar_privacy = $1 where id = $2', [privacy, scene.host.id]);
    const { id } = await scene.booked();
    await expect.poll(() => source.written.has(id), { timeout: 10_000 }).toBe(true);
    const event = source.written.get(id);
    await expectLiveLinks(event?.description ?? '');
    await expectLiveLinks(event?.url ?? '');
    expect(event?.url).toBe(`${stack.url}/admin/bookings/${id}`);
  }
});

test.each(['/admin', '/admin/'])('%s leads to the overview', async (path) => {
  const response = await fetch(`${stack.url}${path}`, { redirect: 'manual' });
  expect([response.status, response.headers.get('location')]).toEqual([302, '/admin/overview']);
});

test('every screen of the admin page has an address that can be opened', async () => {
  const folder = new URL('../../web-embed/admin/app/', import.meta.url);
  const [screens = '', app = ''] = ['screens.ts', 'app.tsx'].map((file) => readFileSync(new URL(file, folder), 'utf8'));
  const inBar = [...screens.matchAll(/path: '(\/[a-z-]+)'/g)].map(([, path]) => `/admin${path}`);
  const others = [...app.matchAll(/path="(\/admin\/[^"]+)"/g)].map(([, path = '']) =>
    path.replace(':id', crypto.randomUUID()),
  );
  expect([inBar.length > 10, others.length > 3]).toEqual([true, true]);
  for (const path of [...inBar, ...others]) expect((await fetch(`${stack.url}${path}`)).status, path).toBe(200);
});

test('the page of a booking is the same for every id: it reveals nothing by itself', async () => {
  const scene = await setScene(stack);
  const { id } = await scene.booked();
  const [known, unknown] = await Promise.all(
    [id, crypto.randomUUID()].map(async (one) => (await fetch(`${stack.url}/admin/bookings/${one}`)).text()),
  );
  expect(known).toBe(unknown);
  expect(known).not.toContain(id);
});
