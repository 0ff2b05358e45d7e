import { describe, expect, test } from 'vitest';
import type { CalendarPolicy, EventUpsert } from '../../sync-service/src/calendar/event.ts';
import type { Occurrence } from '../../sync-service/src/ical/expansion.ts';
import { createExpander, type Expander } from '../../sync-service/src/providers/expander.ts';
import { eventOf, feedOf } from './ics/feed-server.ts';

const expander: Expander = createExpander();
const timed = ['DTSTART:20260504T100000Z', 'DTEND:20260504T110000Z'];
const allDay = ['DTSTART;VALUE=DATE:20260504', 'DTEND;VALUE=DATE:20260505'];

/** The only occurrence of an event with these lines, in a calendar of anna@example.com. */
async function read(
  lines: string[],
  policy: Partial<CalendarPolicy> = {},
  before: string[] = [],
): Promise<Occurrence | undefined> {
  const { objects } = await expander.expand({
    sources: [feedOf(...before, ...eventOf('one', ...lines))],
    window: { from: Date.parse('2026-05-01T00:00:00Z'), until: Date.parse('2026-06-01T00:00:00Z') },
    hostTimeZone: 'Europe/Berlin',
    calendarTimeZone: null,
    selfAddresses: ['anna@example.com'],
    policy,
  });
  return objects[0]?.occurrences[0];
}

async function isBusy(lines: string[], policy?: Partial<CalendarPolicy>): Promise<EventUpsert['isBusy'] | undefined> {
  return (await read(lines, policy))?.isBusy;
}

function invitation(response: string): string {
  return `ATTENDEE;CN="Anna: the host";PARTSTAT=${response}:mailto:Anna@Example.com`;
}

