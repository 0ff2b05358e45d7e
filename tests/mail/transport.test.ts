import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  addressOf,
  createSmtpTransport,
  type Mail,
  type MailTransport,
} from '../../sync-service/src/mail/transport.ts';
import { headerLines, startSmtpStandIn } from './smtp-stand-in.ts';

const mail: Mail = {
  id: '0b4ab2f5-3c1f-4d1b-8f5e-0a3c8f7f6f01',
  recipient: 'bob@example.com',
  fromName: null,
  replyTo: null,
  subject: 'Confirmed: Intro',
  text: 'Your booking is confirmed.',
  html: '<p>Your booking is confirmed.</p>',
  invitations: [],
  list: null,
};

describe('the SMTP transport', () => {
  let smtp: Awaited<ReturnType<typeof startSmtpStandIn>>;
  let transport: MailTransport;

  beforeAll(async () => {
    smtp = await startSmtpStandIn();
    transport = createSmtpTransport(smtp.url, 'Openslot <no-reply@example.com>');
  });
  afterAll(async () => {
    transport.close();
    await smtp.stop();
  });
  beforeEach(() => {
    smtp.mails.length = 0;
    smtp.refuse(null);
  });

  async function deliver(changes: Partial<Mail> = {}) {
    await transport.send({ ...mail, ...changes });
    const received = smtp.mails[0];
    if (received === undefined) throw new Error('no mail arrived');
    return received;
  }

  it('hands a mail to the server, with sender and recipient', async () => {
    const received = await deliver();
    expect(received).toMatchObject({ from: 'no-reply@example.com', recipients: ['bob@example.com'] });
    expect(headerLines(received)).toContain('Subject: Confirmed: Intro');
    expect(received.raw).toContain('Your booking is confirmed.');
  });

  it('gives the same notification the same Message-ID each time', async () => {
    expect(headerLines(await deliver())).toContain(`Message-ID: <${mail.id}@example.com>`);
  });

  it('attaches an invitation with its method', async () => {
    const received = await deliver({
      invitations: [{ method: 'cancel', content: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n' }],
    });
    expect(received.raw).toMatch(/Content-Type: text\/calendar; charset=utf-8;\s+method=CANCEL/);
    expect(received.raw).toContain('invitation.ics');
  });

  it.each([
    ['recipient', { recipient: 'bob@example.com\r\nBcc: everybody@example.com' }],
    ['recipient as a list', { recipient: 'bob@example.com, everybody@example.com' }],
    ['recipient with a group', { recipient: 'all: everybody@example.com;' }],
    ['reply address', { replyTo: 'ann@example.com\r\nBcc: everybody@example.com' }],
    ['subject', { subject: 'Hello\r\nBcc: everybody@example.com\r\n\r\nBody' }],
  ])('lets nobody add a header or a recipient through the %s', async (_name, changes) => {
    const sent = transport.send({ ...mail, ...changes });
    await sent.catch(() => {
      // Refusing the mail is as good as sending it to one recipient.
    });
    for (const received of smtp.mails) {
      expect(received.recipients).not.toContain('everybody@example.com');
      expect(headerLines(received).filter((line) => /^bcc:/i.test(line))).toEqual([]);
    }
  });

  it.each([
    { recipient: 'bob@example.com, everybody@example.com' },
    { recipient: 'bob@example.com\r\nBcc: everybody@example.com' },
    { recipient: 'all: everybody@example.com;' },
    { recipient: 'bob' },
    { replyTo: 'ann@example.com, everybody@example.com' },
  ])('refuses for good what is not exactly one address: %j', async (changes) => {
    await expect(transport.send({ ...mail, ...changes })).rejects.toMatchObject({
      code: 'mail_failed',
      retryable: false,
      message: expect.stringContaining('address'),
    });
    expect(smtp.mails).toEqual([]);
  });

  it('says that a refused recipient is final', async () => {
    smtp.refuse('550 No such user here');
    await expect(transport.send(mail)).rejects.toMatchObject({ code: 'mail_failed', retryable: false });
  });

  it('says that a busy server is worth another try', async () => {
    smtp.refuse('451 Try again later');
    await expect(transport.send(mail)).rejects.toMatchObject({ retryable: true });
  });

  it('can say before the first mail whether mails can be sent', async () => {
    expect(await transport.check()).toBeNull();
    expect(smtp.mails).toEqual([]);
    const unreachable = createSmtpTransport('smtp://user:hunter2@127.0.0.1:1', 'no-reply@example.com');
    expect(await unreachable.check()).toMatch(/^The mail server could not be reached \(ESOCKET|ECONNECTION/);
  });

  it('never shows the credentials of the server in its errors', async () => {
    const unreachable = createSmtpTransport('smtp://user:hunter2@127.0.0.1:1', 'no-reply@example.com');
    const error = await unreachable.send(mail).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: 'mail_failed', retryable: true });
    expect(String((error as Error).stack)).not.toMatch(/hunter2|user/);
  });

  it.each([
    ['Openslot <a@example.com>', 'a@example.com'],
    ['a@example.com', 'a@example.com'],
  ])('takes the address out of the sender %s', (from, address) => expect(addressOf(from)).toBe(address));
});
