import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isGenerated, thenFunctions } from '../../sync-service/bin/then-functions.ts';
import { codeOf, functionsOf, mixedConditions, readSqlFiles } from './sql-files.ts';

const files = readSqlFiles();

/** The areas of functions from the lowest one up: each may call those before it. */
const AREAS = [
  'rights',
  'errors',
  'shapes',
  'time',
  'jobs',
  'notifications',
  'locks',
  'accounts',
  'availability',
  'history',
  'channels',
  'booking',
  'push',
  'waitlist',
  'targets',
  'sync',
  'audit',
  'connections',
  'webhooks',
  'keys',
  'pages',
  'reports',
  'live',
  'service',
  'retention',
  'triggers',
];

/** Calls against that order, and no other ones: a booking plans its event, and what the calendar says is decided about the booking. */
const BACKWARD = [
  'explain_slots → explain_then',
  'reassign_event → change_event',
  'reassign_event → session_event',
  'write_cancellation → plan_push',
  'write_confirmation → plan_push',
  'write_confirmation → double_bookings',
  'insert_series → plan_push',
  'insert_series → detect_double_bookings',
  'insert_booking → plan_push',
  'insert_host_booking → plan_push',
  'insert_host_booking → detect_double_bookings',
  'insert_host_booking → keep_conflicts',
  'create_host_booking → conflict_json',
  'write_move → plan_push',
  'write_confirmation → detect_double_bookings',
  'insert_booking → detect_double_bookings',
  'write_move → detect_double_bookings',
  'write_cancellation → close_conflicts',
  'write_refusal → close_conflicts',
  'move_session → offer_seats',
  'mark_expired → close_conflicts',
  'write_move → close_conflicts',
];

/** Who calls whom, over the borders of areas. */
function callsBetweenAreas(): { from: string; to: string; call: string }[] {
  const areaOf = new Map(files.flatMap(({ area, text }) => functionsOf(text).map((name) => [name, area])));
  return files
    .filter(({ area }) => AREAS.includes(area))
    .flatMap(({ file, area, text }) => {
      const called = [...codeOf(text).matchAll(/\b(?:private|public)\.(\w+)\(/g)].map(([, name = '']) => name);
      return [...new Set(called)]
        .map((name) => ({ from: area, to: areaOf.get(name) ?? area, call: `${path.basename(file, '.sql')} → ${name}` }))
        .filter(({ from, to }) => from !== to);
    });
}

describe('The functions that explain the past', () => {
  it('are those of the core, generated from them (npm run db:build, db:diff)', () => {
    const generated = files.filter(({ file, text }) => file.startsWith('functions/history/') && isGenerated(text));
    expect(generated.map(({ file, text }) => [path.basename(file), text])).toEqual([...thenFunctions()]);
  });
});

describe('The areas of sql/', () => {
  const calls = callsBetweenAreas();

  it('are those whose order is known', () => {
    const folders = files.flatMap(({ file, area }) => (/^(functions|triggers)\//.test(file) ? [area] : []));
    expect([...new Set(folders)].sort()).toEqual([...AREAS].sort());
  });

  it('call one another in one direction, but for bookings and their events', () => {
    const backward = calls.filter(({ from, to }) => AREAS.indexOf(to) > AREAS.indexOf(from)).map(({ call }) => call);
    expect(backward.sort()).toEqual([...BACKWARD].sort());
    expect(calls.length).toBeGreaterThan(100);
  });

  it('hold nothing that their triggers alone would know', () => {
    const upward = calls.filter(({ to }) => to === 'triggers').map(({ call }) => call);
    expect(upward).toEqual([]);
  });
});

describe('A file of sql/', () => {
  it('holds one function, of the name of the file, also where it is one of triggers', () => {
    const wrong = files
      .filter(({ file }) => /^(functions|triggers)\//.test(file))
      .map(({ file, text }) => ({ file, names: functionsOf(text) }))
      .filter(({ file, names }) => names.length !== 1 || names[0] !== path.basename(file, '.sql'));
    expect(wrong).toEqual([]);
  });

  it('of triggers holds the triggers of its own function, and no other file holds any', () => {
    const wrong = files.flatMap(({ file, text }) =>
      [...text.matchAll(/^create (?:constraint )?trigger (\w+)[^;]*?execute function private\.(\w+)/gm)]
        .filter(([, , name]) => file !== `triggers/${name}.sql`)
        .map(([, trigger]) => `${file}: ${trigger}`),
    );
    expect(wrong).toEqual([]);
  });

  it('has brackets where and meets or', () => {
    const found = files.flatMap(({ file, text }) => mixedConditions(text).map((line) => `${file}:${line}`));
    expect(found).toEqual([]);
  });
});

describe('The search for brackets', () => {
  it.each([
    'select 1 where a and b or c',
    'if a or b and c then',
    'where (x or y and z)',
    'check (a = 1 or b between 1 and 2 and c)',
    'where a and exists (select 1 where d) or b',
    "where a and b = 'or (' or c",
  ])('finds %s', (text) => {
    expect(mixedConditions(text)).toHaveLength(1);
  });

  it.each([
    'where a and (b or c)',
    'where (a and b) or c',
    'select a and b, c or d',
    'where a is distinct from b and c',
    'where a between 1 and 2 or b',
    'case when a and b then c or d end',
    'join x on a and b where c or d',
    'where a and b -- or so',
  ])('lets pass %s', (text) => {
    expect(mixedConditions(text)).toEqual([]);
  });
});
