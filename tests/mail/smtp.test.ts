import { createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSmtpTransport, type Mail, type MailError } from '../../sync-service/src/mail/transport.ts';
import { makeCertificate } from '../support/certificate.ts';
import { headerOf, refusal, startRealSmtp } from './real-smtp.ts';

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
const invitation = { method: 'request' as const, content: 'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n' };

async function serve(options: Parameters<typeof startRealSmtp>[0] = {}, url?: (port: number) => string) {
  const smtp = await startRealSmtp(options);
  const transport = createSmtpTransport(url?.(smtp.port) ?? smtp.url, 'Openslot <no-reply@example.com>', {
    connectionTimeout: 2000,
    greetingTimeout: 500,
    socketTimeout: 500,
  });
  onTestFinished(async () => {
    transport.close();
    await smtp.stop();
  });
  return {
    smtp,
    transport,
    /** Sends one mail, and what came of it. */
    async deliver(changes: Partial<Mail> = {}) {
      await transport.send({ ...mail, ...changes });
      const received = smtp.delivered.at(-1);
      if (received === undefined) throw new Error('no mail arrived');
      return received;
    },
    /** Why a mail was not taken. */
    fail: async (changes: Partial<Mail> = {}): Promise<MailError> => {
      const error = await transport.send({ ...mail, ...changes }).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'mail_failed' });
      return error as MailError;
    },
  };
}

