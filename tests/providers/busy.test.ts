import { describe, expect, test } from 'vitest';
import type { CalendarPolicy, EventUpsert } from '../../sync-service/src/calendar/event.ts';
import { createExpander, type Expander } from '../../sync-service/src/calendar/recurrence/expander.ts';
import type { Occurrence } from '../../sync-service/src/calendar/recurrence/expansion.ts';
import { eventOf, feedOf } from './ics/feed-server.ts';

const expander: Expander = createExpander();
const timed = ['DTSTART:20260504T100000Z', 'DTEND:20260504T110000Z'];
const allDay = ['DTSTART;VALUE=DATE:20260504', 'DTEND;VALUE=DATE:20260505'];

/** The only occurrence of an event with these lines, in a calendar of anna@example.com. */
async function read(lines: string[], policy: Partial<CalendarPolicy> = {}): Promise<Occurrence | undefined> {
  const { objects } = await expander.expand({
    sources: [feedOf(...eventOf('one', ...lines))],
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

function invitation(answer: string): string {
  return `ATTENDEE;CN="Anna: the host";PARTSTAT=${answer}:mailto:Anna@Example.com`;
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

  test('an event without length takes no time', async () => {
    expect(await isBusy(['DTSTART:20260504T100000Z'])).toBe(false);
  });

  test('an event that ends before it begins has no occurrence', async () => {
    expect(await read(['DTSTART:20260504T100000Z', 'DTEND:20260504T090000Z'])).toBeUndefined();
  });

  test('travel time makes it busy earlier', async () => {
    const occurrence = await read([...timed, 'X-APPLE-TRAVEL-DURATION;VALUE=DURATION:PT30M']);
    expect(occurrence?.startsAt).toBe('2026-05-04T09:30:00.000Z');
    expect(occurrence?.endsAt).toBe('2026-05-04T11:00:00.000Z');
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
