/** A span of days, both included, `YYYY-MM-DD`. */
export interface Period {
  from: string;
  to: string;
}

const dayMs = 86_400_000;
/** A report goes over so many days at most. */
const maxDays = 400;

/** The day so many days later. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);
}

/** How many days a period has. */
export function daysOf({ from, to }: Period): number {
  return (Date.parse(to) - Date.parse(from)) / dayMs + 1;
}

const monthStart = (year: number, month: number) => new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);

/** The periods that are one click away, on a day of the host. */
export const presets = {
  'last-4-weeks': (today: string): Period => ({ from: addDays(today, -27), to: today }),
  'this-month': (today: string): Period => {
    const [year = 0, month = 1] = today.split('-').map(Number);
    return { from: monthStart(year, month - 1), to: addDays(monthStart(year, month), -1) };
  },
  'last-quarter': (today: string): Period => {
    const [year = 0, month = 1] = today.split('-').map(Number);
    const start = Math.floor((month - 1) / 3) * 3;
    return { from: monthStart(year, start - 3), to: addDays(monthStart(year, start), -1) };
  },
} as const;
export type PresetName = keyof typeof presets;

const isDate = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));

/** The period that an address names; without one, or with one that makes no sense, the last four weeks. */
export function readPeriod(from: string, to: string, today: string): Period {
  return isDate(from) && isDate(to) ? { from, to } : presets['last-4-weeks'](today);
}

/** What is wrong with a period; null: nothing. */
export function periodFault(period: Period): string | null {
  if (!isDate(period.from) || !isDate(period.to)) return 'Choose a first and a last day.';
  if (period.to < period.from) return 'The last day is before the first one.';
  if (daysOf(period) > maxDays) return `A report goes over ${maxDays} days at most. Choose a shorter time.`;
  return null;
}

/** Which of the presets a period is. */
export function presetOf(period: Period, today: string): PresetName | 'custom' {
  const names = Object.keys(presets) as PresetName[];
  return (
    names.find((name) => {
      const preset = presets[name](today);
      return preset.from === period.from && preset.to === period.to;
    }) ?? 'custom'
  );
}
