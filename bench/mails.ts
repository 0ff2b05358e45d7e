import fs from 'node:fs';
import pg from 'pg';
import type { Postgres } from '../sync-service/src/embedded/postgres.ts';
import { createLogger } from '../sync-service/src/log.ts';
import { createSmtpTransport } from '../sync-service/src/mail/transport.ts';
import { startService } from '../sync-service/src/service.ts';
import { makeSecretsFolder } from './accounts.ts';
import { bookOverHttp, makeHosts, startOf } from './book.ts';
import { startChild } from './child.ts';
import type { MailReceiverCommands } from './mail-receiver.ts';
import { percentile, type Result, round, table } from './report.ts';
import { prepareService } from './stack.ts';

/** Bookings a second. Each is two mails. */
const rate = 50;
const hosts = 200;
/** Milliseconds that 95 of 100 mails may wait at most. */
const target = 1000;

/** How long mails wait from the booking that writes them until the mail server has taken them, while so many are booked over HTTP. */
export async function benchMails(postgres: Postgres, quick: boolean): Promise<Result> {
  const seconds = quick ? 4 : 20;
  const folder = makeSecretsFolder();
  const receiver = startChild<MailReceiverCommands>('mail-receiver.ts');
  const smtpUrl = await receiver.ask('listen');
  const floor = await measureFloor(smtpUrl, seconds);
  const { config, platform, close } = await prepareService(postgres, folder, { SMTP_URL: smtpUrl });
  const log = createLogger({ level: 'silent' });
  const service = await startService({ config, providers: new Map(), platform, log, rateLimit: null });
  const sql = new pg.Pool({ connectionString: postgres.url('postgres', 'postgres'), max: 2 });
  try {
    const made = await makeHosts(sql, 'mails', hosts);
    let booked = 0;
    const book = () => {
      const n = booked++;
      const host = made[n % hosts] as { hostId: string; eventTypeId: string };
      const address = `visitor-${n}@example.com`;
      return bookOverHttp(config.publicUrl, { ...host, start: startOf(Math.floor(n / hosts)) }, address);
    };
    // A service that has just started has its first jobs and plans of statements before it.
    await atRate(100, 10, book);
    const { rows } = await sql.query('select clock_timestamp() as at');
    await waitsOf(sql, new Date(0), 200);
    await atRate(seconds * rate, rate, book);
    const waits = await waitsOf(sql, rows[0].at, seconds * rate * 2);
    const p95 = percentile(waits, 95);
    return table(
      'mails',
      `Mails while ${rate} bookings a second come in over HTTP for ${seconds} s: from the booking until the mail server has taken them, two for each. Aim: 95 of 100 within ${target} ms. Floor: the same mails handed over at the same pace by a client that does nothing else`,
      [
        {
          'bookings /s': rate,
          mails: waits.length,
          'p50 ms': round(percentile(waits, 50)),
          'p95 ms': round(p95),
          'p99 ms': round(percentile(waits, 99)),
          'max ms': round(percentile(waits, 100)),
          'floor: p95 ms': round(percentile(floor, 95)),
          'floor / ours': round(percentile(floor, 95) / p95),
          aim: p95 <= target ? 'reached' : 'missed',
        },
      ],
    );
  } finally {
    await sql.end();
    await service.stop();
    await close();
    await receiver.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Begins `work` so many times a second, whether or not what began before is done. */
async function atRate(count: number, perSecond: number, work: (n: number) => Promise<void>): Promise<void> {
  const began = performance.now();
  const running: Promise<void>[] = [];
  for (let n = 0; n < count; n += 1) {
    const wait = began + (n * 1000) / perSecond - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    running.push(work(n));
  }
  await Promise.all(running);
}

/** Milliseconds that each mail waited that was written since then, once all are sent. */
async function waitsOf(sql: pg.Pool, since: Date, count: number): Promise<number[]> {
  for (;;) {
    const { rows } = await sql.query(
      `select extract(epoch from sent_at - created_at)::float8 * 1000 as ms from public.notifications where state = 'sent' and created_at >= $1`,
      [since],
    );
    if (rows.length >= count) return rows.map(({ ms }) => ms);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function measureFloor(smtpUrl: string, seconds: number): Promise<number[]> {
  const transport = createSmtpTransport(smtpUrl, 'Openslot <no-reply@example.com>');
  const waits: number[] = [];
  const html = `<p>${'x'.repeat(12_000)}</p>`;
  await atRate(seconds * rate * 2, rate * 2, async (n) => {
    const began = performance.now();
    await transport.send({
      id: `floor-${n}`,
      recipient: `visitor-${n}@example.com`,
      fromName: 'Ann Example',
      replyTo: null,
      subject: 'Confirmed: Intro with Ann Example',
      text: 'x'.repeat(1_500),
      html,
      invitations: [{ method: 'request', content: 'x'.repeat(800) }],
      list: null,
    });
    waits.push(performance.now() - began);
  });
  transport.close();
  return waits;
}
