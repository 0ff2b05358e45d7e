import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createEventType, createHost, insert } from '../../support/fixtures.ts';

const db = useDatabase();
type Scene = Awaited<ReturnType<typeof setScene>>;
let scene: Scene;

/** A connected account, into whose calendar a booking that is to come was written. No worker runs. */
async function setScene() {
  const host = await createHost(db.sql);
  const eventType = await createEventType(db.sql, host.id);
  const run = async (text: string, values: unknown[] = []) => (await db.sql.query(text, values)).rows;
  const accountKey = randomUUID();
  const connect = async () =>
    (
      await run(`select public.save_connection($1, 'caldav', $2, null, null, 'sealed', $3) as result`, [
        host.owner_id,
        accountKey,
        JSON.stringify([
          { provider_calendar_id: 'home', name: 'Home', access: 'write', is_own: true, is_primary: true },
        ]),
      ])
    )[0].result.connection;
  const connection = await connect();
  const calendarId = connection.calendars[0].id;

  /** An event of a booking that begins in so many days. */
  async function push(days: number): Promise<string> {
    const booking = await insert(db.sql, 'bookings', {
      host_id: host.id,
      event_type_id: eventType.id,
      status: 'confirmed',
      starts_at: new Date(Date.now() + days * 86_400_000),
      ends_at: new Date(Date.now() + days * 86_400_000 + 1_800_000),
    });
    await insert(db.sql, 'booking_calendar_events', {
      event_key: booking.id,
      calendar_id: calendarId,
      booking_id: booking.id,
      provider_event_id: `event-${booking.id}`,
      state: 'pushed',
      pushed_revision: 1,
    });
    return booking.id;
  }

  return {
    connection,
    connect,
    push,
    async disconnect(choice: string | null) {
      return (
        await run('select public.disconnect_connection($1, $2, $3) as result', [connection.id, host.owner_id, choice])
      )[0].result;
    },
    finish: async () => (await run('select public.finish_disconnect($1) as result', [connection.id]))[0].result,
    /** What the job does that removes an event from the calendar. */
    async remove(bookingId: string) {
      const [{ push }] = await run('select public.begin_push($1, $2) as push', [bookingId, calendarId]);
      expect(push).toMatchObject({ action: 'remove', connection: { secret: 'sealed' } });
      await run(`select public.finish_push($1, $2, $3, $4, null, true)`, [
        bookingId,
        calendarId,
        push.revision,
        push.provider_event_id,
      ]);
    },
    secret: async () =>
      (await run('select sealed from private.connection_secrets where connection_id = $1', [connection.id]))[0].sealed,
    jobs: async () =>
      (
        await run(
          `select task_identifier as task from graphile_worker.jobs where queue_name = $1 order by priority, run_at, id`,
          [`connection:${connection.id}`],
        )
      ).map(({ task }) => task),
    states: async () =>
      (
        await run('select state from public.booking_calendar_events where calendar_id = $1 order by 1', [calendarId])
      ).map(({ state }) => state),
    run,
  };
}

beforeEach(async () => {
  scene = await setScene();
});

describe('An account into whose calendars bookings were written', () => {
  it('is not disconnected before its owner said what becomes of them', async () => {
    await scene.push(1);
    await scene.push(2);
    await scene.push(-2);
    expect(await scene.disconnect(null)).toEqual({ pushed_events: 2, connection: null });
    expect(await scene.secret()).toBe('sealed');
  });

  it('is asked nothing when all of those bookings are over', async () => {
    await scene.push(-2);
    expect(await scene.disconnect(null)).toMatchObject({ connection: { status: 'disconnected' } });
  });

  it('keeps them when told so', async () => {
    await scene.push(1);
    expect(await scene.disconnect('keep')).toMatchObject({ connection: { status: 'disconnected' } });
    expect(await scene.states()).toEqual(['pushed']);
    expect(await scene.secret()).toBeNull();
    expect(await scene.jobs()).toEqual([]);
  });

  it('keeps its secret until they are removed, when told so', async () => {
    const bookingId = await scene.push(1);
    await scene.push(-2);
    expect(await scene.disconnect('remove')).toMatchObject({
      connection: { status: 'active', calendars: [{ links: [{ is_booking_target: false }] }] },
    });
    const jobs = await scene.jobs();
    expect(jobs[0]).toBe('push_event');
    expect(jobs.at(-1)).toBe('finish_disconnect');
    expect(await scene.finish()).toEqual({ finished: false });
    expect(await scene.secret()).toBe('sealed');

    await scene.remove(bookingId);
    expect(await scene.finish()).toEqual({ finished: true });
    expect(await scene.secret()).toBeNull();
    expect(await scene.states()).toEqual(['pushed', 'removed']);
    expect(await scene.jobs()).toEqual([]);
  });

  it('does not lose a removal when its owner asks once more', async () => {
    await scene.push(1);
    await scene.disconnect('remove');
    expect(await scene.disconnect(null)).toMatchObject({ connection: { status: 'active' } });
    expect(await scene.disconnect('remove')).toMatchObject({ connection: { status: 'active' } });
    expect(await scene.jobs()).toContain('push_event');
    expect(await scene.disconnect('keep')).toMatchObject({ connection: { status: 'disconnected' } });
  });

  it('is given up after a day in which they could not be removed', async () => {
    await scene.push(1);
    await scene.disconnect('remove');
    await scene.run(`update private.connection_secrets set revoking_since = now() - interval '25 hours'`);
    expect(await scene.finish()).toEqual({ finished: true });
    expect(await scene.secret()).toBeNull();
  });

  it('that lets nobody in any more is disconnected at once', async () => {
    await scene.push(1);
    await scene.run(`update public.calendar_connections set status = 'needs_reconnect'`);
    expect(await scene.disconnect('remove')).toMatchObject({ connection: { status: 'disconnected' } });
  });

  it('that was connected again meanwhile stays', async () => {
    await scene.push(1);
    await scene.disconnect('remove');
    await scene.connect();
    expect(await scene.finish()).toEqual({ finished: true });
    expect(await scene.secret()).toBe('sealed');
  });
});
