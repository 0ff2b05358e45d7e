import type { Freq } from 'rrule-temporal';
import type { ObjectProblem } from './expansion.ts';
import { readOldRule } from './old-rule.ts';
import type { Rule } from './rule.ts';
import { respell, ruleSpellings } from './spellings.ts';
import { type Clock, readClock } from './time-text.ts';

/** A rule as far as it could be read. */
export interface ReadRule {
  /** Null: nothing can be put in its place that is surely often enough. */
  rule: Rule | null;
  /** Why it is a guess, or missing; null if it says what it says. */
  problem: Pick<ObjectProblem, 'code' | 'message'> | null;
  /** Its end, where that can be read though the rule cannot. */
  until: Clock | null;
}

/** How frequencies are written, and words that contain one. */
const frequencies: readonly { freq: Freq; word: RegExp }[] = [
  { freq: 'HOURLY', word: /HOUR/ },
  { freq: 'DAILY', word: /DA[IY]/ },
  { freq: 'WEEKLY', word: /WEEK/ },
  { freq: 'MONTHLY', word: /MONTH/ },
  { freq: 'YEARLY', word: /YEAR|ANNU/ },
];
/** Frequencies whose occurrences are not worked out: they take all time. */
const tooOften = /SECOND|MINUT/;

const numberLists = {
  BYHOUR: ['byHour', 0, 23],
  BYMINUTE: ['byMinute', 0, 59],
  BYSECOND: ['bySecond', 0, 59],
  BYMONTH: ['byMonth', 1, 12],
  BYMONTHDAY: ['byMonthDay', -31, 31],
  BYYEARDAY: ['byYearDay', -366, 366],
  BYWEEKNO: ['byWeekNo', -53, 53],
  BYSETPOS: ['bySetPos', -366, 366],
} as const;

type Options = Rule['options'];
/** Names of the parts that cannot be read, or not wholly, with the items of each. */
type Broken = Map<string, string[]>;

/**
 * Reads the value of an RRULE. What cannot be read of it is left out in such a way that the rest comes to more
 * occurrences, never to fewer; where not even its frequency can be read it is taken for weekly.
 */
export function readRule(text: string): ReadRule {
  const read = known.get(text) ?? parseRule(text);
  if (known.size >= maxKnown) known.clear();
  if (text.length <= maxKnownLength) known.set(text, read);
  return read;
}

/** Rules by what they say: most calendars have many series and few kinds of them. */
const known = new Map<string, ReadRule>();
const maxKnown = 1_000;
const maxKnownLength = 200;
/** Characters of a rule; lists of all minutes and seconds have some hundred. */
const maxLength = 5_000;

function parseRule(text: string): ReadRule {
  if (text.length > maxLength) return { rule: null, problem: unsupported('a rule of this length'), until: null };
  const parts = readParts(text);
  const broken: Broken = new Map();
  const clocks = parts.get('UNTIL')?.map(readClock) ?? [];
  if (clocks.includes(null)) broken.set('UNTIL', parts.get('UNTIL') ?? []);
  // Of several ends the latest.
  const sorted = clocks.filter((clock) => clock !== null).sort((a, b) => b.wallMs - a.wallMs);
  const until = broken.has('UNTIL') ? null : (sorted[0] ?? null);
  const word = parts.get('FREQ')?.[0] ?? '';
  if (tooOften.test(word)) return { rule: null, problem: unsupported('this frequency'), until };
  if ((parts.get('RSCALE')?.[0] ?? 'GREGORIAN') !== 'GREGORIAN') {
    return { rule: null, problem: unsupported('another calendar than the Gregorian'), until };
  }
  const exact = frequencies.find(({ freq }) => freq === word)?.freq;
  const likely = exact ?? frequencies.find((one) => one.word.test(word))?.freq;
  if (exact === undefined) broken.set('FREQ', [word]);

  const options = readOptions(parts, likely ?? 'WEEKLY', broken);
  if (broken.size === 0) return { rule: { options: withoutMisfits(options), until }, problem: null, until };
  const guess = widen(options, broken, likely !== undefined);
  if (guess === null) return { rule: null, problem: unsupported([...broken.keys()].join(', ')), until };
  return { rule: { options: withoutMisfits(guess), until }, problem: guessed(broken, guess.freq), until };
}

