import type { BookingSheet } from './bookings-api.ts';

/** `Call with Ann`, `Request: Call with Ann` */
export function titleOf(sheet: BookingSheet | null | undefined): string {
  if (sheet == null) return sheet === null ? 'No booking here' : 'Booking';
  const { event_type: type, attendee, status } = sheet.booking;
  return `${status === 'pending' ? 'Request: ' : ''}${type.title || 'Booking'}${attendee ? ` with ${attendee.name}` : ''}`;
}
