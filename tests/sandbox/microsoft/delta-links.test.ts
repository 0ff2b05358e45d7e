import { beforeEach, describe, expect, it, test } from 'vitest';
import { addEvent, changeEvent, listBusy, removeEvent } from '../../../sync-service/sandbox/microsoft/controls.ts';
import type { LostStateForm } from '../../../sync-service/sandbox/microsoft/settings.ts';
import { anna, ben, type GraphCaller, hourOf, openGraph, weeklyOf, window } from './graph-caller.ts';

let graph: GraphCaller;
beforeEach(() => {
  graph = openGraph();
});

const base = () => `/me/calendars/${graph.calendar}/calendarView/delta`;
const add = (day: number) => addEvent(graph.world, graph.calendar, hourOf(day, 10));

describe('A delta refuses', () => {
  it.each(['$top=5', '$select=id', '$filter=x', '$expand=x', '$orderby=x', '$search=x'])('%s', async (option) => {
    const { status, body } = await graph.call('GET', `${base()}?${window}&${option}`);
    expect([status, body.error.code]).toEqual([400, 'ErrorInvalidUrlQuery']);
    expect(graph.violations).toHaveLength(1);
  });

  it.each([
    ['a window besides its token', (link: string) => `${link}&${window}`],
    ['a token that was edited', (link: string) => `${link.slice(0, -2)}AA`],
    ['an encoded name of its token', (link: string) => link.replace('$deltatoken', '%24deltatoken')],
  ])('a link with %s', async (_name, edit) => {
    const { link } = await graph.round();
    const { status, body } = await graph.call('GET', edit(link));
    expect([status, body.error.message]).toEqual([400, 'Badly formed token.']);
    expect(graph.violations).toHaveLength(1);
  });

  it('a token under the address of another calendar, and of another account', async () => {
    const other = graph.world.addCalendar(anna, { name: 'Other' });
    const { link } = await graph.round();
    expect((await graph.call('GET', link.replace(graph.calendar, other.id))).status).toBe(400);
    expect((await graph.call('GET', link, { as: ben })).status).toBe(404);
  });

  it('a window of more than two years', async () => {
    const wide = 'startDateTime=2026-11-01T00:00:00Z&endDateTime=2029-11-01T00:00:00Z';
    expect((await graph.call('GET', `${base()}?${wide}`)).body.error.code).toBe('ErrorCalendarViewRangeTooBig');
  });
});

describe('The window of a link', () => {
  it('stays what it was', async () => {
    const { link } = await graph.round();
    graph.world.clock.advance(40 * 86_400_000);
    add(45);
    expect((await graph.round(link)).rows).toEqual([expect.objectContaining({ '@removed': { reason: 'deleted' } })]);
  });
});

