import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addEvent, removeEvent } from '../../sync-service/sandbox/google/controls.ts';
import { bindingOf, createSealer } from '../../sync-service/src/credentials/seal.ts';
import type { Audit } from '../../sync-service/src/db/calendar.ts';
import { createDb } from '../../sync-service/src/db/rpc.ts';
import { hasRadicale, putObject, startRadicale, writeEvent } from '../support/dav-servers.ts';
import { openGoogleSandbox } from '../support/google-sandbox.ts';
import { useStack } from '../support/stack.ts';
import { at, type DavScene, setScene, slotAt } from './dav-scene.ts';

const email = 'host@example.com';
const google = await openGoogleSandbox();
afterAll(async () => {
  await google.stop();
  google.expectNoViolations();
});
const stack = useStack({ config: { google: google.client, pollIntervalSeconds: 86_400 }, rateLimit: null });
const db = () => createDb(stack.client('secret'));
const sql = async (text: string, ...values: unknown[]) => (await stack.sql.query(text, values)).rows;

/** Audits the account, as `npm run audit` asks for it, and waits; how its only calendar compares. */
async function audit(scene: DavScene, connectionId: string): Promise<Audit['calendars'][number]> {
  await db().call('request_audit', { connection_id: connectionId });
  await scene.settle(connectionId);
  const [calendar] = (await db().call('get_audit', { connection_id: connectionId })).calendars;
  if (calendar === undefined) throw new Error('no calendar was audited');
  return calendar;
}

/** Runs the program beside the service, as on a hosted Supabase. */
async function run(...args: string[]): Promise<{ code: number | null; output: string }> {
  const keys = stack.config.tokenKeys.map(({ kid, key }) => `${kid}:${Buffer.from(key).toString('base64')}`);
  const child = spawn(
    process.execPath,
    [new URL('../../sync-service/bin/audit.ts', import.meta.url).pathname, ...args],
    {
      env: {
        PATH: process.env.PATH,
        SUPABASE_URL: stack.url,
        PUBLIC_URL: stack.url,
        SUPABASE_PUBLISHABLE_KEY: stack.config.supabase.publishableKey,
        SUPABASE_SECRET_KEY: stack.config.supabase.secretKey,
        DATABASE_URL: stack.config.databaseUrl,
        TOKEN_ENCRYPTION_KEYS: keys.join(','),
      },
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk));
  return { code: await new Promise((resolve) => child.once('close', resolve)), output };
}

