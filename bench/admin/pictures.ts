import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { chromium, type Page } from 'playwright-core';

// Takes the pictures of docs/images/ anew, of a demo that was just started on an empty folder:
//   DATA_DIR=/tmp/pictures PORT=8799 npm start
//   node bench/admin/pictures.ts http://localhost:8799 /tmp/pictures
const [base = '', folder = ''] = process.argv.slice(2);
const images = path.resolve(import.meta.dirname, '../../docs/images/admin');

const screens: [name: string, path: string][] = [
  ['overview', 'overview'],
  ['calendar-month', 'calendar?view=month'],
  ['calendar-week', 'calendar?view=week'],
  ['calendar-day', 'calendar?view=day'],
  ['bookings', 'bookings'],
  ['booking', 'bookings/FIRST'],
  ['conflicts', 'conflicts'],
  ['why', 'why'],
  ['availability', 'availability'],
  ['dates', 'availability?tab=dates'],
  ['event-types', 'event-types'],
  ['event-type', 'event-types/TYPE'],
  ['resources', 'resources'],
  ['embed', 'embed'],
  ['calendars', 'calendars'],
  ['log', 'log'],
  ['reports', 'reports'],
  ['integrations', 'integrations'],
  ['settings', 'settings?part=safety'],
  ['welcome', 'welcome'],
];
const names = [
  'Ann Archer',
  'Mika Tanaka',
  'Bruno Costa',
  'Léa Martin',
  'Omar Haddad',
  'Grace Lee',
  'Jonas Weber',
  'Priya Nair',
];
const titles = ['Team meeting', 'Dentist', 'Lunch with Sam', 'School run', 'Board call', 'Train to Hamburg'];

const settings = new Map(
  readFileSync(path.join(folder, 'connection.env'), 'utf8')
    .split('\n')
    .filter((line) => line.includes('='))
    .map((line): [string, string] => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1).replaceAll(/^["']|["']$/g, '')];
    }),
);
const sql = new pg.Client({ connectionString: settings.get('DATABASE_URL') ?? '' });
await sql.connect();
const one = async (text: string, values: unknown[] = []) => (await sql.query(text, values)).rows[0];

/** A few weeks of a consultant: bookings of visitors, events of a calendar, a vacation. @returns the ids that addresses need */
async function fillDemo(): Promise<{ first: string; type: string }> {
  const host = await one(`select id, owner_id from public.hosts where slug = 'demo'`);
  const { rows: types } = await sql.query('select id, slug from public.event_types where host_id = $1 order by slug', [
    host.id,
  ]);
  let first = '';
  let count = 0;
  for (let day = 0; day < 12; day += 1) {
    const type = types[day % 2];
    const [from, until] = [day, day + 1].map((each) => new Date(Date.now() + each * 86_400_000).toISOString());
    const { rows: slots } = await sql.query(
      `select s ->> 'start' as start from jsonb_array_elements(public.get_available_slots($1, $2, $3) -> 'slots') as s`,
      [type.id, from, until],
    );
    for (const { start } of [slots[1], slots[5]].filter(Boolean)) {
      const [name = ''] = names.slice(count % names.length);
      const attendee = {
        name,
        email: `visitor${count}@example.com`,
        time_zone: count % 3 ? 'Europe/Berlin' : 'Asia/Tokyo',
        locale: 'en',
      };
      const body = {
        event_type_id: type.id,
        start,
        duration_minutes: type.slug === 'intro' ? 30 : 60,
        attendee,
        answers: {},
      };
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${base}/bookings`, { method: 'POST', headers, body: JSON.stringify(body) });
      const { booking } = (await response.json()) as { booking?: { id: string } };
      first ||= booking?.id ?? '';
      count += 1;
    }
  }
  const { id: connection } = await one(
    `insert into public.calendar_connections (owner_id, provider, account_email, status) values ($1, 'google', 'dana@example.com', 'active') returning id`,
    [host.owner_id],
  );
  const { id: calendar } = await one(
    `insert into public.calendars (connection_id, owner_id, provider_calendar_id, name, time_zone, access, sync_status, last_synced_at, covered_until, covered_from)
     values ($1, $2, 'primary', 'Work', 'Europe/Berlin', 'write', 'synced', now(), now() + interval '90 days', now() - interval '30 days') returning id`,
    [connection, host.owner_id],
  );
  await sql.query(
    'insert into public.calendar_links (calendar_id, host_id, blocks_availability, is_booking_target) values ($1, $2, true, true)',
    [calendar, host.id],
  );
  for (let day = -4; day < 24; day += 1) {
    for (const [hour, hours] of [
      [8 + ((day + 4) % 3), 1],
      [13 + ((day + 4) % 4), 1.5],
    ] as const) {
      const start = new Date();
      start.setUTCDate(start.getUTCDate() + day);
      start.setUTCHours(hour, 0, 0, 0);
      await sql.query(
        'insert into public.synced_events (calendar_id, provider_event_id, title, starts_at, ends_at) values ($1, $2, $3, $4, $5)',
        [
          calendar,
          `event-${day}-${hour}`,
          titles[(day + 4 + hour) % titles.length],
          start,
          new Date(start.getTime() + hours * 3_600_000),
        ],
      );
    }
  }
  await sql.query(
    `insert into public.blocked_periods (host_id, kind, start_date, end_date, reason) values ($1, 'vacation', current_date + 12, current_date + 16, 'Skiing')`,
    [host.id],
  );
  return { first, type: types[0].id };
}

async function signIn(page: Page): Promise<void> {
  await page.goto(`${base}/admin/overview`);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.locator('.ad').waitFor();
}

const ids = await fillDemo();
await mkdir(images, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
for (const [width, height, scale] of [
  [1280, 800, 0.5],
  [390, 844, 0.6],
] as const) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const viewport = { width, height };
    const context = await browser.newContext({
      viewport,
      deviceScaleFactor: scale,
      colorScheme,
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
    });
    const page = await context.newPage();
    await signIn(page);
    for (const [name, place] of screens) {
      await page.goto(`${base}/admin/${place.replace('FIRST', ids.first).replace('TYPE', ids.type)}`);
      await page.waitForLoadState('networkidle');
      await page.waitForTimeout(600);
      await page.screenshot({
        path: path.join(images, `${name}-${width}-${colorScheme}.jpg`),
        type: 'jpeg',
        quality: 70,
      });
    }
    await context.close();
  }
}
await browser.close();
await sql.end();