describe('A lost sync state', () => {
  const forms: [LostStateForm, number, string][] = [
    ['SyncStateNotFound', 410, 'SyncStateNotFound'],
    ['syncStateNotFound', 410, 'syncStateNotFound'],
    ['SyncStateInvalid', 410, 'SyncStateInvalid'],
    ['resyncRequired', 410, 'resyncRequired'],
    ['badlyFormedToken', 400, 'BadRequest'],
    ['404', 404, 'syncStateNotFound'],
  ];
  it.each(forms)('can be told as %s', async (form, status, code) => {
    graph.world.settings.lostState = form;
    const { link } = await graph.round();
    graph.world.evictSyncStates(graph.calendar);
    const response = await graph.call('GET', link);
    expect([response.status, response.body.error.code]).toEqual([status, code]);
  });

  it.each([
    ['emptyLocation', /^https:\/\/graph\.microsoft\.com\/.*\?\$deltatoken=$/],
    ['foreignLocation', /^https:\/\/graph\.example\//],
  ] as const)('can be told with a Location: %s', async (form, location) => {
    graph.world.settings.lostState = form;
    const { link } = await graph.round();
    graph.world.evictSyncStates();
    const { status, headers } = await graph.call('GET', link);
    expect(status).toBe(410);
    expect(headers.get('location')).toMatch(location);
  });

  it('can be told as a page', async () => {
    graph.world.settings.lostState = 'html';
    const { link } = await graph.round();
    graph.world.evictSyncStates();
    const { status, body } = await graph.call('GET', link);
    expect([status, body]).toEqual([410, expect.stringContaining('<!DOCTYPE html>')]);
  });

  it('may be lost in the middle of a round', async () => {
    const { body } = await graph.call('GET', `${base()}?${window}`);
    graph.world.evictSyncStates();
    expect((await graph.call('GET', body['@odata.nextLink'])).status).toBe(410);
  });

  it('is that of an old link after a few newer ones', async () => {
    const { link } = await graph.round();
    for (const _ of [1, 2, 3]) await graph.round(link);
    expect((await graph.call('GET', link)).status).toBe(200);
    expect((await graph.call('GET', link)).status).toBe(410);
  });

  it('is not sent again', async () => {
    const { link } = await graph.round();
    graph.world.evictSyncStates();
    await graph.call('GET', link);
    expect(graph.violations).toEqual([]);
    await graph.call('GET', link);
    expect(graph.violations).toEqual([expect.stringContaining('sent again')]);
  });

  it('of one calendar leaves those of others', async () => {
    const other = graph.world.addCalendar(anna, { name: 'Other' });
    const { link } = await graph.round();
    graph.world.evictSyncStates(other.id);
    expect((await graph.call('GET', link)).status).toBe(200);
  });

  it('is kept when the sandbox is saved', async () => {
    add(3);
    const { link } = await graph.round();
    const again = openGraph({ state: graph.world.save() });
    expect((await again.call('GET', link)).status).toBe(200);
  });
});

test.each([['page', { prefer: 'IdType="ImmutableId"' }]])(
  'a Prefer header that differs from the %s before is a violation',
  async (_name, headers) => {
    const { body } = await graph.call('GET', `${base()}?${window}`);
    await graph.call('GET', body['@odata.nextLink'], { headers });
    expect(graph.violations).toEqual([expect.stringContaining('Prefer header that differs')]);
  },
);

test('a Prefer header that differs from the round before is a violation', async () => {
  const { link } = await graph.round();
  await graph.call('GET', link, { headers: { prefer: 'IdType="ImmutableId"' } });
  expect(graph.violations).toEqual([expect.stringContaining('Prefer header that differs')]);
});

test('links can name their token in an encoded way', async () => {
  graph.world.settings.encodedLinks = true;
  const { link } = await graph.round();
  expect(link).toContain('?%24deltatoken=');
  expect((await graph.round(link)).rows).toEqual([]);
});

test('rows can come twice in a round, first as they were before', async () => {
  const event = add(3);
  graph.world.settings.repeatedRows = true;
  const { link } = await graph.round();
  changeEvent(graph.world, graph.calendar, event.key, { subject: 'Changed' });
  const { rows } = await graph.round(link);
  expect(rows.map(({ id, subject }) => [id, subject])).toEqual([
    [event.key, 'Event'],
    [event.key, 'Changed'],
  ]);
});

test('events that are gone can be told with the other reason, and in a first round', async () => {
  Object.assign(graph.world.settings, { removedReason: 'changed', removedAtFirst: true });
  const event = add(3);
  removeEvent(graph.world, graph.calendar, event.key);
  expect((await graph.round()).rows).toEqual([
    expect.objectContaining({ id: event.key, '@removed': { reason: 'changed' } }),
  ]);
});

test('an event can hold values that nobody knows yet, and nulls', async () => {
  const odd = {
    showAs: 'somethingNew',
    sensitivity: null,
    responseStatus: null,
    originalStartTimeZone: 'tzone://Microsoft/Custom',
  };
  addEvent(graph.world, graph.calendar, hourOf(3, 10, odd));
  expect((await graph.round()).rows).toEqual([expect.objectContaining(odd)]);
});

test('old changes can be told again', async () => {
  const event = add(3);
  const { link } = await graph.round();
  graph.world.settings.replayedChanges = 1;
  expect((await graph.round(link)).rows).toEqual([expect.objectContaining({ id: event.key })]);
});

test('rows come in no order that means anything', async () => {
  for (let day = 2; day < 22; day += 1) add(day);
  const { rows } = await graph.round();
  const starts = rows.map(({ start }) => start.dateTime);
  expect(starts).not.toEqual([...starts].sort());
});

describe('A feed that lags', () => {
  it('tells what happened only later, while the event itself is there at once', async () => {
    graph.world.settings.feedLag = 5000;
    const { link } = await graph.round();
    const event = add(3);
    const early = await graph.round(link);
    expect(early.rows).toEqual([]);
    expect((await graph.call('GET', `/me/events/${event.key}`)).status).toBe(200);
    graph.world.clock.advance(5000);
    expect((await graph.round(early.link)).rows).toEqual([expect.objectContaining({ id: event.key })]);
  });

  it('shows an event in a first round as it was', async () => {
    const event = add(3);
    graph.world.clock.advance(60_000);
    graph.world.settings.feedLag = 5000;
    changeEvent(graph.world, graph.calendar, event.key, { subject: 'Changed' });
    expect((await graph.round()).rows).toEqual([expect.objectContaining({ subject: 'Event' })]);
  });

  it('tells of a deleted event later', async () => {
    const event = add(3);
    graph.world.clock.advance(60_000);
    const { link } = await graph.round();
    graph.world.settings.feedLag = 5000;
    removeEvent(graph.world, graph.calendar, event.key);
    const early = await graph.round(link);
    expect(early.rows).toEqual([]);
    graph.world.clock.advance(5000);
    expect((await graph.round(early.link)).rows).toHaveLength(1);
  });

  it('loses no change of a series', async () => {
    const series = addEvent(graph.world, graph.calendar, weeklyOf(4, 12));
    graph.world.clock.advance(60_000);
    graph.world.settings.feedLag = 5000;
    const { link } = await graph.round();
    changeEvent(graph.world, graph.calendar, series.key, { showAs: 'free' });
    const early = await graph.round(link);
    graph.world.clock.advance(5000);
    const { rows } = await graph.round(early.link);
    expect([...early.rows, ...rows]).toContainEqual(expect.objectContaining({ id: series.key, showAs: 'free' }));
  });
});

test('the truth is what takes the time of the owner', () => {
  const now = new Date('2026-11-01T00:00:00Z');
  const end = new Date('2026-12-01T00:00:00Z');
  const spans = (more: Record<string, unknown>, rules = {}) => {
    const event = addEvent(graph.world, graph.calendar, hourOf(3, 10, more));
    const count = listBusy(graph.world, graph.calendar, now, end, rules).length;
    removeEvent(graph.world, graph.calendar, event.key);
    return count;
  };
  const answered = (response: string) => ({ responseStatus: { response, time: '2026-11-01T00:00:00Z' } });
  for (const showAs of ['busy', 'oof', 'unknown', 'tentative']) expect(spans({ showAs }), showAs).toBe(1);
  for (const showAs of ['free', 'workingElsewhere']) expect(spans({ showAs }), showAs).toBe(0);
  expect(spans({ isCancelled: true })).toBe(0);
  expect(spans(answered('declined'))).toBe(0);
  expect(spans(answered('notResponded'))).toBe(1);
  expect(spans({ showAs: 'tentative' }, { tentative: false })).toBe(0);
  expect(spans(answered('tentativelyAccepted'), { tentative: false })).toBe(0);
  expect(spans({ showAs: 'workingElsewhere' }, { workingElsewhere: true })).toBe(1);
  expect(spans(answered('notResponded'), { needsAction: false })).toBe(0);
});
