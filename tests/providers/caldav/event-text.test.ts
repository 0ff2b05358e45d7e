import fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, test } from 'vitest';
import type { EventToWrite } from '../../../sync-service/src/calendar/provider.ts';
import {
  buildEventText,
  editEventText,
  ForeignEventError,
  isOwnEvent,
  timesOnly,
} from '../../../sync-service/src/providers/caldav/event-text.ts';
import { cases } from '../../support/scale.ts';

const key = 'b3f1c9a4-58d2-4c7e-9a10-7d2f6e0c1b55';
const now = new Date('2026-11-21T02:00:00.500Z');
const later = new Date('2026-11-22T02:00:00Z');
const event: EventToWrite = {
  key,
  startsAt: '2026-12-01T10:00:00.000Z',
  endsAt: '2026-12-01T10:30:00.000Z',
  title: 'Call: Ada, Lovelace',
  description: 'Ada Lovelace\nada@example.com; 2 guests',
  location: 'Room 5, left',
  url: 'https://book.example.com/admin/bookings/7?a=1&b=2',
  sequence: 0,
  status: 'confirmed',
};

/** The event as a parser that is not ours reads it. */
function parse(text: string): ICAL.Component {
  return new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent('vevent') as ICAL.Component;
}

function namesOf(text: string): string[] {
  return parse(text)
    .getAllProperties()
    .map(({ name }) => name)
    .sort();
}

/** A stored event of ours after others worked on it. */
function stored(...lines: string[]): string {
  const text = buildEventText(event, now);
  return text.replace('END:VEVENT\r\n', `${lines.join('\r\n')}\r\nEND:VEVENT\r\n`);
}

describe('A new event', () => {
  const text = buildEventText(event, now);

  // caldav.md 29
  test('has its UID, times in UTC and an end, and says nothing that makes a server send mails', () => {
    expect(text.split('\r\n').slice(0, 5)).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Openslot//Booking//EN',
      'CALSCALE:GREGORIAN',
      'BEGIN:VEVENT',
    ]);
    for (const line of [
      `UID:${key}`,
      `X-OPENSLOT-BOOKING-ID:${key}`,
      'DTSTAMP:20261121T020000Z',
      'CREATED:20261121T020000Z',
      'LAST-MODIFIED:20261121T020000Z',
      'SEQUENCE:0',
      'DTSTART:20261201T100000Z',
      'DTEND:20261201T103000Z',
      'STATUS:CONFIRMED',
      'TRANSP:OPAQUE',
    ]) {
      expect(text).toContain(`\r\n${line}\r\n`);
    }
    expect(text).not.toMatch(/^(METHOD|ORGANIZER|ATTENDEE)/m);
  });

  test('is read back as it was meant', () => {
    const read = parse(text);
    expect(read.getFirstPropertyValue('summary')).toBe(event.title);
    expect(read.getFirstPropertyValue('description')).toBe(event.description);
    expect(read.getFirstPropertyValue('location')).toBe(event.location);
    expect(read.getFirstPropertyValue('url')).toBe(event.url);
  });

  test('ends each line with CRLF and has none longer than 75 octets', () => {
    const long = buildEventText({ ...event, title: 'Gespräch 😀 '.repeat(30), description: 'ä'.repeat(900) }, now);
    const lines = long.split('\r\n');
    expect(long.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(lines.at(-1)).toBe('');
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
  });

  test('is tentative while its booking is not confirmed', () => {
    expect(buildEventText({ ...event, status: 'tentative' }, now)).toContain('\r\nSTATUS:TENTATIVE\r\n');
  });

  test('leaves out what it has not', () => {
    const bare = buildEventText({ ...event, title: ' ', description: null, location: null, url: null }, now);
    expect(bare).not.toMatch(/^(SUMMARY|DESCRIPTION|LOCATION|URL)/m);
  });

  test.each(['javascript:alert(1)', 'not a link', 'file:///etc/passwd'])('does not carry the link %s', (url) => {
    expect(buildEventText({ ...event, url }, now)).not.toMatch(/^URL/m);
  });
});

