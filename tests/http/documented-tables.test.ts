import fs from 'node:fs';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { beforeAll, describe, expect, test } from 'vitest';
import { createBookable } from '../flows/host-page.ts';
import { createCalendar } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';

const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, rateLimit: null });
const [, section = ''] = fs
  .readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8')
  .split('## Tables with supabase-js\n');
/** The programs of the section by their headings, as they are printed. */
const programs = Object.fromEntries(
  section.split(/^### /m).map((part, index) => {
    const code = [...part.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block).join('\n');
    return [index === 0 ? 'sign in' : (part.split('\n', 1)[0] as string), code];
  }),
);

/** Runs a program with these names around it: the value of each of its own that is asked for, and the lines that it wrote. */
async function run(name: string, around: Record<string, unknown>, results: string[] = []) {
  const lines: string[] = [];
  const console = { log: (...words: unknown[]) => lines.push(words.join(' ')) };
  const code = (programs[name] as string).replace(/^import .*$/m, '');
  const names = Object.keys(around);
  // biome-ignore lint/suspicious/noExplicitAny: the constructor has no name of its own
  const AsyncFunction = (async () => {}).constructor as any;
  const program = new AsyncFunction(...names, 'console', `'use strict';\n${code}\nreturn { ${results.join(', ')} };`);
  const values = await program(...Object.values(around), console);
  return { lines, values };
}

const TABLES = {
  hosts: ['select', 'insert', 'update', 'upsert', 'delete'],
  event_types: ['select', 'insert', 'update', 'upsert', 'delete'],
  availability_rules: ['select', 'insert', 'update', 'upsert', 'delete'],
  availability_overrides: ['select', 'insert', 'update', 'upsert', 'delete'],
  blocked_periods: ['select', 'insert', 'update', 'upsert', 'delete'],
  calendars: ['select', 'update'],
  calendar_links: ['select', 'insert', 'update', 'upsert', 'delete'],
};