// caldav.md 38
describe('which events block time', () => {
  test.each([
    ['a plain event', [], true],
    ['an opaque event', ['TRANSP:OPAQUE'], true],
    ['a transparent event', ['TRANSP:TRANSPARENT'], false],
    ['a cancelled event', ['STATUS:CANCELLED'], false],
    ['a tentative event', ['STATUS:TENTATIVE'], true],
    ['a private event', ['CLASS:PRIVATE'], true],
    ['a confidential event', ['CLASS:CONFIDENTIAL'], true],
    ['an event shown as free by Outlook', ['X-MICROSOFT-CDO-BUSYSTATUS:FREE'], false],
    ['working elsewhere', ['X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE'], false],
    ["Outlook's status beside an opaque TRANSP", ['TRANSP:OPAQUE', 'X-MICROSOFT-CDO-BUSYSTATUS:FREE'], true],
    ['an invitation that the owner accepted', [invitation('ACCEPTED')], true],
    ['an invitation that the owner may accept', [invitation('TENTATIVE')], true],
    ['an invitation that the owner declined', [invitation('DECLINED')], false],
    ['an invitation that the owner handed on', [invitation('DELEGATED')], false],
    ['an invitation without an answer', [invitation('NEEDS-ACTION')], true],
    ['an invitation that somebody else declined', ['ATTENDEE;PARTSTAT=DECLINED:mailto:bob@example.com'], true],
    [
      'an invitation of an address that only looks alike',
      ['ATTENDEE;PARTSTAT=DECLINED:mailto:joanna@example.com'],
      true,
    ],
    [
      'an invitation declined under an alias',
      [
        'ATTENDEE;PARTSTAT=DECLINED;EMAIL=anna@example.com:urn:uuid:1',
        'ATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@example.com',
      ],
      false,
    ],
    ['an invitation by the owner', ['ORGANIZER:mailto:anna@example.com', 'ATTENDEE:mailto:bob@example.com'], true],
  ])('%s: %s is busy: %s', async (_what, lines, expected) => {
    expect(await isBusy([...timed, ...lines])).toBe(expected);
  });

  test.each([
    ['a whole day', [], {}, true],
    ['a whole day', [], { all_day: 'free' }, false],
    ['a tentative event', ['STATUS:TENTATIVE'], { tentative: 'free' }, false],
    ['an invitation answered with maybe', [invitation('TENTATIVE')], { tentative: 'free' }, false],
    ['an invitation to a whole day without an answer', [invitation('NEEDS-ACTION')], {}, false],
    ['an invitation to a whole day without an answer', [invitation('NEEDS-ACTION')], { needs_action: 'busy' }, true],
    ['working elsewhere', ['X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE'], { working_location: 'busy' }, true],
    ['a transparent event', ['TRANSP:TRANSPARENT'], { all_day: 'busy', tentative: 'busy' }, false],
  ] as const)('%s (%j) with the policy %j: %s', async (_what, lines, policy, expected) => {
    expect(await isBusy([...allDay, ...lines], policy)).toBe(expected);
  });

  test.each([
    ['tentative', 'X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE', 'tentative'],
    ['tentative, as it is meant', 'X-MICROSOFT-CDO-INTENDEDSTATUS:TENTATIVE', 'tentative'],
    ['working elsewhere', 'X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE', 'working_location'],
    ['working elsewhere, as it is meant', 'X-MICROSOFT-CDO-INTENDEDSTATUS:WORKINGELSEWHERE', 'working_location'],
  ] as const)(
    'Outlook says %s beside TRANSP:OPAQUE and STATUS:CONFIRMED, and the policy decides',
    async (_what, line, kind) => {
      const lines = [...timed, 'STATUS:CONFIRMED', 'TRANSP:OPAQUE', line];
      expect(await isBusy(lines, { [kind]: 'free' })).toBe(false);
      expect(await isBusy(lines, { [kind]: 'busy' })).toBe(true);
    },
  );

  test.each([
    ['away', ['X-MICROSOFT-CDO-BUSYSTATUS:OOF'], true],
    ['away, meant as free', ['X-MICROSOFT-CDO-BUSYSTATUS:OOF', 'X-MICROSOFT-CDO-INTENDEDSTATUS:FREE'], true],
    ['meant as free', ['X-MICROSOFT-CDO-INTENDEDSTATUS:FREE'], false],
    ['meant as free beside TRANSP:OPAQUE', ['TRANSP:OPAQUE', 'X-MICROSOFT-CDO-INTENDEDSTATUS:FREE'], true],
    ['a word that nobody knows', ['X-MICROSOFT-CDO-BUSYSTATUS:MAYBE'], true],
  ])('Outlook says %s: busy is %3$s', async (_what, lines, expected) => {
    const free = { tentative: 'free', working_location: 'free' } as const;
    expect(await isBusy([...timed, ...lines], free)).toBe(expected);
  });

  test('what Outlook marks as a whole day is one for the policy, if it goes from midnight to midnight', async () => {
    const marked = 'X-MICROSOFT-CDO-ALLDAYEVENT:TRUE';
    const day = ['DTSTART;TZID=Europe/Berlin:20260504T000000', 'DTEND;TZID=Europe/Berlin:20260505T000000'];
    expect(await isBusy([...day, marked], { all_day: 'free' })).toBe(false);
    expect(await isBusy([...day, marked])).toBe(true);
    expect(await isBusy(day, { all_day: 'free' })).toBe(true);
    expect(await isBusy([...timed, marked], { all_day: 'free' })).toBe(true);
  });

  test.each([
    ['in capital letters', 'ATTENDEE;PARTSTAT=DECLINED:MAILTO:ANNA@EXAMPLE.COM'],
    ['without mailto', 'ATTENDEE;PARTSTAT=DECLINED:anna@example.com'],
    ['with its sign escaped', 'ATTENDEE;PARTSTAT=DECLINED:mailto:anna%40example.com'],
    ['in angle brackets', 'ATTENDEE;PARTSTAT=DECLINED:<anna@example.com>'],
    ['beside a name with quotes in it', 'ATTENDEE;CN="Anna "the" host";PARTSTAT=DECLINED:mailto:anna@example.com'],
    ['beside a name with a colon in it', 'ATTENDEE;CN=Anna: host;PARTSTAT=DECLINED:mailto:anna@example.com'],
    ['in small letters', 'attendee;partstat=declined:mailto:anna@example.com'],
  ])('an address is found %s', async (_what, line) => {
    expect(await isBusy([...timed, line])).toBe(false);
  });

  test('an answer that is in the name of a guest is none', async () => {
    expect(await isBusy([...timed, 'ATTENDEE;CN="x;PARTSTAT=DECLINED";X="a "b":mailto:anna@example.com'])).toBe(true);
  });

  test('an event without length takes no time', async () => {
    expect(await isBusy(['DTSTART:20260504T100000Z'])).toBe(false);
  });

  test('an event that ends before it begins takes an hour', async () => {
    const occurrence = await read(['DTSTART:20260504T100000Z', 'DTEND:20260504T090000Z']);
    expect(occurrence).toMatchObject({ endsAt: '2026-05-04T11:00:00.000Z', isBusy: true });
  });

  test('travel time makes it busy earlier', async () => {
    const occurrence = await read([...timed, 'X-APPLE-TRAVEL-DURATION;VALUE=DURATION:PT30M']);
    expect(occurrence?.startsAt).toBe('2026-05-04T09:30:00.000Z');
    expect(occurrence?.endsAt).toBe('2026-05-04T11:00:00.000Z');
  });

  test.each([
    ["a calendar's own address", 'X-WR-CALNAME:Owner@Example.com', false],
    ['an address in its name', 'X-WR-CALNAME:Anna Owner (owner@example.com)', false],
    ['another name', 'X-WR-CALNAME:Team', true],
    ['the address of somebody who accepted', 'X-WR-CALNAME:bob@example.com', true],
  ])('%s tells whose answer counts', async (_what, line, expected) => {
    const guests = [
      'ATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@example.com',
      'ATTENDEE;PARTSTAT=DECLINED:mailto:owner@example.com',
    ];
    expect((await read([...timed, ...guests], {}, [line]))?.isBusy).toBe(expected);
  });

  test("of two addresses of the owner's the calendar's own one counts first", async () => {
    const guests = (own: string, other: string) => [
      `ATTENDEE;PARTSTAT=${other}:mailto:anna@example.com`,
      `ATTENDEE;PARTSTAT=${own}:mailto:owner@example.com`,
    ];
    const name = ['X-WR-CALNAME:owner@example.com'];
    expect((await read([...timed, ...guests('DECLINED', 'ACCEPTED')], {}, name))?.isBusy).toBe(false);
    expect((await read([...timed, ...guests('ACCEPTED', 'DECLINED')], {}, name))?.isBusy).toBe(true);
  });

  test('of a private event only the times are kept', async () => {
    expect((await read([...timed, 'SUMMARY:Doctor', 'CLASS:PRIVATE']))?.title).toBeNull();
    expect((await read([...timed, 'SUMMARY:Lunch', 'CLASS:PUBLIC']))?.title).toBe('Lunch');
  });

  test('status and transparency are told as they are', async () => {
    expect(await read([...timed, 'STATUS:TENTATIVE'])).toMatchObject({ status: 'tentative', transparency: 'opaque' });
    expect(await read([...timed, 'TRANSP:TRANSPARENT'])).toMatchObject({
      status: 'confirmed',
      transparency: 'transparent',
    });
  });
});
