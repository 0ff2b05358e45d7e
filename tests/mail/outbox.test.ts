import { describe, expect, it } from 'vitest';
import { createEventType, createHost, createHours } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';

const stack = useStack({ config: { smtpUrl: null, demo: true } });

async function book(name: string): Promise<void> {
  const host = await createHost(stack.sql, { display_name: '<b>Ann</b>' });
  await createHours(stack.sql, host.id);
  const eventType = await createEventType(stack.sql, host.id, {
    title: '<script>alert(1)</script>',
    min_notice_minutes: 0,
  });
  const start = new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000 + 86_400_000).toISOString();
  const response = await fetch(`${stack.url}/bookings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      event_type_id: eventType.id,
      start,
      duration_minutes: 30,
      answers: {},
      attendee: { name, email: 'bob@example.com', time_zone: 'Europe/Berlin', locale: 'en' },
    }),
  });
  expect(response.status).toBe(201);
}

async function readOutbox() {
  const response = await fetch(`${stack.url}/sandbox/mail`);
  return { status: response.status, headers: response.headers, html: await response.text() };
}

describe('the outbox of an installation without SMTP', () => {
  it('shows the mails with their links and invitations, and nothing in them becomes markup', async () => {
    await book(`"><img src=x onerror=alert(1)>`);
    await expect.poll(async () => (await readOutbox()).html, { timeout: 10_000 }).toContain('bob@example.com');
    await expect.poll(async () => (await readOutbox()).html.match(/<article>/g)?.length, { timeout: 10_000 }).toBe(2);
    const { status, html } = await readOutbox();
    expect(status).toBe(200);
    expect(html).toMatch(new RegExp(`<a href="${stack.config.publicUrl}/manage/[0-9a-f-]{36}#token=[^"<>\\s]+"`));
    expect(html).toContain('BEGIN:VCALENDAR');
    expect(html).not.toMatch(/<script|<img|<b>/);
  });

  it('allows the page no script and no foreign content, and is kept by no cache', async () => {
    const { headers } = await readOutbox();
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/);
    expect(headers.get('content-security-policy')).not.toMatch(/script-src|unsafe/);
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

describe('an outbox with many mails', () => {
  const fill = (count: number) =>
    stack.sql.query(
      `with mails as (
         insert into public.notifications (kind, recipient, state, host_id)
         select 'weekly_digest', 'many@example.com', 'sent', (select h.id from public.hosts as h limit 1) from generate_series(1, $1)
         returning id
       )
       insert into private.outbox (notification_id, recipient, subject, body) select id, 'many@example.com', 'Many', 'Text' from mails`,
      [count],
    );
  const read = async (query = '') => {
    const html = await (await fetch(`${stack.url}/sandbox/mail${query}`)).text();
    return { count: html.match(/<article>/g)?.length, html };
  };

  it('says that it shows the newest ones, and shows more on demand', async () => {
    await fill(60);
    const first = await read();
    expect(first.count).toBe(50);
    expect(first.html).toContain('These are the newest 50; older ones are not shown. <a href="/sandbox/mail?all">');
    const all = await read('?all');
    expect(all.count).toBeGreaterThanOrEqual(60);
    expect(all.html).not.toContain('not shown');
    await fill(150);
    const most = await read('?all');
    expect(most.count).toBe(200);
    expect(most.html).toContain('These are the newest 200; older ones are not shown.</p>');
  });
});

describe('an installation that is no demo', () => {
  const real = useStack({ config: { smtpUrl: null, demo: false } });

  it('keeps mails but shows them to nobody', async () => {
    expect((await fetch(`${real.url}/sandbox/mail`)).status).toBe(404);
  });
});
