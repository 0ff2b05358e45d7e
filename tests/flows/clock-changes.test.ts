import { DateTime } from 'luxon';
import { beforeAll, describe, expect, it } from 'vitest';
import { createEventType, createHost, createHours } from '../support/fixtures.ts';
import { useSite } from './site.ts';
import { fillDetails, timeAt, times } from './visitor.ts';

const { stack, visit } = useSite();

const HOST_ZONE = 'Europe/Berlin';
const HOUR = 3_600_000;

/** The next two changes of a zone's clock: the first instant after each, and by how many minutes it jumps. */
function nextChanges(zone: string): { at: number; jump: number }[] {
  const offset = (at: number) => DateTime.fromMillis(at, { zone }).offset;
  const changes = [];
  for (let at = Math.ceil(Date.now() / HOUR + 48) * HOUR; changes.length < 2; at += HOUR / 2) {
    const jump = offset(at) - offset(at - HOUR / 2);
    if (jump !== 0) changes.push({ at, jump });
  }
  return changes;
}

beforeAll(async () => {
  const host = await createHost(stack.sql, { slug: 'round-the-clock', time_zone: HOST_ZONE, display_name: 'Rita' });
  await createEventType(stack.sql, host.id, { slug: 'call', title: 'Call', horizon_days: 400 });
  await createHours(stack.sql, host.id);
});

/** `New York (GMT−5)`, `Kolkata (GMT+5:30)`. */
function offsetOf(time: DateTime): string {
  return `GMT${time.toFormat('Z').replace('-', '−').replace(':00', '')}`;
}

const visitors: [zone: string, city: string, clock: string][] = [
  ['America/Los_Angeles', 'Los Angeles', 'America/Los_Angeles'],
  // Whose own clock never changes: that of the host does.
  ['Asia/Kolkata', 'Kolkata', HOST_ZONE],
  ['Pacific/Auckland', 'Auckland', 'Pacific/Auckland'],
  ['Australia/Lord_Howe', 'Lord Howe', 'Australia/Lord_Howe'],
  ['Europe/Berlin', 'Berlin', 'Europe/Berlin'],
];

describe('a visitor who books at the change of a clock', () => {
  it.for(visitors.flatMap(([zone, city, clock]) => nextChanges(clock).map((change) => ({ zone, city, change }))))(
    'sees what is stored: in $city, by $change.jump minutes',
    async ({ zone, city, change: { at, jump } }, context) => {
      const wanted = DateTime.fromMillis(at, { zone });
      const date = wanted.toISODate() ?? '';
      const attributes = `host="round-the-clock" event="call" date="${date}"`;
      const { page, faults } = await visit(context, { attributes }, { timeZone: zone, locale: 'en-GB' });
      await page.locator(`[data-date="${date}"]`).click();
      const more = page.getByRole('button', { name: /^Show earlier and later times/ });
      if ((await more.count()) > 0) await more.click();

      const shown = await times(page).evaluateAll((buttons) =>
        buttons.map((button) => ({
          start: Date.parse(button.getAttribute('data-start') ?? ''),
          label: button.querySelector('time')?.textContent ?? '',
        })),
      );
      const day = shown.map(({ start }) => DateTime.fromMillis(start, { zone }));
      expect(day.every((time) => time.toISODate() === date)).toBe(true);
      // The day is as long as it is: what is skipped is absent, what is doubled is there twice, with its offset.
      const ownJump = wanted.offset - wanted.minus({ minutes: 1 }).offset;
      const free = 48 - ownJump / 30;
      expect(free - shown.length).toBeLessThanOrEqual(4);
      const clockTimes = day.map((time) => time.toFormat('HH:mm'));
      const expected = day.map((time, index) => {
        const clockTime = clockTimes[index] ?? '';
        const isDoubled = clockTimes.indexOf(clockTime) !== clockTimes.lastIndexOf(clockTime);
        return isDoubled ? `${clockTime} ${offsetOf(time)}` : clockTime;
      });
      expect(shown.map(({ label }) => label)).toEqual(expected);
      const repeated = new Set(clockTimes.filter((time, index) => clockTimes.indexOf(time) !== index));
      expect(repeated.size).toBe(ownJump < 0 ? -ownJump / 30 : 0);
      expect(ownJump).toBe(zone === 'Asia/Kolkata' ? 0 : jump);

      // The first time after the change; where it is another's clock, one that leaves the doubled times to others.
      const from = ownJump === 0 ? at + 2 * HOUR : at;
      const start = shown.find((slot) => slot.start >= from)?.start ?? 0;
      const booked = DateTime.fromMillis(start, { zone });
      const facts = [
        booked.toFormat('cccc d LLLL yyyy'),
        booked.toFormat('HH:mm'),
        booked.plus({ minutes: 30 }).toFormat('HH:mm'),
        `${city} (${offsetOf(booked)})`,
      ];
      const expectFacts = async (selector: string) => {
        const text = (await page.locator(selector).textContent()) ?? '';
        for (const fact of facts) expect(text.replaceAll(',', ''), selector).toContain(fact);
      };
      await timeAt(page, new Date(start).toISOString()).click();
      await page.getByText('This time is kept for you').waitFor();
      await expectFacts('.bw-chosen');
      const email = `${city.replace(' ', '-')}-${date}@example.com`.toLowerCase();
      await fillDetails(page, 'Clara Clock', email);
      await page.getByRole('button', { name: 'Book this time' }).click();
      await page.getByRole('heading', { name: 'You are booked' }).waitFor();
      await expectFacts('dl');
      const { rows } = await stack.sql.query(
        `select b.starts_at, b.ends_at, a.time_zone from public.bookings b join public.booking_attendees a on a.booking_id = b.id where a.email = $1`,
        [email],
      );
      // Browsers have an older name for Kolkata.
      const named = zone === 'Asia/Kolkata' ? 'Asia/Calcutta' : zone;
      expect(rows).toEqual([
        {
          starts_at: new Date(start),
          ends_at: new Date(start + HOUR / 2),
          time_zone: expect.stringMatching(`^(${zone}|${named})$`),
        },
      ]);
      expect(faults).toEqual([]);
    },
  );
});
