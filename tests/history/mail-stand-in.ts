import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { headerOf } from '../mail/real-smtp.ts';

/** A mail server that keeps which notifications were taken, and how often: their ids stand in those of the mails. */
export async function openMailbox() {
  const taken = new Map<string, number>();
  const server = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ['STARTTLS'], logger: false, closeTimeout: 100 },
    onData(stream, _session, callback) {
      if (mailbox.isRefusing) {
        stream.resume();
        stream.once('end', () => callback(Object.assign(new Error('Try later'), { responseCode: 451 })));
        return;
      }
      let raw = '';
      stream.on('data', (chunk: Buffer) => {
        // The header is what matters.
        if (raw.length < 8_192) raw += chunk;
      });
      stream.once('end', () => {
        const id = /^<([^@]+)@/.exec(headerOf(raw, 'message-id') ?? '')?.[1] ?? raw;
        taken.set(id, (taken.get(id) ?? 0) + 1);
        callback();
      });
    },
  });
  // Clients that break off are what the storm is about.
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const mailbox = {
    taken,
    isRefusing: false,
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
  return mailbox;
}
