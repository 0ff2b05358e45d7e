import type pg from 'pg';
import { createCalendar, createEventType, createHost, createHours, insert } from './fixtures.ts';

/** Values that an owner might write into a column, by its type: plain ones, edges, and such as mean nothing there. */
const texts = [
  ...[
    '',
    ' ',
    'Intro',
    'A'.repeat(200),
    'a'.repeat(60_000),
    'line\nline',
    'An\u202en',
    '\u200b',
    '\ufeffx',
    '\u3164',
    '\u0000',
  ],
  ...[
    '<script>alert(1)</script>',
    '</title>',
    '__proto__',
    'constructor',
    '"; drop table',
    '%00',
    '%E0%A4%A',
    '../..',
    '👨‍👩‍👧',
    'علی‌رضا',
  ],
  ...[
    'person',
    'room',
    'closed',
    'request',
    'open',
    'extra',
    'vacation',
    'block',
    'full',
    'busy_only',
    'Europe/Berlin',
    'UTC',
    'utc',
    '+02:00',
  ],
  ...[
    'America/Coyhaique',
    'Asia/Kathmandu',
    'Pacific/Kiritimati',
    'Africa/Casablanca',
    'Europe/Dublin',
    'EST5EDT',
    'Factory',
    'posix/UTC',
  ],
];
const numbers = [
  null,
  0,
  1,
  -1,
  2,
  5,
  30,
  60,
  1439,
  1440,
  3660,
  5256,
  10_000,
  10_080,
  525_600,
  5_256_000,
  2_147_483_647,
  2_147_483_648,
  0.5,
  '7',
  'NaN',
];
const lists = [
  ...[
    null,
    [],
    [30],
    [60, 90],
    [1],
    [10_080],
    [1, 10_080],
    [null],
    [30, null],
    [0],
    [-5],
    [30, 30],
    [[30, 60]],
    [2_147_483_647],
    [0.5],
    ['x'],
    {},
    30,
  ],
  ...[
    '{30}',
    '{{30,60}}',
    '[0:1]={30,60}',
    '[5:5]={30}',
    '{}',
    Array.from({ length: 20 }, (_, i) => i + 1),
    Array.from({ length: 40 }, () => 30),
  ],
];
const topic = { id: 'topic', label: 'Topic', type: 'text' };
const questions = [
  ...[
    null,
    [],
    {},
    'x',
    7,
    true,
    [null],
    [[]],
    ['topic'],
    [{}],
    [{ ...topic, required: 'yes' }],
    [{ ...topic, required: 1 }],
    [topic, topic],
  ],
  ...[
    [{ ...topic, id: 7 }],
    [{ ...topic, id: null }],
    [{ ...topic, id: '__proto__', required: true }],
    [{ ...topic, label: {} }],
  ],
  ...[
    [{ ...topic, label: ['a'] }],
    [{ ...topic, type: 'file' }],
    [{ ...topic, type: 'select' }],
    [{ ...topic, type: 'select', options: 'S' }],
  ],
  ...[
    [{ ...topic, type: 'select', options: [null, 1] }],
    [{ ...topic, type: 'select', options: ['S', 'S'] }],
    [{ ...topic, extra: {} }],
  ],
  ...[
    [{ ...topic, required: true }],
    [{ ...topic, type: 'select', options: ['S', 'L'], required: true }],
    [{ ...topic, type: 'checkbox', required: true }],
  ],
  ...['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'length'].map((id) => [{ ...topic, id, required: true }]),
  ...[
    [{ ...topic, type: 'phone', options: null }],
    [{ ...topic, label: 'a'.repeat(500) }],
    [{ ...topic, label: '<b>&amp;' }],
  ],
  Array.from({ length: 50 }, (_, i) => ({
    ...topic,
    id: `q${i}`,
    type: ['text', 'textarea', 'checkbox', 'phone'][i % 4],
  })),
  Array.from({ length: 5000 }, (_, i) => ({ ...topic, id: `q${i}` })),
];
const policies = [
  null,
  {},
  [],
  'busy',
  { tentative: 'free' },
  { tentative: null },
  { all_day: 'maybe' },
  { other: 'busy' },
  { all_day: {} },
];
const days = [
  ...[
    '1900-01-01',
    '1899-12-31',
    '2000-02-30',
    '9999-12-30',
    '9999-12-31',
    '0001-01-01',
    '4713-01-01 BC',
    '5874897-12-31',
    'infinity',
    '-infinity',
  ],
  ...[0, 1, 2, 7, 40, 400].map((ahead) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10)),
  ...[null, 'tomorrow', 7, ''],
];
const times = [
  '00:00',
  '24:00',
  '00:01',
  '09:00',
  '12:30:59',
  '23:59',
  '23:59:59.9',
  '25:00',
  '-1:00',
  '09:00+02',
  null,
  9,
];
const instants = [
  ...[
    '1900-01-01T00:00:00Z',
    '4713-01-01 00:00 BC',
    '294276-12-31T00:00:00Z',
    '9999-12-31T00:00:00Z',
    'infinity',
    '-infinity',
    'now',
    null,
    7,
  ],
  ...[-1, 0, 1, 2, 40, 400].map((ahead) => new Date(Date.now() + ahead * 86_400_000).toISOString()),
];