/** @param broken Gets the names of the parts of which an item cannot be read; those that can are among the options. */
function readOptions(parts: ReadonlyMap<string, string[]>, freq: Freq, broken: Broken): Options {
  const options: Options = { freq };
  const read = <T>(name: string, item: (value: string) => T | null): T[] => {
    const written = parts.get(name) ?? [];
    const values = written.map(item);
    if (values.includes(null)) broken.set(name, written);
    return values.filter((value) => value !== null);
  };
  const intervals = read('INTERVAL', (value) => readNumber(value, 1, 100_000));
  if (intervals.length > 0) options.interval = Math.min(...intervals);
  const counts = read('COUNT', (value) => readNumber(value, 1, 1_000_000_000));
  if (counts.length > 0) options.count = Math.max(...counts);
  for (const [name, [key, least, max]] of Object.entries(numberLists)) {
    const list = read(name, (value) => readNumber(value, least, max));
    if (list.length > 0) options[key] = list;
  }
  const days = read('BYDAY', readDay);
  if (days.length > 0) options.byDay = days;
  const weekStart = parts.get('WKST')?.[0] ?? '';
  // Where a week begins matters to every other week alone.
  if (isDay.test(weekStart)) options.wkst = weekStart;
  return options;
}

/** The parts by their names; of one that is there twice all items count. */
function readParts(text: string): Map<string, string[]> {
  const old = readOldRule(text);
  if (old !== null) return old;
  const parts = new Map<string, string[]>();
  for (const part of respell(text.toUpperCase(), ruleSpellings).split(';')) {
    const [name = '', value = ''] = part.split('=', 2);
    if (value === '') continue;
    const items = name === 'UNTIL' ? [value] : value.split(',').filter((item) => item !== '');
    parts.set(name, [...(parts.get(name) ?? []), ...items]);
  }
  // As vCalendar 1.0 wrote it, with something that it did not have.
  const freq = /^(MD|MP|YM|YD|D|W)\d+(?=\s|$)/.exec(text.trim().toUpperCase())?.[1];
  if (freq !== undefined && parts.size === 0) {
    const days = freq === 'W' ? text.toUpperCase().match(/\b(MO|TU|WE|TH|FR|SA|SU)\b/g) : null;
    parts.set('FREQ', [freq === 'W' ? 'WEEKLY' : 'DAILY']).set('INTERVAL', ['?']);
    if (days !== null) parts.set('BYDAY', days);
  }
  return parts;
}

const isDay = /^(MO|TU|WE|TH|FR|SA|SU)$/;

function readNumber(text: string, least: number, max: number): number | null {
  const value = /^[+-]?\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= max && !(value === 0 && least < 0) ? value : null;
}

function readDay(text: string): string | null {
  return /^([+-]?[1-9]\d?)?(MO|TU|WE|TH|FR|SA|SU)$/.test(text) ? text.replace('+', '') : null;
}

/** Parts that narrow down the occurrences of a frequency; all others add to them. */
const narrowing: Record<Freq, ReadonlySet<string>> = {
  YEARLY: new Set(['BYSETPOS']),
  MONTHLY: new Set(['BYMONTH', 'BYSETPOS', 'BYYEARDAY', 'BYWEEKNO']),
  WEEKLY: new Set(['BYMONTH', 'BYMONTHDAY', 'BYYEARDAY', 'BYWEEKNO', 'BYSETPOS']),
  DAILY: new Set(['BYMONTH', 'BYMONTHDAY', 'BYYEARDAY', 'BYWEEKNO', 'BYDAY', 'BYSETPOS']),
  HOURLY: new Set(['BYMONTH', 'BYMONTHDAY', 'BYYEARDAY', 'BYWEEKNO', 'BYDAY', 'BYHOUR', 'BYSETPOS']),
  MINUTELY: new Set(),
  SECONDLY: new Set(),
};

