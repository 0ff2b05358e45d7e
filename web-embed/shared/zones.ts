import { offsetLabel } from './time.ts';

/** The visitor's own zone as the browser knows it. */
export function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

/** The zone if the browser can tell its time, else another one: the database may know zones that are newer than the browser. */
export function knownZone(zone: string, otherwise: string = localZone()): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    // Intl has no other way to ask for one name.
    return otherwise;
  }
}

/** Names that browsers still carry from old zone data, and what the cities are called now. */
const RENAMED: Readonly<Record<string, string>> = {
  Asmera: 'Asmara',
  Calcutta: 'Kolkata',
  Faeroe: 'Faroe',
  Godthab: 'Nuuk',
  Katmandu: 'Kathmandu',
  Kiev: 'Kyiv',
  Ponape: 'Pohnpei',
  Rangoon: 'Yangon',
  Saigon: 'Ho Chi Minh',
  Truk: 'Chuuk',
};

/** `America/Argentina/Buenos_Aires` → `Buenos Aires`. */
export function cityOf(zone: string): string {
  const city = zone.slice(zone.lastIndexOf('/') + 1);
  return (RENAMED[city] ?? city).replaceAll('_', ' ');
}

/** City and offset at an instant: `New York (GMT−5)`. */
export function zoneLabel(zone: string, instant: number): string {
  return `${cityOf(zone)} (${offsetLabel(instant, zone)})`;
}
