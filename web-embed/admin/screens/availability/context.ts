import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Formats } from '../../../shared/formats.ts';
import { cityOf, zoneLabel } from '../../../shared/zones.ts';
import type { Host } from '../../app/admin.ts';
import type { HoursType } from './availability-api.ts';
import type { AvailabilityStore } from './availability-store.ts';
import type { Level } from './weekly.ts';

/** What the parts of the screen share. */
export interface Availability {
  host: Host;
  types: readonly HoursType[];
  /** The event type that is chosen; null: what is for all of them. */
  type: HoursType | null;
  /** Its id. */
  level: Level;
  store: AvailabilityStore;
  formats: Formats;
  /** The local date of now, of the host. */
  today: string;
  /** For whom something is: the title of an event type; null: for all of them. */
  titleOf(level: Level): string | null;
}

export const AvailabilityContext = createContext<Availability | null>(null);

export function useAvailability(): Availability {
  const availability = useContext(AvailabilityContext);
  if (availability === null) throw new Error('A part of the availability is shown outside of its screen');
  return availability;
}

/** The zone in which hours of the chosen level are meant. */
export function zoneOf({ type, host }: Pick<Availability, 'type' | 'host'>): string {
  return type?.time_zone ?? host.time_zone;
}

/** In which zone times are, and which event types take them in another one. */
export function zoneNote({ host, type, types }: Availability, now: number): string {
  const zone = zoneOf({ host, type });
  const others = type === null ? types.filter((each) => each.time_zone !== null && each.time_zone !== zone) : [];
  const text = `Times in ${zoneLabel(zone, now)}.`;
  if (others.length === 0) return text;
  const named = others.map((each) => `${each.title} (${cityOf(each.time_zone ?? zone)})`);
  return `${text} In a zone of their own: ${named.join(', ')}.`;
}

/** Whether a row is to be seen: it concerns the chosen event type, or none is chosen. */
export function isShown({ level }: Pick<Availability, 'level'>, row: Level): boolean {
  return level === null || row === null || row === level;
}
