import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import {
  type InvitationMethod,
  type InvitedBooking,
  writeInvitation,
  writeSeriesFile,
} from '../../sync-service/src/mail/invitation.ts';

const booking: InvitedBooking = {
  id: '0b4ab2f5-3c1f-4d1b-8f5e-0a3c8f7f6f01',
  start: '2026-05-04T09:00:00Z',
  end: '2026-05-04T09:30:00Z',
  sequence: 2,
  status: 'confirmed',
  host: { display_name: 'Ann Example' },
  event_type: { title: 'Intro' },
  attendee: { name: 'Bob', email: 'bob@example.com' },
};

function write(
  changes: Partial<InvitedBooking> = {},
  method: InvitationMethod = 'request',
  reader: 'visitor' | 'host' = 'host',
) {
  const text = writeInvitation({ ...booking, ...changes }, method, 'no-reply@example.com', reader);
  const calendar = new ICAL.Component(ICAL.parse(text));
  const events = calendar.getAllSubcomponents('vevent');
  const event = events[0];
  if (event === undefined) throw new Error('no event');
  return {
    text,
    calendar,
    events,
    event,
    value: (name: string) => event.getFirstPropertyValue(name)?.toString() ?? null,
  };
}

/** Names of all properties and parameters, to see whether a value broke out of its place. */
function shapeOf(event: InstanceType<typeof ICAL.Component>): string[] {
  return event.getAllProperties().map((property) => [property.name, ...Object.keys(property.toJSON()[1])].join(' '));
}

describe('the calendar file of a booking', () => {
  it('has the booking in UTC, with its id as UID, which the event in the calendar has, too', () => {
    const { value } = write();
    expect(value('uid')).toBe(booking.id);
    expect(value('dtstart')).toBe('2026-05-04T09:00:00Z');
    expect(value('dtend')).toBe('2026-05-04T09:30:00Z');
    expect(value('sequence')).toBe('2');
    expect(value('status')).toBe('CONFIRMED');
  });

  it('has a video link as place, address and conference, however long it is', () => {
    for (const link of [
      'https://meet.example/abc',
      `https://teams.example/l/meetup-join/${'19%3ameeting_'.repeat(30)}?a=b&c=d`,
    ]) {
      const { value, text } = write({ location: link, join_url: link });
      expect([value('location'), value('url'), value('conference')]).toEqual([link, link, link]);
      expect(text.split('\r\n').filter((line) => line.length > 75)).toEqual([]);
    }
    expect(write().text).not.toMatch(/CONFERENCE|^URL/m);
  });

  it('has the fixed video link of the host in the same places', () => {
    const link = 'https://meet.example/ann';
    const { value } = write({ location: link, location_kind: 'video_link' });
    expect([value('location'), value('url'), value('conference')]).toEqual([link, link, link]);
    expect(write({ location: link, location_kind: 'custom' }).text).not.toMatch(/CONFERENCE|^URL/m);
  });

  it('is called what it is and with whom, for each of the two in their language', () => {
    const attendee = { name: 'Bob', email: 'bob@example.com', locale: 'de' };
    expect(write({ attendee }, 'request', 'visitor').value('summary')).toBe('Intro mit Ann Example');
    expect(write({ attendee }, 'request', 'host').value('summary')).toBe('Intro with Bob');
    const series = writeSeriesFile([{ ...booking, attendee }], 'no-reply@example.com', 'visitor');
    expect(series).toMatch(/^SUMMARY:Intro mit Ann Example\r$/m);
    expect(series).not.toMatch(/^ATTENDEE/m);
  });

  it('is written anew with the SEQUENCE that it had when only its link is added, at a later DTSTAMP', () => {
    const [before, after] = [write(), write({ join_url: 'https://meet.example/abc' })];
    expect(after.value('sequence')).toBe(before.value('sequence'));
    const stamps = [before, after].map(({ value }) => Date.parse(value('dtstamp') ?? ''));
    expect(stamps[1]).toBeGreaterThanOrEqual(stamps[0] ?? Number.NaN);
  });

  it('lets no link break out of its line', () => {
    const { events, text } = write({ join_url: 'https://meet.example/a\r\nATTENDEE:mailto:x@example.com\u2028é"' });
    expect(events).toHaveLength(1);
    expect(text).not.toMatch(/^ATTENDEE:mailto:x@example.com/m);
    expect(write({ join_url: 'no address' }).text).not.toContain('CONFERENCE');
  });

  it('keeps its UID and raises its SEQUENCE when the booking moves', () => {
    const moved = write({ start: '2026-05-05T09:00:00Z', end: '2026-05-05T09:30:00Z', sequence: 3 });
    expect(moved.value('uid')).toBe(write().value('uid'));
    expect(moved.value('sequence')).toBe('3');
  });

  it('takes the invitation back with a newer SEQUENCE when the booking is cancelled', () => {
    const cancelled = write({ status: 'cancelled' }, 'cancel');
    expect(cancelled.calendar.getFirstPropertyValue('method')).toBe('CANCEL');
    expect(cancelled.value('status')).toBe('CANCELLED');
    expect(Number(cancelled.value('sequence'))).toBeGreaterThan(booking.sequence);
  });

  it('says that a request is not certain yet', () => {
    expect(write({ status: 'pending' }).value('status')).toBe('TENTATIVE');
  });

  it("names the sender as organizer, never the host's address", () => {
    expect(write().value('organizer')?.toLowerCase()).toBe('mailto:no-reply@example.com');
  });

  it("does not repeat the visitor's name to the visitor, whose address may be a stranger's", () => {
    expect(write({}, 'publish', 'host').text).not.toMatch(/^ATTENDEE/m);
    for (const method of ['request', 'cancel'] as const) {
      expect(write({}, method, 'visitor').text.replaceAll('\r\n ', '')).not.toContain('Bob');
      expect(write({}, method, 'visitor').value('attendee')?.toLowerCase()).toBe('mailto:bob@example.com');
      expect(write({}, method, 'host').text).toContain('CN="Bob"');
    }
  });

  it('folds every line at 75 octets', () => {
    const { text } = write({ event_type: { title: 'Größenordnung '.repeat(30) } });
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  });

  const hostile = [
    'a\r\nX-EVIL:1',
    'a\nBEGIN:VALARM',
    'a"b',
    'a\\"; X-EVIL=1:',
    'a\u2028X-EVIL:1',
    'a;X-EVIL=1',
    'a:b,c',
    'a\u0000\u0007',
  ];
  it.each(hostile)('stays one event with the same properties when texts contain %j', (evil) => {
    const harmless = write({ location: 'x', description: 'x' });
    const attacked = write({
      host: { display_name: evil },
      event_type: { title: evil },
      attendee: { name: evil, email: 'bob@example.com' },
      location: `x${evil}`,
      description: `x${evil}`,
    });
    expect(attacked.events).toHaveLength(1);
    expect(attacked.event.getAllSubcomponents()).toEqual([]);
    expect(shapeOf(attacked.event)).toEqual(shapeOf(harmless.event));
    expect(attacked.text).not.toMatch(/^X-EVIL/m);
    expect(attacked.text.replaceAll('\r\n', '')).not.toMatch(/[\p{Cc}\u2028]/u);
  });
});