describe('Hostile text', () => {
  const hostile = fc.array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\r', '\n', '\r\n', '\r\n ', '\u2028', '\u0085', '\0', '\u000b', '\\', '\\n', ';', ',', ':', '"'),
      fc.constantFrom('ATTENDEE:mailto:eve@example.com', 'END:VEVENT', 'BEGIN:VALARM', 'METHOD:REQUEST', '\ud800'),
    ),
    { maxLength: 12 },
  );
  const text = hostile.map((parts) => parts.join(''));

  // caldav.md 40
  test('in a name, notes, a place or a link adds no property', () => {
    const expected = namesOf(buildEventText(event, now));
    fc.assert(
      fc.property(text, text, text, text, (title, description, location, link) => {
        const written = buildEventText(
          {
            ...event,
            title: `x${title}`,
            description: `x${description}`,
            location: `x${location}`,
            url: `https://example.com/${link}`,
          },
          now,
        );
        expect(namesOf(written)).toEqual(expected);
        expect(written.replaceAll('\r\n', '')).not.toMatch(/[\p{Cc}\p{Cs}]/u);
        const lines = written.split('\r\n').filter((line) => !line.startsWith(' '));
        expect(lines.filter((line) => /^(BEGIN|END):/.test(line))).toHaveLength(4);
      }),
      { numRuns: cases(100, 5_000) },
    );
  });

  // caldav.md 40
  test('adds no property when an event is changed either, and what it said before is gone', () => {
    const expected = namesOf(buildEventText(event, now));
    // A text of ours that differs by white space or composed letters only says the same, and is not written again.
    const output = (written: string, name: string): string =>
      String(parse(written).getFirstPropertyValue(name)).normalize('NFC').replace(/\s+/g, '');
    fc.assert(
      fc.property(text, text, (before, after) => {
        const first = buildEventText({ ...event, title: `x${before}`, description: `x${before}` }, now);
        const second = editEventText(first, { ...event, title: `x${after}`, description: `x${after}` }, later);
        const direct = buildEventText({ ...event, title: `x${after}`, description: `x${after}` }, now);
        expect(namesOf(second)).toEqual(expected);
        for (const name of ['summary', 'description']) {
          expect(output(second, name)).toBe(output(direct, name));
        }
      }),
      { numRuns: cases(60, 2_000) },
    );
  });

  // caldav.md 40
  test('keeps its line breaks as line breaks of the notes', () => {
    const read = parse(buildEventText({ ...event, description: 'one\r\ntwo\rthree\u2028four' }, now));
    expect(read.getFirstPropertyValue('description')).toBe('one\ntwo\nthree\nfour');
  });
});

