import { createHash } from 'node:crypto';
import { readBusyTimes } from './busy-times.ts';
import { type CalendarZones, createCalendarZones, createScope, type ObjectScope } from './calendar-zone.ts';
import { type Component, readComponent } from './component.ts';
import { daysFrom, UnknownBeginError } from './component-times.ts';
import type { ExpandedObject, ExpansionRequest } from './expansion.ts';
import { isFree, readFacts } from './facts.ts';
import { createFindings, type Days, type Findings, joinDays, toProblem } from './findings.ts';
import { parseText } from './property.ts';
import { expandComponents } from './series.ts';
import type { RawObject } from './source.ts';
import type { Block, CalendarBlock } from './split.ts';
import type { ZoneScope } from './value.ts';

/** Characters of one object that are read; a series with thousands of exceptions has a tenth of it. */
const maxObjectLength = 1_000_000;

/** Zones of the calendars of one request; made when first needed and gone with the request. */
export type ZonesByCalendar = Map<CalendarBlock, CalendarZones>;

/**
 * Expands one object. Never throws for what the object holds: that becomes a problem, and what else is known of the
 * object is returned with it.
 * @param isHasty Whether only the starts are wanted that it names one by one, those of changed occurrences with them.
 */
export function expandObject(
  object: RawObject,
  request: ExpansionRequest,
  zones: ZonesByCalendar,
  isHasty = false,
): ExpandedObject {
  const findings = createFindings();
  // A file may hold several calendars, each with zones and an owner of its own, that share a UID.
  const views = new Map([...new Set(object.calendars)].map((calendar) => [calendar, viewOf(calendar, request, zones)]));
  const [first] = [...views.values()] as [View];
  let occurrences: ExpandedObject['occurrences'] = [];
  try {
    if (isHasty) findings.fail('timeout', tooSlow);
    const blocks = limitLength(object.blocks, findings);
    const components = blocks.flatMap((block, index) => {
      const { request: own, scope } = views.get(object.calendars[index] as CalendarBlock) ?? first;
      return readBlock(block, own, scope, findings);
    });
    if (isHasty) loseAll(components, first.scope, findings);
    const wanted = isHasty ? components.map((component) => ({ ...component, rules: [], extra: [] })) : components;
    occurrences = expandComponents(wanted, request, first.scope, findings);
  } catch (error) {
    const { code, message } = toProblem(error);
    findings.lose(code, message, null);
  }
  for (const { scope } of views.values()) scope.report(findings);
  return { ...identityOf(object), occurrences, problems: [...findings.problems], unknown: unknownOf(object, findings) };
}

/** How the events of one calendar are read. */
interface View {
  request: ExpansionRequest;
  scope: ObjectScope;
}

function viewOf(calendar: CalendarBlock, request: ExpansionRequest, zones: ZonesByCalendar): View {
  const selfAddresses = selfAddressesOf(calendar, request.selfAddresses);
  return { request: { ...request, selfAddresses }, scope: createScope(zonesOf(calendar, request, zones)) };
}

const tooSlow = 'An event takes too long to process.';

/**
 * An object whose expansion took too long, or broke the thread that tried: reads it without its rules, so that an event
 * does not look free because something else took the time. If even that is too much, reads nothing.
 * @param tries How often that happened.
 */
export function giveUpObject(
  object: RawObject,
  request: ExpansionRequest,
  zones: ZonesByCalendar,
  tries: number,
): ExpandedObject {
  if (tries === 1) return expandObject(object, request, zones, true);
  const findings = createFindings();
  findings.lose('timeout', tooSlow, null);
  return {
    ...identityOf(object),
    occurrences: [],
    problems: [...findings.problems],
    unknown: unknownOf(object, findings),
  };
}

/** Without its rules a series may be on any day from its begin on. */
function loseAll(components: readonly Component[], scope: ZoneScope, findings: Findings): void {
  const days = components
    .filter(({ rules, extra }) => rules.length + extra.length > 0)
    .map((component) => daysFrom(component, null, scope));
  findings.lose('timeout', tooSlow, days.length === 0 ? null : joinDays(days));
}

function zonesOf(calendar: CalendarBlock, request: ExpansionRequest, zones: ZonesByCalendar): CalendarZones {
  let found = zones.get(calendar);
  if (found === undefined) {
    found = createCalendarZones(calendar, request);
    zones.set(calendar, found);
  }
  return found;
}

