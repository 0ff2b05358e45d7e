import { effect, type Signal, signal } from '@preact/signals';
import type { ItemKind } from './items.ts';

/** How somebody likes to see their calendar; kept in the browser. */
export interface CalendarSettings {
  firstHour: number;
  lastHour: number;
  /** Minutes of a cell of the day's view. */
  step: 15 | 30 | 60;
  /** A zone beside the hours; empty: none. */
  secondZone: string;
  hidden: (ItemKind | 'open')[];
}

const key = 'openslot-calendar';
const usual: CalendarSettings = { firstHour: 6, lastHour: 22, step: 30, secondZone: '', hidden: [] };
const kinds = ['open', 'booking', 'blocked', 'external'] as const;

/** What was kept, or what is usual in place of what is not there or makes no sense. */
export function parseSettings(text: string | null): CalendarSettings {
  let kept: Partial<CalendarSettings> = {};
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    if (typeof value === 'object' && value !== null) kept = value;
  } catch {
    // Written by something else: as if there were nothing.
  }
  const hour = (value: unknown, otherwise: number) =>
    Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 24 ? Number(value) : otherwise;
  const hours = { firstHour: hour(kept.firstHour, usual.firstHour), lastHour: hour(kept.lastHour, usual.lastHour) };
  const hidden = Array.isArray(kept.hidden) ? kinds.filter((kind) => kept.hidden?.includes(kind)) : [];
  return {
    ...(hours.firstHour < hours.lastHour ? hours : { firstHour: usual.firstHour, lastHour: usual.lastHour }),
    step: kept.step === 15 || kept.step === 60 ? kept.step : usual.step,
    secondZone: typeof kept.secondZone === 'string' ? kept.secondZone : usual.secondZone,
    hidden,
  };
}

/** The settings as a signal; what is set is kept. */
export function keepSettings(storage: Pick<Storage, 'getItem' | 'setItem'>): Signal<CalendarSettings> {
  const settings = signal(parseSettings(storage.getItem(key)));
  effect(() => storage.setItem(key, JSON.stringify(settings.value)));
  return settings;
}
