import { beforeEach, describe, expect, it } from 'vitest';
import {
  addEvent,
  changeEvent,
  moveToCalendar,
  removeEvent,
} from '../../../sync-service/sandbox/microsoft/controls.ts';
import { anna, type GraphCaller, hourOf, occurrenceOn, openGraph, startsOf, weeklyOf, window } from './graph-caller.ts';

let graph: GraphCaller;
beforeEach(() => {
  graph = openGraph();
});

const base = () => `/me/calendars/${graph.calendar}/calendarView/delta`;

describe('A first round', () => {
  it('begins with an empty page', async () => {
    addEvent(graph.world, graph.calendar, hourOf(3, 10));
    const { body, headers } = await graph.call('GET', `${base()}?${window}`);
    expect(body.value).toEqual([]);
    expect(body['@odata.nextLink']).toContain('https://graph.microsoft.com/v1.0/me/calendars/');
    expect(headers.get('preference-applied')).toContain('odata.track-changes');
  });

  it('holds what lies in the window, series as a master and bare occurrences', async () => {
    addEvent(graph.world, graph.calendar, hourOf(3, 10));
    const series = addEvent(graph.world, graph.calendar, weeklyOf(4, 12));
    const { rows } = await graph.round();
    expect(startsOf(rows)).toEqual(
      ['03T10', '04T12', '04T12', '11T12', '18T12', '25T12'].map((at) => `2026-11-${at}:00`),
    );
    const bare = rows.filter(({ type }) => type === 'occurrence');
    expect(Object.keys(bare[0]).sort()).toEqual([
      '@odata.etag',
      '@odata.type',
      'end',
      'id',
      'seriesMasterId',
      'start',
      'type',
    ]);
    expect(bare.every(({ seriesMasterId }) => seriesMasterId === series.key)).toBe(true);
  });

  it.each([['startDateTime=2026-11-01T00:00:00Z'], ['']])('is refused without a window (%s)', async (query) => {
    const { status, body } = await graph.call('GET', `${base()}?${query}`);
    expect([status, body.error.code]).toEqual([400, 'ErrorInvalidParameter']);
  });

  it('has pages as long as was asked for, with a series in one piece', async () => {
    for (const day of [3, 4, 5, 6, 7]) addEvent(graph.world, graph.calendar, hourOf(day, 10));
    addEvent(graph.world, graph.calendar, weeklyOf(4, 12));
    const short = { prefer: 'odata.maxpagesize=2, IdType="ImmutableId"' };
    const { rows, pages } = await graph.round(null, short);
    expect(rows).toHaveLength(10);
    expect(pages).toBeGreaterThan(3);
  });
});

describe('A further round', () => {
  it('is empty where nothing changed, and has a new link', async () => {
    const { link } = await graph.round();
    const next = await graph.round(link);
    expect(next).toMatchObject({ rows: [], pages: 1 });
    expect(next.link).not.toBe(link);
  });

  it('tells of deleted events, and of those outside the window, in the same way', async () => {
    const event = addEvent(graph.world, graph.calendar, hourOf(3, 10));
    const { link } = await graph.round();
    removeEvent(graph.world, graph.calendar, event.key);
    const outside = addEvent(graph.world, graph.calendar, hourOf(60, 10));
    const { rows } = await graph.round(link);
    const removed = { '@odata.type': '#microsoft.graph.event', '@removed': { reason: 'deleted' } };
    expect(rows).toHaveLength(2);
    expect(rows).toEqual(
      expect.arrayContaining([
        { ...removed, id: event.key },
        { ...removed, id: outside.key },
      ]),
    );
  });

  it('tells of no deleted occurrence: its master and the other ones come again', async () => {
    const series = addEvent(graph.world, graph.calendar, weeklyOf(4, 12));
    const { link } = await graph.round();
    removeEvent(graph.world, graph.calendar, await occurrenceOn(graph, series, 11));
    const { rows } = await graph.round(link);
    expect(startsOf(rows)).toEqual(['04T12', '04T12', '18T12', '25T12'].map((at) => `2026-11-${at}:00`));
  });

  it('does not take back the old occurrences of a series that moved', async () => {
    const series = addEvent(graph.world, graph.calendar, weeklyOf(4, 12));
    const { rows: before, link } = await graph.round();
    changeEvent(graph.world, graph.calendar, series.key, weeklyOf(5, 12));
    const { rows } = await graph.round(link);
    expect(rows.some((row) => '@removed' in row)).toBe(false);
    const ids = rows.filter(({ type }) => type === 'occurrence').map(({ id }) => id);
    expect(before.map(({ id }) => id).filter((id) => ids.includes(id))).toEqual([]);
  });

  it('takes away a deleted series by its master alone', async () => {
    const series = addEvent(graph.world, graph.calendar, weeklyOf(4, 12));
    const { link } = await graph.round();
    removeEvent(graph.world, graph.calendar, series.key);
    const { rows } = await graph.round(link);
    expect(rows).toEqual([expect.objectContaining({ id: series.key, '@removed': { reason: 'deleted' } })]);
  });

  it('tells that an event has left for another calendar as if it were deleted', async () => {
    const other = graph.world.addCalendar(anna, { name: 'Other' });
    const event = addEvent(graph.world, graph.calendar, hourOf(3, 10));
    const { link } = await graph.round();
    const moved = moveToCalendar(graph.world, graph.calendar, event.key, other.id);
    expect((await graph.round(link)).rows).toEqual([
      expect.objectContaining({ id: event.key, '@removed': expect.anything() }),
    ]);
    expect(moved.id).not.toBe(event.id);
    expect((await graph.call('GET', `/me/events/${event.key}`)).status).toBe(200);
    expect((await graph.call('GET', `/me/events/${event.id}`)).status).toBe(404);
  });
});
