import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventOf, feedOf, localProvider, serveFeed, startWebStandIn, type WebStandIn } from './feed-server.ts';

const provider = localProvider();
const lunch = eventOf('lunch', 'SUMMARY:Lunch', 'DTSTART:20260504T100000Z', 'DTEND:20260504T110000Z');
let server: WebStandIn;

beforeEach(async () => {
  server = await startWebStandIn(serveFeed(feedOf(...lunch)));
});
afterEach(() => server.stop());

const address = () => ({ url: `${server.origin}/secret/basic.ics` });

describe('connecting a feed', () => {
  test('tells the name and the zone of the calendar', async () => {
    server.response = serveFeed(feedOf('X-WR-CALNAME:Team\\, Berlin', 'X-WR-TIMEZONE:Europe/Berlin', ...lunch));
    const { calendars, accountEmail } = await provider.connect(address());
    expect(accountEmail).toBeNull();
    expect(calendars).toMatchObject([{ name: 'Team, Berlin', timeZone: 'Europe/Berlin', access: 'read', isOwn: true }]);
  });

  test('without a name the calendar is called by its host, never by its address', async () => {
    const { calendars } = await provider.connect(address());
    expect(calendars[0]).toMatchObject({ name: '127.0.0.1', timeZone: null });
  });

  test.each([
    ['Eastern Standard Time', 'America/New_York'],
    ['GMT-0500', 'Etc/GMT+5'],
    ['UTC', 'Etc/UTC'],
    ['europe/berlin', 'Europe/Berlin'],
    ['Europe/Kyiv', 'Europe/Kyiv'],
    ['(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna', 'Europe/Amsterdam'],
    ['UTC+05:30', null],
  ])('a zone that the calendar calls %s is %s to the database', async (name, expected) => {
    server.response = serveFeed(feedOf(`X-WR-TIMEZONE:${name}`, ...lunch));
    expect((await provider.connect(address())).calendars[0]?.timeZone).toBe(expected);
  });

  test('what a calendar says of itself is found behind its events, too', async () => {
    server.response = serveFeed(feedOf(...lunch, 'X-WR-CALNAME:Late', 'X-WR-TIMEZONE:Asia/Tokyo'));
    expect((await provider.connect(address())).calendars).toMatchObject([{ name: 'Late', timeZone: 'Asia/Tokyo' }]);
  });

  test('a zone that does not exist is none', async () => {
    server.response = serveFeed(feedOf('X-WR-TIMEZONE:Mars/Olympus', ...lunch));
    expect((await provider.connect(address())).calendars[0]?.timeZone).toBeNull();
  });

  test('the same address is the same account, whatever stands behind its #', async () => {
    const { url } = address();
    const first = await provider.connect({ url });
    const second = await provider.connect({ url: ` ${url}#x ` });
    const other = await provider.connect({ url: `${url}?calendar=2` });
    expect(second).toEqual(first);
    expect(other.accountKey).not.toBe(first.accountKey);
  });
});
