import { describe, expect, it } from 'vitest';
import { createFormats } from '../../web-embed/shared/formats.ts';
import { english } from '../../web-embed/shared/messages.ts';
import { dayAndTime, hostTime, slotLabels } from '../../web-embed/widget/slot-texts.ts';

const texts = {
  formats: createFormats('en-GB'),
  messages: english,
  timeZone: 'Europe/Berlin',
  selectedDay: '2026-10-25',
};

describe('times that read the same', () => {
  it('carry their offset in the hour that a clock change repeats', () => {
    const starts = [Date.UTC(2026, 9, 24, 23, 30), Date.UTC(2026, 9, 25, 0, 30), Date.UTC(2026, 9, 25, 1, 30)];
    expect(slotLabels(starts, texts)).toEqual(['01:30', '02:30 GMT+2', '02:30 GMT+1']);
  });
});

describe('the time on the clock of the host', () => {
  const start = Date.UTC(2026, 9, 25, 22, 30);
  it('is said where it is another', () => expect(hostTime(start, 'Europe/London', texts)).toBe('22:30 in London'));
  it('comes with its day where that is another', () => {
    expect(hostTime(start, 'Asia/Tokyo', texts)).toBe('Monday 26 October, 07:30 in Tokyo');
  });
  it('is not said where both clocks agree', () => expect(hostTime(start, 'Europe/Paris', texts)).toBeNull());
});

describe('a time among others', () => {
  it('has its day unless that is the chosen one', () => {
    expect(dayAndTime(Date.UTC(2026, 9, 25, 8), texts)).toBe('09:00');
    expect(dayAndTime(Date.UTC(2026, 9, 26, 8), texts)).toBe('Monday 26 October, 09:00');
  });
});
