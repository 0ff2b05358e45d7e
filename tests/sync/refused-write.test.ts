import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type DavStandIn, startDavStandIn } from '../providers/caldav/stand-in/server.ts';
import { useStack } from '../support/stack.ts';
import { at, type DavScene, setScene } from './dav-scene.ts';

const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, rateLimit: null });
let server: DavStandIn;
let scene: DavScene;
let id: string;
const calendar = async () => (await scene.connection(id)).calendars[0];
const mails = async () =>
  (
    await scene.rows('select kind from public.notifications where connection_id = $1 or recipient = $2', [
      id,
      scene.owner.email,
    ])
  ).map(({ kind }) => kind);

// The server shows nothing of what we may do, so that the calendar is believed to be writable.
describe('a CalDAV calendar that refuses a booking', () => {
  beforeEach(async () => {
    server = await startDavStandIn();
    server.calendar('office', { displayname: 'Office', privileges: null });
    scene = await setScene(stack);
    id = (await scene.connect(server)).id;
    expect(await calendar()).toMatchObject({ access: 'write', links: [{ is_booking_target: true }] });
  });
  afterEach(() => server.stop());

  it.each([
    [403, ''],
    [403, '<d:error xmlns:d="DAV:"><d:need-privileges/></d:error>'],
    [405, ''],
  ])('by %i can only be read from then on, and its owner is told: %s', async (status, body) => {
    server.faults.on = ({ method }) => (method === 'PUT' ? { kind: 'status', status, body } : null);
    const { booking } = await scene.book(at(3));
    await vi.waitFor(async () => expect(await calendar()).toMatchObject({ access: 'read' }), { timeout: 10_000 });
    await vi.waitFor(async () => expect(await mails()).toContain('booking_target_read_only'), { timeout: 10_000 });
    expect(await scene.booking(booking.id)).toMatchObject({ status: 'confirmed' });
  });

  it('because of the event alone stays writable', async () => {
    server.faults.on = ({ method }) => (method === 'PUT' ? { kind: 'status', status: 415 } : null);
    await scene.book(at(3));
    await scene.settle(id);
    expect(await calendar()).toMatchObject({ access: 'write' });
  });
});