describe('A changed event', () => {
  const moved: EventToWrite = {
    ...event,
    startsAt: '2026-12-02T09:00:00Z',
    endsAt: '2026-12-02T10:00:00Z',
    sequence: 1,
  };

  // caldav.md 32
  test('has its new time and a higher sequence, and is the same event', () => {
    const text = editEventText(buildEventText(event, now), moved, later);
    expect(namesOf(text)).toEqual(namesOf(buildEventText(event, now)));
    for (const line of [
      `UID:${key}`,
      'CREATED:20261121T020000Z',
      'DTSTAMP:20261122T020000Z',
      'DTSTART:20261202T090000Z',
      'DTEND:20261202T100000Z',
      'SEQUENCE:1',
    ]) {
      expect(text).toContain(`\r\n${line}\r\n`);
    }
  });

  test.each([
    [0, 5, 5],
    [7, 5, 8],
    [5, 5, 6],
  ])('with sequence %i that becomes %i is stored with %i', (before, wanted, after) => {
    const text = buildEventText({ ...event, sequence: before }, now);
    expect(editEventText(text, { ...event, sequence: wanted }, later)).toContain(`\r\nSEQUENCE:${after}\r\n`);
  });

  // caldav.md 32
  test('keeps to the letter what others wrote into it', () => {
    const foreign = [
      'X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-ADDRESS="1 Loop\\\\nCupertino";X-TITLE=',
      ' Office:geo:37.33,-122.03',
      'ATTENDEE;CN="Byron, Lord";PARTSTAT=ACCEPTED:mailto:byron@example.com',
      'CATEGORIES:Work,a\\,b',
      'RRULE:FREQ=WEEKLY',
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      'DESCRIPTION:Reminder',
      'SUMMARY:of the alarm',
      'TRIGGER:-PT15M',
      'END:VALARM',
    ];
    const text = editEventText(stored(...foreign), moved, later);
    expect(text).toContain(foreign.slice(0, 5).join('\r\n'));
    expect(text).toContain(foreign.slice(5).join('\r\n'));
    expect(parse(text).getFirstPropertyValue('summary')).toBe(event.title);
  });

  test('replaces a duration by an end, and zoned times by times in UTC', () => {
    const text = buildEventText(event, now)
      .replace('DTSTART:20261201T100000Z', 'DTSTART;TZID=Europe/Berlin:20261201T110000')
      .replace('DTEND:20261201T103000Z', 'DURATION:PT45M')
      .replaceAll('\r\n', '\n');
    const changed = editEventText(text, moved, later);
    expect(changed).not.toMatch(/^(DURATION|.*TZID)/m);
    expect(changed).toContain('\r\nDTSTART:20261202T090000Z\r\n');
    expect(changed.replaceAll('\r\n', '')).not.toContain('\n');
  });

  test('stays one event where single occurrences of it were replaced', () => {
    const override = ['BEGIN:VEVENT', `UID:${key}`, 'RECURRENCE-ID:20261208T100000Z', 'SUMMARY:Other', 'END:VEVENT'];
    const text = buildEventText(event, now).replace('BEGIN:VEVENT', `${override.join('\r\n')}\r\nBEGIN:VEVENT`);
    const changed = editEventText(text, moved, later);
    expect(changed).toContain(override.join('\r\n'));
    expect(changed).toContain('DTSTART:20261202T090000Z');
  });

  test.each([
    ['another UID', (text: string) => text.replace(`\r\nUID:${key}`, '\r\nUID:other')],
    [
      'another UID, but our mark',
      (text: string) => text.replace(/\r\nUID:.*/, '\r\nUID:1e5f0c2a-0000-4000-8000-000000000000'),
    ],
    ['no event', () => 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n'],
    ['no text', () => ''],
  ])('with %s is not ours and is not changed', (_, spoil) => {
    const text = spoil(buildEventText(event, now));
    expect(isOwnEvent(text, key)).toBe(false);
    expect(() => editEventText(text, moved, later)).toThrow(ForeignEventError);
  });
});

describe('An event of ours that came another way', () => {
  const marks = /^X-OPENSLOT.*\r\n(?: .*\r\n)*/gm;

  test.each([
    ['without our marks', (text: string) => text.replace(marks, '')],
    ['with a UID in capitals', (text: string) => text.replace(`\r\nUID:${key}`, `\r\nUID:${key.toUpperCase()}`)],
    [
      'with the UID that it had at Google',
      (text: string) => text.replace(`UID:${key}`, `UID:${key.replaceAll('-', '')}g2@google.com`),
    ],
  ])('%s is ours by its UID, moves, and has the mark again', (_, change) => {
    const text = change(buildEventText(event, now));
    expect(isOwnEvent(text, key)).toBe(true);
    const moved = editEventText(
      text,
      { ...event, startsAt: '2026-12-02T10:00:00Z', endsAt: '2026-12-02T10:30:00Z' },
      later,
    );
    expect(moved).toContain('\r\nDTSTART:20261202T100000Z\r\n');
    expect(moved).toContain(`\r\nX-OPENSLOT-BOOKING-ID:${key}\r\n`);
    expect(/^UID:.*$/m.exec(moved)?.[0]).toBe(/^UID:.*$/m.exec(text)?.[0]);
  });

  test('keeps its words where no prints tell whose they are', () => {
    const text = buildEventText(event, now).replace(marks, '');
    const moved = parse(
      editEventText(text, { ...event, title: 'Another', description: 'Another', location: 'Another' }, later),
    );
    expect(['summary', 'description', 'location'].map((name) => moved.getFirstPropertyValue(name))).toEqual([
      event.title,
      event.description,
      event.location,
    ]);
  });
});

test('Of an event that is read for its time nothing else is left', () => {
  const zone = ['BEGIN:VTIMEZONE', 'TZID:Here', 'X-LIC-LOCATION:Europe/Berlin', 'END:VTIMEZONE'];
  const text = stored('RRULE:FREQ=WEEKLY', 'X-APPLE-TRAVEL-DURATION:PT30M').replace(
    'BEGIN:VEVENT',
    `${zone.join('\r\n')}\r\nBEGIN:VEVENT`,
  );
  expect(timesOnly(text, key).split('\r\n')).toEqual([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    ...zone,
    'BEGIN:VEVENT',
    `UID:${key}`,
    'DTSTART:20261201T100000Z',
    'DTEND:20261201T103000Z',
    'STATUS:CONFIRMED',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ]);
});