describe('what a mail server gets', () => {
  it('has the text, the HTML and the invitation as alternatives, in this order, and the invitation as a file, too', async () => {
    const { deliver } = await serve();
    const { raw, mail: parsed } = await deliver({ invitations: [invitation] });
    expect(parsed.text?.trim()).toBe(mail.text);
    expect(parsed.html?.trim()).toBe(mail.html);
    const types = [...raw.matchAll(/^Content-Type: ([^;\r]+)/gim)].map(([, type]) => type);
    expect(types).toEqual([
      'multipart/mixed',
      'multipart/alternative',
      'text/plain',
      'text/html',
      'text/calendar',
      'application/ics',
    ]);
    expect(raw.replace(/\r\n[ \t]+/g, ' ')).toMatch(/Content-Type: text\/calendar; charset=utf-8; method=REQUEST/i);
    expect(parsed.attachments.map(({ filename }) => filename)).toContain('invitation.ics');
    const [, file = ''] = /base64\r\n\r\n([\w+/=\r\n]+)\r\n--/.exec(raw) ?? [];
    expect(Buffer.from(file, 'base64').toString()).toBe(invitation.content);
  });

  it('says that no person wrote it, and that nobody is to answer by machine', async () => {
    const { deliver } = await serve();
    const { raw } = await deliver();
    expect(headerOf(raw, 'Auto-Submitted')).toBe('auto-generated');
    expect(headerOf(raw, 'X-Auto-Response-Suppress')).toBe('All');
    for (const name of ['List-Id', 'List-Unsubscribe', 'List-Unsubscribe-Post']) expect(headerOf(raw, name)).toBeNull();
    expect(headerOf(raw, 'Message-ID')).toBe(`<${mail.id}@example.com>`);
  });

  it('is marked as of a list where its reader chose to get it regularly', async () => {
    const { deliver } = await serve();
    const stopUrl =
      'https://book.example/weekly-summary/0b4ab2f5-3c1f-4d1b-8f5e-0a3c8f7f6f01/stop?token=osd.k1.0.secret';
    const { raw } = await deliver({ list: { name: 'Openslot weekly summary', stopUrl } });
    expect(headerOf(raw, 'List-Id')).toMatch(/Openslot weekly summary.*<weekly-summary\.example\.com>/);
    expect(headerOf(raw, 'List-Unsubscribe')).toBe(`<${stopUrl}>`);
    expect(headerOf(raw, 'List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
  });

  it.each([
    ['quotes', 'Ann "the \\ Fox" Example, (Dr.) <x@evil.example>'],
    ['umlauts', 'Jürgen Größer-Müßig'],
    ['emoji', '🦊 Ann 👩‍⚕️'],
    ['right-to-left', 'د. ليلى حسن'],
    ['line breaks', 'Ann\r\nBcc: everybody@example.com'],
  ])('keeps a name with %s, in whose name it comes, and adds no header and no recipient', async (_, name) => {
    const { deliver } = await serve();
    const {
      raw,
      recipients,
      mail: parsed,
    } = await deliver({ fromName: name, subject: `Confirmed: Intro with ${name}` });
    const shown = name.replace(/[\r\n]+/g, ' ');
    // What joins an emoji is no mark that hides anything.
    expect(parsed.from).toMatchObject({ name: shown, address: 'no-reply@example.com' });
    expect(parsed.subject).toBe(`Confirmed: Intro with ${shown}`);
    expect(recipients).toEqual(['bob@example.com']);
    expect(headerOf(raw, 'Bcc')).toBeNull();
    expect(headerOf(raw, 'From')).toMatch(/<no-reply@example\.com>$/);
  });

  it('comes over one connection, not one for each mail', async () => {
    let connections = 0;
    const { deliver, smtp } = await serve({
      onConnect: (_session, callback) => {
        connections += 1;
        callback();
      },
    });
    for (let n = 0; n < 5; n += 1) await deliver();
    expect(smtp.delivered).toHaveLength(5);
    expect(connections).toBe(1);
  });
});

describe('a mail server that wants encryption and a password', () => {
  const certificate = makeCertificate();
  const secured = {
    ...certificate,
    disabledCommands: [],
    authOptional: false,
    allowInsecureAuth: false,
    onAuth: (
      auth: { username?: string; password?: string },
      session: { secure: boolean },
      callback: (error: Error | null, response?: { user: string }) => void,
    ) => {
      if (session.secure && auth.username === 'user' && auth.password === 'hunter2') callback(null, { user: 'user' });
      else callback(refusal(535, 'Wrong password'));
    },
  } as Parameters<typeof startRealSmtp>[0];

  it('gets both', async () => {
    const { deliver } = await serve(
      secured,
      (port) => `smtp://user:hunter2@127.0.0.1:${port}?requireTLS=true&tls.rejectUnauthorized=false`,
    );
    expect((await deliver()).mail.subject).toBe(mail.subject);
  });

  it('whose certificate nobody knows gets no password, and the mail waits', async () => {
    const { fail, smtp } = await serve(secured, (port) => `smtp://user:hunter2@127.0.0.1:${port}?requireTLS=true`);
    expect(await fail()).toMatchObject({ retryable: true, isBounce: false });
    expect(smtp.delivered).toEqual([]);
  });

  it('and refuses ours leaves the mail waiting for a better one, which no error shows', async () => {
    const { fail } = await serve(
      secured,
      (port) => `smtp://user:wrong-secret@127.0.0.1:${port}?tls.rejectUnauthorized=false`,
    );
    const error = await fail();
    expect(error).toMatchObject({ retryable: true, isBounce: false, message: expect.stringContaining('535') });
    expect(String(error.stack)).not.toContain('wrong-secret');
  });

  it('but offers no encryption gets nothing where encryption is insisted on', async () => {
    const { fail, smtp } = await serve({}, (port) => `smtp://127.0.0.1:${port}?requireTLS=true`);
    expect(await fail()).toMatchObject({ retryable: true });
    expect(smtp.delivered).toEqual([]);
  });
});

describe('a mail that a server does not take', () => {
  const onRcpt = (code: number, text: string) => ({
    onRcptTo: (_address: unknown, _session: unknown, callback: (error?: Error) => void) =>
      callback(refusal(code, text)),
  });
  const onData = (code: number, text: string) => ({
    onData: (stream: NodeJS.ReadableStream, _session: unknown, callback: (error?: Error) => void) => {
      stream.on('end', () => callback(refusal(code, text)));
      stream.resume();
    },
  });
  const onMail = (code: number, text: string) => ({
    onMailFrom: (_address: unknown, _session: unknown, callback: (error?: Error) => void) =>
      callback(refusal(code, text)),
  });

  it.each([
    ['the address, for now', onRcpt(451, '4.7.1 Greylisted'), { retryable: true, isBounce: false }],
    ['the address, because its box is full for now', onRcpt(452, '4.2.2 Full'), { retryable: true, isBounce: false }],
    ['the address, for good', onRcpt(550, '5.1.1 No such user'), { retryable: false, isBounce: true }],
    ['the address, for good and without details', onRcpt(550, 'No'), { retryable: false, isBounce: true }],
    ['by a policy that is about us', onRcpt(554, '5.7.1 Relay access denied'), { retryable: true, isBounce: false }],
    ['our sender', onMail(550, '5.1.8 Bad sender'), { retryable: true, isBounce: false }],
    ['the mail, for now', onData(451, '4.3.0 Try again'), { retryable: true, isBounce: false }],
    ['the mail, for good', onData(552, '5.3.4 Too big'), { retryable: false, isBounce: false }],
  ])('because it refuses %s', async (_, options, expected) => {
    const { fail } = await serve(options as Parameters<typeof startRealSmtp>[0]);
    expect(await fail()).toMatchObject(expected);
  });

  /** A server of which a test decides what it does with each connection. */
  async function serveRaw(onConnection: (socket: Socket) => void) {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      onConnection(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const transport = createSmtpTransport(`smtp://127.0.0.1:${port}`, 'no-reply@example.com', {
      greetingTimeout: 300,
      socketTimeout: 300,
    });
    onTestFinished(async () => {
      transport.close();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    });
    return transport;
  }
  const talk = (socket: Socket, onBody: () => void) => {
    let isBody = false;
    socket.write('220 here\r\n');
    socket.on('data', (chunk) => {
      for (const line of String(chunk).split('\r\n').filter(Boolean)) {
        if (isBody) continue;
        if (line === 'DATA') {
          isBody = true;
          socket.write('354 go on\r\n');
          onBody();
        } else socket.write('250 ok\r\n');
      }
    });
  };

  it.each<[string, (socket: Socket) => void]>([
    ['never says a word', () => {}],
    ['falls silent in the middle of the mail', (socket) => talk(socket, () => {})],
    ['hangs up in the middle of the mail', (socket) => talk(socket, () => setTimeout(() => socket.destroy(), 20))],
    ['hangs up at once', (socket) => socket.destroy()],
    ['talks nonsense', (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['is about to close', (socket) => socket.write('421 4.3.2 Shutting down\r\n')],
  ])('because it %s waits for the next attempt', async (_, onConnection) => {
    const transport = await serveRaw(onConnection);
    await expect(transport.send(mail)).rejects.toMatchObject({ code: 'mail_failed', retryable: true, isBounce: false });
  });

  it.each<[string, boolean, (socket: Socket) => void]>([
    ['may have taken the mail where it falls silent while it gets it', true, (socket) => talk(socket, () => {})],
    ['may have taken the mail where it hangs up while it gets it', true, (socket) => talk(socket, () => socket.end())],
    ['has not where it says so', false, (socket) => socket.write('421 4.3.2 Shutting down\r\n')],
  ])('%s', async (_, isUnsure, onConnection) => {
    const transport = await serveRaw(onConnection);
    await expect(transport.send(mail)).rejects.toMatchObject({ isUnsure });
  });

  it('certainly was not sent where nobody listens', async () => {
    const { smtp, fail } = await serve();
    await smtp.stop();
    expect(await fail()).toMatchObject({ isUnsure: false });
  });
});
