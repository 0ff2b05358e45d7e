import { beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createCalendar, createEventType, createHost } from '../../support/fixtures.ts';

const db = useDatabase();
let ids: Record<string, string>;
beforeAll(async () => {
  const host = await createHost(db.sql);
  const eventType = await createEventType(db.sql, host.id);
  const calendar = await createCalendar(db.sql, host);
  ids = { hosts: host.id, event_types: eventType.id, calendars: calendar.id, owner: host.owner_id };
});

/** What an owner hears who writes a value into a column of a row of theirs; null: it was written. */
async function write(table: string, column: string, value: unknown): Promise<string | null> {
  const client = await db.sql.connect();
  try {
    await client.query('begin; set local role authenticated');
    await client.query(`select set_config('request.jwt.claims', $1, true)`, [JSON.stringify({ sub: ids.owner })]);
    const { rowCount } = await client.query(`update public.${table} set ${column} = $1 where id = $2`, [
      value,
      ids[table],
    ]);
    expect(rowCount).toBe(1);
    return null;
  } catch (error) {
    const { code, detail, message } = error as { code: string; detail?: string; message: string };
    return code === 'PT422' && detail === 'invalid_request' ? message : `${code}: ${message}`;
  } finally {
    await client.query('rollback');
    client.release();
  }
}
const question = (changes: object = {}) => ({ id: 'topic', label: 'Topic', type: 'text', ...changes });
const ask = (...questions: unknown[]) => write('event_types', 'questions', JSON.stringify(questions));

describe('Questions that an owner writes', () => {
  it.each([
    ['none', []],
    [
      'one of each type',
      [
        question({ id: 'a', required: true }),
        question({ id: 'b', type: 'textarea', required: false }),
        question({ id: 'c', type: 'select', options: ['S', 'L'] }),
        question({ id: 'd', type: 'checkbox' }),
        question({ id: 'e', type: 'phone', options: null }),
      ],
    ],
    ['fifty', Array.from({ length: 50 }, (_, i) => question({ id: `q${i}` }))],
    [
      'ids like the names of things every object has',
      ['constructor', 'toString', 'hasOwnProperty'].map((id) => question({ id })),
    ],
    ['labels in any script', [question({ label: 'موضوع' }), question({ id: 'b', label: 'テーマ 👋' })]],
  ])('may be %s', async (_what, questions) => {
    expect(await ask(...questions)).toBeNull();
  });

  it.each([
    ['null', [null], 'Question 1 must be an object {id, label, type, required, options}.'],
    ['a text', ['topic'], 'Question 1 must be an object {id, label, type, required, options}.'],
    ['a list', [[question()]], 'Question 1 must be an object {id, label, type, required, options}.'],
    ['required: "yes"', [question({ required: 'yes' })], 'Question 1: required must be true or false.'],
    ['required: 1', [question({ required: 1 })], 'Question 1: required must be true or false.'],
    ['no id', [question({ id: undefined })], /^Question 1 needs an id/],
    ['a number as id', [question({ id: 7 })], /^Question 1 needs an id/],
    ['an empty id', [question({ id: '' })], /^Question 1 needs an id/],
    ['an id that no object can have', [question({ id: '__proto__' })], /^Question 1 needs an id/],
    ['a long id', [question({ id: 'a'.repeat(65) })], /^Question 1 needs an id/],
    ['the same id twice', [question(), question()], 'Question 2 has the id of another question; each needs its own.'],
    ['no label', [question({ label: undefined })], 'Question 1 needs a label.'],
    ['an empty label', [question({ label: ' ' })], 'Question 1 needs a label.'],
    ['an object as label', [question({ label: {} })], 'Question 1 needs a label.'],
    [
      'a long label',
      [question({ label: 'a'.repeat(501) })],
      'The label of question 1 is too long: at most 500 characters.',
    ],
    [
      'a label that turns its direction',
      [question({ label: 'a\u202eb' })],
      /^The label of question 1 contains an invisible character .U\+202E/,
    ],
    ['no type', [question({ type: undefined })], /^Question 1 needs a type/],
    ['an unknown type', [question({ type: 'file' })], /^Question 1 needs a type/],
    ['an unknown field', [question({ requierd: true })], /^Question 1 has an unknown field/],
    ['a choice of nothing', [question({ type: 'select' })], 'Question 1 is a choice: it needs options to choose from.'],
    [
      'a choice without options',
      [question({ type: 'select', options: [] })],
      'Question 1 is a choice: it needs options to choose from.',
    ],
    ['options as text', [question({ options: 'S,L' })], 'Question 1: options must be a list of texts.'],
    [
      'an option that is null',
      [question({ type: 'select', options: [null] })],
      'Question 1: each option must be a text that is not empty.',
    ],
    [
      'an option that is a number',
      [question({ type: 'select', options: [1] })],
      'Question 1: each option must be a text that is not empty.',
    ],
    [
      'an empty option',
      [question({ type: 'select', options: [''] })],
      'Question 1: each option must be a text that is not empty.',
    ],
    ['an option twice', [question({ type: 'select', options: ['S', 'S'] })], 'Question 1 has an option twice: "S".'],
    [
      'a long option',
      [question({ type: 'select', options: ['S'.repeat(201)] })],
      'An option of question 1 is too long: at most 200 characters.',
    ],
    [
      'too many options',
      [question({ type: 'select', options: Array.from({ length: 101 }, (_, i) => `o${i}`) })],
      'Question 1 has too many options: at most 100.',
    ],
    [
      'too many',
      Array.from({ length: 51 }, (_, i) => question({ id: `q${i}` })),
      'questions must be a list of at most 50 questions.',
    ],
  ] as [string, unknown[], string | RegExp][])('are refused with the reason: %s', async (_what, questions, reason) => {
    const output = await ask(...questions);
    if (typeof reason === 'string') expect(output).toBe(reason);
    else expect(output).toMatch(reason);
  });

  it.each(['{}', 'null', '"topic"', '7', 'true'])('are refused when they are no list: %s', async (json) => {
    expect(await write('event_types', 'questions', json)).toBe('questions must be a list of at most 50 questions.');
  });
});