/** A calendar named after an address belongs to its owner: that address comes first. */
function selfAddressesOf(calendar: CalendarBlock, known: readonly string[]): readonly string[] {
  const name = parseText(calendar.lines.get('X-WR-CALNAME')?.[0] ?? calendar.lines.get('NAME')?.[0]);
  const address =
    name === '' ? undefined : /[^\s<>()[\]"',;:]+@[^\s<>()[\]"',;:]+\.[^\s<>()[\]"',;:.]+/.exec(name)?.[0];
  return address === undefined ? known : [address.toLowerCase(), ...known];
}

/**
 * Shortens an object that is too long to what says when it is, without the long lists: it may only look busier than it
 * is.
 */
function limitLength(blocks: readonly Block[], findings: Findings): readonly Block[] {
  const lengthOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + line.length, 0);
  const length = blocks.reduce(
    (sum, { lines }) => sum + [...lines.values()].reduce((all, some) => all + lengthOf(some), 0),
    0,
  );
  if (length <= maxObjectLength) return blocks;
  const message = 'An event is too large to be read wholly.';
  findings.fail('too_large', message);
  let left = maxObjectLength;
  return blocks.map((block) => {
    const lines = new Map<string, readonly string[]>();
    for (const [name, all] of block.lines) {
      const some = all.filter((line) => {
        if (name === 'EXDATE' || name === 'RDATE' || name === 'ATTENDEE' || line.length > left) return false;
        left -= line.length;
        return true;
      });
      if (some.length > 0) lines.set(name, some);
      // More of these is less time taken, or none; more of anything else may be more of it.
      if (some.length < all.length && name !== 'EXDATE' && name !== 'ATTENDEE')
        findings.lose('too_large', message, null);
    }
    return { ...block, lines };
  });
}

function identityOf(object: RawObject): Pick<ExpandedObject, 'source' | 'uid' | 'hash'> {
  return { source: object.source, uid: object.uid, hash: hashOf(object) };
}

/** Lines that a server may write anew with each response. */
const passing = new Set(['DTSTAMP', 'LAST-MODIFIED', 'SEQUENCE']);

function hashOf(object: RawObject): string {
  return object.uid === null ? hashLines(object, (name) => !passing.has(name)).slice(0, 40) : '';
}

function hashLines(object: RawObject, isWanted: (name: string) => boolean): string {
  const hash = createHash('sha256');
  for (const { lines } of object.blocks) {
    for (const [name, all] of [...lines].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (isWanted(name)) hash.update(`${all.join('\n')}\n`);
    }
  }
  return hash.digest('hex');
}

/** Lines that say when something is. */
const timeLine = /^(DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|RECURRENCE-ID|FREEBUSY)$/;

function unknownOf(object: RawObject, { problems, unknown }: Findings): ExpandedObject['unknown'] {
  if (unknown.length === 0) return null;
  const days = joinDays(unknown);
  const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  return {
    fingerprint: hashLines(object, (name) => timeLine.test(name)).slice(0, 40),
    days: days === null ? null : { from: dateOf(days.fromMs), until: dateOf(days.untilMs) },
    message: problems.find(({ severity }) => severity === 'error')?.message ?? '',
  };
}

function readBlock(block: Block, request: ExpansionRequest, scope: ZoneScope, findings: Findings): Component[] {
  if (block.name === 'VFREEBUSY') return readBusyTimes(block, scope, findings);
  const facts = readFacts(block.lines, request.selfAddresses);
  try {
    const component = readComponent(block, facts, scope, findings);
    if (block.end === 'missing')
      findings.warn('unreadable', 'An event has no end mark; the lines before the next one count.');
    // What comes behind its last line could have been a rule.
    if (block.end === 'cut') findings.lose('unreadable', 'An event is cut off.', daysFrom(component, null, scope));
    return [component];
  } catch (error) {
    const { code, message } = toProblem(error);
    if (!isFree(facts, request.blocksTime) || block.end === 'cut') findings.lose(code, message, daysOf(error));
    // A changed occurrence frees time, so the owner has to know about it; an event of its own takes none.
    else if (block.lines.has('RECURRENCE-ID')) findings.fail(code, message);
    return [];
  }
}

function daysOf(error: unknown): Days {
  return error instanceof UnknownBeginError ? error.days : null;
}
