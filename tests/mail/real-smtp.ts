import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail as its receiver gets it: as it came, and as a mail reader understands it. */
interface DeliveredMail {
  recipients: string[];
  raw: string;
  mail: Email;
}

/** A real SMTP server in this process, and what was delivered to it. `options` decide what it asks for and refuses. */
export async function startRealSmtp(options: SMTPServerOptions = {}) {
  const delivered: DeliveredMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 100,
    logger: false,
    async onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk as Buffer);
      const raw = Buffer.concat(chunks);
      const recipients = session.envelope.rcptTo.map(({ address }) => address);
      delivered.push({ recipients, raw: raw.toString(), mail: await PostalMime.parse(raw) });
      callback();
    },
    ...options,
  });
  // Clients that break off are what some tests are about.
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    delivered,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** An error as an SMTP server answers it. */
export const refusal = (responseCode: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode });

/** The value of a header, unfolded; null if there is none. */
export function headerOf(raw: string, name: string): string | null {
  const [header = ''] = raw.split('\r\n\r\n');
  const line = header
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .find((each) => each.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  return line === undefined ? null : line.slice(name.length + 1).trim();
}
