import { describe, expect, it } from 'vitest';
import { isAwake } from '../../web-embed/admin/screens/bookings/awake.ts';
import { refusalText } from '../../web-embed/admin/screens/bookings/reasons.ts';
import { timeLineOf } from '../../web-embed/admin/screens/bookings/time-line.ts';
import { RequestError } from '../../web-embed/shared/request.ts';

it('Whoever booked is warned of times at night, as it is for them', () => {
  const hours = [6, 7, 21, 22].map((hour) => Date.UTC(2026, 10, 30, hour - 1));
  expect(hours.map((instant) => isAwake(instant, 'Europe/Berlin'))).toEqual([false, true, true, false]);
});

describe('Booking and event on one line', () => {
  const hour = 3_600_000;
  const stretch = (start: number, end: number) => ({ start: start * hour, end: end * hour });

  it('lie as they lie in time', () => {
    const line = timeLineOf(stretch(10, 11), stretch(10.5, 12));
    expect(line?.booking.from).toBeLessThan(line?.event.from ?? 0);
    expect((line?.event.size ?? 0) / (line?.booking.size ?? 1)).toBeCloseTo(1.5, 1);
    expect(line?.hours.map(({ at }) => at / hour)).toEqual([10, 11, 12]);
  });

  it('are cut where an event lasts for days', () => {
    const line = timeLineOf(stretch(10, 11), stretch(-48, 48));
    expect(line?.event).toEqual({ from: 0, size: 100, isCut: true });
    expect(line?.booking.isCut).toBe(false);
    expect(line?.booking.size).toBeGreaterThan(10);
  });

  it('are none where they lie days apart', () => {
    expect(timeLineOf(stretch(10, 11), stretch(58, 59))).toBeNull();
    expect(timeLineOf(stretch(10, 11), stretch(15, 16))).not.toBeNull();
  });
});

describe('A time that cannot be taken', () => {
  it('is refused with what is in the way, each once', () => {
    const reasons = [{ reason: 'booking' }, { reason: 'booking' }, { reason: 'external_event', title: 'Dentist' }];
    expect(refusalText(new RequestError('slot_not_offered', 409, 'This time is not free.', { reasons }))).toBe(
      'This time cannot be taken: there is another booking; “Dentist” is in your calendar.',
    );
    expect(refusalText(new RequestError('slot_taken', 409, ''))).toMatch('just been taken');
  });
});
