/** Units that people say lengths of time in, the longest first. */
const spanUnits = ['weeks', 'days', 'hours', 'minutes'] as const;
export type SpanUnit = (typeof spanUnits)[number];

const minutesIn: Readonly<Record<SpanUnit, number>> = { weeks: 10_080, days: 1440, hours: 60, minutes: 1 };

/** A length of time as it is typed: `90` → 90 minutes, `120` → 2 hours, `1440` → 1 day. Nothing is nothing of what was typed before. */
export function splitMinutes(minutes: number, units: readonly SpanUnit[], otherwise: SpanUnit): [number, SpanUnit] {
  if (minutes === 0) return [0, otherwise];
  const unit = spanUnits.find((each) => units.includes(each) && minutes % minutesIn[each] === 0);
  // A number that is not whole is told so where it is saved.
  return unit === undefined ? [minutes, 'minutes'] : [minutes / minutesIn[unit], unit];
}

export function toMinutes(amount: number, unit: SpanUnit): number {
  return amount * minutesIn[unit];
}

/** `45 minutes`, `1 hour`, `1 hour 30 minutes`, `2 days`. */
export function spanText(minutes: number): string {
  const parts: string[] = [];
  let rest = minutes;
  for (const unit of ['days', 'hours', 'minutes'] as const) {
    const amount = Math.floor(rest / minutesIn[unit]);
    rest -= amount * minutesIn[unit];
    if (amount > 0) parts.push(countText(amount, unit));
  }
  return parts.join(' ') || 'no time';
}

/** `1 hour`, `3 hours`. */
export function countText(amount: number, plural: string): string {
  return `${amount} ${amount === 1 ? plural.replace(/s$/, '') : plural}`;
}
