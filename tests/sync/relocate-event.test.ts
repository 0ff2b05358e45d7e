import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import { searchOtherAccount } from '../../sync-service/src/sync/search.ts';
import { verifyEvent } from '../../sync-service/src/sync/verify.ts';
import { useDatabase } from '../support/database.ts';
import { eventAt, setSyncedScene } from './synced-scene.ts';

const database = useDatabase();

/** A booking whose event was written, and another calendar of its owner. */
async function written(access: 'read' | 'write' = 'write') {
  const scene = await setSyncedScene(database);
  const id = await scene.book();
  await scene.push();
  const other = await scene.addCalendar(access);
  const event = { event_key: id, calendar_id: scene.calendar.id, revision: 1 };
  const found = (calendarId: string) => ({
    to_calendar_id: calendarId,
    provider_event_id: 'found.ics',
    version: '"1"',
  });
  const places = () =>
    scene.rows(
      'select calendar_id, provider_event_id, state from public.booking_calendar_events where booking_id = $1 order by state',
      [id],
    );
  return { scene, id, other, event, found, places };
}

describe('an event that was found in another calendar', () => {
  it('is looked after there, and known in what was read of it', async () => {
    const { scene, id, other, event, found, places } = await written();
    await scene.readAllOf(other, eventAt('found.ics', scene.slot(0), { icalUid: 'a name of its own' }));
    expect(await scene.db.call('relocate_event', { ...event, ...found(other) })).toEqual({ relocated: true });
    expect(await places()).toEqual([{ calendar_id: other, provider_event_id: 'found.ics', state: 'pushed' }]);
    expect(await scene.owners(other)).toEqual({ 'found.ics': id });
    expect(await scene.conflicts(id)).toMatchObject([{ kind: 'overlap', resolution: 'gone' }]);
  });

  it('is written there if its last change was not', async () => {
    const { scene, id, other, event, found, places } = await written();
    await scene.move(id, scene.slot(4));
    expect(await scene.db.call('relocate_event', { ...event, revision: 2, ...found(other) })).toEqual({
      relocated: true,
    });
    expect(await places()).toMatchObject([{ calendar_id: other, state: 'pending' }]);
    expect(
      await scene.rows('select 1 from graphile_worker._private_jobs where key = $1', [`push:${id}:${other}`]),
    ).toHaveLength(1);
    expect(await scene.push()).toEqual(['nothing']);
  });

  it('takes the place of one that was there long ago and is removed', async () => {
    const { scene, id, other, event, found, places } = await written();
    await scene.sql.query(
      `insert into public.booking_calendar_events (event_key, calendar_id, booking_id, is_wanted, state) values ($1, $2, $1, false, 'removed')`,
      [id, other],
    );
    expect(await scene.db.call('relocate_event', { ...event, ...found(other) })).toEqual({ relocated: true });
    expect(await places()).toHaveLength(1);
  });

  it.each([
    ['one of this name waits there for its removal', `'pending'`],
    ['the removal of one there failed', `'failed'`],
  ])('stays with its first calendar while %s', async (_, state) => {
    const { scene, id, other, event, found, places } = await written();
    await scene.sql.query(
      `insert into public.booking_calendar_events (event_key, calendar_id, booking_id, is_wanted, state, provider_event_id)
       values ($1, $2, $1, false, ${state}, 'old.ics')`,
      [id, other],
    );
    expect(await scene.db.call('relocate_event', { ...event, ...found(other) })).toEqual({ relocated: false });
    expect((await scene.db.call('begin_search', event))?.others).toEqual([]);
    expect(await places()).toHaveLength(2);
  });

  it('stays where it is for a look at an older revision', async () => {
    const { scene, id, other, event, found, places } = await written();
    await scene.move(id, scene.slot(4));
    expect(await scene.db.call('relocate_event', { ...event, ...found(other) })).toEqual({ relocated: false });
    expect(await places()).toMatchObject([{ calendar_id: scene.calendar.id }]);
    expect(await scene.db.call('begin_search', event)).toBeNull();
  });

  it('never goes to a calendar that can only be read, or to somebody else’s', async () => {
    const { scene, other, event, found } = await written('read');
    expect(await scene.db.call('relocate_event', { ...event, ...found(other) })).toEqual({ relocated: false });
    const stranger = await written();
    expect(await scene.db.call('relocate_event', { ...event, ...found(stranger.other) })).toEqual({ relocated: false });
  });
});

