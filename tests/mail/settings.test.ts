import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createEventType, createHost, createHours } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { headerOf, startRealSmtp } from './real-smtp.ts';

const smtp = await startRealSmtp();
const stack = useStack({ config: { smtpUrl: smtp.url, mailFrom: 'Openslot <no-reply@example.com>' } });
let owner: Awaited<ReturnType<typeof stack.signUp>>;
let ownerEmail: string;
let host: { id: string };
let eventTypeId: string;
let people = 0;

afterAll(() => smtp.stop());
beforeEach(async () => {
  smtp.delivered.length = 0;
  ownerEmail = `owner-${crypto.randomUUID()}@example.com`;
  owner = await stack.signUp(ownerEmail);
  host = await createHost(stack.sql, { owner_id: owner.id, time_zone: 'Europe/Berlin', display_name: 'Ann Example' });
  await createHours(stack.sql, host.id);
  eventTypeId = (await createEventType(stack.sql, host.id, { title: 'Intro', min_notice_minutes: 0 })).id;
});

async function book(locale: string | null = 'en') {
  const email = `visitor-${++people}@example.com`;
  const response = await fetch(`${stack.url}/bookings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      event_type_id: eventTypeId,
      start: new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000 + 86_400_000).toISOString(),
      duration_minutes: 30,
      answers: {},
      attendee: { name: 'Bob', email, time_zone: 'America/New_York', locale },
    }),
  });
  expect(response.status, await response.clone().text()).toBe(201);
  return { email, ...(await response.json()) };
}

async function mailTo(address: string) {
  await expect
    .poll(() => smtp.delivered.some(({ recipients }) => recipients.includes(address)), { timeout: 10_000 })
    .toBe(true);
  return smtp.delivered.find(({ recipients }) => recipients.includes(address)) as (typeof smtp.delivered)[number];
}

/** As the owner writes it, through row level security. */
const setHost = async (values: Record<string, unknown>) =>
  (await owner.client.from('hosts').update(values).eq('id', host.id)).error;
const setType = async (values: Record<string, unknown>) =>
  (await owner.client.from('event_types').update(values).eq('id', eventTypeId)).error;

describe('the settings of a host', () => {
  it('give mails to visitors a colour, an address for answers and the name of the host', async () => {
    expect(
      await setHost({
        accent_color: '#aa3311',
        reply_to: 'office@ann.example',
        logo_url: 'https://ann.example/logo.svg',
      }),
    ).toBeNull();
    const { raw, mail } = await mailTo((await book()).email);
    expect(mail.from).toMatchObject({ name: 'Ann Example', address: 'no-reply@example.com' });
    expect(headerOf(raw, 'Reply-To')).toBe('office@ann.example');
    expect(mail.html).toContain('#aa3311');
    expect(raw).not.toContain(ownerEmail);
  });

  it('give no address for answers unless the host wants one', async () => {
    expect(headerOf((await mailTo((await book()).email)).raw, 'Reply-To')).toBeNull();
  });

  it.each([
    ['de', 'de-CH', 'Bestätigt: Intro mit Ann Example', 'Nouveau rendez-vous : Intro avec Bob'],
    ['pt-BR', 'tlh', 'Confirmed: Intro with Ann Example', 'Nouveau rendez-vous : Intro avec Bob'],
    [null, 'fr', 'Confirmed: Intro with Ann Example', 'Nouveau rendez-vous : Intro avec Bob'],
  ])(
    'choose the language of the mails to the owner, as the locale %s of the visitor does theirs',
    async (locale, _, visitors, owners) => {
      await setHost({ locale: 'fr-FR' });
      const { email } = await book(locale);
      expect((await mailTo(email)).mail.subject).toBe(visitors);
      expect((await mailTo(ownerEmail)).mail.subject).toBe(owners);
    },
  );

  it.each([
    { accent_color: 'red' },
    { accent_color: '#12345' },
    { accent_color: '#12345g' },
    { accent_color: '#123456;background:url(https://evil.example)' },
    { reply_to: 'ann' },
    { reply_to: 'ann@example.com, bob@example.com' },
    { reply_to: 'ann@example.com\r\nBcc: all@example.com' },
    { reply_to: 'Ann <ann@example.com>' },
    { logo_url: 'http://ann.example/logo.svg' },
    { logo_url: 'javascript:alert(1)' },
    { logo_url: 'https://ann.example/a b' },
    { logo_url: 'https://ann.example/"onerror="x' },
    { logo_url: `https://ann.example/${'x'.repeat(2000)}` },
    { locale: 'de\u202e' },
    { locale: 'x'.repeat(36) },
    { locale: 'xx-YY!' },
    { locale: 'de_DE' },
    { locale: '' },
  ])('refuse %j with a sentence that says what to write', async (values) => {
    expect(await setHost(values)).toMatchObject({
      code: 'PT422',
      details: 'invalid_request',
      message: expect.stringMatching(/\.$/),
    });
  });

  it.each([
    [{ message: 'x'.repeat(2001) }],
    [{ message: 'An\u202en' }],
    [{ reminders_minutes: [4] }],
    [{ reminders_minutes: [60, 60] }],
    [{ reminders_minutes: [86_401] }],
    [{ reminders_minutes: [10, 20, 30, 40, 50, 60] }],
  ])('of an event type refuse %j as well', async (values) => {
    expect(await setType(values)).toMatchObject({ code: 'PT422', details: 'invalid_request' });
  });

  it("put the host's words above the rest, as they typed them", async () => {
    expect(await setType({ message: 'Bring <b>tea</b> & cake.\nMap: https://ann.example/way' })).toBeNull();
    const { mail } = await mailTo((await book()).email);
    expect(mail.text).toMatch(
      /^Your booking is confirmed\r?\n\r?\nBring <b>tea<\/b> & cake\.\r?\nMap: https:\/\/ann\.example\/way/,
    );
    expect(mail.html).toContain('Bring &#60;b&#62;tea&#60;/b&#62; &#38; cake.<br>Map: <a');
  });

  it('ask the owner to check a booking that was made while a calendar could not be read', async () => {
    await setHost({ stale_policy: 'open' });
    const { rows } = await stack.sql.query(
      `with k as (insert into public.calendar_connections (owner_id, provider, account_email) values ($1, 'caldav', 'a@example.com') returning id),
         c as (insert into public.calendars (connection_id, provider_calendar_id, name, access) select id, 'c', 'Praxis', 'read' from k returning id)
       insert into public.calendar_links (host_id, calendar_id, blocks_availability) select $2, id, true from c returning calendar_id`,
      [owner.id, host.id],
    );
    expect(rows).toHaveLength(1);
    const { email } = await book();
    const { mail } = await mailTo(ownerEmail);
    expect(mail.subject).toBe('Please check: Intro with Bob');
    expect(mail.text).toContain('Not read: Praxis');
    expect((await mailTo(email)).mail.subject).toBe('Confirmed: Intro with Ann Example');
  });
});
