import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createCalendar, createEventType, createHost, createHours } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { headerLines, type ReceivedMail, startSmtpStandIn } from './smtp-stand-in.ts';

const smtp = await startSmtpStandIn();
const stack = useStack({ config: { smtpUrl: smtp.url, mailFrom: 'Openslot <no-reply@example.com>' } });
let ownerEmail: string;
let hostToken: string;
let eventTypeId: string;

afterAll(() => smtp.stop());
beforeEach(async () => {
  smtp.mails.length = 0;
  // Each test is an hour of its own.
  await stack.sql.query('delete from private.mail_recipients');
  smtp.refuse(null);
  ownerEmail = `owner-${crypto.randomUUID()}@example.com`;
  const owner = await stack.signUp(ownerEmail);
  hostToken = owner.accessToken;
  const host = await createHost(stack.sql, {
    owner_id: owner.id,
    time_zone: 'Europe/Berlin',
    display_name: 'Ann Example',
  });
  await createHours(stack.sql, host.id);
  eventTypeId = (await createEventType(stack.sql, host.id, { title: 'Intro', min_notice_minutes: 0 })).id;
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

async function book(attendee: object = {}, answers: object = {}) {
  const start = new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000 + 86_400_000).toISOString();
  return await post('/bookings', {
    event_type_id: eventTypeId,
    start,
    duration_minutes: 30,
    answers,
    attendee: { name: 'Bob', email: 'bob@example.com', time_zone: 'America/New_York', locale: 'en', ...attendee },
  });
}

async function mailTo(recipient: string, subject: string): Promise<ReceivedMail & { text: string }> {
  let found: ReceivedMail | undefined;
  await expect
    .poll(
      () => {
        found = smtp.mails.find(
          (mail) =>
            mail.recipients.includes(recipient) &&
            headerLines(mail).some((line) => line.startsWith(`Subject: ${subject}`)),
        );
        return found !== undefined;
      },
      { timeout: 10_000, interval: 25 },
    )
    .toBe(true);
  const raw = found?.raw ?? '';
  return {
    ...(found as ReceivedMail),
    text: raw
      .replace(/=\r\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
  };
}

/** A mail as its reader sees it: with all parts decoded. */
function everythingIn(mail: ReceivedMail): string {
  const encoded = /Content-Transfer-Encoding: base64\r\n(?:[^\r\n]+\r\n)*\r\n([A-Za-z0-9+/=\r\n]+)/g;
  const parts = [...mail.raw.matchAll(encoded)].map(([, part = '']) => Buffer.from(part, 'base64').toString());
  return [mail.raw, mail.raw.replace(/=\r\n/g, ''), ...parts.map((part) => part.replaceAll('\r\n ', ''))].join('\n');
}

describe('a visitor who gives the address of somebody else', () => {
  it('can send them no words of their own: no name, answer or reason, in no mail or invitation', async () => {
    const questions = JSON.stringify([{ id: 'topic', label: 'Topic', type: 'textarea' }]);
    await stack.sql.query('update public.event_types set questions = $2 where id = $1', [eventTypeId, questions]);
    const { booking, manage_token: token } = await book({ name: 'Spam-Name' }, { topic: 'Spam-Answer' });
    await mailTo('bob@example.com', 'Confirmed');
    const start = new Date(Date.parse(booking.start) + 86_400_000).toISOString();
    await post(`/bookings/${booking.id}/reschedule`, { start }, token);
    await mailTo('bob@example.com', 'New time');
    await post(`/bookings/${booking.id}/cancel`, { reason: 'Spam-Reason' }, token);
    await mailTo('bob@example.com', 'Cancelled');
    const mails = smtp.mails.filter(({ recipients }) => recipients.includes('bob@example.com')).map(everythingIn);
    expect(mails).toHaveLength(3);
    for (const mail of mails) {
      expect(mail).toContain('BEGIN:VCALENDAR');
      expect(mail).not.toContain('Spam');
    }
    await mailTo(ownerEmail, 'Cancelled');
    const reported = smtp.mails.filter(({ recipients }) => recipients.includes(ownerEmail)).map(everythingIn);
    for (const words of ['Spam-Name', 'Spam-Reason']) expect(reported.join('\n')).toContain(words);
  });
});

describe('a booking', () => {
  it('is confirmed by mail to the visitor in their zone, with a link that opens it and an invitation', async () => {
    const { booking } = await book();
    const mail = await mailTo('bob@example.com', 'Confirmed: Intro with Ann Example');
    expect(mail.text).toContain('(America/New_York, UTC-0');
    expect(mail.raw).toContain('method=REQUEST');
    const token = /manage\/([0-9a-f-]{36})#token=(\S+)/.exec(mail.text);
    expect(token?.[1]).toBe(booking.id);
    const opened = await fetch(`${stack.url}/bookings/${booking.id}`, {
      headers: { authorization: `Bearer ${token?.[2]}` },
    });
    expect(opened.status).toBe(200);
  });

  it("is told to the host in the host's zone, who can answer the visitor but has not their link", async () => {
    await book();
    const mail = await mailTo(ownerEmail, 'New booking');
    expect(mail.text).toContain('(Europe/Berlin, UTC+0');
    expect(headerLines(mail)).toContain('Reply-To: bob@example.com');
    expect(mail.text).not.toContain('#token=');
  });

  it('invites the host, too, while no calendar of theirs gets it', async () => {
    await book();
    expect((await mailTo(ownerEmail, 'New booking')).raw).toContain('method=REQUEST');
  });

  it('invites only the visitor where the host has the event in their calendar, and takes nothing back from the host', async () => {
    const { rows } = await stack.sql.query(
      'select * from public.hosts where id = (select host_id from public.event_types where id = $1)',
      [eventTypeId],
    );
    const calendar = await createCalendar(stack.sql, rows[0], { access: 'write' }, { provider: 'caldav' });
    await stack.sql.query('update public.calendar_links set is_booking_target = true where calendar_id = $1', [
      calendar.id,
    ]);
    const { booking, manage_token: token } = await book();
    expect((await mailTo('bob@example.com', 'Confirmed')).raw).toContain('method=REQUEST');
    expect((await mailTo(ownerEmail, 'New booking')).raw).not.toContain('text/calendar');
    await post(`/bookings/${booking.id}/cancel`, {}, token);
    expect((await mailTo('bob@example.com', 'Cancelled')).raw).toContain('method=CANCEL');
    expect((await mailTo(ownerEmail, 'Cancelled')).raw).not.toContain('text/calendar');
  });

  it("never shows the visitor the host's address", async () => {
    await book();
    expect((await mailTo('bob@example.com', 'Confirmed')).raw).not.toContain(ownerEmail);
  });

  it('that is cancelled takes the invitation back', async () => {
    const { booking, manage_token: token } = await book();
    await mailTo('bob@example.com', 'Confirmed');
    await post(`/bookings/${booking.id}/cancel`, { reason: 'ill' }, token);
    expect((await mailTo('bob@example.com', 'Cancelled')).raw).toContain('method=CANCEL');
    expect((await mailTo(ownerEmail, 'Cancelled')).text).toContain('Reason: ill');
  });

  it('that has to be confirmed is announced without an invitation', async () => {
    await stack.sql.query('update public.event_types set requires_confirmation = true where id = $1', [eventTypeId]);
    const { booking } = await book();
    expect((await mailTo('bob@example.com', 'Requested')).raw).not.toContain('method=');
    await post(`/bookings/${booking.id}/confirm`, {}, hostToken);
    expect((await mailTo('bob@example.com', 'Confirmed')).raw).toContain('method=REQUEST');
  });

  it('stands even when mail fails, and the mail is sent once the server is back', async () => {
    smtp.refuse('451 Try again later');
    const { booking } = await book();
    expect(booking.status).toBe('confirmed');
    await expect
      .poll(
        async () => {
          const { rows } = await stack.sql.query(
            'select state, last_error from public.notifications where booking_id = $1 order by recipient',
            [booking.id],
          );
          return rows;
        },
        { timeout: 10_000 },
      )
      .toEqual([
        { state: 'pending', last_error: expect.stringContaining('451') },
        { state: 'pending', last_error: expect.stringContaining('451') },
      ]);
    smtp.refuse(null);
    await mailTo('bob@example.com', 'Confirmed');
    await mailTo(ownerEmail, 'New booking');
  });

  it('whose visitor does not exist is not tried again, and the host still gets their mail', async () => {
    smtp.refuse('550 No such user');
    const { booking } = await book();
    await expect
      .poll(
        async () => {
          const { rows } = await stack.sql.query(
            `select n.state, j.id is not null as is_queued from public.notifications as n
         left join graphile_worker.jobs as j on j.key = 'send_notification:' || n.id where n.booking_id = $1`,
            [booking.id],
          );
          return rows;
        },
        { timeout: 10_000 },
      )
      .toEqual([
        { state: 'failed', is_queued: false },
        { state: 'failed', is_queued: false },
      ]);
  });

  it('that was cancelled before its confirmation could be sent is not confirmed any more', async () => {
    smtp.refuse('451 Try again later');
    const { booking, manage_token: token } = await book();
    await expect
      .poll(
        async () => {
          const { rows } = await stack.sql.query(
            `select 1 from public.notifications where booking_id = $1 and failing_since is not null`,
            [booking.id],
          );
          return rows.length;
        },
        { timeout: 10_000 },
      )
      .toBe(2);
    await post(`/bookings/${booking.id}/cancel`, {}, token);
    smtp.refuse(null);
    await mailTo('bob@example.com', 'Cancelled');
    await expect
      .poll(
        async () => {
          const { rows } = await stack.sql.query(
            `select last_error from public.notifications where booking_id = $1 and kind = 'booking_confirmed'`,
            [booking.id],
          );
          return rows.every((row) => /the booking is cancelled/.test(row.last_error));
        },
        { timeout: 20_000 },
      )
      .toBe(true);
    expect(
      smtp.mails
        .flatMap(headerLines)
        .filter((line) => line.startsWith('Subject: Confirmed') || line.startsWith('Subject: New booking')),
    ).toEqual([]);
  });
});
