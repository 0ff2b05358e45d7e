import type { EventFacts, EventStatus, EventTransparency, ExpansionRequest } from './expansion.ts';
import { parseProperty, parseText } from './property.ts';
import type { LinesByName } from './split.ts';

/** Decides whether an event takes its time. */
export interface Facts extends Pick<EventFacts, 'status' | 'transparency' | 'isWorkingLocation' | 'ownResponse'> {
  /** Whether it is marked as one of whole days, though its times may be instants. */
  isMarkedAllDay: boolean;
}

/**
 * Reads what says whether an event takes its time. Outlook writes "tentative" and "working elsewhere" in a property of
 * its own, with TRANSP:OPAQUE and any STATUS beside it; what it says of free time counts only where TRANSP says nothing.
 * @param selfAddresses Addresses of the calendar's owner, in lower case, the calendar's own first.
 */
export function readFacts(lines: LinesByName, selfAddresses: readonly string[]): Facts {
  const word = (name: string): string => parseText(lines.get(name)?.[0]).toUpperCase();
  const shownAs = word('X-MICROSOFT-CDO-BUSYSTATUS') || word('X-MICROSOFT-CDO-INTENDEDSTATUS');
  const status = readStatus(lines.get('STATUS') ?? []);
  return {
    status: status === 'confirmed' && shownAs === 'TENTATIVE' ? 'tentative' : status,
    transparency: readTransparency(lines.get('TRANSP') ?? [], shownAs),
    isWorkingLocation: shownAs === 'WORKINGELSEWHERE',
    ownResponse: readOwnResponse(lines.get('ATTENDEE') ?? [], selfAddresses),
    isMarkedAllDay: word('X-MICROSOFT-CDO-ALLDAYEVENT') === 'TRUE',
  };
}

/** Whether an event with these facts takes no time, whenever it is. */
export function isFree(facts: Facts, blocksTime: ExpansionRequest['blocksTime']): boolean {
  return ![true, false].some((isAllDay) => blocksTime({ ...facts, isAllDay, isEmpty: false }));
}

/** Of several that disagree none frees time: a raw line of a text may look like one. */
function readStatus(lines: readonly string[]): EventStatus {
  const values = lines.map((line) => parseText(line).toUpperCase());
  const isEach = (...words: string[]): boolean => values.length > 0 && values.every((value) => words.includes(value));
  if (isEach('CANCELLED', 'CANCELED')) return 'cancelled';
  return isEach('TENTATIVE', 'CANCELLED', 'CANCELED') ? 'tentative' : 'confirmed';
}

function readTransparency(lines: readonly string[], shownAs: string): EventTransparency {
  const values = lines.map((line) => parseText(line).toUpperCase()).filter((value) => value !== '');
  const isSeeThrough = values.length === 0 ? shownAs === 'FREE' : values.every((value) => value === 'TRANSPARENT');
  return isSeeThrough ? 'transparent' : 'opaque';
}

interface Guest {
  addresses: string[];
  /** Upper case. */
  response: string;
}

/** The response of the first of the owner's addresses that is invited. */
function readOwnResponse(lines: readonly string[], selfAddresses: readonly string[]): EventFacts['ownResponse'] {
  // Large meetings have hundreds of guests; only lines that may be ours are worth reading.
  const guests = lines
    .filter((line) => mayName(line.toLowerCase(), selfAddresses))
    .map(readGuest)
    .filter((guest) => guest !== null);
  for (const self of selfAddresses) {
    const responses = guests
      .filter(({ addresses }) => addresses.includes(self))
      .map(({ response }) => meaningOf(response));
    // Of several that disagree the one that takes the most time.
    for (const response of ['accepted', 'tentative', 'needs_action', 'declined'] as const) {
      if (responses.includes(response)) return response;
    }
  }
  return null;
}

function meaningOf(response: string): Exclude<EventFacts['ownResponse'], null> {
  switch (response) {
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

/** An address may be written as a URL is, with its `@` as `%40`. */
function mayName(lower: string, selfAddresses: readonly string[]): boolean {
  return selfAddresses.some((address) => lower.includes(address)) || lower.includes('%40');
}

function readGuest(line: string): Guest | null {
  const strict = parseProperty(line);
  const isWhole = strict !== null && (address.test(strict.value.trim()) || strict.params.email !== undefined);
  const read = isWhole ? strict : (readUnquoted(line) ?? strict);
  if (read === null) return null;
  return {
    addresses: [read.value, read.params.email].map((name) => readAddress(String(name ?? ''))),
    response: String(read.params.partstat ?? 'NEEDS-ACTION').toUpperCase(),
  };
}

const address = /^<?(mailto:\s*)?[^\s;:]+(@|%40)[^\s;:]+$/i;

/** A line whose names hold quotes, colons or semicolons that nobody escaped: what is in quotes does not count. */
function readUnquoted(line: string): ReturnType<typeof parseProperty> {
  const bare = line.replace(/"[^"]*"/g, '');
  const value = /:\s*(mailto:\S+|[^\s:;@]+@[^\s:;]+)\s*$/i.exec(bare)?.[1];
  if (value === undefined) return null;
  const responses = new Set(
    [...bare.matchAll(/;PARTSTAT=([\w-]+)/gi)].map(([, response = '']) => response.toUpperCase()),
  );
  // One of them is part of a name.
  const partstat = responses.size > 1 ? 'ACCEPTED' : [...responses][0];
  return { value, params: { partstat, email: /;EMAIL=([^;:\s]+)/i.exec(bare)?.[1] } };
}

/** The address in a `mailto:` URL, in lower case. */
function readAddress(text: string): string {
  const plain = text
    .trim()
    .toLowerCase()
    .replace(/^<|>$/g, '')
    .replace(/^mailto:\s*<?/, '')
    .replace(/\?.*$/s, '');
  try {
    return decodeURIComponent(plain);
  } catch {
    // A percent sign that belongs to the address.
    return plain;
  }
}
