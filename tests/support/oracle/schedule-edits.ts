import { blockedMinutes, isActive } from './busy.ts';
import type { Block, Configuration, EventTypeSettings, Override, Rule } from './configuration.ts';
import { openHours } from './open-hours.ts';

import { minuteOf } from './wall-clock.ts';

/** The lists that `preview_slots` and `save_schedule` take. */
export interface Changes {
  rules?: object[];
  overrides?: object[];
  blocked_periods?: object[];
  event_type?: object;
}

/** What leads from one configuration to another as an owner sends it; what they leave as it is may be absent or not. */
export function changesTo(after: Configuration, eventTypeIds: string[]): Required<Changes> {
  const typeId = (index: number | null) => (index === null ? null : (eventTypeIds[index] ?? null));
  return {
    rules: after.rules.map((row: Rule) => ({
      event_type_id: typeId(row.eventType),
      day_of_week: row.dayOfWeek,
      start_time: row.startTime,
      end_time: row.endTime,
      valid_from: row.validFrom,
      valid_until: row.validUntil,
    })),
    overrides: after.overrides.map((row: Override) => ({
      event_type_id: typeId(row.eventType),
      override_date: row.date,
      effect: row.effect,
      start_time: row.startTime,
      end_time: row.endTime,
    })),
    blocked_periods: after.blocks.map((row: Block) => ({
      event_type_id: typeId(row.eventType),
      kind: row.kind,
      start_date: row.startDate,
      end_date: row.endDate,
      starts_at: row.startsAt,
      ends_at: row.endsAt,
    })),
    event_type: settingsOf(after.eventTypes[0] as EventTypeSettings),
  };
}

/** The columns of an event type. */
function settingsOf(type: EventTypeSettings) {
  return {
    durations_minutes: type.durationsMinutes,
    slot_interval_minutes: type.slotIntervalMinutes,
    buffer_before_minutes: type.bufferBeforeMinutes,
    buffer_after_minutes: type.bufferAfterMinutes,
    min_notice_minutes: type.minNoticeMinutes,
    horizon_days: type.horizonDays,
    max_per_day: type.maxPerDay,
    max_per_week: type.maxPerWeek,
    seats: type.seats,
    time_zone: type.timeZone,
  };
}

/** Positions of the bookings and requests of the range, not over yet, that lie in the hours of their event type before and not after. */
export function bookingsLeftOutside(before: Configuration, after: Configuration): number[] {
  return before.bookings.flatMap((booking, index) => {
    const { start, end } = before.range;
    const isAsked =
      booking.otherHost === undefined &&
      booking.status !== 'held' &&
      isActive(booking, before.now) &&
      minuteOf(start) <= minuteOf(booking.startsAt) &&
      minuteOf(booking.startsAt) < minuteOf(end) &&
      Date.parse(booking.endsAt) > Date.parse(before.now);
    return isAsked && isWithinHours(before, index) && !isWithinHours(after, index) ? [index] : [];
  });
}

function isWithinHours(configuration: Configuration, index: number): boolean {
  const booking = configuration.bookings[index] as Configuration['bookings'][number];
  const asked = seenFrom(configuration, booking.eventType);
  const [from, until] = [minuteOf(booking.startsAt), minuteOf(booking.endsAt)];
  const { open } = openHours(asked, from - 1440, until + 1440);
  const { vacation, block } = blockedMinutes(asked, from, until);
  return open.contains(from, until) && !vacation.meets(from, until) && !block.meets(from, until);
}

/** The same host, with another event type as the one that is asked about. */
function seenFrom(configuration: Configuration, eventType: number): Configuration {
  const own = <Row extends { eventType: number | null }>(rows: Row[]): Row[] =>
    rows.flatMap((row) => {
      if (row.eventType === null) return [row];
      return row.eventType === eventType ? [{ ...row, eventType: 0 }] : [];
    });
  return {
    ...configuration,
    eventTypes: [configuration.eventTypes[eventType] as EventTypeSettings],
    rules: own(configuration.rules),
    overrides: own(configuration.overrides),
    blocks: own(configuration.blocks),
  };
}
