import { describe, expect, it } from 'vitest';
import type { ListedBooking } from '../../web-embed/admin/screens/bookings/bookings-api.ts';
import { byDay, listQuery, viewOf } from '../../web-embed/admin/screens/bookings/bookings-query.ts';
import { missingSteps } from '../../web-embed/admin/screens/overview/overview-api.ts';

const none = { search: '', hostId: '', eventTypeId: '' };

describe('The list of bookings', () => {
  it('asks for what is not over by start, and for what is from the latest on', () => {
    expect(listQuery({ ...none, view: 'upcoming' })).toEqual({ status: 'confirmed,pending', when: 'upcoming' });
    expect(listQuery({ ...none, view: 'past' })).toEqual({ status: 'confirmed', when: 'past', order: 'desc' });
  });

  it('is narrowed by what is typed and chosen, and by nothing that is empty', () => {
    expect(listQuery({ view: 'requests', search: ' ann ', hostId: 'h', eventTypeId: 't' })).toEqual({
      status: 'pending',
      q: 'ann',
      host_id: 'h',
      event_type_id: 't',
    });
    expect(listQuery({ ...none, view: 'requests', search: '  ' })).toEqual({ status: 'pending' });
  });

  it('shows what is upcoming where an address names no list of ours', () => {
    expect([viewOf('past'), viewOf('nonsense'), viewOf('')]).toEqual(['past', 'upcoming', 'upcoming']);
  });

  it('puts bookings under the day that it is for their host', () => {
    const at = (start: string, zone = 'Europe/Berlin') => ({ start, host: { time_zone: zone } }) as ListedBooking;
    const days = byDay([
      at('2026-11-30T22:30:00Z'),
      at('2026-11-30T23:30:00Z'),
      at('2026-12-01T09:00:00Z'),
      at('2026-12-01T23:30:00Z', 'UTC'),
    ]);
    expect(days.map(({ date, bookings }) => [date, bookings.length])).toEqual([
      ['2026-11-30', 1],
      ['2026-12-01', 3],
    ]);
  });
});

describe('The overview', () => {
  it('names what is missing, in the order in which it is best done', () => {
    const all = missingSteps({ connections: [], hasHours: false, eventTypes: [] });
    expect(all.map(({ href }) => href)).toEqual(['/admin/event-types', '/admin/availability', '/admin/calendars']);
    const connection = {} as never;
    expect(
      missingSteps({ connections: [connection], hasHours: true, eventTypes: [{ slug: 'a', title: 'A' }] }),
    ).toEqual([]);
  });
});
