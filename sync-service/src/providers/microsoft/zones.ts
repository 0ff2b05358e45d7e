import type { Zone } from '../../ical/zone.ts';
import { findNamedZone } from '../../ical/zone-names.ts';

/**
 * The zone of a mailbox, which Graph names as Windows does (by CLDR's table) or as the IANA database does.
 * @returns its IANA name; null for zones without one (`Customized Time Zone`, `tzone://Microsoft/Custom`).
 */
export function ianaZoneOf(name: string): string | null {
  const found = findNamedZone(name.trim());
  return found === null || found.guess !== null ? null : found.iana;
}

/** The zone that the times of an event are in; null if it is not known. */
export function zoneOf(name: string): Zone | null {
  const found = findNamedZone(name.trim());
  return found === null || found.guess !== null ? null : found.zone;
}
