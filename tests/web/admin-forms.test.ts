import { describe, expect, it } from 'vitest';
import type { Rule } from '../../web-embed/admin/hosts-api.ts';
import { newSettings } from '../../web-embed/admin/screens/event-types/event-type.ts';
import { asFirst, changesFor, settingsFor } from '../../web-embed/admin/screens/first-run/first-event-type.ts';
import { nameOf, otherSlug } from '../../web-embed/admin/screens/first-run/suggestions.ts';
import { type LinkedCalendar, linkOf, withLink } from '../../web-embed/admin/screens/resources/resource-calendars.ts';
import { freeSlug, slugFault, slugOf } from '../../web-embed/admin/ui/slugs.ts';
import { spanText, splitMinutes, toMinutes } from '../../web-embed/admin/ui/spans.ts';
import { isSameWeek, plainWeekOf, rulesOf, usualWeek, weekFault } from '../../web-embed/admin/week.ts';

describe('a length of time', () => {
  it('is typed in the longest unit in which it is a whole number', () => {
    const units = ['days', 'hours', 'minutes'] as const;
    expect(splitMinutes(90, units, 'hours')).toEqual([90, 'minutes']);
    expect(splitMinutes(120, units, 'hours')).toEqual([2, 'hours']);
    expect(splitMinutes(2880, units, 'hours')).toEqual([2, 'days']);
    expect(splitMinutes(0, units, 'hours')).toEqual([0, 'hours']);
    expect(toMinutes(2, 'days')).toBe(2880);
  });

  it('is said as people say it', () => {
    expect([15, 60, 90, 1440, 1500, 0].map(spanText)).toEqual([
      '15 minutes',
      '1 hour',
      '1 hour 30 minutes',
      '1 day',
      '1 day 1 hour',
      'no time',
    ]);
  });
});

describe('the end of an address', () => {
  it('follows a name', () => {
    expect(slugOf('Crème brûlée & more!')).toBe('creme-brulee-more');
    expect(slugOf('  Straße 7 ')).toBe('strasse-7');
    expect(slugOf('東京')).toBe('');
    expect(slugOf(`${'a'.repeat(79)} b`)).toHaveLength(79);
  });

  it('is told while it is typed what it may not be', () => {
    expect(slugFault('ann-example_2')).toBeNull();
    for (const faulty of ['', 'Ann', 'a b', '-a', 'a-', 'a'.repeat(81)]) expect(slugFault(faulty)).not.toBeNull();
  });

  it('gets a number where it is taken', () => {
    expect(freeSlug('call', [])).toBe('call');
    expect(freeSlug('call', ['call', 'call-2'])).toBe('call-3');
    expect(freeSlug('a'.repeat(80), ['a'.repeat(80)])).toHaveLength(80);
    expect(otherSlug('ann', () => 0)).toBe('ann-1000');
  });
});

describe('a week', () => {
  const rule = (change: Partial<Rule>): Rule => ({
    event_type_id: null,
    day_of_week: 1,
    start_time: '09:00:00',
    end_time: '17:00:00',
    valid_from: null,
    valid_until: null,
    ...change,
  });

  it('is the usual one where there is none', () => {
    expect(plainWeekOf([])).toEqual(usualWeek);
    expect(plainWeekOf([rule({ event_type_id: 'x', day_of_week: 6 })])).toEqual(usualWeek);
  });

  it('is plain where all its days are alike, and has no plain form where they are not', () => {
    expect(plainWeekOf([rule({ day_of_week: 3 }), rule({})])).toEqual({ days: [1, 3], start: '09:00', end: '17:00' });
    expect(plainWeekOf([rule({}), rule({ day_of_week: 2, end_time: '12:00:00' })])).toBeNull();
    expect(plainWeekOf([rule({}), rule({})])).toBeNull();
  });

  it('comes back from its rows as it was', () => {
    const week = { days: [0, 6], start: '10:00', end: '24:00' };
    const back = plainWeekOf(rulesOf(week));
    expect(back).toEqual(week);
    expect(back !== null && isSameWeek(back, week)).toBe(true);
  });

  it('needs a day, and an end after its start', () => {
    expect(weekFault(usualWeek)).toBeNull();
    expect(weekFault({ ...usualWeek, days: [] })).toMatch(/day/);
    expect(weekFault({ ...usualWeek, end: '08:00' })).toMatch(/after/);
    expect(weekFault({ ...usualWeek, start: '' })).toMatch(/times/);
  });
});

describe('the first event type', () => {
  const first = { title: ' Visit ', minutes: 45, place: 'address' as const, value: ' 12 Long Street ' };

  it('becomes the settings of one', () => {
    expect(settingsFor(first)).toMatchObject({
      title: 'Visit',
      slug: 'visit',
      durations_minutes: [45],
      locations: [{ kind: 'address', value: '12 Long Street' }],
    });
    expect(settingsFor({ ...first, title: '面談' }).slug).toBe('meeting');
  });

  it('is not changed by being looked at again', () => {
    const saved = settingsFor(first);
    expect(changesFor(saved, asFirst(saved))).toEqual({});
  });

  it('keeps its other lengths and places when the first of them changes', () => {
    const saved = {
      ...newSettings,
      title: 'Visit',
      durations_minutes: [30, 60],
      locations: [{ kind: 'video' as const }, { kind: 'ask_visitor' as const }],
    };
    const changes = changesFor(saved, { ...asFirst(saved), minutes: 60, place: 'phone_host_calls' });
    expect(changes).toEqual({
      durations_minutes: [60],
      locations: [{ kind: 'phone_host_calls' }, { kind: 'ask_visitor' }],
    });
  });
});

it('a name is suggested from an email address', () => {
  expect(nameOf('ann.example+news@example.com')).toBe('Ann Example');
  expect(nameOf('')).toBe('');
});

it('a host has one calendar for its bookings at most, and other hosts keep theirs', () => {
  const link = (host: string, isTarget: boolean) => ({
    host_id: host,
    blocks_availability: true,
    is_booking_target: isTarget,
  });
  const calendar = (id: string, links: LinkedCalendar['links']): LinkedCalendar => ({
    id,
    links,
    name: id,
    access: 'write',
    account: 'a',
  });
  const before = [calendar('one', [link('h', true), link('other', true)]), calendar('two', [])];
  const after = withLink(before, 'two', 'h', { is_booking_target: true });
  expect(after.map((each) => linkOf(each, 'h').is_booking_target)).toEqual([false, true]);
  expect(after.map((each) => linkOf(each, 'h').blocks_availability)).toEqual([true, false]);
  expect(after.map((each) => linkOf(each, 'other').is_booking_target)).toEqual([true, false]);
});
