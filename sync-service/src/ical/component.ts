import { type ComponentTimes, readComponentTimes } from './component-times.ts';
import type { Facts } from './facts.ts';
import type { Findings } from './findings.ts';
import { type Length, readDuration } from './length.ts';
import { attempt } from './problem.ts';
import { parseText } from './property.ts';
import type { Block } from './split.ts';
import { readTimeLine } from './time-line.ts';
import { cleanTitle } from './title.ts';
import { readTimes, toInstant, type ZoneScope } from './value.ts';

export interface Component extends ComponentTimes, Facts {
  revision: Revision;
  /** Milliseconds of travel before the begin. */
  travelMs: number;
  title: string | null;
  /** ISO instant, or null. */
  updatedAt: string | null;
}

/** Decides which of two components is newer; milliseconds, or null. */
export interface Revision {
  sequence: number;
  stampedAt: number | null;
  modifiedAt: number | null;
}

const dayMs = 86_400_000;
const maxTravelMs = dayMs;

/**
 * Reads a VEVENT.
 * @param facts What says whether it takes its time.
 * @param findings Gets what could not be read beside what is returned.
 * @throws RecurrenceError if its times cannot be known.
 */
export function readComponent(block: Block, facts: Facts, scope: ZoneScope, findings: Findings): Component {
  const { lines } = block;
  const text = (name: string): string => parseText(lines.get(name)?.[0]);
  const isPrivate = (lines.get('CLASS') ?? []).some((line) => /^(PRIVATE|CONFIDENTIAL)$/i.test(parseText(line)));
  const isFreeing = facts.status === 'cancelled' || facts.transparency === 'transparent';
  const modifiedAt = readInstant(lines.get('LAST-MODIFIED')?.[0], scope);
  const times = readComponentTimes(lines, scope, isFreeing, findings);
  return {
    ...facts,
    ...times,
    length: facts.isMarkedAllDay ? atLeastItsDay(times) : times.length,
    revision: {
      sequence: Number.parseInt(text('SEQUENCE'), 10) || 0,
      stampedAt: readInstant(lines.get('DTSTAMP')?.[0], scope),
      modifiedAt,
    },
    travelMs: readTravel(text('X-APPLE-TRAVEL-DURATION')),
    title: isPrivate ? null : cleanTitle(text('SUMMARY')),
    updatedAt: modifiedAt === null ? null : new Date(modifiedAt).toISOString(),
  };
}

/** Outlook's all-day events are those between midnights; one without an end takes its first day. */
function atLeastItsDay({ start, length }: ComponentTimes): Length {
  const isOpen = !start.isDate && start.wallMs % dayMs === 0 && length.days + length.ms === 0;
  return isOpen ? { days: 1, ms: 0 } : length;
}

function readTravel(text: string): number {
  if (text === '') return 0;
  const length = attempt(() => readDuration(text));
  return length === null ? 0 : Math.min(length.days * dayMs + length.ms, maxTravelMs);
}

/** For lines that do not affect times: an unreadable one counts as missing. */
function readInstant(line: string | undefined, scope: ZoneScope): number | null {
  if (line === undefined) return null;
  const time = attempt(() => readTimes(readTimeLine(line), scope)[0]);
  return time == null ? null : toInstant(time);
}