describe('an audit of a calendar at Google', () => {
  const { world } = google.sandbox;
  let scene: DavScene;
  let connectionId: string;
  let calendarId: string;
  const lunch = (days: number, summary = 'Lunch') =>
    addEvent(world, email, {
      summary,
      start: { dateTime: slotAt(days).start },
      end: { dateTime: slotAt(days).end },
    }).id;
  const stored = (id: string) =>
    sql('select * from public.synced_events where calendar_id = $1 and provider_event_id = $2', calendarId, id).then(
      ([row]) => row,
    );

  beforeAll(async () => {
    scene = await setScene(stack);
    const credentials = google.connectUser(email);
    const account = { owner_id: scene.owner.id, provider: 'google', account_key: credentials.subject };
    const { connection } = await db().call('save_connection', {
      ...account,
      account_email: email,
      host_id: scene.host.id,
      secret: await createSealer(stack.config.tokenKeys).seal(credentials, bindingOf(account)),
      calendars: [
        {
          provider_calendar_id: email,
          name: 'Mine',
          time_zone: 'UTC',
          access: 'write',
          is_own: true,
          is_primary: true,
        },
      ],
    });
    connectionId = connection.id;
    calendarId = connection.calendars[0]?.id ?? '';
    await scene.settle(connectionId);
  });

  test('finds nothing where nothing differs, writes no event and leaves the cursor as it is', async () => {
    lunch(3);
    await scene.sync(connectionId);
    const state = () => sql('select cursor from private.calendar_sync where calendar_id = $1', calendarId);
    const events = () => sql('select xmin::text, * from public.synced_events where calendar_id = $1', calendarId);
    const before = [await state(), await events()];
    expect(await audit(scene, connectionId)).toMatchObject({ outcome: 'equal', listed: 1, drift: {} });
    expect([await state(), await events()]).toEqual(before);
    expect(
      await sql(`select from public.sync_logs where calendar_id = $1 and operation = 'audit'`, calendarId),
    ).toEqual([]);
  });

  test('counts and repairs what is missing, moved, free instead of busy, named otherwise or no longer there', async () => {
    const [missing, moved, busy, title] = [lunch(4), lunch(5), lunch(6), lunch(7)] as const;
    await scene.sync(connectionId);
    await sql('delete from public.synced_events where provider_event_id = $1', missing);
    await sql(
      `update public.synced_events set starts_at = starts_at + interval '2 hours', ends_at = ends_at + interval '2 hours' where provider_event_id = $1`,
      moved,
    );
    await sql('update public.synced_events set is_busy = false where provider_event_id = $1', busy);
    await sql(`update public.synced_events set title = 'Dinner' where provider_event_id = $1`, title);
    await sql(
      `insert into public.synced_events (calendar_id, provider_event_id, title, starts_at, ends_at) values ($1, 'ghost', 'Ghost', $2, $3)`,
      calendarId,
      slotAt(8).start,
      slotAt(8).end,
    );
    expect(await Promise.all([4, 5, 6, 8].map((days) => scene.isOffered(days)))).toEqual([true, true, true, false]);

    expect(await audit(scene, connectionId)).toMatchObject({
      outcome: 'repaired',
      drift: { missing: 1, moved: 1, busy: 1, title: 1, extra: 1 },
    });
    expect(await Promise.all([4, 5, 6, 8].map((days) => scene.isOffered(days)))).toEqual([false, false, false, true]);
    expect((await stored(title)).title).toBe('Lunch');
    const [log] = await sql(
      `select * from public.sync_logs where calendar_id = $1 and operation = 'audit'`,
      calendarId,
    );
    expect(log).toMatchObject({ status: 'completed', events_created: 1, events_updated: 3, events_deleted: 1 });
    expect(log.error_message).toBe(
      'Differences found and repaired: busy: 1, extra: 1, missing: 1, moved: 1, title: 1.',
    );
    expect(await audit(scene, connectionId)).toMatchObject({ outcome: 'equal', drift: {} });
  });

  test('has a booking looked at whose event is gone without anybody noticing', async () => {
    const { booking } = await scene.book(at(10));
    await scene.settle(connectionId);
    removeEvent(world, email, booking.id.replaceAll('-', ''));
    await scene.sync(connectionId);
    // As if the pull had missed it.
    await sql('delete from public.booking_conflicts where booking_id = $1', booking.id);
    expect(await audit(scene, connectionId)).toMatchObject({ outcome: 'repaired', drift: { booking_lost: 1 } });
    expect(await scene.conflicts(booking.id)).toMatchObject([{ kind: 'deleted' }]);
    // That is for the host to decide, and no difference any more.
    expect(await audit(scene, connectionId)).toMatchObject({ outcome: 'equal' });
    expect((await scene.booking(booking.id)).status).toBe('confirmed');
  });

  test('has the event of a booking written that nobody ever planned, or whose last change nobody is about to write', async () => {
    const [one, two] = [(await scene.book(at(11))).booking.id, (await scene.book(at(12))).booking.id];
    await scene.settle(connectionId);
    const eventId = one.replaceAll('-', '');
    await sql('delete from public.booking_calendar_events where booking_id = $1', one);
    removeEvent(world, email, eventId);
    await scene.sync(connectionId);
    await sql('update public.booking_calendar_events set pushed_revision = null where booking_id = $1', two);
    expect((await audit(scene, connectionId)).drift).toMatchObject({ booking_unplanned: 1, booking_unwritten: 1 });
    await scene.settle(connectionId);
    const events = await sql(
      'select booking_id, state from public.booking_calendar_events where booking_id = any ($1)',
      [one, two],
    );
    expect(events.map(({ state }) => state)).toEqual(['pushed', 'pushed']);
    expect((await audit(scene, connectionId)).outcome).toBe('equal');
  });

  test('frees nothing when the provider suddenly lists an empty calendar: the deletion guard waits for a second one', async () => {
    lunch(13);
    await scene.sync(connectionId);
    const events = world.calendars.get(email)?.events ?? new Map();
    const kept = [...events];
    events.clear();
    const held = await audit(scene, connectionId);
    expect(held.outcome).toBe('held_back');
    expect(held.drift['extra']).toBeGreaterThan(1);
    expect(await scene.isOffered(13)).toBe(false);
    const jobs = await sql(
      `select run_at > now() + interval '1 minute' as is_later from graphile_worker.jobs where key = 'audit:' || $1`,
      connectionId,
    );
    expect(jobs).toEqual([{ is_later: true }]);
    for (const [id, event] of kept) events.set(id, event);
    expect((await audit(scene, connectionId)).outcome).toBe('equal');
    expect(await scene.isOffered(13)).toBe(false);
  });

  test('is made at once by npm run audit, which prints what differed', async () => {
    const missing = lunch(14);
    await scene.sync(connectionId);
    await sql('delete from public.synced_events where provider_event_id = $1', missing);
    const listed = (await sql('select from public.synced_events where calendar_id = $1', calendarId)).length + 1;
    const printed = (text: string) => ({ code: 0, output: `${email}: ${listed} events listed, ${text}\n` });
    expect(await run('--connection', connectionId)).toEqual(printed('repaired (missing 1)'));
    expect(await run('--connection', connectionId)).toEqual(printed('equal'));
    const { code, output } = await run('--connection', randomUUID());
    expect(code).toBe(1);
    expect(output).toMatch(/^There is no such connected account[^\n]*\n$/);
  }, 120_000);

  test('is planned a week later at a random moment, and again after each', async () => {
    const due = async () =>
      (
        await sql(
          `select extract(epoch from audit_at - now())::float / 86400 as days from private.connection_sync where connection_id = $1`,
          connectionId,
        )
      )[0].days;
    expect(await due()).toBeGreaterThan(-0.01);
    expect(await due()).toBeLessThanOrEqual(7);
    await sql(`update private.connection_sync set audit_at = now() where connection_id = $1`, connectionId);
    const before = (await db().call('get_audit', { connection_id: connectionId })).calendars[0]?.audited_at ?? '';
    expect(await db().call('enqueue_due_audits', { max_count: 10 })).toEqual({ planned: 1 });
    await scene.settle(connectionId);
    const after = (await db().call('get_audit', { connection_id: connectionId })).calendars[0]?.audited_at ?? '';
    expect(after > before).toBe(true);
    expect(await due()).toBeGreaterThan(5.5);
    expect(await due()).toBeLessThan(8.5);
  });

  test('is not made while the account needs a reconnect', async () => {
    await sql(`update public.calendar_connections set status = 'needs_reconnect' where id = $1`, connectionId);
    await sql(`update private.connection_sync set audit_at = now() where connection_id = $1`, connectionId);
    await db().call('enqueue_due_audits', { max_count: 10 });
    expect(await db().call('get_audit', { connection_id: connectionId })).toMatchObject({ is_waiting: false });
    await expect(db().call('request_audit', { connection_id: connectionId })).rejects.toThrow('needs a reconnect');
    await sql(`update public.calendar_connections set status = 'active' where id = $1`, connectionId);
  });
});

describe.skipIf(!hasRadicale)('an audit of a calendar on a CalDAV server', () => {
  test('fetches every object anew', async () => {
    const scene = await setScene(stack);
    const server = await startRadicale();
    try {
      for (const days of [3, 4]) {
        const { start, end } = slotAt(days);
        await putObject(server, `${days}.ics`, writeEvent({ uid: `${days}`, start, end }));
      }
      const { id } = await scene.connect(server);
      await sql(
        `delete from public.synced_events as e using public.calendars as c where c.id = e.calendar_id and c.connection_id = $1 and e.provider_event_id like '3%'`,
        id,
      );
      expect(await scene.isOffered(3)).toBe(true);
      expect(await audit(scene, id)).toMatchObject({ outcome: 'repaired', listed: 2, drift: { missing: 1 } });
      expect(await scene.isOffered(3)).toBe(false);
    } finally {
      await server.stop();
    }
  });
});
