import { RecurrenceError } from './problem.ts';
import { expandRule, lastBefore, type Rule } from './rule.ts';
import { readRule } from './rule-text.ts';
import { type Block, lineValue } from './split.ts';
import { lastMoment, readClock } from './time-text.ts';
import { fixedZone, utcMs, type Zone, zoneKey } from './zone.ts';
import { findIanaZone, findNamedZone, readOffset } from './zone-names.ts';

/** Zones that list every change since 1900 one by one have some hundred. */
const maxObservances = 1000;
/** Years that are kept, and definitions with the characters of the longest. */
const maxYears = 400;
const maxKnown = 300;
const maxKnownLength = 20_000;

/** A zone as a calendar defines it. */
export interface EmbeddedZone extends Zone {
  /** Whether a part of its definition could not be read. */
  isGuess: boolean;
  /** The zone of the IANA database that it says to be a copy of; null if it says none. */
  iana: string | null;
}

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

/** Where a definition does not say from when on it holds. */
const firstMs = utcMs(1601, 1, 1, 2);

/** By what they say, to the letter, so that nothing gets from one owner to another that they did not define as well. */
const known = new Map<string, EmbeddedZone | null>();

/**
 * Makes a zone of a VTIMEZONE: of its X-LIC-LOCATION if that is a zone of the system, else of its own parts, as far as
 * they can be read.
 * @returns null if that comes to nothing.
 */
export function findEmbeddedZone(block: Block): EmbeddedZone | null {
  const text = [block, ...block.children]
    .flatMap(({ name, lines }) => [name, ...[...lines.values()].flat()])
    .join('\n');
  if (text.length > maxKnownLength) return createEmbeddedZone(block);
  let zone = known.get(text);
  if (zone === undefined) {
    zone = createEmbeddedZone(block);
    if (known.size >= maxKnown) known.clear();
    known.set(text, zone);
  }
  return zone;
}

function createEmbeddedZone(block: Block): EmbeddedZone | null {
  const location = lineValue(block, 'X-LIC-LOCATION') ?? '';
  const parts = block.children.filter((child) => child.name === 'STANDARD' || child.name === 'DAYLIGHT');
  const named = (parts.length === 0 ? findNamedZone : findIanaZone)(zoneKey(location));
  if (named !== null) return { offsetAt: named.zone.offsetAt, isGuess: named.guess !== null, iana: named.iana };

  // What comes before one part is what the other one leads to.
  const others = parts.map((part) => readOffset(lineValue(part, 'TZOFFSETFROM') ?? ''));
  const read = parts.slice(0, maxObservances).map((part, index) => {
    const other = others.find((offset, at) => at !== index && offset !== null) ?? null;
    return readObservance(part, other);
  });
  const observances = read.filter((one) => one !== null).sort((a, b) => a.startMs - a.from - (b.startMs - b.from));
  const [first] = observances;
  if (first === undefined) return null;
  const isGuess = observances.length < parts.length || observances.some((one) => one.isGuess);
  if (isGuess && observances.every(({ to }) => to === first.to)) return { ...fixedZone(first.to), isGuess, iana: null };
  // Without a rule that can be read two offsets do not say which of them holds when.
  if (observances.some((one) => one.isLost)) return null;
  return followObservances(observances, isGuess);
}

function followObservances(observances: Observance[], isGuess: boolean): EmbeddedZone {
  const byYear = new Map<number, Onset[]>();
  const zone: EmbeddedZone = {
    isGuess,
    iana: null,
    offsetAt(instantMs) {
      const year = new Date(instantMs).getUTCFullYear();
      let onsets = byYear.get(year);
      if (onsets === undefined) {
        onsets = findOnsets(observances, year, () => {
          zone.isGuess = true;
        });
        if (byYear.size >= maxYears) byYear.clear();
        byYear.set(year, onsets);
      }
      return onsets.findLast((onset) => onset.instant <= instantMs)?.to ?? observances[0]?.from ?? 0;
    },
  };
  return zone;
}

/** All onsets that matter within a year: those of the years around it, and of each part the last one before. */
function findOnsets(observances: Observance[], year: number, onBroken: () => void): Onset[] {
  const fromMs = utcMs(year - 1, 1, 1);
  const toMs = utcMs(year + 2, 1, 1);
  const onsets: Onset[] = [];
  for (const observance of observances) {
    const { startMs, from, to, rule, untilMs, extraMs } = observance;
    const walls = [startMs, ...extraMs];
    try {
      if (rule !== null) {
        const before = lastBefore(rule, startMs, untilMs, fromMs);
        if (before !== null) walls.push(before);
        walls.push(...expandRule(rule, startMs, untilMs, fromMs, toMs));
      }
    } catch (error) {
      if (!(error instanceof RecurrenceError)) throw error;
      // Found out once: it takes as long each time.
      observance.rule = null;
      onBroken();
    }
    onsets.push(...walls.map((wallMs) => ({ instant: wallMs - from, to })));
  }
  return onsets.sort((a, b) => a.instant - b.instant);
}

/**
 * Reads a part.
 * @param other Offset that the other parts say it has, or null.
 * @returns null without an offset; `isGuess` if something else is missing, `isLost` if that is when it holds.
 */
function readObservance(
  block: Block,
  other: number | null,
): (Observance & { isGuess: boolean; isLost: boolean }) | null {
  const own = readOffset(lineValue(block, 'TZOFFSETTO') ?? '');
  const to = own ?? other;
  if (to === null) return null;
  const from = readOffset(lineValue(block, 'TZOFFSETFROM') ?? '');
  // Times inside a VTIMEZONE are plain wall times.
  const times = (name: string): (number | null)[] =>
    (block.lines.get(name) ?? [])
      .flatMap((line) => line.slice(line.indexOf(':') + 1).split(','))
      .filter((value) => value.trim() !== '')
      .map((value) => readClock(value)?.wallMs ?? null);
  const startMs = times('DTSTART')[0] ?? null;
  const extra = times('RDATE');
  const ruleText = lineValue(block, 'RRULE') ?? '';
  const rule = ruleText === '' ? null : readRule(ruleText);
  const isBroken = rule !== null && (rule.rule === null || rule.problem !== null);
  const until = rule?.rule?.until ?? null;
  return {
    startMs: startMs ?? firstMs,
    from: from ?? to,
    to,
    rule: isBroken ? null : (rule?.rule ?? null),
    untilMs: until === null ? null : lastMoment(until) + (until.isUtc ? (from ?? to) : 0),
    extraMs: extra.filter((wallMs) => wallMs !== null),
    isGuess: own === null || startMs === null || from === null || isBroken || extra.includes(null),
    isLost: isBroken || (startMs === null && rule === null),
  };
}
