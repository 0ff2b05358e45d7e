import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';

/** What an SMTP client handed over. */
export interface ReceivedMail {
  from: string;
  recipients: string[];
  /** Header and body as they came over the wire, with CRLF. */
  raw: string;
}

/** A small SMTP server (RFC 5321, no TLS, no authentication) that keeps what it gets. */
export async function startSmtpStandIn(): Promise<{
  url: string;
  mails: ReceivedMail[];
  /** Answers the next recipients with this line, for example `550 No such user`; null accepts them again. */
  refuse(response: string | null): void;
  stop(): Promise<void>;
}> {
  const mails: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  let refusal: string | null = null;

  const server = createServer((socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)));
    let mail: ReceivedMail = { from: '', recipients: [], raw: '' };
    let isData = false;
    let pending = '';
    socket.setEncoding('utf8').write('220 stand-in\r\n');
    socket.on('data', (chunk: string) => {
      pending += chunk;
      for (let end = pending.indexOf('\r\n'); end >= 0; end = pending.indexOf('\r\n')) {
        const line = pending.slice(0, end);
        pending = pending.slice(end + 2);
        socket.write(answerTo(line));
      }
    });

    function answerTo(line: string): string {
      if (isData) {
        if (line !== '.') {
          mail.raw += `${line.replace(/^\./, '')}\r\n`;
          return '';
        }
        isData = false;
        mails.push(mail);
        mail = { from: '', recipients: [], raw: '' };
        return '250 kept\r\n';
      }
      const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
      if (/^MAIL FROM/i.test(line)) mail.from = address;
      if (/^RCPT TO/i.test(line)) {
        if (refusal !== null) return `${refusal}\r\n`;
        mail.recipients.push(address);
      }
      isData = /^DATA/i.test(line);
      return isData ? '354 go on\r\n' : '250 ok\r\n';
    }
  });

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    refuse(response) {
      refusal = response;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Splits header from body and unfolds the header's lines. */
export function headerLines(mail: ReceivedMail): string[] {
  const [header = ''] = mail.raw.split('\r\n\r\n');
  return header.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
}
