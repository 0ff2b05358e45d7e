const kinds = {
  D: { freq: 'DAILY', list: null },
  W: { freq: 'WEEKLY', list: 'BYDAY' },
  MD: { freq: 'MONTHLY', list: 'BYMONTHDAY' },
  MP: { freq: 'MONTHLY', list: 'BYDAY' },
  YM: { freq: 'YEARLY', list: 'BYMONTH' },
  YD: { freq: 'YEARLY', list: 'BYYEARDAY' },
} as const;

const day = /^(MO|TU|WE|TH|FR|SA|SU)$/;

/**
 * The parts of a rule as vCalendar 1.0 writes it: `W2 MO WE #5`, `MD1 1 LD`, `MP1 2+ TU 20271231T000000Z`.
 * @returns null if it is no such rule, or has something else in it.
 */
export function readOldRule(text: string): Map<string, string[]> | null {
  const [head = '', ...tokens] = text.trim().toUpperCase().split(/\s+/);
  const [, name = '', interval = ''] = /^(D|W|MD|MP|YM|YD)(\d{1,4})$/.exec(head) ?? [];
  if (interval === '') return null;
  const { freq, list } = kinds[name as keyof typeof kinds];
  const parts = new Map([
    ['FREQ', [freq as string]],
    ['INTERVAL', [interval]],
  ]);
  const last = tokens.at(-1) ?? '';
  const isEnd = /^#\d{1,6}$|^\d{8}T/.test(last);
  const items = readItems(name, isEnd ? tokens.slice(0, -1) : tokens);
  if (items === null || (items.length > 0 && list === null)) return null;
  if (list !== null && items.length > 0) parts.set(list, items);
  if (/T/.test(last) && isEnd) parts.set('UNTIL', [last]);
  // Whether it counts occurrences or rounds of them is read in both ways; the more are the safe ones. None: forever.
  const times = isEnd && last.startsWith('#') ? Number(last.slice(1)) * Math.max(1, items.length) : 0;
  if (times > 0) parts.set('COUNT', [String(times)]);
  return parts;
}

function readItems(name: string, tokens: readonly string[]): string[] | null {
  if (name === 'MP') return readPositions(tokens);
  const items = tokens.map((token) => readItem(name, token));
  return items.includes(null) ? null : items.filter((item) => item !== null);
}

function readItem(name: string, token: string): string | null {
  if (name === 'W') return day.test(token) ? token : null;
  if (name === 'MD' && token === 'LD') return '-1';
  const [, number = '', sign = ''] = /^(\d{1,3})([+-]?)$/.exec(token) ?? [];
  if (number === '') return null;
  return sign === '-' ? `-${number}` : number;
}

/** `1+ 3+ MO TU`: each of the positions of each of the days. */
function readPositions(tokens: readonly string[]): string[] | null {
  const positions = tokens.filter((token) => /^[1-5][+-]$/.test(token));
  const days = tokens.filter((token) => day.test(token));
  const isWhole = positions.length > 0 && days.length > 0 && positions.length + days.length === tokens.length;
  if (!isWhole) return null;
  return positions.flatMap((position) =>
    days.map((name) => `${position.endsWith('-') ? '-' : ''}${position[0]}${name}`),
  );
}
