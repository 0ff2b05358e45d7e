import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type DavServer,
  deleteObject,
  hasRadicale,
  hasXandikos,
  putObject,
  startRadicale,
  startXandikos,
  writeEvent,
} from '../support/dav-servers.ts';
import { useStack } from '../support/stack.ts';
import { at, type DavScene, moveOnServer, setScene, slotAt } from './dav-scene.ts';

const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, rateLimit: null });

describe.each([
  ['Radicale', hasRadicale, startRadicale],
  ['Xandikos', hasXandikos, startXandikos],
] as const)('the event of a booking that no pull of %s has shown yet', (_, isThere, start) => {
  let server: DavServer;
  let scene: DavScene;
  let connectionId: string;
  beforeAll(async () => {
    if (!isThere) return;
    server = await start();
    scene = await setScene(stack);
    connectionId = (await scene.connect(server)).id;
  });
  afterAll(() => server?.stop());

  async function book(days: number) {
    const { booking } = await scene.book(at(days));
    await scene.settle(connectionId);
    return { id: booking.id, name: `${booking.id}.ics` };
  }

  it.skipIf(!isThere)('is proposed as deleted when its owner deletes it', async () => {
    const { id, name } = await book(5);
    await deleteObject(server, name);
    await scene.sync(connectionId);
    expect(await scene.conflicts(id)).toMatchObject([{ kind: 'deleted', resolved_at: null }]);
    expect(await scene.booking(id)).toMatchObject({ status: 'confirmed' });
  });

  it.skipIf(!isThere)('is proposed as deleted when another pull of all finds it gone', async () => {
    const { id, name } = await book(6);
    await deleteObject(server, name);
    await scene.rows(
      `update private.calendar_sync set cursor = null where calendar_id in (
      select c.id from public.calendars as c where c.connection_id = $1)`,
      [connectionId],
    );
    await scene.sync(connectionId);
    expect(await scene.conflicts(id)).toMatchObject([{ kind: 'deleted', resolved_at: null }]);
  });

  it.skipIf(!isThere)('is proposed as moved when its owner moves it far away', async () => {
    const { id, name } = await book(7);
    await moveOnServer(server, name, slotAt(400));
    await scene.sync(connectionId);
    expect(await scene.conflicts(id)).toMatchObject([{ kind: 'moved', resolved_at: null }]);
  });

  it.skipIf(!isThere)('is left alone while it is there', async () => {
    const { id } = await book(8);
    await putObject(server, 'other.ics', writeEvent({ uid: 'other', summary: 'Other', ...slotAt(9, 15) }));
    await scene.sync(connectionId);
    expect(await scene.conflicts(id)).toEqual([]);
  });
});
