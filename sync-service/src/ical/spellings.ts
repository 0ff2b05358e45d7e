/** A way of writing something that is not that of RFC 5545 and can mean one thing only. */
export interface Spelling {
  what: string;
  pattern: RegExp;
  /** The same as RFC 5545 writes it, or closer to it. */
  rewrite: string | ((...match: string[]) => string);
}

/** Control characters, signs of no width, and marks of direction and of byte order. */
const unseen = /[\p{Cc}\p{Cf}]/gu;

/** An instant as RFC 5545 writes it in UTC. */
const fromUnix = (ms: number): string => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');

const two = (digits: string | undefined): string => (digits ?? '0').padStart(2, '0');

/**
 * Dates and times, in upper case. Taken one after the other until nothing but `yyyymmdd`, `yyyymmddThhmmss`, with `Z`
 * behind it or, which RFC 5545 lacks, with an offset of four digits.
 */
export const timeSpellings: readonly Spelling[] = [
  { what: 'signs that nobody sees', pattern: unseen, rewrite: '' },
  { what: 'seconds since 1970', pattern: /^1[0-8]\d{8}$/, rewrite: (text) => fromUnix(Number(text) * 1000) },
  { what: 'milliseconds since 1970', pattern: /^1[0-8]\d{11}$/, rewrite: (text) => fromUnix(Number(text)) },
  { what: 'no T', pattern: /^((?:19|20|21)\d{6})(\d{4}|\d{6})(?!\d)/, rewrite: '$1T$2' },
  { what: 'quotes', pattern: /^["'](.*?)["']?$/, rewrite: '$1' },
  { what: 'a sign of another alphabet', pattern: /[\u2010-\u2015\u2212]/g, rewrite: '-' },
  {
    what: 'dashes, slashes or dots in a date',
    pattern: /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/,
    rewrite: (_, year = '', month, day) => year + two(month) + two(day),
  },
  {
    what: 'the day first, with dots',
    pattern: /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)/,
    rewrite: (_, day, month, year = '') => year + two(month) + two(day),
  },
  { what: 'a space in place of the T, or beside it', pattern: /^(\d{8})(?:\s*T\s*|[\s_]+)(?=\d)/, rewrite: '$1T' },
  { what: 'a T without a time', pattern: /^(\d{8})T$/, rewrite: '$1' },
  {
    what: 'colons in a time',
    pattern: /^(\d{8}T)(\d{1,2}):(\d\d)(?::(\d\d))?/,
    rewrite: (_, date = '', hour, minute = '', second) => date + two(hour) + minute + two(second),
  },
  { what: 'no seconds', pattern: /^(\d{8}T\d{4})(?!\d)/, rewrite: '$100' },
  { what: 'nothing but the hour', pattern: /^(\d{8}T\d\d)(?!\d)/, rewrite: '$10000' },
  { what: 'fractions of a second', pattern: /^(\d{8}T\d{6})[.,]\d+/, rewrite: '$1' },
  { what: 'a zone in brackets', pattern: /^(\d{8}T\d{6}.+?)\[[^\]]*\]$/, rewrite: '$1' },
  { what: 'UTC or GMT for Z', pattern: /^(\d{8}T\d{6})\s*(?:UTC|GMT|Z)$/, rewrite: '$1Z' },
  {
    what: 'an offset, with or without a colon, minutes or UTC before it',
    pattern: /^(\d{8}T\d{6})\s*(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d\d)?$/,
    rewrite: (_, time = '', sign = '', hours, minutes) => time + sign + two(hours) + two(minutes),
  },
];