describe('The lengths of an event type', () => {
  it.each(['{30}', '{60,90}', '{1,10080}'])('may be %s', async (list) => {
    expect(await write('event_types', 'durations_minutes', list)).toBeNull();
  });

  it.each([
    ['{}', 'must be a list of 1 to 20 lengths'],
    ['{{30,60}}', 'must be a list of 1 to 20 lengths'],
    ['[0:1]={30,60}', 'must be a list of 1 to 20 lengths'],
    ['[5:5]={30}', 'must be a list of 1 to 20 lengths'],
    [`{${Array.from({ length: 21 }, (_, i) => i + 1)}}`, 'must be a list of 1 to 20 lengths'],
    ['{null}', 'whole number of minutes from 1 to 10080'],
    ['{30,null}', 'whole number of minutes from 1 to 10080'],
    ['{0}', 'whole number of minutes from 1 to 10080'],
    ['{-30}', 'whole number of minutes from 1 to 10080'],
    ['{10081}', 'whole number of minutes from 1 to 10080'],
    ['{30,60,30}', 'has 30 twice'],
  ])('are not %s', async (list, reason) => {
    expect(await write('event_types', 'durations_minutes', list)).toContain(reason);
  });
});

describe('The policy of a calendar', () => {
  it.each([
    '{}',
    '{"tentative": "free"}',
    '{"tentative": "busy", "needs_action": "free", "all_day": "busy", "working_location": "busy"}',
  ])('may be %s', async (policy) => {
    expect(await write('calendars', 'policy', policy)).toBeNull();
  });

  it.each([
    ['[]', 'policy must be an object'],
    ['null', 'policy must be an object'],
    ['"busy"', 'policy must be an object'],
    ['{"tentative": null}', 'policy: tentative must be "busy" or "free".'],
    ['{"all_day": true}', 'policy: all_day must be "busy" or "free".'],
    ['{"all_day": "maybe"}', 'policy: all_day must be "busy" or "free".'],
    ['{"allday": "free"}', 'policy has an unknown field'],
  ])('is not %s', async (policy, reason) => {
    expect(await write('calendars', 'policy', policy)).toContain(reason);
  });
});

describe('The places of an event type', () => {
  it.each([
    '[]',
    '[{"kind": "video"}, {"kind": "phone_host_calls"}, {"kind": "ask_visitor"}]',
    '[{"kind": "video_link", "value": "https://meet.example.com/a?b=c#d"}]',
    '[{"kind": "phone_visitor_calls", "value": "+49 (30) 123-456"}]',
    '[{"kind": "address", "value": "Main St 1\\nBerlin"}, {"kind": "address", "value": "<b>Room</b> 4"}, {"kind": "custom", "value": "At yours"}]',
  ])('may be %s', async (locations) => {
    expect(await write('event_types', 'locations', locations)).toBeNull();
  });

  it.each([
    ['{}', 'locations must be a list.'],
    [`[${Array(11).fill('{"kind": "video"}').join()}]`, 'at most 10'],
    ['["video"]', 'Location 1 must be an object'],
    ['[null]', 'Location 1 must be an object'],
    ['[{"kind": "zoom"}]', 'Location 1 needs a kind'],
    ['[{"kind": 7}]', 'Location 1 needs a kind'],
    ['[{"value": "x"}]', 'Location 1 needs a kind'],
    ['[{"kind": "video", "url": "x"}]', 'Location 1 has an unknown field'],
    ['[{"kind": "video", "value": "x"}]', 'Location 1: video has no value.'],
    ['[{"kind": "video"}, {"kind": "video"}]', 'Location 2 is there twice.'],
    [
      '[{"kind": "video_link", "value": "https://a.example"}, {"kind": "video_link", "value": "https://b.example"}]',
      'twice',
    ],
    ['[{"kind": "address", "value": "x"}, {"kind": "address", "value": "x"}]', 'Location 2 is there twice.'],
    ['[{"kind": "address"}]', 'Location 1: address needs a value.'],
    ['[{"kind": "address", "value": " "}]', 'Location 1: address needs a value.'],
    ['[{"kind": "address", "value": 7}]', 'Location 1: value must be a text.'],
    ['[{"kind": "video_link", "value": "javascript:alert(1)"}]', 'web address such as https://'],
    ['[{"kind": "video_link", "value": "https://user:x@meet.example"}]', 'web address such as https://'],
    ['[{"kind": "video_link", "value": "https://meet.example/a b"}]', 'web address such as https://'],
    ['[{"kind": "phone_visitor_calls", "value": "call me"}]', 'must be a phone number'],
    ['[{"kind": "phone_visitor_calls", "value": "123"}]', 'must be a phone number'],
    ['[{"kind": "custom", "value": "a\u202eb"}]', 'invisible character'],
    [JSON.stringify([{ kind: 'custom', value: 'x'.repeat(1001) }]), 'too long'],
  ])('are not %s', async (locations, reason) => {
    expect(await write('event_types', 'locations', locations)).toContain(reason);
  });
});

