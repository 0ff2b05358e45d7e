import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import { ask } from '../sql/booking/support.ts';
import { useDatabase } from '../support/database.ts';
import { deleteEvent, moveEvent, open, pushed } from './proposal-scene.ts';
import { later, setPushScene } from './push-scene.ts';

const database = useDatabase();

describe('a direct look at the event of a booking', () => {
  it('says nothing if the booking was moved after it began', async () => {
    const { scene, id, event } = await pushed(database);
    await scene.review([event.id]);
    const [written] = (
      await scene.sql.query(
        'select event_key, calendar_id, revision from public.booking_calendar_events where booking_id = $1',
        [id],
      )
    ).rows;
    await scene.move(id, scene.slot(4));
    for (const kind of ['deleted', 'moved', null]) {
      const times = kind === 'moved' ? { starts_at: scene.slot(8), ends_at: scene.slot(9) } : null;
      const looked = await ask(scene.sql, 'public.propose_change($1, $2, $3, $4, $5)', [
        written.event_key,
        written.calendar_id,
        written.revision,
        kind,
        times,
      ]);
      expect(looked).toMatchObject({ kind: null, conflict_id: null });
    }
    expect(await scene.conflicts(id)).toEqual([]);
    expect(await scene.state()).toMatchObject([{ state: 'pending' }]);
  });
});

