import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChangePage } from '../../../sync-service/src/calendar/provider.ts';
import { collectPages, Mirror } from '../contract-suite.ts';
import { eventOf, feedOf, localProvider, serveFeed, startWebStandIn, type WebStandIn } from './feed-server.ts';

const provider = localProvider();
const lunch = eventOf('lunch', 'DTSTART:20260504T100000Z', 'DTEND:20260504T110000Z');
const odd = (start = 'tomorrow'): string[] => eventOf('odd', `DTSTART:${start}`, 'DURATION:PT1H');
let server: WebStandIn;
let mirror: Mirror;

beforeEach(async () => {
  server = await startWebStandIn(serveFeed(feedOf()));
  mirror = new Mirror();
});
afterEach(() => server.stop());

async function read(...lines: string[]): Promise<ChangePage[]> {
  server.response = serveFeed(feedOf(...lines));
  const account = { credentials: { url: `${server.origin}/basic.ics` }, selfAddresses: [] };
  const calendar = { providerCalendarId: 'feed', timeZone: null, hostTimeZone: 'Europe/Berlin', policy: {} };
  const pages = await collectPages({ provider, account, calendar }, mirror.cursor);
  mirror.apply(pages);
  return pages;
}

describe('an event of a feed whose time is not known', () => {
  test('is told with the listing, by the name that its rows would have', async () => {
    await read(...lunch, ...odd());
    expect([...mirror.unknown.values()]).toEqual([
      {
        objectId: 'odd',
        fingerprint: expect.stringMatching(/^[0-9a-f]{40}$/),
        days: null,
        message: expect.any(String),
      },
    ]);
    expect([...mirror.rows.keys()]).toEqual(['lunch']);
  });

  test('stays so while the feed stays the same, which names it no more', async () => {
    await read(...odd());
    const [page] = await read(...odd());
    expect(page?.unknownTimes).toBeUndefined();
    expect(mirror.unknown.size).toBe(1);
  });

  test('is another question once it says something else, and the same if others change', async () => {
    await read(...odd());
    const first = mirror.unknown.get('odd')?.fingerprint;
    await read(...lunch, ...odd());
    expect(mirror.unknown.get('odd')?.fingerprint).toBe(first);
    await read(...odd('the day after'));
    expect(mirror.unknown.get('odd')?.fingerprint).not.toBe(first);
  });

  test('is understood again once it can be read, and over once it is gone', async () => {
    await read(...odd());
    await read(...odd('20260505T100000Z'));
    expect(mirror.unknown.size).toBe(0);
    await read(...odd());
    expect(mirror.unknown.size).toBe(1);
    await read(...lunch);
    expect(mirror.unknown.size).toBe(0);
  });

  test('keeps the rows that are known of it', async () => {
    await read(...odd('20260505T100000Z'));
    await read(...odd());
    expect([...mirror.rows.keys()]).toEqual(['odd']);
  });

  test('is named with each page of its own rows, and with the last one', async () => {
    const days = Array.from({ length: 1_100 }, (_, index) => {
      const start = new Date(Date.UTC(2026, 4, 4) + index * 3_600_000).toISOString().replace(/[-:]|\.\d+/g, '');
      return `RDATE:${start}`;
    });
    const pages = await read(
      ...eventOf('odd', 'DTSTART:20260504T000000Z', 'DURATION:PT30M', ...days, 'RDATE:junk'),
      ...lunch,
    );
    expect(pages.length).toBeGreaterThan(2);
    expect(pages.map(({ unknownTimes }) => unknownTimes?.map(({ objectId }) => objectId))).toEqual(
      pages.map(() => ['odd']),
    );
  });
});

describe('an event without a UID whose time is not known', () => {
  const nameless = (text: string): string[] => eventOf(null, `DTSTART:${text}`);

  test('is called by what it says', async () => {
    await read(...nameless('tomorrow'));
    expect([...mirror.unknown.keys()]).toEqual([expect.stringMatching(/^no-uid-[0-9a-f]{40}$/)]);
  });

  test('is forgotten once it says something else, though another one keeps the listing from being full', async () => {
    await read(...nameless('tomorrow'), ...nameless('soon'));
    const [first] = [...mirror.unknown.keys()];
    const [page] = await read(...nameless('the day after'), ...nameless('soon'));
    expect(page?.isFull).toBe(false);
    expect(mirror.unknown.size).toBe(2);
    expect([...mirror.unknown.keys()]).not.toContain(first);
    await read(...nameless('20260505T100000Z'), ...nameless('soon'));
    expect(mirror.unknown.size).toBe(1);
  });
});
