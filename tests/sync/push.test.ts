import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import { pushEvent } from '../../sync-service/src/sync/push.ts';
import { useDatabase } from '../support/database.ts';
import { later, setPushScene } from './push-scene.ts';

const database = useDatabase();
const unreachable = () => new ProviderError('unreachable', 'The calendar cannot be reached.', { retryable: true });

describe('a booking in the calendar', () => {
  it('is written once it is confirmed', async () => {
    const scene = await setPushScene(database);
    const id = await scene.book();
    expect(await scene.push()).toEqual(['written']);
    expect(scene.remote.only).toMatchObject({
      key: id,
      title: 'Consulting: Ann',
      startsAt: scene.slot(0).replace('.000Z', 'Z'),
      status: 'confirmed',
      sequence: 0,
      url: `https://book.example/admin/bookings/${id}`,
    });
    expect(await scene.state()).toMatchObject([{ event_key: id, state: 'pushed', revision: 1, pushed_revision: 1 }]);
  });

  it('asks for a video link only if the booking does', async () => {
    const scene = await setPushScene(database);
    const asked: unknown[] = [];
    for (const [n, wants_video] of [false, true].entries()) {
      const id = await scene.book(scene.slot(2 * n));
      const call = async (name: 'begin_push', args: never) => {
        const begun = await scene.db.call(name, args);
        return name === 'begin_push' && begun !== null ? { ...begun, event: { ...begun.event, wants_video } } : begun;
      };
      const parts = { ...scene.parts, db: { ...scene.db, call } as typeof scene.db };
      await pushEvent(parts, id, scene.calendar.id, { attempt: 1, maxAttempts: 25 });
      asked.push(scene.remote.events.get(id)?.wantsVideo);
    }
    expect(asked).toEqual([false, true]);
  });

  it('gives the booking the video link that the provider makes, at once or when it is read again', async () => {
    const eventType = { locations: '[{"kind": "video"}]' };
    const scene = await setPushScene(database, { eventType });
    const id = await scene.book();
    const link = async () =>
      (await database.sql.query(`select location ->> 'join_url' as link from public.bookings where id = $1`, [id]))
        .rows[0].link;
    scene.remote.video = { awaitsVideoLink: true };
    expect(await scene.push()).toEqual(['written']);
    expect(await link()).toBeNull();
    scene.remote.video = { videoLink: 'https://meet.example/x' };
    expect(await scene.push()).toEqual(['written']);
    expect(await link()).toBe('https://meet.example/x');
    expect(scene.remote.calls).toEqual(['create', 'update']);
  });

  it('moves as the same event', async () => {
    const scene = await setPushScene(database);
    const id = await scene.book();
    await scene.push();
    await scene.move(id, scene.slot(4));
    expect(await scene.push()).toEqual(['written']);
    expect(scene.remote.only).toMatchObject({ key: id, startsAt: scene.slot(4).replace('.000Z', 'Z'), sequence: 1 });
    expect(scene.remote.calls).toEqual(['create', 'update']);
  });

  it('is removed when it is cancelled, and what was listed of it is free at once', async () => {
    const scene = await setPushScene(database);
    const id = await scene.book();
    await scene.push();
    await scene.listed({
      provider_event_id: `${id}.ics`,
      booking_id: id,
      starts_at: scene.slot(0),
      ends_at: scene.slot(1),
    });
    await scene.cancel(id);
    expect(await scene.push()).toEqual(['removed']);
    expect(scene.remote.events.size).toBe(0);
    expect(await scene.state()).toMatchObject([{ state: 'removed', is_wanted: false }]);
    expect(await scene.rows('select 1 from public.synced_events where calendar_id = $1', [scene.calendar.id])).toEqual(
      [],
    );
  });

  it('that is cancelled before it was written never reaches the provider', async () => {
    const scene = await setPushScene(database);
    await scene.cancel(await scene.book());
    expect(await scene.push()).toEqual(['nothing']);
    expect(scene.remote.calls).toEqual([]);
    expect(await scene.state()).toMatchObject([{ state: 'removed' }]);
  });

  it('that is cancelled while nobody knows whether it was written is removed', async () => {
    const scene = await setPushScene(database);
    const id = await scene.book();
    scene.remote.after = () => {
      throw unreachable();
    };
    await expect(scene.attempt(id)).rejects.toThrow();
    scene.remote.after = () => {};
    await scene.cancel(id);
    expect(await scene.push()).toEqual(['removed']);
    expect(scene.remote.events.size).toBe(0);
  });

  it('is one event though the answer to its writing got lost', async () => {
    const scene = await setPushScene(database);
    const id = await scene.book();
    scene.remote.after = () => {
      throw unreachable();
    };
    await expect(scene.attempt(id)).rejects.toMatchObject({ code: 'unreachable' });
    expect(await scene.state()).toMatchObject([{ state: 'pending', last_error: 'The calendar cannot be reached.' }]);
    scene.remote.after = () => {};
    expect(await scene.attempt(id)).toBe('written');
    expect(scene.remote.only.key).toBe(id);
    expect(await scene.state()).toMatchObject([{ state: 'pushed', last_error: null }]);
  });

  it('that moves while it is being written is written again', async () => {
    const scene = await setPushScene(database);
    const id = await scene.book();
    scene.remote.after = async () => {
      scene.remote.after = () => {};
      await scene.move(id, scene.slot(4));
    };
    await scene.push();
    expect(await scene.state()).toMatchObject([{ state: 'pending', revision: 2, pushed_revision: 1 }]);
    await scene.push();
    expect(scene.remote.only.startsAt).toBe(scene.slot(4).replace('.000Z', 'Z'));
    expect(await scene.state()).toMatchObject([{ state: 'pushed', revision: 2 }]);
  });

  it('that is cancelled while it is being written is removed', async () => {
    const scene = await setPushScene(database);
    const id = await scene.book();
    scene.remote.after = async () => {
      scene.remote.after = () => {};
      await scene.cancel(id);
    };
    await scene.push();
    expect(await scene.push()).toEqual(['removed']);
    expect(scene.remote.events.size).toBe(0);
  });

  it('is not there while it is a request, and comes with the confirmation', async () => {
    const scene = await setPushScene(database, { eventType: { requires_confirmation: true } });
    const id = await scene.book();
    expect(await scene.push()).toEqual([]);
    await scene.sql.query('select public.confirm_booking($1, $2)', [id, scene.owner]);
    expect(await scene.push()).toEqual(['written']);
  });

  it('is nowhere when the host has no calendar for it', async () => {
    const scene = await setPushScene(database);
    await scene.sql.query('update public.calendar_links set is_booking_target = false where calendar_id = $1', [
      scene.calendar.id,
    ]);
    await scene.book();
    expect(await scene.state()).toEqual([]);
  });

  it('frees its old time as soon as the event was moved, before a listing says so', async () => {
    const scene = await setPushScene(database);
    const id = await scene.book();
    await scene.push();
    await scene.listed({
      provider_event_id: `${id}.ics`,
      booking_id: id,
      starts_at: scene.slot(0),
      ends_at: scene.slot(1),
    });
    await scene.move(id, scene.slot(4));
    await scene.push();
    expect(await scene.book(scene.slot(0), 'Bob')).toBeDefined();
  });

  it('does not stand in the way of its own move', async () => {
    const scene = await setPushScene(database, { eventType: { slot_interval_minutes: 15 } });
    const id = await scene.book();
    await scene.push();
    // The host made the event longer; half of it lies outside the booking.
    await scene.listed({
      provider_event_id: `${id}.ics`,
      booking_id: id,
      starts_at: scene.slot(0),
      ends_at: later(scene.slot(0), 60),
    });
    expect((await scene.move(id, scene.slot(1))).booking).toMatchObject({ sequence: 1 });
  });
});

