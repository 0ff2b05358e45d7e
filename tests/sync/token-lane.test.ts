import { beforeEach, expect, test } from 'vitest';
import { useConsent } from '../http/oauth-scene.ts';
import { calendarInfo } from '../support/account-stub.ts';

const owner = await useConsent();
const { standIn, google, stack } = owner;
const calendars = 10;

beforeEach(() => {
  google.calendars = Array.from({ length: calendars }, (_, n) => calendarInfo(`calendar-${n}`, { isPrimary: n === 0 }));
});

/** Connected and read for the first time. */
async function connectAndRead(): Promise<void> {
  const reads = google.reads;
  expect(await owner.connect()).toBe('connected');
  await expect.poll(() => google.reads - reads, { timeout: 20_000 }).toBe(calendars);
  await settled();
}

/** No job is waiting for now, or running. */
async function settled(): Promise<void> {
  const busy = async () => {
    const { rows } = await stack.sql.query(
      `select count(*)::integer as n from graphile_worker._private_jobs as j join graphile_worker._private_tasks as t on t.id = j.task_id
       where t.identifier in ('pull', 'sync_account') and (j.locked_at is not null or j.run_at <= now())`,
    );
    return rows[0].n;
  };
  await expect.poll(busy, { timeout: 20_000 }).toBe(0);
}

const status = async () => (await owner.listed())[0].status;
const mails = async () => {
  const { rows } = await stack.sql.query(
    `select count(*)::integer as n from public.notifications where kind = 'connection_needs_reconnect' and recipient = $1`,
    [owner.user().email],
  );
  return rows[0].n;
};

// google.md 10
test('ten jobs that find an expired token send one refresh', async () => {
  standIn.lives.authorization_code = 60;
  await connectAndRead();
  expect(standIn.count('refresh_token')).toBe(1);
});

// google.md 8
test('a grant that is over needs a reconnect, tells the owner once, and keeps what is known', async () => {
  await connectAndRead();
  standIn.accessTokens.clear();
  standIn.refreshTokens.clear();
  const asked = standIn.count('refresh_token');
  await owner.readNow();
  await expect.poll(status, { timeout: 10_000 }).toBe('needs_reconnect');
  await settled();
  expect(standIn.count('refresh_token')).toBe(asked + 1);
  expect(await mails()).toBe(1);
  const [connection] = await owner.listed();
  expect(connection.last_error).toContain('Reconnect');
  expect(connection.calendars.filter((one: { covered_until: string | null }) => one.covered_until)).toHaveLength(10);
  expect(connection.calendars.some((one: { sync_status: string }) => one.sync_status === 'error')).toBe(true);
});

// google.md 9
test('a fault of this service at the provider blames no account, and mends itself', async () => {
  await connectAndRead();
  standIn.accessTokens.clear();
  standIn.fault = { status: 401, body: '{"error":"invalid_client","error_description":"Unauthorized"}' };
  await owner.readNow();
  await expect
    .poll(async () => (await owner.listed())[0].last_error, { timeout: 10_000 })
    .toContain('operator has to check');
  expect(await status()).toBe('active');
  expect(await mails()).toBe(0);

  standIn.fault = null;
  await settled();
  const reads = google.reads;
  await owner.readNow();
  await expect.poll(() => google.reads - reads, { timeout: 10_000 }).toBe(calendars);
  await settled();
  expect(await owner.listed()).toMatchObject([{ status: 'active', last_error: null }]);
});
