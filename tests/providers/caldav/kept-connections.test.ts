import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { Mirror } from '../contract-suite.ts';
import { closeReaders, createReader, event, openReader, titles } from './read-scene.ts';
import { noFaults } from './stand-in/faults.ts';
import { type DavStandIn, startDavStandIn } from './stand-in/server.ts';
import { eventNamed } from './write-scene.ts';

let server: DavStandIn;
afterEach(() => server.stop());
afterAll(() => closeReaders());

// caldav.md 41
describe.each(['at once', 'at the next request'] as const)(
  'A server that closes each connection unannounced, %s',
  (closesKept) => {
    const start = async (): Promise<void> => {
      server = await startDavStandIn();
      server.faults = { ...noFaults(), closesKept };
      for (const uid of ['a', 'b']) server.calendar('office').put(`${uid}.ics`, event(uid));
    };

    test('can be connected and read', async () => {
      await start();
      const reader = await openReader(server, `${server.home}office/`);
      const mirror = new Mirror();
      await reader.read(mirror);
      server.calendar('office').put('c.ics', event('c'));
      await reader.read(mirror);
      expect(titles(mirror)).toEqual(['a', 'b', 'c']);
    });

    test('gets each booking once, whichever of its requests breaks off', async () => {
      await start();
      const provider = createReader();
      const { url, username, password } = server;
      const { credentials } = await provider.connect({ url, username, password });
      const account = { credentials, selfAddresses: [] };
      const calendar = { providerCalendarId: `${server.home}office/`, timeZone: null, hostTimeZone: 'UTC', policy: {} };
      const booking = eventNamed('Call');
      const stored = () =>
        server
          .calendar('office')
          .objects()
          .filter(({ ics }) => ics.includes(booking.key));
      const ref = { key: booking.key, ...(await provider.createEvent(account, calendar, booking)) };
      expect(stored()).toHaveLength(1);
      const moved = { ...booking, startsAt: '2026-12-02T09:00:00Z', endsAt: '2026-12-02T10:00:00Z', sequence: 1 };
      await provider.updateEvent(account, calendar, ref, moved);
      expect(stored().map(({ ics }) => /DTSTART:(.*)/.exec(ics)?.[1])).toEqual(['20261202T090000Z']);
      await provider.deleteEvent(account, calendar, { ...ref, version: null });
      expect(stored()).toEqual([]);
    });
  },
);

// caldav.md 41
test('A write that was carried out before its connection broke off is done once', async () => {
  server = await startDavStandIn();
  const work = server.calendar('office');
  const provider = createReader();
  const { url, username, password } = server;
  const { credentials } = await provider.connect({ url, username, password });
  const account = { credentials, selfAddresses: [] };
  const calendar = { providerCalendarId: `${server.home}office/`, timeZone: null, hostTimeZone: 'UTC', policy: {} };
  const booking = eventNamed('Call');
  const ref = { key: booking.key, ...(await provider.createEvent(account, calendar, booking)) };
  /** The answer to the next request of this kind is lost, once. */
  const lose = (kind: string): void => {
    let left = 1;
    server.faults.on = (request) => (request.kind === kind && left-- > 0 ? { kind: 'lost' } : null);
  };
  lose('PUT');
  await provider.updateEvent(account, calendar, ref, { ...booking, title: 'Other', sequence: 1 });
  expect(work.objects().map(({ ics }) => /SUMMARY:(.*)/.exec(ics)?.[1])).toEqual(['Other']);
  lose('DELETE');
  // Read first, so that the DELETE goes over a connection that was used before.
  await provider.deleteEvent(account, calendar, { ...ref, version: null });
  expect(work.objects()).toEqual([]);
});
