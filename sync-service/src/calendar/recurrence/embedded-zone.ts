import { RecurrenceError } from './problem.ts';
import { expandRule, lastBefore, parseRule, type Rule } from './rule.ts';
import type { Block } from './split.ts';
import { parseProperty, readTimes, type ZoneScope } from './value.ts';
import { findSystemZone, utcMs, utcZone, type Zone } from './zone.ts';

/** Zones that list every change since 1900 one by one have some hundred. */
const maxObservances = 1000;

/** One STANDARD or DAYLIGHT part: from each onset on, the offset is `to`. */
interface Observance {
  /** Wall time of the first onset, by the offset before it. */
  startMs: number;
  from: number;
  to: number;
  rule: Rule | null;
  untilMs: number | null;
  extraMs: number[];
}

interface Onset {
  instant: number;
  to: number;
}

/**
 * Makes a zone of a VTIMEZONE: of its X-LIC-LOCATION if that is a zone of the system, else of its own rules.
 * @throws RecurrenceError if its rules can't be read.
 */
export function createEmbeddedZone(block: Block): Zone {
  const location = lineValue(block, 'X-LIC-LOCATION');
  const known = location === null ? null : findSystemZone(location);
  if (known !== null) return known;

  const parts = block.children.filter((child) => child.name === 'STANDARD' || child.name === 'DAYLIGHT');
  if (parts.length === 0 || parts.length > maxObservances) {
    throw new RecurrenceError('unreadable', 'The calendar defines a time zone that can not be read.');
  }
  const observances = parts.map(readObservance).sort((a, b) => a.startMs - a.from - (b.startMs - b.from));
  const byYear = new Map<number, Onset[]>();
  return {
    offsetAt(instantMs) {
      const year = new Date(instantMs).getUTCFullYear();
      let onsets = byYear.get(year);
      if (onsets === undefined) {
        onsets = findOnsets(observances, year);
        byYear.set(year, onsets);
      }
      return onsets.findLast((onset) => onset.instant <= instantMs)?.to ?? observances[0]?.from ?? 0;
    },
  };
}

/** All onsets that matter within a year: those of the years around it, and of each part the last one before. */
function findOnsets(observances: readonly Observance[], year: number): Onset[] {
  const fromMs = utcMs(year - 1, 1, 1);
  const toMs = utcMs(year + 2, 1, 1);
  const onsets: Onset[] = [];
  for (const { startMs, from, to, rule, untilMs, extraMs } of observances) {
    const walls = [startMs, ...extraMs];
    if (rule !== null) {
      const before = lastBefore(rule, startMs, untilMs, fromMs);
      if (before !== null) walls.push(before);
      walls.push(...expandRule(rule, startMs, untilMs, fromMs, toMs));
    }
    onsets.push(...walls.map((wallMs) => ({ instant: wallMs - from, to })));
  }
  return onsets.sort((a, b) => a.instant - b.instant);
}

function readObservance(block: Block): Observance {
  const from = readOffset(lineValue(block, 'TZOFFSETFROM'));
  const to = readOffset(lineValue(block, 'TZOFFSETTO'));
  // Times inside a VTIMEZONE are plain wall times.
  const scope: ZoneScope = { embedded: new Map(), floating: utcZone, fallback: utcZone, onUnknownZone: () => {} };
  const times = (name: string): number[] =>
    block.lines
      .filter((line) => nameOf(line) === name)
      .flatMap((line) => readTimes(parseProperty(line), scope))
      .map((time) => (time.isUtc ? time.wallMs + from : time.wallMs));
  const startMs = times('DTSTART')[0];
  if (startMs === undefined)
    throw new RecurrenceError('unreadable', 'The calendar defines a time zone without a begin.');
  const ruleText = lineValue(block, 'RRULE');
  const rule = ruleText === null ? null : parseRule(ruleText);
  return { startMs, from, to, rule, untilMs: readUntil(rule, from), extraMs: times('RDATE') };
}

function readUntil(rule: Rule | null, from: number): number | null {
  const match = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?$/.exec(rule?.until ?? '');
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 23, minute = 59, second = 59] = match
    .slice(1, 7)
    .map((part) => (part === undefined ? undefined : Number(part)));
  return utcMs(year, month, day, hour, minute, second) + (match[7] === undefined ? 0 : from);
}

/** Milliseconds of `+0530` or `-023015`. */
function readOffset(text: string | null): number {
  const match = /^([+-])(\d\d):?(\d\d):?(\d\d)?$/.exec(text ?? '');
  if (match === null) throw new RecurrenceError('unreadable', 'The calendar defines a time zone without an offset.');
  const [hours, minutes, seconds] = match.slice(2).map((part) => Number(part ?? 0));
  const size = (((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000;
  return match[1] === '-' ? -size : size;
}

/** The value of the first line with a name; for properties whose value holds no escapes. */
export function lineValue(block: Block, name: string): string | null {
  const line = block.lines.find((candidate) => nameOf(candidate) === name);
  return line?.slice(line.indexOf(':') + 1).trim() ?? null;
}

function nameOf(line: string): string {
  return /^[\w-]*/.exec(line)?.[0].toUpperCase() ?? '';
}