/**
 * A rule with at least the occurrences of one of which these parts could not be read; null if none is frequent enough.
 * @param isFrequencyLikely Whether the frequency that could not be read is a likely one.
 */
function widen(options: Options, broken: Broken, isFrequencyLikely: boolean): Options | null {
  // Its last occurrence cannot be counted to where others are between them.
  const { count, ...rest } = options;
  let wide: Options = { ...rest };
  if (count !== undefined && broken.size === 1 && broken.has('UNTIL')) wide.count = count;
  if (broken.has('INTERVAL')) delete wide.interval;
  if (broken.has('FREQ') && !isFrequencyLikely) {
    // What narrows it down cannot be distinguished from what adds to it.
    const { byDay, byMonthDay } = wide;
    if (byMonthDay !== undefined && byDay === undefined) wide = { freq: 'MONTHLY', ...timesOf(wide), byMonthDay };
    else wide = { freq: 'WEEKLY', ...timesOf(wide), ...(byDay === undefined ? {} : { byDay }) };
  }
  for (const [name, items] of broken) {
    if (!isListName(name)) continue;
    delete wide[lists[name]];
    if (narrowing[wide.freq].has(name)) continue;
    if (name === 'BYHOUR' || name === 'BYMINUTE' || name === 'BYSECOND') return null;
    if (name === 'BYMONTH') {
      const { bySetPos: _, ...others } = wide;
      wide = { ...others, freq: 'MONTHLY' };
    } else {
      // The first occurrence names one day of the week, as a short word does; nothing names others.
      const isOneDay = name === 'BYDAY' && items.length === 1 && oneDay.test(items[0] ?? '');
      wide = { freq: isOneDay ? 'WEEKLY' : 'DAILY', ...timesOf(wide) };
    }
  }
  // Every other year is not every other month.
  if (wide.freq !== options.freq) delete wide.interval;
  return wide;
}

const oneDay = /^[+-]?\d{0,2}\p{L}{1,3}$/u;

const lists = {
  BYDAY: 'byDay',
  BYHOUR: 'byHour',
  BYMINUTE: 'byMinute',
  BYSECOND: 'bySecond',
  BYMONTH: 'byMonth',
  BYMONTHDAY: 'byMonthDay',
  BYYEARDAY: 'byYearDay',
  BYWEEKNO: 'byWeekNo',
  BYSETPOS: 'bySetPos',
} as const;

function isListName(name: string): name is keyof typeof lists {
  return name in lists;
}

/** The times of day. */
function timesOf({ byHour, byMinute, bySecond }: Options): Pick<Options, 'byHour' | 'byMinute' | 'bySecond'> {
  return {
    ...(byHour === undefined ? {} : { byHour }),
    ...(byMinute === undefined ? {} : { byMinute }),
    ...(bySecond === undefined ? {} : { bySecond }),
  };
}

/** Ordinals of days mean something within months and years alone; positions need something that they pick from. */
function withoutMisfits(options: Options): Options {
  const fitting = { ...options };
  if (fitting.byDay !== undefined && fitting.freq !== 'MONTHLY' && fitting.freq !== 'YEARLY') {
    fitting.byDay = [...new Set(fitting.byDay.map((day) => day.replace(/^-?\d+/, '')))];
  }
  return fitting;
}

function unsupported(what: string): ReadRule['problem'] {
  return { code: 'unsupported_rule', message: `The rule of a series cannot be read: ${what} is not supported.` };
}

function guessed(broken: Broken, freq: Freq): ReadRule['problem'] {
  const isEnd = [...broken.keys()].every((name) => name === 'UNTIL' || name === 'COUNT');
  const taken = isEnd ? 'endless' : `one that comes more often (${freq})`;
  const message = `A part of the rule of a series cannot be read (${[...broken.keys()].join(', ')}); it was taken for ${taken}.`;
  return { code: 'unsupported_rule', message };
}