describe('A text that an owner writes', () => {
  const lines = [
    ['hosts', 'display_name', 200],
    ['event_types', 'title', 200],
  ] as const;
  const running = [
    ['event_types', 'description', 5000],
    ['event_types', 'location', 1000],
  ] as const;

  it.each(lines)('is one line that says what it seems to: %s.%s', async (table, column, max) => {
    expect(await write(table, column, 'علی‌رضا 👨‍👩‍👧')).toBeNull();
    expect(await write(table, column, 'Ann\u202e')).toContain(`${column} contains an invisible character (U+202E)`);
    expect(await write(table, column, 'Ann\nBcc: x')).toBe(`${column} must be on one line, without tabs.`);
    expect(await write(table, column, 'a'.repeat(max + 1))).toBe(`${column} is too long: at most ${max} characters.`);
  });

  it.each(running)('or running text: %s.%s', async (table, column, max) => {
    expect(await write(table, column, 'First line\n\tsecond\u200f')).toBeNull();
    expect(await write(table, column, 'a\u2066b')).toContain('(U+2066)');
    expect(await write(table, column, 'a\u0007b')).toContain('(U+0007)');
    expect(await write(table, column, 'a'.repeat(max + 1))).toBe(`${column} is too long: at most ${max} characters.`);
  });
});

describe('The catalogue', () => {
  const list = async (query: string): Promise<string[]> =>
    (await db.sql.query(query)).rows.map((row) => Object.values(row)[0] as string);
  const editable = `a.attnum > 0 and not a.attisdropped and c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
    and has_column_privilege('authenticated', c.oid, a.attnum, 'insert, update')`;
  const unchecked = (condition: string) =>
    list(`select c.relname || '.' || a.attname from pg_class as c join pg_attribute as a on a.attrelid = c.oid
      where ${condition} and not exists (
        select from pg_constraint as k where k.conrelid = c.oid and a.attnum = any (k.conkey) and k.contype = 'c'
      ) order by 1`);

  it('has no JSON without a constraint on its shape, whoever writes it', async () => {
    const condition = `a.attnum > 0 and not a.attisdropped and a.atttypid in ('json'::regtype, 'jsonb'::regtype)
      and c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind = 'r'`;
    expect(await unchecked(condition)).toEqual([]);
  });

  it('has no text, list or number that an owner edits without a constraint on it', async () => {
    const types = `'text', 'varchar', 'integer', 'bigint', 'smallint', 'numeric', 'double precision', 'real', 'date'`;
    const condition = `${editable} and (a.atttypid = any (array[${types}]::regtype[]) or a.attndims > 0)`;
    // Zones are compared with the list of all zones by triggers.
    expect(await unchecked(condition)).toEqual(['event_types.time_zone', 'hosts.time_zone']);
  });
});

describe('The choice of mails that an owner writes', () => {
  it.each([{}, { bookings: false }, { bookings: true, conflicts: false, sync: true }])('may be %j', async (choice) => {
    expect(await write('hosts', 'notifications', JSON.stringify(choice))).toBeNull();
  });

  it.each<[unknown, string]>([
    [{ bookings: 'no' }, 'bookings must be true or false'],
    [{ sync: null }, 'sync must be true or false'],
    [{ digest: false }, 'unknown field; the fields are bookings, conflicts and sync'],
    [[], 'must be an object'],
    ['all', 'must be an object'],
    [null, 'must be an object'],
  ])('%j is refused with the reason', async (choice, reason) => {
    expect(await write('hosts', 'notifications', JSON.stringify(choice))).toContain(reason);
  });
});
