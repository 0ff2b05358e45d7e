import { describe, expect, it } from 'vitest';
import { AvailabilityStore } from '../../web-embed/admin/screens/availability/availability-store.ts';
import { putDays } from '../../web-embed/admin/screens/availability/overrides.ts';
import {
  concernedTypes,
  differencesByDay,
  differenceText,
  previewRange,
} from '../../web-embed/admin/screens/availability/preview.ts';
import {
  changedLists,
  type Lists,
  mergeLists,
  newId,
  type Schedule,
} from '../../web-embed/admin/screens/availability/schedule.ts';
import { paint, weeklyRule } from '../../web-embed/admin/screens/availability/weekly.ts';
import { changedParts, differences } from '../../web-embed/admin/screens/availability/words.ts';
import { createFormats } from '../../web-embed/shared/formats.ts';

const formats = createFormats('en-GB');
const monday = weeklyRule(null, 1, { start: 540, end: 720 });
const tuesday = weeklyRule('type', 2, { start: 540, end: 720 });
const closed = { level: null, effect: 'closed', windows: [], label: 'Trade fair' } as const;
const empty: Lists = { rules: [], overrides: [], blocked_periods: [] };
const base: Schedule = { ...empty, version: 'one', rules: [monday, tuesday] };
const longer = { ...monday, end_time: '17:00:00' };

describe('changes of a schedule', () => {
  it('are the lists that differ, whole, in whatever order their rows are', () => {
    expect(changedLists(base, { ...base, rules: [tuesday, monday] })).toEqual({});
    expect(changedLists(base, { ...base, rules: [tuesday, longer] })).toEqual({ rules: [tuesday, longer] });
  });

  it('have ids of their own as long as they are not saved', () => {
    expect(newId()).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(newId()).not.toBe(newId());
  });

  it('are done to what somebody else saved meanwhile', () => {
    const mine = { ...base, rules: [longer, weeklyRule(null, 3, { start: 0, end: 60 })] };
    const theirs = {
      ...base,
      rules: [monday, { ...tuesday, end_time: '18:00:00' }, weeklyRule(null, 4, { start: 0, end: 60 })],
    };
    // I changed Monday, removed Tuesday and added Wednesday; they changed Tuesday and added Thursday.
    expect(mergeLists(base, mine, theirs).rules.map(({ day_of_week: day, end_time: end }) => [day, end])).toEqual([
      [1, '17:00:00'],
      [4, '01:00:00'],
      [3, '01:00:00'],
    ]);
    // What I changed and they removed is there still.
    expect(mergeLists(base, mine, { ...base, rules: [] }).rules[0]).toEqual(longer);
  });

  it('are told in words', () => {
    const after = { ...base, rules: [longer], overrides: putDays([], null, ['2026-12-24', '2026-12-25'], closed) };
    expect(changedParts(base, after, formats)).toBe('weekly hours and 2 dates');
    const titleOf = (level: string | null) => (level === null ? null : 'Call');
    expect(differences(base, after, { formats, zone: 'UTC', titleOf })).toEqual([
      'Changed: Monday 09:00–12:00 to Monday 09:00–17:00',
      'Removed: Call: Tuesday 09:00–12:00',
      'Added: Thu 24 Dec 2026: Closed all day (Trade fair)',
      'Added: Fri 25 Dec 2026: Closed all day (Trade fair)',
    ]);
  });
});

describe('a draft', () => {
  it('follows what is saved elsewhere, as long as nothing is typed', () => {
    const store = new AvailabilityStore(base);
    store.receive({ ...empty, version: 'two' });
    expect(store.draft.value).toEqual(empty);
    expect(store.isDirty.value).toBe(false);
  });

  it('keeps what is typed, and goes on top of the other version when its author says so', () => {
    const store = new AvailabilityStore(base);
    store.edit({ rules: paint(store.draft.value.rules, null, { days: [1], window: { start: 720, end: 780 } }, true) });
    const theirs = { ...base, version: 'two', overrides: putDays([], null, ['2026-12-24'], closed) };
    store.receive(theirs);
    expect(store.other.value).toBe(theirs);
    expect(store.draft.value.overrides).toEqual([]);
    store.putOnTop();
    expect(store.other.value).toBeNull();
    expect(store.base.value.version).toBe('two');
    expect(store.draft.value.overrides).toEqual(theirs.overrides);
    expect(store.changes.value).toEqual({ rules: [{ ...monday, end_time: '13:00:00' }, tuesday] });
  });

  it('is not one any more when what was changed is changed back', () => {
    const store = new AvailabilityStore(base);
    const window = { start: 720, end: 780 };
    store.edit({ rules: paint(base.rules, null, { days: [1], window }, true) });
    expect(store.isDirty.value).toBe(true);
    store.edit({ rules: paint(store.draft.value.rules, null, { days: [1], window }, false) });
    expect(store.isDirty.value).toBe(false);
  });

  it('with a time that cannot be read is not saved yet', () => {
    const store = new AvailabilityStore(base);
    store.mark(monday.id, true);
    expect(store.isDirty.value).toBe(true);
    store.discard();
    expect(store.isDirty.value).toBe(false);
  });
});

describe('a preview', () => {
  const now = Date.parse('2026-11-29T12:00:00Z');

  it('looks eight weeks ahead, and as far as something changes', () => {
    expect(previewRange(base, { ...base, rules: [] }, now)).toMatchObject({ isUsual: true, last: '2027-01-24' });
    const later = { ...base, overrides: putDays([], null, ['2027-06-01'], closed) };
    expect(previewRange(base, later, now)).toMatchObject({ isUsual: false, last: '2027-06-03' });
    const never = { ...base, overrides: putDays([], null, ['2099-06-01'], closed) };
    expect(previewRange(base, never, now)).toMatchObject({ last: '2028-01-03' });
  });

  it('is asked for the event types that a change concerns', () => {
    expect(concernedTypes(base, { ...base, rules: [monday] }, ['type', 'other'])).toEqual(['type']);
    expect(concernedTypes(base, { ...base, rules: [tuesday] }, ['type', 'other'])).toEqual(['type', 'other']);
    expect(concernedTypes(base, base, ['type'])).toEqual([]);
  });

  it('counts by local day', () => {
    const slot = (start: string) => ({ start, end: start });
    const preview = {
      lost: [slot('2026-12-04T23:30:00Z'), slot('2026-12-04T09:00:00Z')],
      gained: [slot('2026-12-04T23:00:00Z')],
      bookings_outside: [],
    };
    expect(differencesByDay(preview, 'Europe/Berlin')).toEqual([
      { date: '2026-12-04', lost: 1, gained: 0 },
      { date: '2026-12-05', lost: 1, gained: 1 },
    ]);
  });

  it('is told in a sentence', () => {
    expect(differenceText(12, 4)).toBe('12 times lost, 4 gained');
    expect(differenceText(1, 0)).toBe('1 time lost');
    expect(differenceText(0, 1)).toBe('1 time gained');
    expect(differenceText(0, 0)).toBe('No times lost or gained');
  });
});
