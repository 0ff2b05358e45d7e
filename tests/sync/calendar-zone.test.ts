import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DavStandIn, startDavStandIn } from '../providers/caldav/stand-in/server.ts';
import { writeEvent } from '../support/dav-servers.ts';
import { useStack } from '../support/stack.ts';
import { at, type DavScene, setScene } from './dav-scene.ts';

const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, rateLimit: null });
let server: DavStandIn;
let scene: DavScene;
let id: string;

const zone = (name: string) =>
  ['BEGIN:VCALENDAR', 'BEGIN:VTIMEZONE', `TZID:${name}`, 'END:VTIMEZONE', 'END:VCALENDAR'].join('\r\n');
const day = (days: number) => at(days).slice(0, 10);

beforeEach(async () => {
  server = await startDavStandIn();
  const calendar = server.calendar('work', { timeZone: zone('Etc/GMT') });
  calendar.put('day.ics', writeEvent({ uid: 'day', start: day(3), end: day(4) }));
  const call = writeEvent({ uid: 'call', start: at(6), end: at(6, 30) });
  calendar.put('call.ics', call.replace(/^(DTSTART|DTEND):(\S+)Z/gm, '$1;TZID=Nowhere/Else:$2'));
  scene = await setScene(stack);
  id = (await scene.connect(server)).id;
});
afterEach(() => server.stop());

const stored = async () =>
  (
    await scene.rows(
      `select c.time_zone, e.starts_at from public.calendars as c
       join public.synced_events as e on e.calendar_id = c.id and not e.is_all_day where c.connection_id = $1`,
      [id],
    )
  )[0];

describe('a calendar that its owner moves to another time zone', () => {
  it('has its whole days, and its events in zones that nobody knows, there', async () => {
    expect(await stored()).toEqual({ time_zone: 'Etc/GMT', starts_at: new Date(at(6)) });
    expect([await scene.isOffered(2), await scene.isOffered(3)]).toEqual([true, false]);

    // 14 hours ahead: its day begins at 10:00 UTC of the day before. Nothing else changes in the calendar.
    server.calendar('work').properties.timeZone = zone('Pacific/Kiritimati');
    await scene.sync(id);
    const before = new Date(Date.parse(at(6)) - 14 * 3_600_000);
    expect(await stored()).toEqual({ time_zone: 'Pacific/Kiritimati', starts_at: before });
    expect([await scene.isOffered(2), await scene.isOffered(3)]).toEqual([false, true]);
  });

  it('keeps the zone that is known where the server does not tell one any more', async () => {
    server.calendar('work').properties.timeZone = null;
    server.calendar('work').properties.displayname = 'Renamed';
    await scene.sync(id);
    expect((await scene.connection(id)).calendars).toMatchObject([{ name: 'Renamed', time_zone: 'Etc/GMT' }]);
  });

  it('is not read again for a zone that it has already', async () => {
    await scene.sync(id);
    await scene.rest(id);
    server.requests = [];
    await scene.sync(id);
    expect(server.kinds()).toEqual(['PROPFIND']);
  });
});