describe('the event of a booking that its host moved', () => {
  it('is proposed as a new time, told once, and the booking stays', async () => {
    const { scene, id, event } = await pushed(database);
    await moveEvent(scene, id, event.id, scene.slot(4));
    expect(await scene.verify()).toEqual(['moved']);
    await scene.review([event.id]);
    await scene.verify();
    expect(await open(scene, id)).toMatchObject([{ kind: 'moved', event_starts_at: new Date(scene.slot(4)) }]);
    expect(await scene.mails(id)).toEqual([{ kind: 'booking_event_moved', is_owner: true }]);
    expect((await scene.booking(id)).starts_at).toEqual(new Date(scene.slot(0)));
  });

  it('is looked at directly: a listing that is old proposes nothing', async () => {
    const { scene, id, event } = await pushed(database);
    await scene.sql.query('update public.synced_events set starts_at = $2, ends_at = $3 where id = $1', [
      event.id,
      scene.slot(4),
      scene.slot(5),
    ]);
    await scene.review([event.id]);
    expect(await scene.verify()).toEqual(['unchanged']);
    expect(await scene.conflicts(id)).toEqual([]);
  });

  it('takes the booking along when the host says so, past their hours, and the visitor is told', async () => {
    const { scene, id, event } = await pushed(database);
    await scene.sql.query('delete from public.availability_rules where host_id = $1', [scene.host.id]);
    await moveEvent(scene, id, event.id, scene.slot(4));
    await scene.verify();
    const [conflict] = await open(scene, id);
    const response = await scene.decide(id, conflict.id, 'move');
    expect(response).toMatchObject({
      booking: { start: scene.slot(4).replace('.000Z', 'Z'), sequence: 1, status: 'confirmed' },
      conflict: { resolution: 'accepted' },
    });
    expect(await scene.mails(id)).toContainEqual({ kind: 'booking_rescheduled', is_owner: false });
    await scene.push();
    expect(scene.remote.only).toMatchObject({ key: id, startsAt: scene.slot(4).replace('.000Z', 'Z') });
  });

  it.each([
    ['that it would overlap', 15, 1],
    ['of the very same time', 0, 1],
    ['of the very same time, though that has seats left', 0, 3],
  ])('does not take the booking onto another one %s', async (_name, minutes, seats) => {
    const { scene, id, event } = await pushed(database, { eventType: { seats } });
    await scene.book(scene.slot(4), 'Bob');
    await moveEvent(scene, id, event.id, later(scene.slot(4), minutes));
    await scene.verify();
    const [conflict] = await open(scene, id);
    expect(await scene.decide(id, conflict.id, 'move')).toMatchObject({ code: 'slot_taken' });
    expect(await open(scene, id)).toHaveLength(1);
    expect(await scene.booking(id)).toMatchObject({ status: 'confirmed', starts_at: new Date(scene.slot(0)) });
  });

  it('takes the whole session along', async () => {
    const { scene, id, event } = await pushed(database, { eventType: { seats: 3 } });
    const bob = await scene.book(scene.slot(0), 'Bob');
    await scene.push();
    await moveEvent(scene, id, event.id, later(scene.slot(0), 15));
    await scene.verify();
    const [conflict] = await open(scene, id);
    expect((await scene.decide(id, conflict.id, 'move')).booking).toMatchObject({ status: 'confirmed' });
    expect((await scene.booking(bob)).starts_at).toEqual(new Date(later(scene.slot(0), 15)));
    expect(await scene.mails(bob)).toContainEqual({ kind: 'booking_rescheduled', is_owner: false });
  });

  it('is put back when the host says so', async () => {
    const { scene, id, event } = await pushed(database);
    await moveEvent(scene, id, event.id, scene.slot(4));
    await scene.verify();
    const [conflict] = await open(scene, id);
    await scene.decide(id, conflict.id, 'keep');
    expect(await scene.push()).toEqual(['written']);
    expect(scene.remote.only).toMatchObject({ startsAt: scene.slot(0).replace('.000Z', 'Z'), overwritesTimes: true });
  });

  it('is not written over where nobody has noticed yet: only what a booking changed is', async () => {
    const { scene, id, event } = await pushed(database, { eventType: { seats: 3 } });
    expect(scene.remote.only.overwritesTimes).toBe(false);
    await moveEvent(scene, id, event.id, scene.slot(4));
    await scene.verify();
    const [conflict] = await open(scene, id);
    await scene.decide(id, conflict.id, 'keep');
    await scene.push();
    // Once it is back, the next change has no right to the times.
    await scene.book(scene.slot(0), 'Bob');
    await scene.push();
    expect(scene.remote.only).toMatchObject({ title: 'Consulting: Ann, Bob', overwritesTimes: false });
  });

  it('is not written over before they have decided', async () => {
    const { scene, id, event } = await pushed(database, { eventType: { seats: 3 } });
    await moveEvent(scene, id, event.id, scene.slot(4));
    await scene.verify();
    await scene.book(scene.slot(0), 'Bob');
    expect(await scene.push()).toEqual(['nothing']);
    expect(scene.remote.only.startsAt).toBe(scene.slot(4));
    const [conflict] = await open(scene, id);
    await scene.decide(id, conflict.id, 'keep');
    await scene.push();
    expect(scene.remote.only).toMatchObject({
      title: 'Consulting: Ann, Bob',
      startsAt: scene.slot(0).replace('.000Z', 'Z'),
    });
  });

  it('settles it themselves by moving it back', async () => {
    const { scene, id, event } = await pushed(database);
    await moveEvent(scene, id, event.id, scene.slot(4));
    await scene.verify();
    await moveEvent(scene, id, event.id, scene.slot(0));
    expect(await scene.verify()).toEqual(['unchanged']);
    expect(await scene.conflicts(id)).toMatchObject([{ kind: 'moved', resolution: 'gone' }]);
  });

  it('is settled when the visitor moves the booking themselves', async () => {
    const { scene, id, event } = await pushed(database);
    await moveEvent(scene, id, event.id, scene.slot(4));
    await scene.verify();
    await scene.move(id, scene.slot(8));
    expect(await scene.conflicts(id)).toMatchObject([{ kind: 'moved', resolution: 'rescheduled' }]);
    await scene.push();
    expect(scene.remote.only.startsAt).toBe(scene.slot(8).replace('.000Z', 'Z'));
  });

  it('is no proposal without its times', async () => {
    const { scene, id } = await pushed(database);
    const [event] = await scene.state();
    const check = (times: object | null) =>
      ask(scene.sql, `public.propose_change($1, $2, $3, 'moved', $4)`, [id, scene.calendar.id, event.revision, times]);
    expect(await check(null)).toMatchObject({ code: 'invalid_request' });
    expect(await check({ starts_at: scene.slot(4) })).toMatchObject({ code: 'invalid_request' });
    expect(await scene.conflicts(id)).toEqual([]);
  });

  it('may have been made an event of the whole day', async () => {
    const { scene, id, event } = await pushed(database);
    const stored = scene.remote.events.get(id);
    const [startDate, endDate] = [scene.slot(0).slice(0, 10), later(scene.slot(0), 1440).slice(0, 10)];
    if (stored === undefined) throw new Error('no such event');
    stored.times = { isAllDay: true, startsAt: null, endsAt: null, startDate, endDate };
    await scene.sql.query(
      'update public.synced_events set is_all_day = true, starts_at = null, ends_at = null, start_date = $2, end_date = $3 where id = $1',
      [event.id, startDate, endDate],
    );
    await scene.review([event.id]);
    expect(await scene.verify()).toEqual(['moved']);
    const [conflict] = await open(scene, id);
    expect(conflict.event_ends_at - conflict.event_starts_at).toBe(86_400_000);
  });
});