describe('the calendar file of a series', () => {
  const link = 'https://meet.example/abc';
  const bookings = [
    { ...booking, id: 'one', sequence: 0, join_url: link, location: link },
    { ...booking, id: 'two', sequence: 3, start: '2026-05-05T09:00:00Z', end: '2026-05-05T09:30:00Z' },
    { ...booking, id: 'three', status: 'cancelled', sequence: 1, join_url: `${link}/3` },
  ];
  const text = writeSeriesFile(bookings, 'no-reply@example.com', 'visitor');
  const calendar = new ICAL.Component(ICAL.parse(text));
  const values = (name: string) =>
    calendar.getAllSubcomponents('vevent').map((event) => event.getFirstPropertyValue(name)?.toString() ?? null);

  it('has an event for each booking, with the UID and SEQUENCE that it has alone', () => {
    expect(values('uid')).toEqual(['one', 'two', 'three']);
    expect(values('sequence')).toEqual(['0', '3', '2']);
    expect(values('status')).toEqual(['CONFIRMED', 'CONFIRMED', 'CANCELLED']);
    expect(values('dtstart')).toEqual([booking.start, '2026-05-05T09:00:00Z', booking.start]);
  });

  it('is published and names no attendees, as the standard asks of a file with several UIDs', () => {
    expect(calendar.getFirstPropertyValue('method')).toBe('PUBLISH');
    expect(values('attendee')).toEqual([null, null, null]);
    expect(values('organizer')).toEqual(Array(3).fill('mailto:no-reply@example.com'));
  });

  it('has the video link of each with its own event', () => {
    expect(values('conference')).toEqual([link, null, `${link}/3`]);
  });
});
