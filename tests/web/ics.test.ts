import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import {
  buildCalendarFile,
  type CalendarEntry,
  escapeText,
  foldLine,
  webCalendarLinks,
} from '../../web-embed/shared/ics.ts';

const entry: CalendarEntry = {
  uid: '0b4ab2f5-3c1f-4d1b-8f5e-0a3c8f7f6f01',
  sequence: 2,
  stamp: Date.UTC(2026, 10, 21, 8, 0, 5),
  start: Date.UTC(2026, 10, 24, 9, 30),
  end: Date.UTC(2026, 10, 24, 10, 0),
  title: 'Intro; with commas, back\\slashes',
  description:
    'First line\nsecond line with ümlauts and 日本語の長い説明文がここに続きますので折り返しが必要です 🎉🎉🎉',
  location: 'Room 1, Main Street',
};

function parse(text: string) {
  const event = new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent('vevent');
  if (!event) throw new Error('no event');
  return event;
}

describe('a calendar file', () => {
  const text = buildCalendarFile(entry);

  it('gives a parser back every text as it was', () => {
    const event = parse(text);
    expect(event.getFirstPropertyValue('summary')).toBe(entry.title);
    expect(event.getFirstPropertyValue('description')).toBe(entry.description);
    expect(event.getFirstPropertyValue('location')).toBe(entry.location);
    expect(event.getFirstPropertyValue('uid')).toBe(entry.uid);
  });

  it('states its times in UTC', () => {
    expect(text).toContain('\r\nDTSTART:20261124T093000Z\r\n');
    expect(text).toContain('\r\nDTEND:20261124T100000Z\r\n');
  });

  it('ends every line with CRLF and nothing else', () => {
    expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it('has no line over 75 octets', () => {
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  });

  it('is tentative for a request and confirmed else', () => {
    expect(buildCalendarFile({ ...entry, tentative: true })).toContain('STATUS:TENTATIVE');
    expect(text).toContain('STATUS:CONFIRMED');
  });
});

describe('folding', () => {
  it('leaves a line of exactly 75 octets alone', () => expect(foldLine('x'.repeat(75))).toBe('x'.repeat(75)));
  it('never cuts a character in two', () => {
    for (let shift = 0; shift < 5; shift += 1) {
      const line = 'a'.repeat(shift) + '🎉é日'.repeat(40);
      const folded = foldLine(line);
      expect(folded).not.toContain('�');
      expect(folded.replaceAll('\r\n ', '')).toBe(line);
      for (const part of folded.split('\r\n')) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(75);
    }
  });
});

describe('escaping', () => {
  it('keeps a name from starting a property of its own', () => {
    const event = parse(buildCalendarFile({ ...entry, title: 'Eve\r\nATTENDEE:mailto:eve@example.com' }));
    expect(event.getFirstProperty('attendee')).toBeNull();
  });
  it('marks what separates values', () => expect(escapeText('a\\b;c,d:e')).toBe('a\\\\b\\;c\\,d:e'));
  it('treats every kind of line end as one', () => expect(escapeText('a\r\nb\rc\nd')).toBe('a\\nb\\nc\\nd'));
  it('drops control characters', () => expect(escapeText('a\u0000b\u001bc')).toBe('a b c'));
});

it('builds links that carry the same instants', () => {
  const links = webCalendarLinks(entry);
  expect(new URL(links.google).searchParams.get('dates')).toBe('20261124T093000Z/20261124T100000Z');
  expect(new URL(links.outlook).searchParams.get('startdt')).toBe('2026-11-24T09:30:00.000Z');
});
