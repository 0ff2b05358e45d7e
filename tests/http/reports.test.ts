import { beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../sync-service/src/db/report.ts';
import { writeReportCsv } from '../../sync-service/src/routes/report-csv.ts';
import { useStack } from '../support/stack.ts';
import { expectError, type Scene, send, setScene } from './scene.ts';

const stack = useStack({ config: { pollIntervalSeconds: 86_400 } });
let scene: Scene;
let key = '';
beforeAll(async () => {
  scene = await setScene(stack, { title: '=HYPERLINK("https://example.com", "Zoë, 🎉")' });
  await stack.sql.query(`update public.hosts set time_zone = 'Europe/Berlin' where id = $1`, [scene.host.id]);
  const created = await send(stack.url, 'POST', '/api-keys', {
    token: scene.owner.accessToken,
    body: { name: 'Reports', scopes: ['read'] },
  });
  key = created.body.secret;
});

const read = (query: string, options: { path?: string; token?: string; accept?: string } = {}) =>
  send(stack.url, 'GET', `${options.path ?? '/reports'}?host_id=${scene.host.id}&${query}`, {
    token: options.token ?? key,
    ...(options.accept === undefined ? {} : { headers: { accept: options.accept } }),
  });

describe('GET /reports', () => {
  test('says the same as get_report, to the owner and to a key that may read', async () => {
    const { start } = await scene.booked();
    const range = {
      range_start: new Date(Date.parse(start) - 86_400_000),
      range_end: new Date(Date.parse(start) + 86_400_000),
    };
    const query = `from=${range.range_start.toISOString()}&to=${range.range_end.toISOString()}`;
    const { status, body } = await read(query);
    expect(status).toBe(200);
    expect(body).toMatchObject({ offered_hours: 48, booked_hours: 0.5, outcomes: { confirmed: 1 } });
    const { data } = await scene.owner.client.rpc('get_report', { host_id: scene.host.id, ...range });
    expect(body).toEqual({ ...data, as_of: expect.any(String) });
    expect((await read(query, { token: scene.owner.accessToken })).body).toMatchObject({ booked_hours: 0.5 });
  });

  test("takes dates, which begin at midnight in the host's zone, also where the clocks change", async () => {
    const { body } = await read('from=2026-03-29&to=2026-03-30');
    expect(body).toMatchObject({ from: '2026-03-28T23:00:00Z', to: '2026-03-29T22:00:00Z', offered_hours: 23 });
    expect((await read('from=2026-03-29T01:00:00%2B02:00&to=2026-03-30')).body.from).toBe('2026-03-28T23:00:00Z');
  });

  test('is refused to others, and for hosts of others', async () => {
    const query = 'from=2026-03-29&to=2026-03-30';
    const stranger = await setScene(stack);
    for (const path of ['/reports', '/reports.csv']) {
      expectError(await send(stack.url, 'GET', `${path}?host_id=${scene.host.id}&${query}`), 401, 'unauthorized');
      expectError(await read(query, { path, token: stranger.owner.accessToken }), 404, 'not_found');
    }
    const { error } = await stack
      .client()
      .rpc('get_report', { host_id: scene.host.id, range_start: '2026-03-29', range_end: '2026-03-30' });
    expect(error?.code).toBe('42501');
  });

  test.each([
    ['from=2031-01-01', 422, 'invalid_request'],
    ['from=yesterday&to=2031-01-01', 422, 'invalid_request'],
    ['from=2031-02-30&to=2031-03-01', 422, 'invalid_request'],
    ['from=2031-01-01&to=2031-01-02&host_id=x', 422, 'invalid_request'],
    ['from=2031-01-02&to=2031-01-01', 400, 'invalid_range'],
    ['from=2031-01-01&to=2032-02-06', 400, 'invalid_range'],
    ['from=0001-01-01&to=0001-01-02', 400, 'invalid_range'],
  ])('refuses %s', async (query, status, code) => {
    for (const path of ['/reports', '/reports.csv']) expectError(await read(query, { path }), status, code);
  });
});

describe('The report as CSV', () => {
  const query = 'from=2026-03-23&to=2026-04-06';

  test('comes to who accepts it, and as a file', async () => {
    const accepted = await read(query, { accept: 'text/csv, application/json;q=0.5' });
    expect(accepted.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(accepted.headers.get('vary')).toContain('Accept');
    const file = await read(query, { path: '/reports.csv' });
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="report-2026-03-23-2026-04-06.csv"');
    expect(file.text).toBe(accepted.text);
    for (const accept of ['*/*', 'application/json', 'text/html', 'text/*;q=0.1, application/json']) {
      expect((await read(query, { accept })).headers.get('content-type'), accept).toContain('application/json');
    }
  });

  test.each([
    ['from=2026-12-01&to=2026-12-02', '2026-12-01-2026-12-02'],
    // In summer it is 2 hours later in Berlin.
    ['from=2026-06-30T22:00:00Z&to=2026-07-31T21:59:00Z', '2026-07-01-2026-07-31'],
    ['from=2026-06-30T23:30:00%2B02:00&to=2026-07-05', '2026-06-30-2026-07-05'],
  ])("as a file of %s is named after the host's dates %s", async (asked, dates) => {
    const { headers } = await read(asked, { path: '/reports.csv' });
    expect(headers.get('content-disposition')).toBe(`attachment; filename="report-${dates}.csv"`);
  });

  test('has a line for all, each event type, weekday and week, with the same figures', async () => {
    const { body } = await read(query);
    const { text } = await read(query, { path: '/reports.csv' });
    const lines = text.split('\r\n');
    expect(lines.at(-1)).toBe('');
    const [names = [], ...rows] = lines.slice(0, -1).map(cellsOf);
    expect(rows.map(([part, id]) => [part, id])).toEqual([
      ['all', ''],
      ['event_type', scene.eventType.id],
      ...[0, 1, 2, 3, 4, 5, 6].map((day) => ['weekday', String(day)]),
      ['week', '2026-03-23'],
      ['week', '2026-03-30'],
    ]);
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([names.length]));
    const sunday = Object.fromEntries(names.map((name, n) => [name, rows[2]?.[n]]));
    expect(sunday).toMatchObject({
      name: 'Sunday',
      offered_hours: String(body.by_weekday[0].offered_hours),
      utilisation: String(body.by_weekday[0].utilisation),
      lead_time_median_hours: '',
      confirmed: '0',
    });
    expect(sunday.offered_hours).toBe('47');
  });

  test('keeps letters of all languages, commas and quotes, and no title becomes a formula', async () => {
    const { text } = await read(query, { path: '/reports.csv' });
    expect(text).toContain(`,"'=HYPERLINK(""https://example.com"", ""Zoë, 🎉"")",`);
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\r=1', '＝1'])('marks %j as text', (title) => {
    expect(cellsOf(writeReportCsv(reportOf(title)).split('\r\n')[2] as string)[2]).toBe(`'${title}`);
  });

  test.each(['Intro', 'a=b', '1+1', "O'Neill", 'two\nlines', '""', 'a,b', ''])('leaves %j as it is', (title) => {
    const [, , row = ''] = writeReportCsv(reportOf(title)).split('\r\n');
    expect(cellsOf(row)[2]).toBe(title === '' ? 'slug' : title);
  });

  test('leaves numbers numbers, also negative ones', () => {
    const csv = writeReportCsv({ ...reportOf('Intro'), lead_time: { median_hours: -0.5, p90_hours: 3 } });
    expect(csv.split('\r\n')[1]).toContain(',-0.5,3,');
  });
});

/** The cells of a line, as RFC 4180 has them. */
function cellsOf(line: string): string[] {
  const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)];
  return cells.map(([, quoted, plain]) => (quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"')));
}

function reportOf(title: string): Report {
  const counts = { confirmed: 0, no_shows: 0, pending: 0, declined: 0, expired: 0, requests_unanswered: 0 };
  const cancelled = { cancelled: 0, cancelled_by_visitor: 0, cancelled_by_host: 0 };
  const figures = {
    ...{
      offered_hours: 0,
      booked_hours: 0,
      utilisation: null,
      sessions: 0,
      seats: { offered: 0, taken: 0 },
      bookings: 0,
    },
    ...{ lead_time: { median_hours: null, p90_hours: null }, outcomes: { ...counts, ...cancelled } },
  };
  return {
    ...figures,
    ...{ host_id: 'host', time_zone: 'UTC', from: 'from', to: 'to', as_of: 'now' },
    by_event_type: [{ ...figures, event_type_id: 'type', slug: 'slug', title, is_active: true }],
    by_weekday: [],
    by_week: [],
  };
}
