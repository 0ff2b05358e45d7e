import ICAL from 'ical.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DavServer, hasRadicale, startRadicale } from '../support/dav-servers.ts';
import { createEventType, createHost, createHours } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { startRealSmtp } from './real-smtp.ts';

const smtp = await startRealSmtp();
const stack = useStack({ config: { smtpUrl: smtp.url, mailFrom: 'Openslot <no-reply@example.com>' } });
let hostToken: string;
let eventTypeId: string;
let visitor: string;
let people = 0;

afterAll(() => smtp.stop());
beforeEach(async () => {
  smtp.delivered.length = 0;
  visitor = `visitor-${++people}@example.com`;
  const owner = await stack.signUp(`owner-${crypto.randomUUID()}@example.com`);
  hostToken = owner.accessToken;
  const host = await createHost(stack.sql, {
    owner_id: owner.id,
    time_zone: 'Europe/Berlin',
    display_name: 'Dr. "Ann" Müller 🦊',
  });
  await createHours(stack.sql, host.id);
  const eventType = await createEventType(stack.sql, host.id, {
    title: 'Gespräch, kurz; استشارة',
    min_notice_minutes: 0,
  });
  eventTypeId = eventType.id;
});

async function post(path: string, body: unknown, token?: string) {
  const response = await fetch(`${stack.url}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  expect(response.ok, text).toBe(true);
  return JSON.parse(text);
}

const startIn = (days: number) =>
  new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000 + days * 86_400_000).toISOString();
const book = () =>
  post('/bookings', {
    event_type_id: eventTypeId,
    start: startIn(1),
    duration_minutes: 30,
    answers: {},
    attendee: { name: 'Bob', email: visitor, time_zone: 'America/New_York', locale: 'en' },
  });

/** What an invitation says. */
interface Invitation {
  method: string;
  uid: string;
  sequence: number;
  status: string;
  start: string;
  text: string;
}

function read(text: string): Invitation {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const event = calendar.getFirstSubcomponent('vevent');
  const value = (name: string) => String(event?.getFirstPropertyValue(name));
  return {
    method: String(calendar.getFirstPropertyValue('method')),
    uid: value('uid'),
    sequence: Number(value('sequence')),
    status: value('status'),
    start: value('dtstart'),
    text,
  };
}

/** The invitations that the visitor got, in order, once there are as many mails with this subject. */
async function invitations(subject: string, count = 1): Promise<Invitation[]> {
  const mails = () => smtp.delivered.filter(({ recipients }) => recipients.includes(visitor));
  await expect
    .poll(() => mails().filter(({ mail }) => mail.subject?.startsWith(subject)).length, {
      timeout: 10_000,
      interval: 25,
    })
    .toBe(count);
  return mails().flatMap(({ raw }) => {
    const [, file] = /application\/ics[\s\S]*?base64\r\n\r\n([\w+/=\r\n]+)\r\n--/.exec(raw) ?? [];
    return file === undefined ? [] : [read(Buffer.from(file, 'base64').toString())];
  });
}

/** Does what a calendar does with an invitation (RFC 5546): one event for each UID, the newest wins, a cancelled one stays as cancelled. */
async function receive(server: DavServer, invitation: Invitation): Promise<void> {
  const url = `${server.calendarUrl}${invitation.uid}.ics`;
  const authorization = `Basic ${Buffer.from(`${server.username}:${server.password}`).toString('base64')}`;
  const known = await fetch(url, { headers: { authorization } });
  if (known.ok && read(await known.text()).sequence > invitation.sequence) return;
  if (!known.ok && invitation.method === 'CANCEL') return;
  const stored = await fetch(url, {
    method: 'PUT',
    headers: { authorization, 'content-type': 'text/calendar; charset=utf-8' },
    // What is stored has no method (RFC 4791, 4.1).
    body: invitation.text.replace(/METHOD:.*\r\n/, ''),
  });
  expect(stored.status, await stored.text()).toBeLessThan(300);
}

async function eventsOf(server: DavServer): Promise<Invitation[]> {
  const authorization = `Basic ${Buffer.from(`${server.username}:${server.password}`).toString('base64')}`;
  const response = await fetch(server.calendarUrl, { headers: { authorization } });
  const calendar = new ICAL.Component(ICAL.parse(await response.text()));
  return calendar
    .getAllSubcomponents('vevent')
    .map((event) => read(`BEGIN:VCALENDAR\r\n${event}\r\nEND:VCALENDAR\r\n`));
}

describe('the invitations to a booking', () => {
  let radicale: DavServer;
  beforeAll(async () => {
    if (hasRadicale) radicale = await startRadicale();
  });
  afterAll(() => radicale?.stop());

  it.skipIf(!hasRadicale)(
    'that is made, moved, moved again and cancelled leave one event in a calendar, whatever comes twice or late',
    { timeout: 60_000 },
    async () => {
      const { booking, manage_token: token } = await book();
      await invitations('Confirmed');
      for (const [n, days] of [2, 3].entries()) {
        await post(`/bookings/${booking.id}/reschedule`, { start: startIn(days) }, token);
        await invitations('New time', n + 1);
      }
      await post(`/bookings/${booking.id}/cancel`, {}, token);
      const chain = await invitations('Cancelled');
      expect(chain.map(({ method, sequence, status }) => [method, sequence, status])).toEqual([
        ['REQUEST', 0, 'CONFIRMED'],
        ['REQUEST', 1, 'CONFIRMED'],
        ['REQUEST', 2, 'CONFIRMED'],
        ['CANCEL', 3, 'CANCELLED'],
      ]);
      expect(new Set(chain.map(({ uid }) => uid))).toEqual(new Set([booking.id]));
      expect(chain.map(({ start }) => Date.parse(start))).toEqual(
        [1, 2, 3, 3].map((days) => Date.parse(startIn(days))),
      );

      const [first, second, third, last] = chain as [Invitation, Invitation, Invitation, Invitation];
      // Mails come in any order, and some twice.
      for (const invitation of [first, third, second, third]) await receive(radicale, invitation);
      expect(await eventsOf(radicale)).toMatchObject([{ uid: booking.id, sequence: 2, start: third.start }]);
      for (const invitation of [last, second, last]) await receive(radicale, invitation);
      expect(await eventsOf(radicale)).toMatchObject([{ uid: booking.id, sequence: 3, status: 'CANCELLED' }]);
    },
  );

  it('name the host and the title as they are, quotes, commas and other scripts included', async () => {
    await book();
    const [invitation] = await invitations('Confirmed');
    const event = new ICAL.Component(ICAL.parse(invitation?.text ?? '')).getFirstSubcomponent('vevent');
    expect(event?.getFirstPropertyValue('summary')).toBe('Gespräch, kurz; استشارة with Dr. "Ann" Müller 🦊');
    // RFC 5545 has no double quote in a name.
    expect(event?.getFirstProperty('organizer')?.getParameter('cn')).toBe("Dr. 'Ann' Müller 🦊");
  });

  it('follow a booking that has to be confirmed again after a move, and take it back when it is declined', async () => {
    const { booking, manage_token: token } = await book();
    await invitations('Confirmed');
    await stack.sql.query('update public.event_types set requires_confirmation = true where id = $1', [eventTypeId]);
    await post(`/bookings/${booking.id}/reschedule`, { start: startIn(2) }, token);
    await invitations('New time');
    await post(`/bookings/${booking.id}/decline`, {}, hostToken);
    const chain = await invitations('Declined');
    expect(chain.map(({ method, sequence, status }) => [method, sequence, status])).toEqual([
      ['REQUEST', 0, 'CONFIRMED'],
      ['REQUEST', 1, 'TENTATIVE'],
      ['CANCEL', 2, 'CANCELLED'],
    ]);
  });

  it('are taken back, too, where the host moved a request and by that accepted it', async () => {
    await stack.sql.query('update public.event_types set requires_confirmation = true where id = $1', [eventTypeId]);
    const { booking, manage_token: token } = await book();
    await post(`/bookings/${booking.id}/reschedule`, { start: startIn(2) }, hostToken);
    await invitations('New time');
    await post(`/bookings/${booking.id}/cancel`, {}, token);
    const chain = await invitations('Cancelled');
    expect(chain.map(({ method, sequence, status }) => [method, sequence, status])).toEqual([
      ['REQUEST', 1, 'CONFIRMED'],
      ['CANCEL', 2, 'CANCELLED'],
    ]);
  });

  it('do not take back what nobody was invited to', async () => {
    await stack.sql.query('update public.event_types set requires_confirmation = true where id = $1', [eventTypeId]);
    const { booking, manage_token: token } = await book();
    await invitations('Requested');
    await post(`/bookings/${booking.id}/cancel`, {}, token);
    expect(await invitations('Cancelled')).toEqual([]);
  });
});
