import { describe, expect, it } from 'vitest';
import { writeAhead, writeMoment, writeSpan, writeSpanWithZone, writeZone } from '../../sync-service/src/mail/times.ts';
import { steady } from './mail-scenes.ts';

describe('a span of time', () => {
  it.each([
    ['en-GB', 'Monday 4 May 2026, 11:00–11:30'],
    ['en-US', 'Monday, May 4, 2026, 11:00 – 11:30 AM'],
    ['de', 'Montag, 4. Mai 2026, 11:00–11:30 Uhr'],
    ['es', 'lunes, 4 de mayo de 2026, 11:00–11:30'],
    ['fr', 'lundi 4 mai 2026, 11:00 – 11:30'],
    ['ar', 'الاثنين، 4 مايو 2026، 11:00–11:30 ص'],
    ['ar-EG', 'الاثنين، ٤ مايو ٢٠٢٦، ١١:٠٠–١١:٣٠ ص'],
    ['ar-MA', 'الاثنين، 4 ماي 2026، 11:00–11:30'],
  ])('is written in %s as people there do', (tag, expected) => {
    expect(steady(writeSpan('2026-05-04T09:00:00Z', '2026-05-04T09:30:00Z', 'Europe/Berlin', tag))).toBe(expected);
  });

  it('names both days when it runs over midnight, and its zone once', () => {
    const night = ['2026-05-04T21:30:00Z', '2026-05-04T22:30:00Z', 'Europe/Berlin', 'en-GB'] as const;
    expect(steady(writeSpan(...night))).toBe('Monday 4 May 2026, 23:30 – Tuesday 5 May 2026, 00:30');
    expect(steady(writeSpanWithZone(...night))).toBe(
      'Monday 4 May 2026, 23:30 – Tuesday 5 May 2026, 00:30 (Europe/Berlin, UTC+02:00)',
    );
  });

  it('names both offsets when the clock changes in between', () => {
    expect(steady(writeSpan('2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', 'Europe/Berlin', 'en-GB'))).toBe(
      'Sunday 25 October 2026, 02:30 (UTC+02:00) – Sunday 25 October 2026, 02:30 (UTC+01:00)',
    );
    expect(steady(writeSpanWithZone('2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', 'Europe/Berlin', 'en-GB'))).toBe(
      'Sunday 25 October 2026, 02:30 (UTC+02:00) – Sunday 25 October 2026, 02:30 (UTC+01:00) (Europe/Berlin)',
    );
  });
});

it.each(['ar-SA-u-ca-islamic', 'fa-IR', 'th-TH', 'en-GB'])('a date in %s is one of the Gregorian calendar', (tag) => {
  const written = writeMoment('2026-05-04T09:00:00Z', 'Europe/Berlin', tag);
  const year = new Intl.NumberFormat(tag, { useGrouping: false }).format(2026);
  expect(written).toContain(year);
});

describe('a zone', () => {
  it.each([
    ['Europe/Berlin', 'en-GB', 'Central European Summer Time (Europe/Berlin, UTC+02:00)'],
    ['Europe/Berlin', 'de', 'Mitteleuropäische Sommerzeit (Europe/Berlin, UTC+02:00)'],
    ['Europe/Berlin', 'es', 'hora de verano de Europa central (Europe/Berlin, UTC+02:00)'],
    ['Etc/GMT-3', 'en-GB', '(Etc/GMT-3, UTC+03:00)'],
  ])('%s has its name in %s, where it has one', (zone, tag, expected) => {
    expect(writeZone('2026-05-04T09:00:00Z', zone, tag)).toBe(expected);
  });
});

describe('how far ahead a booking is', () => {
  const at = (local: string) => new Date(`2026-05-${local}:00+02:00`);
  const ahead = (now: string, start: string, tag = 'en-GB') =>
    writeAhead(at(start).toISOString(), at(now), 'Europe/Berlin', tag);

  it.each([
    ['04T10:30', '04T11:00', 'in 30 minutes'],
    ['04T08:00', '04T11:00', 'in 3 hours'],
    ['04T07:00', '04T21:00', 'in 14 hours'],
    ['04T09:45', '04T11:00', 'in 75 minutes'],
    ['03T23:00', '04T00:00', 'in 1 hour'],
    ['03T22:30', '04T02:00', 'in 4 hours'],
    ['03T20:00', '04T08:00', 'tomorrow'],
    ['03T23:00', '04T23:00', 'tomorrow'],
    ['03T00:00', '04T00:00', 'tomorrow'],
    ['03T00:00', '04T23:30', 'tomorrow'],
    ['03T23:30', '05T00:30', 'in 2 days'],
  ])(
    'on %s of one on %s is said as people do: over midnight, too, hours count while they are few',
    (now, start, said) => {
      expect(ahead(now, start)).toBe(said);
    },
  );

  it.each([
    ['en-US', 'in 1 hour', 'tomorrow'],
    ['de', 'in 1 Stunde', 'morgen'],
    ['es', 'dentro de 1 hora', 'mañana'],
    ['fr', 'dans 1 heure', 'demain'],
    ['ar', 'خلال ساعة واحدة', 'غدًا'],
  ])('is said in %s', (tag, soon, later) => {
    expect([ahead('03T23:00', '04T00:00', tag), ahead('03T09:00', '04T09:00', tag)]).toEqual([soon, later]);
  });

  it('goes by the zone of its reader', () => {
    const [now, start] = [at('03T20:00'), at('04T05:00').toISOString()];
    expect(writeAhead(start, now, 'Europe/Berlin', 'en-GB')).toBe('tomorrow');
    expect(writeAhead(start, now, 'America/New_York', 'en-GB')).toBe('in 9 hours');
  });
});
