import { describe, expect, test } from 'vitest';
import { writeConflictMessage } from '../../../sync-service/src/mail/conflict-messages.ts';
import { writeText } from '../../../sync-service/src/mail/write-text.ts';
import { useDatabase } from '../../support/database.ts';
import { type SharedScene, setSharedScene } from './shared-scene.ts';
import { ask } from './support.ts';

const db = useDatabase();

/** As many bookings of each of two hosts, at the same times; the hosts share no calendar yet. */
async function twice(count: number) {
  const scene = await setSharedScene(db.sql);
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    ids.push(await scene.booked(scene.a, scene.slot(n * 48)));
    await scene.booked(scene.b, scene.slot(n * 48));
  }
  return { scene, ids };
}

async function mails(scene: SharedScene) {
  const { rows } = await db.sql.query(
    `select n.id from public.notifications as n join auth.users as u on u.email = n.recipient
     where u.id = $1 and n.kind = 'booking_conflict' order by n.created_at, n.id`,
    [scene.owner],
  );
  const messages = [];
  for (const { id } of rows) {
    const { conflicts } = await ask(db.sql, 'public.next_notification($1)', [id]);
    const message = writeConflictMessage('booking_conflict', conflicts, 'https://book.example', null);
    if (message !== null) messages.push({ subject: message.subject, text: writeText(message) });
  }
  return messages;
}
const setBlocks = (scene: SharedScene, blocks: boolean) =>
  db.sql.query('update public.calendar_links set blocks_availability = $2 where host_id = $1', [scene.b.id, blocks]);
const openOf = async (scene: SharedScene, id: string) =>
  (await scene.conflicts(id)).filter(({ resolved_at }) => resolved_at === null);

describe('Double bookings that one change makes', () => {
  test('are one mail that lists them, each with the link to it', async () => {
    const { scene, ids } = await twice(21);
    await scene.calendar('both', 'blocks');
    for (const id of ids) expect(await openOf(scene, id)).toHaveLength(1);
    const [mail, ...more] = await mails(scene);
    expect(more).toEqual([]);
    expect(mail?.subject).toBe('21 double bookings');
    expect([...(mail?.text.matchAll(/admin\/bookings\/(\S+)/g) ?? [])].map(([, id]) => id)).toEqual(ids);
  });

  test('are one mail for all that one transaction changes', async () => {
    const { scene } = await twice(4);
    const calendars = [await scene.calendar('none', 'none'), await scene.calendar('none', 'none')];
    const client = await db.sql.connect();
    await client.query('begin');
    for (const [index, [target, blocks]] of [
      [true, true],
      [false, true],
    ].entries())
      await client.query(
        `insert into public.calendar_links (calendar_id, host_id, blocks_availability, is_booking_target)
         values ($1, $2, true, $3), ($1, $4, $5, false)`,
        [calendars[index].id, scene.a.id, target, scene.b.id, blocks],
      );
    await client.query('commit');
    client.release();
    expect(await mails(scene)).toMatchObject([{ subject: '4 double bookings' }]);
  });

  test('are told once though the calendar takes the time, then not, then takes it again', async () => {
    const { scene, ids } = await twice(2);
    await scene.calendar('both', 'blocks');
    expect(await mails(scene)).toHaveLength(1);
    const before = await scene.conflicts(ids[0] ?? '');
    await setBlocks(scene, false);
    expect(await openOf(scene, ids[0] ?? '')).toEqual([]);
    await setBlocks(scene, true);
    expect(await scene.conflicts(ids[0] ?? '')).toEqual(before);
    expect(await scene.mails()).toHaveLength(1);
  });

  test('are one mail for a session, whoever joins it later', async () => {
    const scene = await setSharedScene(db.sql, [{ seats: 3 }, {}]);
    await scene.calendar('both', 'blocks');
    const b = await scene.booked(scene.b, scene.slot(0));
    for (let n = 0; n < 3; n += 1) await scene.booked(scene.a, scene.slot(0));
    expect(await openOf(scene, b)).toHaveLength(3);
    expect(await scene.mails()).toHaveLength(1);
  });
});

describe('The event of a booking in the way of another host’s booking, told as an event', () => {
  /** A booking of `b`, and the event of one of `a` that its owner has moved into a calendar which takes the time of `b`. */
  async function movedOver() {
    const scene = await setSharedScene(db.sql);
    const own = await scene.calendar('both', 'none');
    const shared = await scene.calendar('blocks', 'blocks');
    const a = await scene.booked(scene.a, scene.slot(0));
    const b = await scene.booked(scene.b, scene.slot(0));
    const { rows } = await db.sql.query(
      `insert into public.synced_events (calendar_id, provider_event_id, booking_id, starts_at, ends_at)
       values ($1, 'event', $2, $3, $4) returning id`,
      [shared.id, a, scene.slot(0), scene.slot(1)],
    );
    await db.sql.query(`select private.detect_conflicts($1, array[$2::uuid], '{}')`, [shared.id, rows[0].id]);
    expect(await openOf(scene, b)).toMatchObject([{ synced_event_id: rows[0].id }]);
    const follow = () => ask(db.sql, `public.relocate_event($1, $2, 1, $3, 'event', null)`, [a, own.id, shared.id]);
    return { scene, a, b, follow };
  }

  test('is not told again as a double booking when the event is followed there', async () => {
    const { scene, a, b, follow } = await movedOver();
    expect(await follow()).toEqual({ relocated: true });
    expect(await openOf(scene, b)).toMatchObject([{ other_booking_id: a }]);
    expect(await scene.mails()).toEqual([b]);
    expect(await mails(scene), 'and what waited to be told is').toMatchObject([{ subject: 'Double booking: Type 1' }]);
  });

  test('stays decided when the host left it as it is', async () => {
    const { scene, a, b, follow } = await movedOver();
    const [conflict] = await openOf(scene, b);
    await scene.decide(b, conflict.id, 'keep');
    await follow();
    expect([...(await openOf(scene, a)), ...(await openOf(scene, b))]).toEqual([]);
  });
});