/** Lengths of time, in upper case. */
export const durationSpellings: readonly Spelling[] = [
  { what: 'signs that nobody sees', pattern: unseen, rewrite: '' },
  { what: 'quotes', pattern: /^["'](.*?)["']?$/, rewrite: '$1' },
  { what: 'spaces', pattern: /\s+/g, rewrite: '' },
  { what: 'no years and no months', pattern: /^([+-]?P)(?:0+Y)?(?:0+M)?(?=[\dT])/, rewrite: '$1' },
  {
    what: 'hours and minutes with a colon',
    pattern: /^(\d{1,3}):(\d\d)(?::(\d\d))?$/,
    rewrite: (_, hours = '', minutes = '', seconds) => `PT${hours}H${minutes}M${two(seconds)}S`,
  },
  {
    what: 'words',
    pattern: /(\d)(WEEKS?|DAYS?|HOURS?|HRS?|MINUTES?|MINS?|SECONDS?|SECS?)(?![A-Z])/g,
    rewrite: (_, digit = '', word = '') => digit + word.slice(0, 1),
  },
  { what: 'a minus behind the P', pattern: /^(PT?)-(?=\d)/, rewrite: '-$1' },
  { what: 'no P', pattern: /^([+-]?)(?=T?\d+[WDHMS])/, rewrite: '$1P' },
  { what: 'no T before hours', pattern: /^([+-]?P(?:\d+W)?(?:\d+D)?)(?=\d+[HMS])/, rewrite: '$1T' },
  {
    what: 'a date and a time',
    pattern: /^P0{4}-00-(\d\d)T(\d\d):(\d\d):(\d\d)$/,
    rewrite: 'P$1DT$2H$3M$4S',
  },
  {
    what: 'fractions of a day, an hour or a minute',
    pattern: /(\d{1,6})[.,](\d{1,3})([DHM])$/,
    rewrite: (_, whole = '', part = '', unit = '') => {
      const smaller = { D: ['T', 24, 'H'], H: ['', 60, 'M'], M: ['', 60, 'S'] }[unit] as [string, number, string];
      return `${whole}${unit}${smaller[0]}${Math.ceil(Number(`0.${part}`) * smaller[1])}${smaller[2]}`;
    },
  },
  { what: 'fractions of a second', pattern: /(\d)[.,]\d+S$/, rewrite: '$1S' },
  { what: 'minutes without their M', pattern: /(H)(\d{1,4})$/, rewrite: '$1$2M' },
];

/** Offsets of time zones. */
export const offsetSpellings: readonly Spelling[] = [
  { what: 'a sign of another alphabet', pattern: /[\u2010-\u2015\u2212]/g, rewrite: '-' },
  { what: 'spaces', pattern: /\s+/g, rewrite: '' },
  { what: 'UTC or GMT before it', pattern: /^(?:UTC|GMT)(?=[+-]?\d)/i, rewrite: '' },
  { what: 'Z for none', pattern: /^(?:Z|UTC|GMT)$/i, rewrite: '+0000' },
  { what: 'no sign', pattern: /^(?=\d)/, rewrite: '+' },
  { what: 'colons or dots', pattern: /[:.]/g, rewrite: '' },
  { what: 'hours alone', pattern: /^([+-]\d{1,2})$/, rewrite: '$100' },
  { what: 'one digit of the hour', pattern: /^([+-])(\d\d\d)$/, rewrite: '$10$2' },
];

/** Rules, in upper case. Parts that are empty, or name no limit with a zero, say nothing. */
export const ruleSpellings: readonly Spelling[] = [
  { what: 'the name once more', pattern: /^\s*(?:RRULE\s*[:;]?\s*)+/, rewrite: '' },
  { what: 'quotes', pattern: /["']/g, rewrite: '' },
  { what: 'spaces', pattern: /^\s+|\s+$|\s*([;=,])\s*|(?<=\d)\s+(?=[A-Z])/g, rewrite: '$1' },
  { what: 'a colon or ampersand between parts', pattern: /[:&](?=[A-Z]+=)/g, rewrite: ';' },
  { what: 'a comma between parts', pattern: /,(?=[A-Z]+=)/g, rewrite: ';' },
  { what: 'a colon for the equals sign', pattern: /(^|;)([A-Z]+):/g, rewrite: '$1$2=' },
  {
    what: 'a semicolon between items',
    pattern: /(?<=BY[A-Z]+=[^=]*);(?=(?:[+-]?\d*(?:MO|TU|WE|TH|FR|SA|SU)|-?\d+)(?:[;,]|$))/g,
    rewrite: ',',
  },
  { what: 'no times, where there is another end or none', pattern: /(^|;)COUNT=0*(?=;|$)/g, rewrite: '$1' },
  { what: 'no step', pattern: /(^|;)INTERVAL=0*(?=;|$)/g, rewrite: '$1' },
  { what: 'an empty part', pattern: /(^|;)[A-Z-]+=,*(?=;|$)/g, rewrite: '$1' },
  {
    what: 'a space, a bar or a plus sign between days',
    pattern:
      /(?<=[=,+|\s](?:[+-]?\d+)?(?:MO|TU|WE|TH|FR|SA|SU))\s*[\s+|/]\s*(?=[+-]?\d*(?:MO|TU|WE|TH|FR|SA|SU)(?:[;,+|/\s]|$))/g,
    rewrite: ',',
  },
  {
    what: 'a range of days',
    pattern: /(?<=[=,])(MO|TU|WE|TH|FR|SA|SU)-(MO|TU|WE|TH|FR|SA|SU)(?=[;,]|$)/g,
    rewrite: (_, from = '', to = '') => daysBetween(from, to),
  },
  { what: 'an ordinal of zero', pattern: /(?<=[=,])[+-]?0+(?=MO|TU|WE|TH|FR|SA|SU)/g, rewrite: '' },
  {
    what: 'an ordinal with a leading zero',
    pattern: /(?<=[=,])([+-]?)0+(?=[1-9]\d?(?:MO|TU|WE|TH|FR|SA|SU))/g,
    rewrite: '$1',
  },
  {
    what: 'days in three letters or more',
    pattern:
      /(?<=[=,\d+-])(MO|TU|WE|TH|FR|SA|SU)(?:N|NDAY|E|ES|ESDAY|D|DNESDAY|U|URS?|URSDAY|I|IDAY|T|TURDAY)(?=[,;]|$)/g,
    rewrite: '$1',
  },
];

function daysBetween(from: string, to: string): string {
  const week = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
  const first = week.indexOf(from);
  const count = ((week.indexOf(to) - first + 7) % 7) + 1;
  return [...week, ...week].slice(first, first + count).join(',');
}

/** A text in the first table's words; what no spelling fits is left as it is. */
export function respell(text: string, spellings: readonly Spelling[]): string {
  return spellings.reduce((rest, { pattern, rewrite }) => rest.replace(pattern, rewrite as string), text);
}
