import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DavStandIn, startDavStandIn } from '../providers/caldav/stand-in/server.ts';
import { writeEvent } from '../support/dav-servers.ts';
import { useStack } from '../support/stack.ts';
import { at, type DavScene, setScene, slotAt } from './dav-scene.ts';

const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, rateLimit: null });

describe('an owner who decides otherwise about what takes time', () => {
  let server: DavStandIn;
  let scene: DavScene;
  let connection: { id: string; calendars: { id: string; provider_calendar_id: string }[] };
  beforeAll(async () => {
    server = await startDavStandIn();
    const work = server.calendar('office');
    const day = (days: number) => at(days).slice(0, 10);
    work.put('trip.ics', writeEvent({ uid: 'trip', start: day(3), end: day(4) }));
    work.put('maybe.ics', writeEvent({ uid: 'maybe', ...slotAt(5), lines: ['STATUS:TENTATIVE'] }));
    scene = await setScene(stack);
    connection = await scene.connect(server);
  });
  afterAll(() => server?.stop());

  /** Edits the row as the admin page would, and has the account looked at; nothing has changed on the server. */
  async function choose(policy: object): Promise<void> {
    const { data, error } = await scene.owner.client
      .from('calendars')
      .update({ policy })
      .eq('id', connection.calendars[0]?.id)
      .select('policy');
    expect([error, data]).toEqual([null, [{ policy }]]);
    await scene.sync(connection.id);
  }

  it('has the slots of whole days and of tentative events offered after the next sync, or no longer', async () => {
    const offered = async () => [await scene.isOffered(3), await scene.isOffered(5)];
    expect(await offered()).toEqual([false, false]);
    await choose({ all_day: 'free' });
    expect(await offered()).toEqual([true, false]);
    await choose({ tentative: 'free' });
    expect(await offered()).toEqual([false, true]);
    await choose({});
    expect(await offered()).toEqual([false, false]);
  });
});
