import { beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createHost, insert } from '../../support/fixtures.ts';
import { busy, dayIn, setUnknownScene, type UnknownScene } from './unknown-scene.ts';

const db = useDatabase();
let scene: UnknownScene;
beforeEach(async () => {
  scene = await setUnknownScene(db);
});

/** As if the last mail had been written that many minutes earlier, and sent. */
const letTimePass = async (minutes: number) => {
  await scene.run(
    `with moved as (
       update public.notifications set created_at = created_at - make_interval(mins => $1), begun_at = now(), state = 'sent'
       where connection_id = $2
     ), known as (
       update private.calendar_sync set unknown_mail_at = unknown_mail_at - make_interval(mins => $1) where calendar_id = $3
     )
     update private.unknown_times set notified_at = notified_at - make_interval(mins => $1) where calendar_id = $3`,
    [minutes, scene.calendar.connection_id, scene.calendar.id],
  );
};
const named = (...names: string[]) => ({
  isFull: true,
  unknown: names.map((name) => ({ object_id: name, fingerprint: name })),
});
/** Seconds until the mail that was written last is sent. */
const waitOfLast = async (): Promise<number> =>
  (
    await scene.run(
      `select extract(epoch from j.run_at - now())::float as seconds from public.notifications as n
       join graphile_worker.jobs as j on j.key = 'send_notification:' || n.id
       where n.connection_id = $1 order by n.created_at desc limit 1`,
      [scene.calendar.connection_id],
    )
  )[0].seconds;

describe('the owner of a calendar', () => {
  it('is told of all that one pull has found in one mail', async () => {
    const days: [string, string] = [dayIn(2), dayIn(3)];
    await scene.page({ isFull: true, isLast: false, unknown: [{ object_id: 'a', days }] });
    expect(await scene.countMails()).toBe(0);
    await scene.page({
      isFull: true,
      unknown: [
        { object_id: 'a', days },
        { object_id: 'b', fingerprint: 'b', days },
      ],
    });
    const [mail, ...others] = await scene.mails();
    expect(others).toEqual([]);
    const [{ email }] = await scene.run('select email from auth.users where id = $1', [scene.host.owner_id]);
    expect(mail).toMatchObject({
      recipient: email,
      about: {
        name: 'Team',
        events: 2,
        has_more: false,
        days: [{ from: dayIn(2), until: dayIn(3) }],
        policies: ['closed'],
      },
    });
  });

  it('is told once, however often the same is read again, acknowledged or not', async () => {
    await scene.page(named('a'));
    await scene.page(named('a'));
    await letTimePass(120);
    await scene.page(named('a'));
    await scene.acknowledge('a');
    await scene.page(named('a'));
    expect(await scene.countMails()).toBe(1);
  });

  it('is not told again by a feed that calls its events otherwise at each pull, not even one that cannot be listed wholly', async () => {
    await scene.page({ isFull: true, unknown: ['a'] });
    for (const name of ['b', 'c']) {
      await letTimePass(120);
      await scene.page({ isFull: true, unknown: [name] });
    }
    expect(await scene.countMails()).toBe(1);
    for (const name of ['d', 'e']) {
      await letTimePass(120);
      await scene.page({ unknown: [name] });
    }
    expect(await scene.countMails()).toBe(1);
  });

  it('is told again of a new question, and once an hour at most of a calendar that asks another one each time', async () => {
    await scene.page(named('a'));
    await letTimePass(10);
    await scene.page(named('b'));
    expect(await scene.countMails()).toBe(2);
    expect(await waitOfLast()).toBeGreaterThan(2_900);
    await scene.page(named('c'));
    await scene.page(named('c', 'd'));
    expect(await scene.countMails()).toBe(2);
    expect((await scene.mails())[1]?.about).toMatchObject({ events: 2 });
    await letTimePass(61);
    await scene.page(named('e'));
    expect(await scene.countMails()).toBe(3);
    expect(await waitOfLast()).toBeLessThan(60);
  });

  it('is told of what is found while a mail is being sent by the next one', async () => {
    await scene.page(named('a'));
    expect(await scene.mails()).toHaveLength(1);
    await scene.page(named('a', 'b'));
    const [, second] = await scene.mails();
    expect(second?.about).toMatchObject({ events: 1 });
  });

  it('is told nothing of what is understood, gone or acknowledged before it is sent', async () => {
    const [first] = [await scene.page(named('a'))];
    expect(first.applied).toBe(true);
    await scene.acknowledge('a');
    expect((await scene.mails()).map(({ about }) => about)).toEqual([null]);
    await letTimePass(120);
    await scene.page(named('b'));
    await scene.page({ changes: [busy('b')] });
    expect((await scene.mails()).map(({ about }) => about)).toEqual([null, null]);
  });

  it('is told nothing of a calendar that takes no time', async () => {
    await scene.run('update public.calendar_links set blocks_availability = false where calendar_id = $1', [
      scene.calendar.id,
    ]);
    await scene.page(named('a'));
    expect(await scene.countMails()).toBe(0);
    await scene.run('update public.calendar_links set blocks_availability = true where calendar_id = $1', [
      scene.calendar.id,
    ]);
    await scene.page(named('a'));
    expect(await scene.countMails()).toBe(1);
    await scene.run('update public.calendar_links set blocks_availability = false where calendar_id = $1', [
      scene.calendar.id,
    ]);
    expect((await scene.mails()).map(({ about }) => about)).toEqual([null]);
  });

  it('learns from it what each host of theirs does with time that is not known', async () => {
    const room = await createHost(db.sql, { owner_id: scene.host.owner_id, stale_policy: 'open' });
    await insert(db.sql, 'calendar_links', { calendar_id: scene.calendar.id, host_id: room.id });
    await scene.page(named('a'));
    expect((await scene.mails())[0]?.about.policies).toEqual(['closed', 'open']);
  });
});
