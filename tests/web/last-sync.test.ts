import { describe, expect, it } from 'vitest';
import type { Connection } from '../../web-embed/admin/screens/calendars/calendars-api.ts';
import { oldestSync } from '../../web-embed/admin/words.ts';

const [early, late] = ['2026-11-23T08:00:00Z', '2026-11-23T09:00:00Z'];
const link = (isBlocking: boolean, isTarget = false) => ({
  host_id: 'host',
  blocks_availability: isBlocking,
  is_booking_target: isTarget,
});
const account = (...calendars: [string | null, ReturnType<typeof link>[]][]) =>
  ({ calendars: calendars.map(([last_synced_at, links]) => ({ last_synced_at, links })) }) as unknown as Connection;

describe('How fresh an account is', () => {
  it('is told by its oldest calendar that takes time or gets bookings', () => {
    expect(oldestSync(account([late, [link(true)]], [early, [link(false, true)]]))).toBe(early);
  });

  it('has nothing to do with calendars that count for nobody, which are read more rarely', () => {
    expect(oldestSync(account([late, [link(true)]], [early, [link(false)]], [null, []]))).toBe(late);
  });

  it('is told by all of them where none counts', () => {
    expect(oldestSync(account([late, [link(false)]], [early, []]))).toBe(early);
  });

  it('is not known before each of them was read once', () => {
    expect(oldestSync(account([late, [link(true)]], [null, [link(true)]]))).toBeNull();
  });
});