describe('the event of a booking that vanished', () => {
  it('never cancels the booking; its host is told once', async () => {
    const { scene, id, event } = await pushed(database);
    await deleteEvent(scene, id, event.id);
    expect(await scene.verify()).toEqual(['deleted']);
    await scene.review([], [id]);
    await scene.verify();
    expect((await scene.booking(id)).status).toBe('confirmed');
    expect(await open(scene, id)).toMatchObject([{ kind: 'deleted' }]);
    expect(await scene.mails(id)).toEqual([{ kind: 'booking_event_deleted', is_owner: true }]);
    expect(await scene.state()).toMatchObject([{ state: 'failed' }]);
  });

  it('from a listing only is still there', async () => {
    const { scene, id } = await pushed(database);
    await scene.review([], [id]);
    expect(await scene.verify()).toEqual(['unchanged']);
    expect(await scene.conflicts(id)).toEqual([]);
  });

  it('is not gone because it cannot be read', async () => {
    const { scene, id } = await pushed(database);
    scene.remote.provider.getEvent = async () => {
      throw new ProviderError('forbidden', 'The account may not do this.');
    };
    await scene.review([], [id]);
    expect(await scene.verify(9)).toEqual(['failed']);
    expect(await scene.conflicts(id)).toEqual([]);
  });

  it.each(['forbidden', 'gone'] as const)(
    'is checked again after its calendar was denied for once (%s)',
    async (code) => {
      const { scene, id } = await pushed(database);
      const { getEvent } = scene.remote.provider;
      scene.remote.provider.getEvent = async () => {
        throw new ProviderError(code, 'There is no such calendar for this account.');
      };
      await scene.review([], [id]);
      // The queue repeats what fails.
      await expect(scene.verify()).rejects.toMatchObject({ code });
      scene.remote.provider.getEvent = getEvent;
      scene.remote.events.clear();
      await scene.review([], [id]);
      expect(await scene.verify(2)).toEqual(['deleted']);
    },
  );

  it('is written again only when the host says so', async () => {
    const { scene, id, event } = await pushed(database);
    await deleteEvent(scene, id, event.id);
    await scene.verify();
    await scene.move(id, scene.slot(4));
    expect(await scene.push()).toEqual(['proposed']);
    expect(scene.remote.events.size).toBe(0);
    const [conflict, ...others] = await open(scene, id);
    expect(others).toEqual([]);
    await scene.decide(id, conflict.id, 'keep');
    expect(await scene.push()).toEqual(['written']);
    expect(scene.remote.only).toMatchObject({ key: id, startsAt: scene.slot(4).replace('.000Z', 'Z') });
    expect(await scene.state()).toMatchObject([{ state: 'pushed' }]);
  });

  it('is noticed by a change that finds it gone', async () => {
    const { scene, id } = await pushed(database);
    scene.remote.events.delete(id);
    await scene.move(id, scene.slot(4));
    expect(await scene.push()).toEqual(['proposed']);
    expect(await open(scene, id)).toMatchObject([{ kind: 'deleted' }]);
  });

  it('is settled when the host takes it out of the bin', async () => {
    const { scene, id, event } = await pushed(database);
    const stored = scene.remote.events.get(id);
    if (stored === undefined) throw new Error('no such event');
    await deleteEvent(scene, id, event.id);
    await scene.verify();
    scene.remote.events.set(id, stored);
    await scene.listed({
      provider_event_id: `${id}.ics`,
      booking_id: id,
      starts_at: scene.slot(0),
      ends_at: scene.slot(1),
    });
    expect(await scene.verify()).toEqual(['unchanged']);
    expect(await scene.conflicts(id)).toMatchObject([{ kind: 'deleted', resolution: 'gone' }]);
    expect(await scene.state()).toMatchObject([{ state: 'pushed' }]);
  });

  it('is settled with the booking when that is cancelled', async () => {
    const { scene, id, event } = await pushed(database);
    await deleteEvent(scene, id, event.id);
    await scene.verify();
    await scene.cancel(id);
    expect(await scene.conflicts(id)).toMatchObject([{ resolution: 'cancelled' }]);
    expect(await scene.push()).toEqual(['removed']);
  });

  it('while it is being written says nothing', async () => {
    const { scene, id } = await pushed(database);
    await scene.review([], [id]);
    await scene.move(id, scene.slot(4));
    expect(await scene.verify()).toEqual(['nothing']);
    expect(await scene.conflicts(id)).toEqual([]);
  });

  it('is nobody else’s to decide', async () => {
    const { scene, id, event } = await pushed(database);
    await deleteEvent(scene, id, event.id);
    await scene.verify();
    const [conflict] = await open(scene, id);
    const other = await setPushScene(database);
    expect(
      await ask(scene.sql, 'public.resolve_conflict($1, $2, $3, $4)', [id, conflict.id, 'cancel', other.owner]),
    ).toMatchObject({ code: 'forbidden' });
    const theirs = await other.book();
    expect(await other.decide(theirs, conflict.id, 'cancel')).toMatchObject({ code: 'not_found' });
  });
});
