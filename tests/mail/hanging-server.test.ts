import { createServer, type Socket } from 'node:net';
import { afterAll, expect, it } from 'vitest';
import { createEventType, createHost, createHours } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';

/** A mail server that takes connections and never says a word. */
const sockets = new Set<Socket>();
const silent = createServer((socket) => void sockets.add(socket.on('error', () => {})));
await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
const { port } = silent.address() as { port: number };
const stack = useStack({ config: { smtpUrl: `smtp://127.0.0.1:${port}` } });
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => silent.close(resolve));
});

it('a mail server that hangs keeps nothing else waiting, however many mails there are', {
  timeout: 60_000,
}, async () => {
  const host = await createHost(stack.sql, { display_name: 'Ann' });
  await createHours(stack.sql, host.id);
  const { id } = await createEventType(stack.sql, host.id, { min_notice_minutes: 0 });
  const first = Math.ceil(Date.now() / 3_600_000) * 3_600_000 + 86_400_000;
  for (let n = 0; n < 10; n += 1) {
    const response = await fetch(`${stack.url}/bookings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        event_type_id: id,
        start: new Date(first + n * 1_800_000).toISOString(),
        duration_minutes: 30,
        attendee: { name: 'Bob', email: `bob-${n}@example.com` },
      }),
    });
    expect(response.status).toBe(201);
  }
  // As many mails as may be on their way wait for the server, for ten seconds each; one more connection asked whether it is there.
  await expect.poll(() => sockets.size, { timeout: 10_000, interval: 25 }).toBeGreaterThanOrEqual(5);
  const jobs = async (): Promise<number> => {
    const { rows } = await stack.sql.query(
      `select count(*)::integer as n from graphile_worker.jobs where key like 'other-%'`,
    );
    return rows[0].n;
  };
  await stack.sql.query(
    `select graphile_worker.add_job('expire_bookings', '{}', job_key => 'other-' || n) from generate_series(1, 20) as n`,
  );
  await expect.poll(jobs, { timeout: 8_000, interval: 50 }).toBe(0);
  // None of the mails was given up meanwhile, and none was sent.
  const { rows } = await stack.sql.query(`select distinct state from public.notifications`);
  expect(rows).toEqual([{ state: 'pending' }]);
});
