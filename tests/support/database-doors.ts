import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Certificate } from './certificate.ts';

/** Something that stands before a database, or for one. */
export interface Door {
  /** The same connection string, through this door. */
  url: string;
  stop(): Promise<void>;
}

const SSL_REQUEST = 80_877_103;

/** Opens a port on an address; whoever is connected is cut off when it closes. */
export async function openDoor(url: string, onConnect: (socket: Socket) => void, host = '127.0.0.1'): Promise<Door> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy()));
    onConnect(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const through = new URL(url);
  through.hostname = host;
  through.port = String((server.address() as AddressInfo).port);
  return {
    url: through.href,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function connectTo(url: string): Socket {
  const { hostname, port } = new URL(url);
  return connect(Number(port), hostname);
}

function join(outer: Socket, inner: Socket): void {
  outer.on('error', () => inner.destroy()).on('close', () => inner.destroy());
  inner.on('error', () => outer.destroy()).on('close', () => outer.destroy());
  outer.pipe(inner).pipe(outer);
}

/** Hands everything on, for instance on another address of this machine. */
export const openPlainDoor = (url: string, host?: string): Promise<Door> =>
  openDoor(url, (socket) => join(socket, connectTo(url)), host);

/** A server that encrypts, and refuses who does not. */
export const openTlsDoor = (url: string, { key, cert }: Certificate): Promise<Door> =>
  openDoor(url, (socket) => {
    socket.once('data', (request) => {
      if (request.readInt32BE(4) !== SSL_REQUEST) {
        socket.end(errorMessage('28000', 'no pg_hba.conf entry for host "127.0.0.1", user "postgres", no encryption'));
        return;
      }
      socket.write('S');
      join(new TLSSocket(socket, { isServer: true, key, cert }), connectTo(url));
    });
  });

/** A message of the server in the protocol of Postgres. */
export function message(type: string, ...parts: (Buffer | string)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(`${part}\0`) : part)));
  const head = Buffer.alloc(5);
  head.write(type, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

/** What a server says before it closes the connection. */
const errorMessage = (code: string, text: string): Buffer =>
  message('E', 'SFATAL', 'VFATAL', `C${code}`, `M${text}`, Buffer.from([0]));

const int16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
const int32 = (value: number): Buffer => {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
};

/** What every server says to whom it lets in without asking. */
export const welcome = (): Buffer =>
  Buffer.concat([
    message('R', int32(0)),
    message('S', 'server_version', '17.0'),
    message('S', 'client_encoding', 'UTF8'),
    message('K', int32(1), int32(1)),
    message('Z', Buffer.from('I')),
  ]);

/** A server that answers the beginning of each connection with an error. */
export const openRefusingDoor = (url: string, code: string, text: string): Promise<Door> =>
  openDoor(url, (socket) => void socket.once('data', () => socket.end(errorMessage(code, text))));

/** A server that answers every statement with one row. */
export const openAnsweringDoor = (url: string, row: Record<string, string>): Promise<Door> =>
  openDoor(url, (socket) => {
    socket.once('data', () => {
      socket.write(welcome());
      socket.on('data', (request) => {
        if (request[0] === 'X'.charCodeAt(0)) return void socket.end();
        const fields = Object.keys(row).map((name) =>
          Buffer.concat([
            Buffer.from(`${name}\0`),
            int32(0),
            int16(0),
            int32(25),
            int16(-1 & 0xffff),
            int32(-1),
            int16(0),
          ]),
        );
        const values = Object.values(row).map((value) =>
          Buffer.concat([int32(Buffer.byteLength(value)), Buffer.from(value)]),
        );
        socket.write(
          Buffer.concat([
            message('T', int16(fields.length), ...fields),
            message('D', int16(values.length), ...values),
            message('C', 'SELECT 1'),
            message('Z', Buffer.from('I')),
          ]),
        );
      });
    });
  });