const byType: Record<string, readonly unknown[]> = {
  text: texts,
  integer: numbers,
  smallint: [...numbers, 3, 4, 6],
  'integer[]': lists,
  'text[]': [
    null,
    [],
    [null],
    ['booking.confirmed'],
    ['booking.requested', 'booking.confirmed', 'booking.confirmed'],
    ['booking.eaten'],
    [['booking.moved']],
    'booking.moved',
    Array(5000).fill('booking.confirmed'),
  ],
  date: days,
  'time(0) without time zone': times,
  'timestamp with time zone': instants,
  boolean: [true, false, null, 'yes', 0],
  uuid: [null, 'x', '00000000-0000-0000-0000-000000000000', crypto.randomUUID()],
};

/** What to try in a column. */
export function valuesFor(column: string, type: string): readonly unknown[] {
  if (type === 'jsonb') return column === 'policy' ? policies : questions;
  const values = byType[type];
  if (values === undefined) throw new Error(`No values are known for the type ${type} of ${column}: add some.`);
  return values;
}

/** A column that an owner may write. */
export interface EditedColumn {
  table: string;
  column: string;
  type: string;
}

/** The columns that owners may write, as the rights in the database say: one that they get later is among them. */
export async function editedColumns(sql: pg.Pool): Promise<EditedColumn[]> {
  const { rows } = await sql.query<EditedColumn>(
    `select c.relname as table, a.attname as column, format_type(a.atttypid, a.atttypmod) as type
     from pg_class as c join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
       and has_column_privilege('authenticated', c.oid, a.attnum, 'update') order by 1, 2`,
  );
  return rows;
}

/** Of each table that owners edit, what identifies a row. */
type Rows = Record<string, Record<string, string>>;

/** A host of the owner with a row in each table that owners edit: what identifies each, by table. */
export async function makeEditedRows(sql: pg.Pool, ownerId: string): Promise<{ rows: Rows; hostId: string }> {
  const host = await createHost(sql, { owner_id: ownerId });
  await createHours(sql, host.id);
  const eventType = await createEventType(sql, host.id);
  const calendar = await createCalendar(sql, host, { access: 'write' });
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const own = { host_id: host.id };
  const hours = { start_time: '09:00', end_time: '10:00' };
  const rule = await insert(sql, 'availability_rules', { ...own, day_of_week: 1, ...hours });
  const override = await insert(sql, 'availability_overrides', {
    ...own,
    override_date: day(3),
    effect: 'extra',
    ...hours,
  });
  const block = await insert(sql, 'blocked_periods', {
    ...own,
    kind: 'vacation',
    start_date: day(5),
    end_date: day(6),
  });
  const endpoint = await insert(sql, 'webhook_endpoints', {
    owner_id: ownerId,
    url: 'https://example.com/hook',
    events: ['booking.requested', 'booking.confirmed'],
  });
  // So that a booking is an event for it.
  await sql.query(`update private.webhook_state set sealed = 'sealed' where endpoint_id = $1`, [endpoint.id]);
  return {
    hostId: host.id,
    rows: {
      hosts: { id: host.id },
      event_types: { id: eventType.id },
      availability_rules: { id: rule.id },
      availability_overrides: { id: override.id },
      blocked_periods: { id: block.id },
      calendars: { id: calendar.id },
      calendar_links: { calendar_id: calendar.id },
      webhook_endpoints: { id: endpoint.id },
    },
  };
}
