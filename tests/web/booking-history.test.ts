import { describe, expect, it } from 'vitest';
import { historyOf } from '../../web-embed/admin/screens/bookings/booking-history.ts';
import { deliveryState, mailLabel, mailState } from '../../web-embed/admin/screens/bookings/booking-words.ts';
import type { BookingDelivery, BookingMail, HostBooking } from '../../web-embed/admin/screens/bookings/bookings-api.ts';

const at = (hour: number) => `2026-11-30T${String(hour).padStart(2, '0')}:00:00Z`;
const booked = {
  status: 'confirmed',
  created_at: at(1),
  confirmed_at: at(1),
  cancelled_at: null,
  cancelled_by: null,
  moved: null,
  conflicts: [],
} as unknown as HostBooking;
const mail = (kind: string, hour: number, change: Partial<BookingMail> = {}) =>
  ({
    kind,
    created_at: at(hour),
    state: 'sent',
    is_again: false,
    is_gathered: false,
    failing_since: null,
    ...change,
  }) as BookingMail;
const texts = (booking: Partial<HostBooking>, mails: BookingMail[] = []) =>
  historyOf({ booking: { ...booked, ...booking }, mails }).map(({ text }) => text);

describe('The history of a booking', () => {
  it('begins with who asked for it, and when the host said yes', () => {
    expect(texts({})).toEqual(['Booked']);
    expect(texts({ confirmed_at: at(2) }, [mail('booking_requested', 1)])).toEqual(['You confirmed it', 'Requested']);
    expect(texts({ status: 'pending', confirmed_at: null })).toEqual(['Requested']);
  });

  it('names each move once, whoever was mailed, and of the last one all that is known', () => {
    const moved = { by: 'visitor' as const, reason: 'A meeting', from: at(9), until: at(10) };
    const mails = [4, 4, 6, 6].map((hour) => mail('booking_rescheduled', hour));
    const history = historyOf({ booking: { ...booked, moved }, mails });
    expect(history.map(({ text }) => text)).toEqual(['Moved by the attendee', 'Moved', 'Booked']);
    expect(history[0]).toMatchObject({ words: 'A meeting', before: { start: at(9), end: at(10) } });
  });

  it('takes a mail that was sent again for no event of its own', () => {
    expect(texts({}, [mail('booking_time_proposed', 3), mail('booking_time_proposed', 5, { is_again: true })])).toEqual(
      ['You proposed another time', 'Booked'],
    );
  });

  it('says what the calendar said, and what was decided', () => {
    const conflict = { kind: 'overlap', detected_at: at(3), resolved_at: at(4), resolution: 'kept' } as never;
    expect(texts({ conflicts: [conflict] })).toEqual(['You kept it as it is', 'An event overlapped it', 'Booked']);
  });

  it('ends with who ended it', () => {
    const ended = { status: 'cancelled' as const, cancelled_at: at(5) };
    expect(texts({ ...ended, cancelled_by: 'visitor' })[0]).toBe('The attendee cancelled it');
    expect(texts({ ...ended, cancelled_by: 'host' })[0]).toBe('You cancelled it');
    expect(texts({ status: 'declined', cancelled_at: at(5), cancelled_by: 'host' })[0]).toBe('You declined it');
    expect(texts({ status: 'expired' }, [mail('booking_request_expired', 7)])[0]).toBe('The request expired');
  });
});

describe('A delivery', () => {
  it('of a mail is named by what it says and how it is doing', () => {
    expect([mailLabel('booking_confirmed'), mailLabel('series_cancelled'), mailLabel('booking_new_kind')]).toEqual([
      'Confirmation',
      'Cancellation of the series',
      'Mail',
    ]);
    const failing = mail('booking_confirmed', 1, { state: 'pending', failing_since: at(1), last_error: 'No route.' });
    expect(mailState(failing)).toMatchObject({ label: 'Failing', text: 'No route. We will retry automatically.' });
    expect(mailState(mail('booking_confirmed', 1, { state: 'pending' })).label).toBe('On its way');
  });

  it('of a webhook says what the endpoint responded', () => {
    const delivery = { state: 'failed', status_code: 500, last_error: null, attempts: 9 } as BookingDelivery;
    expect(deliveryState(delivery)).toMatchObject({ label: 'Not delivered', text: 'It responded with 500.' });
    expect(deliveryState({ ...delivery, state: 'pending', attempts: 0 }).label).toBe('On its way');
  });
});
