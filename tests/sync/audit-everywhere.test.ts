import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Audit } from '../../sync-service/src/db/calendar.ts';
import { createDb } from '../../sync-service/src/db/rpc.ts';
import { openGoogleSandbox } from '../support/google-sandbox.ts';
import { openMicrosoftSandbox } from '../support/microsoft-sandbox.ts';
import { useStack } from '../support/stack.ts';
import { type AuditWorld, auditWorlds } from './audit-worlds.ts';
import { at, type DavScene, setScene, slotAt } from './dav-scene.ts';

const google = await openGoogleSandbox();
const microsoft = await openMicrosoftSandbox();
afterAll(async () => {
  await google.stop();
  await microsoft.stop();
  google.expectNoViolations();
  microsoft.expectNoViolations();
});
const stack = useStack({
  config: { google: google.client, microsoft: microsoft.client, pollIntervalSeconds: 86_400 },
  rateLimit: null,
});
const db = () => createDb(stack.client('secret'));
const sql = async (text: string, ...values: unknown[]) => (await stack.sql.query(text, values)).rows;

describe.each(auditWorlds(google, microsoft))('An audit of a calendar %s', (_, open) => {
  let world: AuditWorld;
  let scene: DavScene;
  let connectionId: string;
  let calendarId: string;

  beforeAll(async () => {
    if (open === null) return;
    world = await open(stack);
    scene = await setScene(stack);
    connectionId = await world.connect(scene);
    calendarId = (await scene.connection(connectionId)).calendars[0].id;
  });
  afterAll(() => world?.stop());

  async function audit(): Promise<Audit['calendars'][number] | undefined> {
    await db().call('request_audit', { connection_id: connectionId });
    await scene.settle(connectionId);
    return (await db().call('get_audit', { connection_id: connectionId })).calendars[0];
  }
  /** Events on these days, which are read. */
  async function add(...days: number[]): Promise<void> {
    for (const day of days) await world.add(day);
    await scene.sync(connectionId);
    await scene.rest(connectionId);
  }
  const offered = (...days: number[]) => Promise.all(days.map((day) => scene.isOffered(day)));
  const change = (days: number, assignments: string) =>
    sql(
      `update public.synced_events set ${assignments} where calendar_id = $1 and starts_at = $2`,
      calendarId,
      at(days),
    );
  const logsOf = (operation: string) =>
    sql(
      'select * from public.sync_logs where calendar_id = $1 and operation = $2 order by created_at',
      calendarId,
      operation,
    );

  test.skipIf(open === null)('finds nothing where nothing differs, and writes nothing', async () => {
    await add(3);
    const events = () => sql('select xmin::text, * from public.synced_events where calendar_id = $1', calendarId);
    const before = await events();
    expect(await audit()).toMatchObject({ outcome: 'equal', listed: 1, drift: {} });
    expect([await events(), await logsOf('audit')]).toEqual([before, []]);
  });

  test.skipIf(open === null)('counts, logs and repairs whatever differs', async () => {
    await add(4, 5, 6, 7);
    await sql('delete from public.synced_events where calendar_id = $1 and starts_at = $2', calendarId, at(4));
    await change(5, `starts_at = starts_at + interval '2 hours', ends_at = ends_at + interval '2 hours'`);
    await change(6, 'is_busy = false');
    await change(7, `title = 'Dinner'`);
    await sql(
      `insert into public.synced_events (calendar_id, provider_event_id, title, starts_at, ends_at) values ($1, 'ghost', 'Ghost', $2, $3)`,
      ...[calendarId, slotAt(8).start, slotAt(8).end],
    );
    expect(await offered(4, 5, 6, 8)).toEqual([true, true, true, false]);

    expect(await audit()).toMatchObject({
      outcome: 'repaired',
      drift: { missing: 1, moved: 1, busy: 1, title: 1, extra: 1 },
    });
    expect(await offered(4, 5, 6, 7, 8)).toEqual([false, false, false, false, true]);
    expect(await sql(`select from public.synced_events where title = 'Dinner'`)).toEqual([]);
    const [log] = await logsOf('audit');
    expect(log).toMatchObject({ status: 'completed', events_created: 1, events_updated: 3, events_deleted: 1 });
    expect(log.error_message).toBe(
      'Differences found and repaired: busy: 1, extra: 1, missing: 1, moved: 1, title: 1.',
    );
    expect(await audit()).toMatchObject({ outcome: 'equal', drift: {} });
  });

  test.skipIf(open === null)('frees nothing when the calendar is suddenly listed as empty', async () => {
    // So many that it is not believed either where a server confirms for each event that it is gone, as CalDAV's do.
    await add(...Array.from({ length: 21 }, (_, index) => 14 + index));
    const putBack = await world.empty();
    const held = await audit();
    expect(held?.outcome).toBe('held_back');
    expect(held?.drift['extra']).toBeGreaterThan(1);
    expect(await offered(3, 4, 5)).toEqual([false, false, false]);
    const jobs = `select run_at > now() + interval '1 minute' as is_later from graphile_worker.jobs where key = 'audit:' || $1`;
    expect(await sql(jobs, connectionId)).toEqual([{ is_later: true }]);
    await putBack();
    await audit();
    expect((await audit())?.outcome).toBe('equal');
    expect(await offered(3, 4, 5)).toEqual([false, false, false]);
  });

  test.skipIf(open === null)(
    'is made of what was booked while it could not be read, as soon as it is read again',
    async () => {
      await sql(`update public.hosts set stale_policy = 'open' where id = $1`, scene.host.id);
      await sql(`update public.calendars set last_synced_at = now() - interval '2 hours' where id = $1`, calendarId);
      const book = async (days: number) =>
        (
          await db().call('create_booking', {
            ...{ event_type_id: scene.eventType.id, starts_at: at(days), duration_minutes: 30, answers: {} },
            attendee: { name: 'Bob', email: 'bob@example.com', time_zone: 'UTC', locale: 'en' },
          })
        ).booking.id;
      const [clashing, free] = [await book(10), await book(11)];
      await add(10);
      const checks = () => sql(`select from graphile_worker.jobs where key = 'check_blind_period:' || $1`, calendarId);
      await expect.poll(checks, { timeout: 10_000 }).toEqual([]);
      expect(await scene.conflicts(clashing)).toMatchObject([{ kind: 'overlap', resolved_at: null }]);
      expect(await scene.conflicts(free)).toEqual([]);
      expect((await scene.ownersMails(clashing)).filter((kind) => kind === 'booking_conflict')).toHaveLength(1);
      expect(await logsOf('blind_period')).toMatchObject([
        {
          events_processed: 2,
          error_message: 'Bookings taken while this calendar could not be read: 2. At the time of its events: 1.',
        },
      ]);
    },
  );
});
