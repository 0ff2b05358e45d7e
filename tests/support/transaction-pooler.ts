import type { Socket } from 'node:net';
import pg from 'pg';
import { type Door, message, openDoor, welcome } from './database-doors.ts';

/** A connection of the pooler to the database, and whom it is lent to. */
interface Session {
  socket: Socket;
  borrower: Borrower | null;
}

interface Borrower {
  socket: Socket;
  session: Session | null;
  /** Answers that the database still owes. */
  owed: number;
}

/** Splits a stream into messages of the protocol, each with its type. */
function splitMessages(onMessage: (type: string, whole: Buffer) => void): (chunk: Buffer) => void {
  let pending: Buffer = Buffer.alloc(0);
  return (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 5) {
      const size = pending.readInt32BE(1) + 1;
      if (pending.length < size) return;
      const whole = pending.subarray(0, size);
      pending = pending.subarray(size);
      onMessage(String.fromCharCode(whole[0] as number), whole);
    }
  };
}

/**
 * A pooler in transaction mode, as PgBouncer and Supavisor are: each transaction gets the next of its sessions, whoever has begun it, and
 * what the database says to a session that nobody has borrowed is dropped.
 * @param size Sessions that it has.
 */
export async function startTransactionPooler(url: string, size = 2): Promise<Door> {
  const clients = Array.from({ length: size }, () => new pg.Client({ connectionString: url }));
  for (const client of clients) await client.connect();
  const sessions = clients.map((client): Session => {
    const socket = (client as unknown as { connection: { stream: Socket } }).connection.stream;
    // The library has signed in; from here on the pooler speaks.
    socket.removeAllListeners();
    const session: Session = { socket, borrower: null };
    socket.on('error', () => socket.destroy());
    socket.on(
      'data',
      splitMessages((type, whole) => hear(session, type, whole)),
    );
    return session;
  });
  const waiting: (() => void)[] = [];
  let turn = 0;

  function hear(session: Session, type: string, whole: Buffer): void {
    const { borrower } = session;
    if (borrower === null) return;
    borrower.socket.write(whole);
    if (type !== 'Z') return;
    borrower.owed -= 1;
    // "I": no transaction is open.
    if (borrower.owed > 0 || whole[5] !== 'I'.charCodeAt(0)) return;
    borrower.session = null;
    session.borrower = null;
    waiting.shift()?.();
  }

  async function borrow(borrower: Borrower): Promise<Session> {
    for (;;) {
      const free = Array.from({ length: size }, (_, i) => sessions[(turn + i) % size] as Session).find(
        (session) => session.borrower === null,
      );
      if (free !== undefined) {
        turn = (sessions.indexOf(free) + 1) % size;
        free.borrower = borrower;
        return free;
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  }

  function serve(socket: Socket): void {
    const borrower: Borrower = { socket, session: null, owed: 0 };
    let work = Promise.resolve();
    const take = splitMessages((type, whole) => {
      if (type === 'X') return void socket.end();
      work = work.then(async () => {
        borrower.session ??= await borrow(borrower);
        if (type === 'Q' || type === 'S') borrower.owed += 1;
        borrower.session.socket.write(whole);
      });
    });
    socket.on('close', () => {
      if (borrower.session !== null) borrower.session.borrower = null;
      waiting.shift()?.();
    });
    socket.once('data', () => {
      socket.write(welcome());
      socket.on('data', take);
    });
  }

  const door = await openDoor(url, serve);
  return {
    url: door.url,
    async stop() {
      await door.stop();
      for (const { socket } of sessions) {
        socket.write(message('X'));
        socket.destroy();
      }
    },
  };
}