describe('The examples of docs/api.md for supabase-js', () => {
  let around: Record<string, unknown>;
  let hostId: string;
  let calendarId: string;
  beforeAll(async () => {
    const { owner, host, eventType } = await createBookable(stack);
    const calendar = await createCalendar(stack.sql, host, { access: 'write' }, { provider: 'google' });
    hostId = host.id;
    calendarId = calendar.id;
    const { values } = await run(
      'sign in',
      {
        // Its client would keep on renewing the session.
        createClient: (url: string, key: string) =>
          createClient(url, key, { auth: { persistSession: false, autoRefreshToken: false } }),
        url: stack.url,
        publishableKey: stack.config.supabase.publishableKey,
        email: owner.email,
        password: 'a long password',
      },
      ['supabase'],
    );
    around = { supabase: values.supabase as SupabaseClient, hostId, eventTypeId: eventType.id, calendarId };
  });
  const count = async (table: string) =>
    Number((await stack.sql.query(`select count(*) from public.${table} where host_id = $1`, [hostId])).rows[0].count);

  test('are there for each table that an owner writes, and each thing that can be done with it', () => {
    expect(Object.keys(programs)).toEqual(['sign in', ...Object.keys(TABLES), 'Functions']);
    for (const [table, verbs] of Object.entries(TABLES)) {
      const text = programs[table]?.replaceAll(/\s+/g, '');
      for (const verb of verbs)
        expect(text, `${verb} in ${table}`).toMatch(new RegExp(`from\\('${table}'\\)\\.${verb}\\(`));
      expect(text, `a second tab in ${table}`).toContain('if(changed.length===0)');
      expect(text, `errors of ${table}`).toMatch(/error\??\.code/);
    }
  });

  test('make, change and delete a host, and name what is refused', async () => {
    const { lines, values } = await run('hosts', around, ['host', 'hosts', 'changed']);
    expect(values.hosts).toHaveLength(2);
    expect(values.changed).toMatchObject([{ id: values.host.id, stale_policy: 'closed', retention_days: 365 }]);
    expect(lines).toEqual([
      'PT422 invalid_request "Berlin" is not a time zone. Use an IANA name such as Europe/Berlin.',
    ]);
    expect(programs['hosts']).toContain(`// ${lines[0]}`);
    expect((await stack.sql.query('select from public.hosts where id = $1', [values.host.id])).rowCount).toBe(0);
  });

  test('make, change and delete an event type, and know one that is there already', async () => {
    const { lines, values } = await run('event_types', around, ['eventType', 'active', 'changed']);
    expect(values.active.map(({ slug }: { slug: string }) => slug).sort()).toEqual(['call', 'workshop']);
    expect(values.changed).toMatchObject([{ seats: 8 }]);
    expect(lines).toEqual(['There is an event type with this address already.']);
    expect(await count('event_types')).toBe(1);
  });

  test('make, change and delete hours', async () => {
    const before = await count('availability_rules');
    const { lines, values } = await run('availability_rules', around, ['rules', 'weekly', 'changed']);
    expect(values.weekly).toHaveLength(before + 3);
    expect(values.changed).toMatchObject([{ day_of_week: 1, end_time: '13:00:00' }]);
    expect(lines).toEqual([
      expect.stringMatching(/^The end is not after the start: .*availability_rules_end_after_start/),
    ]);
    expect(await count('availability_rules')).toBe(before);
  });

  test('make, change and delete a date that differs', async () => {
    const { lines, values } = await run('availability_overrides', around, ['ofTheYear', 'changed']);
    expect(values.ofTheYear).toMatchObject([{ override_date: '2031-12-24', effect: 'closed' }]);
    expect(values.changed).toMatchObject([{ effect: 'open', start_time: '09:00:00' }]);
    expect(lines).toEqual([
      expect.stringMatching(/^Open and extra need both times: .*availability_overrides_times_given/),
    ]);
    expect(await count('availability_overrides')).toBe(0);
  });

  test('make, change and delete vacations and blocks', async () => {
    const { lines, values } = await run('blocked_periods', around, ['vacations', 'changed']);
    expect(values.vacations).toMatchObject([{ reason: 'Summer' }]);
    expect(values.changed).toMatchObject([{ end_date: '2031-07-21' }]);
    expect(lines).toEqual([
      expect.stringMatching(/^Either both dates or both instants: .*blocked_periods_dates_or_instants/),
    ]);
    expect(await count('blocked_periods')).toBe(0);
  });

  test('change the policy of a calendar, and nothing else of it', async () => {
    const { lines, values } = await run('calendars', around, ['calendars', 'changed']);
    expect(values.calendars).toMatchObject([{ id: calendarId, calendar_connections: { provider: 'google' } }]);
    expect(values.changed).toMatchObject([{ policy: { tentative: 'free', all_day: 'busy' } }]);
    expect(lines).toEqual([expect.stringMatching(/^PT422 invalid_request \S/), 'The name is the provider’s.']);
  });

  test('link a calendar, make it the one for bookings, and take it away', async () => {
    const { lines, values } = await run('calendar_links', around, ['links', 'changed']);
    expect(values.links).toMatchObject([{ calendar_id: calendarId, calendars: { access: 'write' } }]);
    expect(values.changed).toMatchObject([{ is_booking_target: true }]);
    expect(lines).toEqual(['They are linked already.']);
    expect(await count('calendar_links')).toBe(1);
  });

  test('call the functions of an owner', async () => {
    const names = ['schedule', 'preview', 'saved', 'view', 'month', 'overview', 'explained', 'taken', 'report'];
    const { lines, values } = await run('Functions', around, names);
    expect(values.preview.gained).toEqual([]);
    expect(values.preview.lost.length).toBeGreaterThan(0);
    expect(lines).toEqual([
      `${values.preview.lost.length} times go, 0 come, 0 bookings are left outside.`,
      expect.stringMatching(/^PT409 \S/),
    ]);
    expect(values.saved.rules).toHaveLength(5);
    expect(values.view).toHaveProperty('open_hours');
    expect(values.month.days.length).toBeGreaterThanOrEqual(14);
    expect(values.overview).toHaveProperty('problems');
    expect(values.taken.flatMap(([, reasons]: [string, string[]]) => reasons)).toContain('outside_hours');
    expect(values.report).toHaveProperty('by_event_type');
  });
});
