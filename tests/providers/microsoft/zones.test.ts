import { describe, expect, test } from 'vitest';
import { WINDOWS_TO_IANA_MAP } from 'windows-iana';
import { ianaZoneOf, zoneOf } from '../../../sync-service/src/providers/microsoft/zones.ts';

const canonical = (name: string) => new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;

describe('the zone of a mailbox', () => {
  test('may have any name that Windows has', () => {
    const names = [...new Set(WINDOWS_TO_IANA_MAP.map(({ windowsName }) => windowsName))];
    expect(names.length).toBeGreaterThan(130);
    const unknown = names.filter((name) => {
      const main =
        WINDOWS_TO_IANA_MAP.find((row) => row.windowsName === name && row.territory === '001')?.iana[0] ?? '';
      const found = ianaZoneOf(name);
      return found === null || canonical(found) !== canonical(main);
    });
    expect(unknown).toEqual([]);
  });

  test.each([
    ['W. Europe Standard Time', 'Europe/Berlin'],
    ['Pacific Standard Time', 'America/Los_Angeles'],
    ['India Standard Time', 'Asia/Kolkata'],
    ['UTC', 'Etc/UTC'],
    ['tzone://Microsoft/Utc', 'Etc/UTC'],
    ['UTC-11', 'Etc/GMT+11'],
    ['Europe/Kyiv', 'Europe/Kyiv'],
  ])('%s is %s', (name, zone) => {
    expect(canonical(ianaZoneOf(name) ?? '')).toBe(canonical(zone));
  });

  test.each(['Customized Time Zone', 'tzone://Microsoft/Custom', 'Middle-Earth Standard Time', ''])(
    '%s is none that we know',
    (name) => {
      expect(ianaZoneOf(name)).toBeNull();
      expect(zoneOf(name)).toBeNull();
    },
  );
});