describe('a failure to write', () => {
  it('that may pass is tried again, and told after the last attempt', async () => {
    const scene = await setPushScene(database);
    const id = await scene.book();
    scene.remote.before = () => {
      throw unreachable();
    };
    await expect(scene.attempt(id, 24)).rejects.toThrow();
    expect(await scene.attempt(id, 25)).toBe('failed');
    expect(await scene.state()).toMatchObject([{ state: 'failed', last_error: 'The calendar cannot be reached.' }]);
    expect((await scene.booking(id)).status).toBe('confirmed');
  });

  it('that no attempt can mend is told at once', async () => {
    const scene = await setPushScene(database);
    const id = await scene.book();
    scene.remote.before = () => {
      throw new ProviderError('not_writable', 'This calendar can only be read.');
    };
    expect(await scene.attempt(id)).toBe('failed');
    expect(await scene.state()).toMatchObject([{ state: 'failed', last_error: 'This calendar can only be read.' }]);
  });

  it.each(['forbidden', 'gone'] as const)(
    'is tried again after its calendar was denied for once (%s)',
    async (code) => {
      const scene = await setPushScene(database);
      const id = await scene.book();
      scene.remote.before = () => {
        throw new ProviderError(code, 'There is no such calendar for this account.');
      };
      // The queue repeats what fails.
      await expect(scene.attempt(id)).rejects.toMatchObject({ code });
      expect(await scene.state()).toMatchObject([{ state: 'pending' }]);
      scene.remote.before = () => {};
      expect(await scene.attempt(id, 2)).toBe('written');
    },
  );

  it('waits as long as the provider asks', async () => {
    const scene = await setPushScene(database);
    const id = await scene.book();
    await scene.rows(`delete from graphile_worker._private_jobs where key like 'push:' || $1 || '%' returning id`, [
      id,
    ]);
    scene.remote.before = () => {
      throw new ProviderError('rate_limited', 'Too many requests.', { retryable: true, retryAfterMs: 600_000 });
    };
    expect(await scene.attempt(id)).toBe('failed');
    const [job] = await scene.rows(
      `select extract(epoch from run_at - updated_at) as wait from graphile_worker._private_jobs where key like 'push:' || $1 || '%'`,
      [id],
    );
    expect(Number(job.wait)).toBeGreaterThan(590);
    expect(await scene.state()).toMatchObject([{ state: 'pending' }]);
  });

  it('of an event whose id is taken is given up after some attempts', async () => {
    const scene = await setPushScene(database);
    const id = await scene.book();
    scene.remote.before = () => {
      throw new ProviderError('conflict', 'The calendar has another event under this id.');
    };
    await expect(scene.attempt(id, 1)).rejects.toThrow();
    expect(await scene.attempt(id, 5)).toBe('failed');
  });

  it('of an event that others are just changing is tried again, also after failures of other kinds', async () => {
    const scene = await setPushScene(database);
    const id = await scene.book();
    let error = unreachable();
    scene.remote.before = () => {
      throw error;
    };
    for (let attempt = 1; attempt < 5; attempt += 1) await expect(scene.attempt(id, attempt)).rejects.toThrow();
    error = new ProviderError('conflict', 'Somebody else is changing the event. We will retry.', { retryable: true });
    await expect(scene.attempt(id, 5)).rejects.toMatchObject({ code: 'conflict' });
    expect(await scene.state()).toMatchObject([{ state: 'pending' }]);
    expect(await scene.attempt(id, 25)).toBe('failed');
  });

  it('that is the end of this process says nothing', async () => {
    const scene = await setPushScene(database);
    const id = await scene.book();
    const end = new AbortController();
    scene.remote.before = async () => {
      end.abort();
      await new Promise(() => {});
    };
    await expect(scene.attempt(id, 25, end.signal)).rejects.toThrow();
    expect(await scene.state()).toMatchObject([{ state: 'pending', last_error: null }]);
  });

  it('is made good when the account is connected again', async () => {
    const scene = await setPushScene(database);
    await scene.book();
    scene.remote.before = () => {
      throw new ProviderError('unauthorized', 'The password is not accepted.', { needsReconnect: true });
    };
    expect(await scene.push()).toEqual(['failed']);
    scene.remote.before = () => {};
    await scene.reconnect();
    expect(await scene.push()).toEqual(['written']);
  });
});
