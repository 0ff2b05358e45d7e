import { DateTime, IANAZone } from 'luxon';
import type { SlotList } from '../db/slots.ts';

const dayMs = 86_400_000;

/** The instant that a text means: itself, or for a date its first instant in the zone. */
export function startOfDay(dayOrInstant: string, timeZone: string): string {
  if (dayOrInstant.includes('T')) return dayOrInstant;
  return DateTime.fromISO(dayOrInstant, { zone: timeZone }).startOf('day').toUTC().toISO() as string;
}

/** The same slots with their times written in a zone, with its offset. */
export function inZone(list: SlotList, timeZone: string): SlotList {
  const zone = IANAZone.create(timeZone);
  const offsets = new Map<number, number | null>();

  /** Minutes; asked twice for each day and not for each slot, as long as the clocks do not change. */
  function offsetAt(ms: number): number {
    const day = Math.floor(ms / dayMs);
    let offset = offsets.get(day);
    if (offset === undefined) {
      const atStart = zone.offset(day * dayMs);
      offset = atStart === zone.offset((day + 1) * dayMs) ? atStart : null;
      offsets.set(day, offset);
    }
    return offset ?? zone.offset(ms);
  }

  function write(instant: string): string {
    const ms = Date.parse(instant);
    const offset = offsetAt(ms);
    const local = new Date(ms + offset * 60_000).toISOString().slice(0, 19);
    const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map((n) =>
      String(n).padStart(2, '0'),
    );
    return `${local}${offset < 0 ? '-' : '+'}${hours}:${minutes}`;
  }

  return {
    ...list,
    time_zone: timeZone,
    slots: list.slots.map((slot) => ({ ...slot, start: write(slot.start), end: write(slot.end) })),
  };
}
