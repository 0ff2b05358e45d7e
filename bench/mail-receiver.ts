import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { serve } from './child.ts';

/** What a receiver of mails can be asked. */
export type MailReceiverCommands = {
  /** Its address. It takes every mail at once and keeps none. */
  listen(): Promise<string>;
  /** How many mails it has taken. */
  count(): number;
};

let taken = 0;
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  logger: false,
  onData(stream, _session, callback) {
    stream.on('end', () => {
      taken += 1;
      callback();
    });
    stream.resume();
  },
});

serve(
  {
    listen: () =>
      new Promise<string>((resolve) => {
        server.listen(0, '127.0.0.1', () => {
          resolve(`smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`);
        });
      }),
    count: () => taken,
  },
  async () => {
    await new Promise<void>((resolve) => server.close(() => resolve()));
  },
);
