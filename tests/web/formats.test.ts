import { describe, expect, it } from 'vitest';
import { createFormats, durationText, localeFor } from '../../web-embed/shared/formats.ts';
import { english } from '../../web-embed/shared/messages.ts';

const noon = Date.UTC(2026, 10, 24, 14, 5);

describe('the locale of an English page', () => {
  it('is the visitor’s own English', () => expect(localeFor('en', ['de-DE', 'en-GB'])).toBe('en-GB'));
  it('takes the region of another language', () => expect(localeFor('en', ['de-AT'])).toBe('en-AT'));
  it('guesses the region of a bare language', () => expect(localeFor('en', ['de'])).toBe('en-DE'));
  it('passes over what is no language, as some browsers say it and pages write it', () => {
    expect(localeFor('en', ['en-US@posix', 'de_DE', 'en-GB'])).toBe('en-GB');
    expect(localeFor('en', ['c@posix'])).toBe('en');
  });
  it('does without any hint', () => expect(localeFor('en', [])).toBe('en'));
});

describe('formats', () => {
  it('write 24 hours in Britain', () => expect(createFormats('en-GB').time(noon, 'UTC')).toBe('14:05'));
  it('write 12 hours in the United States', () => {
    expect(createFormats('en-US').time(noon, 'UTC').replace(/\s/u, ' ')).toBe('2:05 PM');
  });
  it('start the week as the region does', () => {
    expect(createFormats('en-GB').weekStart).toBe(1);
    expect(createFormats('en-US').weekStart).toBe(0);
  });
  it('name a day without its year', () => expect(createFormats('en-GB').day('2026-11-24')).toBe('Tuesday 24 November'));
  it('show a time in the zone that is asked for', () => {
    expect(createFormats('en-GB').time(noon, 'Asia/Kolkata')).toBe('19:35');
  });
});

describe('durations', () => {
  const formats = createFormats('en-GB');
  it.each([
    [30, '30 min'],
    [90, '90 min'],
    [120, '2 h'],
    [150, '2 h 30 min'],
  ])('%i minutes read as people say it', (minutes, text) => {
    expect(durationText(minutes, formats, english)).toBe(text);
  });
});
