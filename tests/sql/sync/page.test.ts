import { beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createCalendar, createHost } from '../../support/fixtures.ts';
import { pageOfRun } from '../../support/page.ts';

const db = useDatabase();
let calendarId: string;

beforeAll(async () => {
  const host = await createHost(db.sql);
  calendarId = (await createCalendar(db.sql, host)).id;
  await db.sql.query('insert into private.calendar_sync (calendar_id) values ($1)', [calendarId]);
});

/** What a page is answered: what it changed, or the code and the words of its refusal. */
async function apply(page: string): Promise<unknown> {
  try {
    const { rows } = await db.sql.query('select public.apply_calendar_changes($1, $2) as result', [calendarId, page]);
    return rows[0].result;
  } catch (error) {
    const { detail, message } = error as { detail: string; message: string };
    return `${detail}: ${message}`;
  }
}

const states = async () =>
  (await db.sql.query('select object_id, state from private.calendar_objects order by object_id')).rows;

describe('a page of a pull', () => {
  it.each(['run_id', 'is_full', 'is_last', 'covered_from', 'covered_until'])('is refused without %s', async (field) => {
    expect(await apply(pageOfRun({ [field]: null }))).toMatch(
      /^invalid_request: A page must say which run it belongs to/,
    );
  });

  it('is refused with a field that nobody would read', async () => {
    expect(await apply(pageOfRun({ gone_serie: ['a'] }))).toBe('invalid_request: A page has no field "gone_serie".');
  });

  it.each([
    ['no changes', undefined],
    ['changes that are no list', {}],
    ['501 changes', Array.from({ length: 501 }, () => ({ kind: 'delete', provider_event_id: 'a' }))],
  ])('is refused with %s', async (_, changes) => {
    expect(await apply(pageOfRun({ changes }))).toBe('invalid_request: A page holds at most 500 changes.');
  });

  it('stores the note of an object, and forgets it where the page says null', async () => {
    const unchanged = { applied: true, created: 0, updated: 0, deleted: 0, held_back: false };
    expect(await apply(pageOfRun({ object_states: { a: 'one', __proto__x: 'two' } }))).toEqual(unchanged);
    expect(await states()).toEqual([
      { object_id: '__proto__x', state: 'two' },
      { object_id: 'a', state: 'one' },
    ]);
    await apply(pageOfRun({ object_states: { a: null } }));
    expect(await states()).toEqual([{ object_id: '__proto__x', state: 'two' }]);
  });
});
