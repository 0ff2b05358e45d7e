import ICAL from 'ical.js';
import { describe, expect, test } from 'vitest';
import type { EventToWrite } from '../../../sync-service/src/calendar/provider.ts';
import { buildEventText, editEventText } from '../../../sync-service/src/providers/caldav/event-text.ts';

const now = new Date('2026-11-21T02:00:00Z');
const event: EventToWrite = {
  key: 'b3f1c9a4-58d2-4c7e-9a10-7d2f6e0c1b55',
  startsAt: '2026-12-01T10:00:00.000Z',
  endsAt: '2026-12-01T10:30:00.000Z',
  title: 'Call: Ada',
  description: 'Ada Lovelace <ada@example.com>\n\nPhone: 1; 2, 3 \\ é',
  location: 'Room 5, left',
  url: 'https://book.example.com/admin/bookings/7',
  sequence: 0,
  status: 'confirmed',
};
const changed: EventToWrite = { ...event, description: 'Ada Lovelace\nBob', location: 'Room 6', sequence: 1 };

function parse(text: string): ICAL.Component {
  return new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent('vevent') as ICAL.Component;
}
const textOf = (text: string, name: string): string | null => parse(text).getFirstPropertyValue(name) as string | null;

/** What a client makes of the event: it sets properties, null removes one, and writes all anew. */
function edit(text: string, values: Record<string, string | null>): string {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const own = calendar.getFirstSubcomponent('vevent');
  for (const [name, value] of Object.entries(values)) {
    if (value === null) own?.removeAllProperties(name);
    else own?.updatePropertyWithValue(name, value);
  }
  return calendar.toString();
}

describe('The notes and the place of an event, when the booking changes', () => {
  const first = buildEventText(event, now);

  test('follow while they are as we wrote them, however often that was', () => {
    const second = editEventText(first, changed, now);
    expect([textOf(second, 'description'), textOf(second, 'location')]).toEqual(['Ada Lovelace\nBob', 'Room 6']);
    const third = editEventText(second, { ...event, description: null, location: null }, now);
    expect([textOf(third, 'description'), textOf(third, 'location')]).toEqual([null, null]);
    const fourth = editEventText(third, changed, now);
    expect([textOf(fourth, 'description'), textOf(fourth, 'location')]).toEqual(['Ada Lovelace\nBob', 'Room 6']);
  });

  test.each([
    ['other line breaks and spaces', (text: string) => `${text.replaceAll('\n\n', ' \n')}\n`],
    ['decomposed letters', (text: string) => text.normalize('NFD')],
  ])('are still ours with %s', (_, respell) => {
    const stored = edit(first, { description: respell(event.description ?? '') });
    expect(textOf(editEventText(stored, changed, now), 'description')).toBe('Ada Lovelace\nBob');
  });

  test.each([
    ['behind', `${event.description}\n\nBring the contract.`, 'Ada Lovelace\nBob\n\nBring the contract.'],
    ['before', `Bring the contract.\n${event.description}`, 'Bring the contract.\nAda Lovelace\nBob'],
  ])('keep what the host wrote %s ours, which follows', (_, description, expected) => {
    const second = editEventText(edit(first, { description }), changed, now);
    expect(textOf(second, 'description')).toBe(expected);
    // Not doubled and not lost with the next change.
    expect(textOf(editEventText(second, { ...changed, description: 'Ada' }, now), 'description')).toBe(
      expected.replace('Ada Lovelace\nBob', 'Ada'),
    );
  });

  test.each([
    ['rewrote', { description: 'Call her first.', location: 'At the café; 2nd floor' }],
    ['removed', { description: null, location: null }],
  ])('stay as they are where the host %s them', (_, values) => {
    let text = edit(first, values);
    for (const next of [changed, { ...changed, location: 'Room 7' }]) text = editEventText(text, next, now);
    expect([textOf(text, 'description'), textOf(text, 'location')]).toEqual(Object.values(values));
  });

  test('are judged one by one', () => {
    const text = editEventText(edit(first, { location: 'At the café' }), changed, now);
    expect([textOf(text, 'description'), textOf(text, 'location')]).toEqual(['Ada Lovelace\nBob', 'At the café']);
  });

  test('follow again once the host has put back what we wrote', () => {
    const kept = editEventText(edit(first, { location: 'At the café' }), changed, now);
    const text = editEventText(edit(kept, { location: event.location }), changed, now);
    expect(textOf(text, 'location')).toBe('Room 6');
  });

  test('stay as they are where no print of ours tells what we wrote', () => {
    const stored = edit(first, { 'x-openslot-written': null, description: 'Old', location: 'Old' });
    const text = editEventText(stored, changed, now);
    expect([textOf(text, 'description'), textOf(text, 'location')]).toEqual(['Old', 'Old']);
    // From then on it is known.
    const agreed = edit(text, { description: changed.description, location: changed.location });
    const next = editEventText(editEventText(agreed, changed, now), event, now);
    expect([textOf(next, 'description'), textOf(next, 'location')]).toEqual([event.description, event.location]);
  });

  test('are written where there were none and the host added none', () => {
    const bare = buildEventText({ ...event, description: null, location: null }, now);
    const text = editEventText(bare, changed, now);
    expect([textOf(text, 'description'), textOf(text, 'location')]).toEqual(['Ada Lovelace\nBob', 'Room 6']);
    const described = editEventText(edit(bare, { description: 'Mine' }), changed, now);
    expect(textOf(described, 'description')).toBe('Mine');
  });
});

