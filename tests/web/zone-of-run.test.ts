import { expect, test } from 'vitest';

test('tests of the pages and mails run in the zone that vitest.config.ts names', () => {
  const zone = process.env.TZ;
  expect(zone).toMatch(/^(Asia\/Kolkata|America\/New_York)$/);
  expect(Intl.DateTimeFormat().resolvedOptions().timeZone.replace('Calcutta', 'Kolkata')).toBe(zone);
  expect(new Date('2026-01-15T00:00:00Z').getHours()).toBe(zone === 'Asia/Kolkata' ? 5 : 19);
});
