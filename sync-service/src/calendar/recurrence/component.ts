import { isBusyEvent } from '../busy.ts';
import type { CalendarPolicy, EventStatus, EventTransparency } from '../event.ts';
import { type ComponentTimes, readComponentTimes } from './component-times.ts';
import type { ObjectProblem } from './expansion.ts';
import { RecurrenceError } from './problem.ts';
import { type Block, nameOf } from './split.ts';
import { type Property, parseProperty, readDuration, readTimes, toInstant, type ZoneScope } from './value.ts';

/** A VEVENT, read. */
export interface Component extends ComponentTimes {
  sequence: number;
  /** Milliseconds of travel before the begin. */
  travelMs: number;
  title: string | null;
  status: EventStatus;
  transparency: EventTransparency;
  isWorkingLocation: boolean;
  ownAnswer: 'accepted' | 'declined' | 'tentative' | 'needs_action' | null;
  /** ISO instant, or null. */
  updatedAt: string | null;
}

const dayMs = 86_400_000;
const maxTravelMs = dayMs;
const maxTitle = 500;
const plainTitle = /^[!-~]+(?: [!-~]+)*$/;

/**
 * Reads a VEVENT.
 * @param selfAddresses Addresses of the calendar's owner, in lower case.
 * @param problems Gets what could not be read beside what is returned.
 * @throws RecurrenceError if its times can't be known.
 */
export function readComponent(
  block: Block,
  scope: ZoneScope,
  selfAddresses: readonly string[],
  problems: ObjectProblem[],
): Component {
  const lines = Map.groupBy(block.lines, nameOf);
  const text = (name: string): string => String(readLoosely(lines.get(name)?.[0])?.values[0] ?? '');

  if (!block.isComplete) throw new RecurrenceError('unreadable', 'An event is cut off.');
  const isPrivate = ['PRIVATE', 'CONFIDENTIAL'].includes(text('CLASS').toUpperCase());
  const busyStatus = text('X-MICROSOFT-CDO-BUSYSTATUS').toUpperCase();
  const transp = text('TRANSP').toUpperCase();
  const status = readStatus(text('STATUS'));
  const transparency = transp === 'TRANSPARENT' || (transp === '' && busyStatus === 'FREE') ? 'transparent' : 'opaque';
  const isFreeing = status === 'cancelled' || transparency === 'transparent';
  return {
    ...readComponentTimes(lines, scope, isFreeing, problems),
    sequence: Number.parseInt(text('SEQUENCE'), 10) || 0,
    travelMs: readTravel(text('X-APPLE-TRAVEL-DURATION')),
    title: isPrivate ? null : cleanTitle(text('SUMMARY')),
    status,
    transparency,
    isWorkingLocation: transp === '' && busyStatus === 'WORKINGELSEWHERE',
    ownAnswer: readOwnAnswer(lines.get('ATTENDEE') ?? [], selfAddresses),
    updatedAt: readUpdated(lines.get('LAST-MODIFIED')?.[0], scope),
  };
}

/** Whether the component's occurrences block time. */
export function blocksTime(component: Component, isAllDay: boolean, isEmpty: boolean, policy: Partial<CalendarPolicy>) {
  const { status, transparency, ownAnswer, isWorkingLocation } = component;
  return isBusyEvent({ status, transparency, ownAnswer, isWorkingLocation, isAllDay, isEmpty }, policy);
}

/** For lines that don't decide about times: one that can't be read counts as absent. */
function readLoosely(line: string | undefined): Property | null {
  if (line === undefined) return null;
  try {
    return parseProperty(line);
  } catch {
    return null;
  }
}

function readStatus(text: string): EventStatus {
  const status = text.toUpperCase();
  return status === 'CANCELLED' ? 'cancelled' : status === 'TENTATIVE' ? 'tentative' : 'confirmed';
}

function readTravel(text: string): number {
  if (text === '') return 0;
  try {
    const { days, ms } = readDuration(text);
    return Math.min(days * dayMs + ms, maxTravelMs);
  } catch {
    return 0;
  }
}

function readUpdated(line: string | undefined, scope: ZoneScope): string | null {
  const property = readLoosely(line);
  try {
    const time = property === null ? undefined : readTimes(property, scope)[0];
    return time === undefined ? null : new Date(toInstant(time)).toISOString();
  } catch {
    return null;
  }
}

function readOwnAnswer(lines: readonly string[], selfAddresses: readonly string[]): Component['ownAnswer'] {
  for (const line of lines) {
    const lower = line.toLowerCase();
    // Large meetings have hundreds of guests; only lines that may be ours are worth reading.
    if (!selfAddresses.some((address) => lower.includes(address))) continue;
    const property = readLoosely(line);
    const names = [property?.values[0], property?.params.email].map((name) =>
      String(name ?? '')
        .toLowerCase()
        .replace(/^mailto:/, ''),
    );
    if (property === null || !names.some((name) => selfAddresses.includes(name))) continue;
    switch (String(property.params.partstat ?? 'NEEDS-ACTION').toUpperCase()) {
      case 'DECLINED':
      case 'DELEGATED':
        return 'declined';
      case 'TENTATIVE':
        return 'tentative';
      case 'NEEDS-ACTION':
        return 'needs_action';
      default:
        return 'accepted';
    }
  }
  return null;
}

/** A title as it may be stored and shown: one line, without control characters, cut to 500 characters. */
export function cleanTitle(text: string): string | null {
  // Most are clean.
  if (text.length <= maxTitle && plainTitle.test(text)) return text;
  const clean = [
    ...text
      .slice(0, 4 * maxTitle)
      .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\s\u202a-\u202e\u2066-\u2069]+/gu, ' ')
      .trim(),
  ];
  return clean.slice(0, maxTitle).join('').trim() || null;
}