describe('The title, the link and the state of an event, when the booking changes', () => {
  const first = buildEventText(event, now);
  const moved: EventToWrite = {
    ...event,
    startsAt: '2026-12-02T10:00:00Z',
    endsAt: '2026-12-02T10:30:00Z',
    title: 'Call: Ada, Bob',
    url: 'https://book.example.com/admin/bookings/8',
    sequence: 1,
  };

  test('follow while they are as we wrote them', () => {
    const text = editEventText(first, moved, now);
    expect([textOf(text, 'summary'), textOf(text, 'url')]).toEqual([moved.title, moved.url]);
    expect(textOf(editEventText(text, event, now), 'summary')).toBe(event.title);
  });

  test('stay as the host wrote them, however often the booking moves', () => {
    const own = {
      summary: 'Ada: bring the plans!',
      url: 'https://example.org/room',
      status: 'TENTATIVE',
      transp: 'TRANSPARENT',
    };
    let text = edit(first, own);
    for (const next of [moved, event, moved]) text = editEventText(text, next, now);
    expect(Object.keys(own).map((name) => textOf(text, name))).toEqual(Object.values(own));
    expect(text).toContain('DTSTART:20261202T100000Z');
  });

  test('stay away where the host removed them', () => {
    const text = editEventText(edit(first, { summary: null, url: null }), moved, now);
    expect([textOf(text, 'summary'), textOf(text, 'url')]).toEqual([null, null]);
  });

  test('are those of a live event again where one that was cancelled is written anew', () => {
    expect(textOf(editEventText(edit(first, { status: 'CANCELLED' }), event, now), 'status')).toBe('CONFIRMED');
  });

  test('leave colours, reminders, guests, attachments and categories as they are', () => {
    const foreign = [
      'COLOR:turquoise',
      'X-APPLE-CALENDAR-COLOR:#FF2968FF',
      'CATEGORIES:Work,Plans',
      'ATTACH;FILENAME=plan.pdf:https://files.example.org/plan.pdf',
      'ATTENDEE;CN=Byron;PARTSTAT=ACCEPTED:mailto:byron@example.com',
      'PRIORITY:1',
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      'TRIGGER:-PT15M',
      'END:VALARM',
    ];
    const text = editEventText(first.replace('END:VEVENT', `${foreign.join('\r\n')}\r\nEND:VEVENT`), moved, now);
    for (const line of foreign) expect(text).toContain(`\r\n${line}\r\n`);
  });
});

describe('The times of an event', () => {
  const first = buildEventText(event, now);
  const elsewhere = first
    .replace('DTSTART:20261201T100000Z', 'DTSTART;TZID=Europe/Berlin:20261201T150000')
    .replace('DTEND:20261201T103000Z', 'DURATION:PT45M');

  test('that the host changed are left while ours did not: only what did is written', () => {
    const text = editEventText(elsewhere, { ...event, title: 'Call: Ada, Bob', sequence: 1 }, now);
    expect(text).toContain('\r\nDTSTART;TZID=Europe/Berlin:20261201T150000\r\n');
    expect(text).toContain('\r\nDURATION:PT45M\r\n');
    expect(textOf(text, 'summary')).toBe('Call: Ada, Bob');
  });

  test('are ours again when the host wants them back, or the booking moves', () => {
    for (const next of [
      { ...event, overwritesTimes: true },
      { ...event, startsAt: '2026-12-01T09:00:00Z' },
    ]) {
      const text = editEventText(elsewhere, next, now);
      expect(text).not.toMatch(/TZID|DURATION/);
      expect(text).toContain(`DTSTART:2026120${next.startsAt.includes('T09') ? '1T09' : '1T10'}0000Z`);
    }
  });
});