describe('the search for an event', () => {
  it('asks the accounts that showed it first, and none that can’t be written to or that lets nobody in', async () => {
    const { scene, id, event } = await written();
    const [one, likely, dead, readOnly] = [
      await scene.addCalendar('write'),
      await scene.addCalendar('write'),
      await scene.addCalendar('write'),
      await scene.addCalendar('read'),
    ];
    await scene.readAllOf(likely, eventAt('there', scene.slot(0), { icalUid: id }));
    const accountOf = async (calendarId: string): Promise<string> =>
      (await scene.rows('select connection_id from public.calendars where id = $1', [calendarId]))[0].connection_id;
    await scene.sql.query(`update public.calendar_connections set status = 'needs_reconnect' where id = $1`, [
      await accountOf(dead),
    ]);
    const search = await scene.db.call('begin_search', event);
    expect(search?.calendars.map((calendar) => calendar.id)).toEqual([scene.calendar.id]);
    expect(search?.others[0]).toBe(await accountOf(likely));
    expect(search?.others).toContain(await accountOf(one));
    expect(search?.others).not.toContain(await accountOf(dead));
    expect(search?.others).not.toContain(await accountOf(readOnly));
  });

  it('ends with the removal of what nobody has any more', async () => {
    const { scene, id, event } = await written();
    await scene.cancel(id);
    expect(await scene.db.call('continue_search', { ...event, revision: 2, connection_ids: [] })).toEqual({
      searching: false,
    });
    expect(await scene.state()).toMatchObject([{ state: 'removed' }]);
  });

  it('waits while the next account is left alone, and asks it nothing; others of the pull stay with it', async () => {
    const { scene, id, other, event } = await written();
    const [{ connection_id: next }] = await scene.rows('select connection_id from public.calendars where id = $1', [
      other,
    ]);
    const waits = async () =>
      await scene.rows(
        `select run_at > now() + interval '9 minutes' as is_later, payload from graphile_worker._private_jobs where key like 'search:' || $1 || '%'`,
        [id],
      );
    const runId = randomUUID();
    await scene.sql.query(
      `insert into private.connection_sync as s (connection_id, blocked_until) values ($1, now() + interval '10 minutes')
       on conflict on constraint connection_sync_pkey do update set blocked_until = excluded.blocked_until`,
      [next],
    );
    await scene.db.call('continue_search', { ...event, connection_ids: [next], run_id: runId });
    expect(await waits()).toMatchObject([{ is_later: true }]);
    // The provider asked for that while the search was on its way.
    await scene.sql.query(`update graphile_worker._private_jobs set run_at = now() where key like 'search:%'`);
    expect(await scene.db.call('begin_search', { ...event, connection_ids: [next], run_id: runId })).toBeNull();
    expect(await waits()).toMatchObject([{ is_later: true, payload: { connection_ids: [next], run_id: runId } }]);
  });

  it('in an account that asks us to wait goes on when that is over: nothing is proposed or called removed', async () => {
    const { scene, id, other, event } = await written();
    const fault = new ProviderError('rate_limited', 'Not now.', { retryable: true, retryAfterMs: 600_000 });
    scene.remote.provider.findEvent = () => Promise.reject(fault);
    const [{ connection_id: account }] = await scene.rows('select connection_id from public.calendars where id = $1', [
      other,
    ]);
    const search = (isLastAttempt: boolean) =>
      searchOtherAccount(scene.parts, { ...event, calendar: scene.calendar }, [account], {
        isLastAttempt,
        runId: null,
      });
    expect(await search(true)).toBe('searching');
    const jobs = async (kind: string) =>
      await scene.rows(
        `select run_at > now() + interval '9 minutes' as is_later from graphile_worker._private_jobs where key like $1 || ':' || $2 || ':%'`,
        [kind, id],
      );
    expect(await jobs('search')).toEqual([{ is_later: true }]);
    expect(await jobs('verify')).toEqual([]);
    const again = () =>
      scene.sql.query(
        'update private.connection_sync set blocked_until = null, backoff_until = null where connection_id = $1',
        [account],
      );
    // One that says so each time is passed over in the end: the host has to hear of a deletion.
    for (const expected of ['searching', 'searching', 'not_found']) {
      await again();
      expect(await search(true)).toBe(expected);
    }
    expect(await jobs('verify')).toHaveLength(1);
  });

  it.each(['forbidden', 'gone'] as const)(
    'goes on where a calendar was denied once (%s): only one that stays denied has no event of ours',
    async (code) => {
      const { scene, id, other, event } = await written();
      const [{ connection_id: account }] = await scene.rows(
        'select connection_id from public.calendars where id = $1',
        [other],
      );
      const denied = () => Promise.reject(new ProviderError(code, 'A gateway says no.'));
      const search = (attempt: number) =>
        searchOtherAccount(scene.parts, { ...event, calendar: scene.calendar }, [account], {
          attempt,
          isLastAttempt: false,
        });
      const jobs = () =>
        scene.rows(`select from graphile_worker._private_jobs where key like 'verify:' || $1 || ':%'`, [id]);
      const asked = () => scene.rows('select relist_reason from private.calendar_sync where calendar_id = $1', [other]);
      scene.remote.provider.findEvent = denied;
      for (const attempt of [1, 2, 3, 4]) await expect(search(attempt)).rejects.toMatchObject({ code });
      expect(await jobs()).toEqual([]);
      expect(await asked()).toEqual([{ relist_reason: code }]);
      scene.remote.provider.findEvent = async () => ({
        ...{ providerEventId: 'found.ics', version: '"1"', isCancelled: false, sequence: 0 },
        times: {
          ...{ isAllDay: false as const, startDate: null, endDate: null },
          ...{ startsAt: scene.slot(0), endsAt: scene.slot(1) },
        },
      });
      expect(await search(2)).toBe('found');
    },
  );

  it('passes over a calendar that is denied each time, so that the host hears of a deletion', async () => {
    const { scene, id, other, event } = await written();
    const [{ connection_id: account }] = await scene.rows('select connection_id from public.calendars where id = $1', [
      other,
    ]);
    scene.remote.provider.findEvent = () => Promise.reject(new ProviderError('forbidden', 'Not for you.'));
    const options = { attempt: 5, isLastAttempt: false };
    expect(await searchOtherAccount(scene.parts, { ...event, calendar: scene.calendar }, [account], options)).toBe(
      'not_found',
    );
    expect(
      await scene.rows(`select from graphile_worker._private_jobs where key like 'verify:' || $1 || ':%'`, [id]),
    ).toHaveLength(1);
  });

  it('of its own account, for a check, proposes nothing while a calendar is denied', async () => {
    const scene = await setSyncedScene(database);
    const id = await scene.book();
    await scene.push();
    scene.remote.events.clear();
    scene.remote.provider.findEvent = () => Promise.reject(new ProviderError('forbidden', 'A gateway says no.'));
    const check = (attempt: number) => verifyEvent(scene.parts, id, scene.calendar.id, { attempt });
    await expect(check(1)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await scene.conflicts(id)).toEqual([]);
    expect(await check(5)).toBe('deleted');
  });

  it('for one that is to be removed is as patient as its removal', async () => {
    const { scene, id, other, event } = await written();
    const [{ connection_id: account }] = await scene.rows('select connection_id from public.calendars where id = $1', [
      other,
    ]);
    const attempts = async () =>
      (
        await scene.rows(
          `select key like 'search:%' as is_search, max_attempts from graphile_worker._private_jobs
           where key like 'search:' || $1 || ':%' or key like 'push:' || $1 || ':%' order by 1`,
          [id],
        )
      ).map((job) => job.max_attempts);
    await scene.cancel(id);
    await scene.db.call('continue_search', { ...event, revision: 2, connection_ids: [account] });
    expect(await attempts()).toEqual([25, 25]);
  });

  it('put off keeps the pull that found the event: the look goes on for it', async () => {
    const { scene, id } = await written();
    const runId = randomUUID();
    await scene.sql.query(
      `update private.connection_sync set blocked_until = now() + interval '10 minutes' where connection_id = $1`,
      [scene.calendar.connection_id],
    );
    const check = { event_key: id, calendar_id: scene.calendar.id, searched_revision: 1, run_id: runId };
    expect(await scene.db.call('begin_verify', check)).toBeNull();
    expect(
      await scene.rows(`select payload from graphile_worker._private_jobs where key like 'verify:' || $1 || '%'`, [id]),
    ).toMatchObject([{ payload: { run_id: runId, searched_revision: 1 } }]);
  });
});
