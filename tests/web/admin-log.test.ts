import { describe, expect, it } from 'vitest';
import { type LogEntry, logQuery, mergeNewest } from '../../web-embed/admin/screens/log/log-query.ts';
import { LogStore } from '../../web-embed/admin/screens/log/log-store.ts';
import { changesText, logRows, subjectsOf, tookText } from '../../web-embed/admin/screens/log/log-words.ts';
import { writeCsv } from '../../web-embed/admin/ui/table-files.ts';

const noFilter = { account: '', calendar: '', status: '', operation: '', since: '' };
const id = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const line = (index: number, change: Partial<LogEntry> = {}): LogEntry => ({
  id: id(index),
  connection_id: id(900),
  calendar_id: id(901),
  operation: 'pull',
  status: 'completed',
  events_processed: 0,
  events_created: 0,
  events_updated: 0,
  events_deleted: 0,
  error_message: null,
  duration_ms: 84,
  created_at: new Date(Date.UTC(2026, 10, 24, 9, index)).toISOString(),
  ...change,
});
/** Lines from one index down to another. */
const lines = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, index) => line(from - index));
const query = (text: string) => new URLSearchParams(text.split('?')[1]);

describe('what is asked of the log', () => {
  it('is the newest page', () => {
    const asked = query(logQuery(noFilter, 0, 50));
    expect([asked.get('order'), asked.get('limit'), asked.has('or')]).toEqual(['created_at.desc,id.desc', '50', false]);
  });

  it('is what the filters say', () => {
    const asked = query(
      logQuery(
        { account: id(1), calendar: id(2), status: 'failed', operation: 'poll', since: 'hour' },
        Date.UTC(2026, 10, 24, 10),
        50,
      ),
    );
    expect(Object.fromEntries(asked)).toMatchObject({
      connection_id: `eq.${id(1)}`,
      calendar_id: `eq.${id(2)}`,
      status: 'eq.failed',
      operation: 'eq.poll',
      created_at: 'gte.2026-11-24T09:00:00.000Z',
    });
  });

  it('is nothing that an address makes up', () => {
    const odd = { account: 'x&y=z', calendar: '1', status: 'all', operation: 'a,b', since: 'toString' };
    expect(logQuery(odd, 0, 50)).toBe(logQuery(noFilter, 0, 50));
  });

  it('is what comes after a line, also where others are of the same moment', () => {
    const last = line(3, { created_at: '2026-11-24T09:00:00.5+00:00' });
    expect(query(logQuery(noFilter, 0, 50, last)).get('or')).toBe(
      `(created_at.lt.${last.created_at},and(created_at.eq.${last.created_at},id.lt.${last.id}))`,
    );
  });
});

describe('new lines', () => {
  it('come above those that are shown, each once', () =>
    expect(mergeNewest(lines(5, 1), lines(7, 3)).map((each) => each.id)).toEqual(lines(7, 1).map((each) => each.id)));
  it('stand alone where some between were never read', () =>
    expect(mergeNewest(lines(5, 1), lines(99, 60))).toEqual(lines(99, 60)));
});

describe('the log that is shown', () => {
  /** A store over a log that grows. */
  function open(log: LogEntry[]) {
    const said: string[] = [];
    const read = async (asked: string) => {
      const limit = Number(query(asked).get('limit'));
      const after = query(asked)
        .get('or')
        ?.match(/id\.lt\.([\w-]+)/)?.[1];
      const from = after === undefined ? 0 : log.findIndex((each) => each.id === after) + 1;
      return log.slice(from, from + limit);
    };
    return { store: new LogStore(read, (text) => said.push(text)), said };
  }

  it('goes on with older lines until there are no more', async () => {
    const { store } = open(lines(120, 1));
    await store.open(noFilter);
    expect([store.entries.value?.length, store.hasMore.value]).toEqual([50, true]);
    await store.more();
    await store.more();
    expect([store.entries.value?.length, store.hasMore.value]).toEqual([120, false]);
  });

  it('follows what happens, and says so', async () => {
    const log = lines(10, 1);
    const { store, said } = open(log);
    await store.open(noFilter);
    log.unshift(line(11));
    await store.follow();
    expect(store.entries.value?.[0]?.id).toBe(id(11));
    expect(said).toEqual(['1 new line.']);
  });

  it('stands still while it is paused, and catches up', async () => {
    const log = lines(10, 1);
    const { store } = open(log);
    await store.open(noFilter);
    store.setPaused(true);
    log.unshift(line(11));
    await store.follow();
    expect([store.entries.value?.length, store.isBehind.value]).toEqual([10, true]);
    store.setPaused(false);
    await expect.poll(() => store.entries.value?.length).toBe(11);
  });

  it('is saved whole, up to a bound that is said', async () => {
    const small = open(lines(1200, 1)).store;
    await small.open(noFilter);
    expect((await small.all()).entries).toHaveLength(1200);
    const large = open(lines(12_000, 1)).store;
    await large.open(noFilter);
    const { entries, isCut } = await large.all();
    expect([entries.length, isCut]).toEqual([10_000, true]);
  });
});

describe('words', () => {
  it.each([
    [line(1, { events_created: 2, events_deleted: 1 }), '2 added, 1 removed'],
    [line(1), 'Nothing new'],
    [line(1, { status: 'failed' }), '–'],
  ])('say what changed', (entry, text) => expect(changesText(entry)).toBe(text));

  it.each([
    [null, '–'],
    [84, '84 ms'],
    [2400, '2.4 s'],
    [65_000, '1 min 5 s'],
  ])('say how long %s took', (ms, text) => expect(tookText(ms)).toBe(text));

  it('name accounts and calendars, and say which are gone', () => {
    const account = {
      id: id(900),
      provider: 'google',
      account_email: 'ann@example.com',
      calendars: [{ id: id(901), name: 'Work' }],
    };
    const subject = subjectsOf([account] as unknown as Parameters<typeof subjectsOf>[0]);
    expect(subject(line(1))).toEqual({ account: 'Google Calendar, ann@example.com', calendar: 'Work' });
    expect(subject(line(1, { connection_id: id(7), calendar_id: id(8) }))).toEqual({
      account: 'An account that is gone',
      calendar: 'A calendar that is gone',
    });
  });
});

it('a file has a line each, and nothing that a spreadsheet would run', () => {
  const subject = () => ({ account: '=HYPERLINK("x")', calendar: 'A "b", c' });
  const [head, row] = writeCsv(logRows([line(1, { error_message: '-1' })], subject)).split('\r\n');
  expect(head).toBe('time,account,calendar,operation,status,added,changed,removed,duration_ms,error');
  expect(row).toBe(`2026-11-24T09:01:00.000Z,"'=HYPERLINK(""x"")","A ""b"", c",pull,completed,0,0,0,84,'-1`);
});
