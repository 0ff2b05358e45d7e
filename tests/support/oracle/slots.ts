import { blockedMinutes, bookingsElsewhere, coverage, externalMinutes, isActive, unknownMinutes } from './busy.ts';
import { askedEventType, type Configuration, type Slot, zoneOfHours } from './configuration.ts';
import { type OpenHours, openHours } from './open-hours.ts';
import { MinuteSet } from './timeline.ts';
import { instantOf, localDay, minuteOf, mondayOf, secondOf } from './wall-clock.ts';

/** What the contract's rules say about one start. */
export interface Verdict {
  slot: Slot;
  isFree: boolean;
  /** For each reason whether an explanation has to name it or may not; what is missing may be named or not. */
  reasons: ReadonlyMap<string, boolean>;
  /** The error that booking this start has to give, null when it is free. */
  refusal: 'slot_taken' | 'calendar_unavailable' | 'slot_not_offered' | null;
}

interface Stay {
  start: number;
  end: number;
  isOwnType: boolean;
  isHeld: boolean;
  bufferBefore: number;
  bufferAfter: number;
}

/** A configuration made ready to be asked: minute by minute, by the contract's rules 1 to 9. */
export class Oracle {
  private readonly configuration: Configuration;
  /** Seconds since the epoch. */
  private readonly now: number;
  private readonly hours: OpenHours;
  private readonly blocked: { vacation: MinuteSet; block: MinuteSet };
  private readonly external: MinuteSet;
  /** The same without what a booking of another host accounts for. */
  private readonly externalAlone: MinuteSet;
  /** Taken by bookings of other hosts. */
  private readonly elsewhere: { booking: MinuteSet; hold: MinuteSet; any: MinuteSet };
  private readonly stays: Stay[];
  private readonly freshness: ReturnType<typeof coverage>;
  private readonly unknown: MinuteSet;

  constructor(configuration: Configuration) {
    this.configuration = configuration;
    this.now = secondOf(configuration.now);
    const type = askedEventType(configuration);
    // two days more on each side, so that the beginning of each grid and every buffer lie inside
    const margin = 2 * 1440 + configuration.durationMinutes + type.bufferBeforeMinutes + type.bufferAfterMinutes;
    const first = minuteOf(configuration.range.start) - margin;
    const last = minuteOf(configuration.range.end) + margin;
    this.hours = openHours(configuration, first, last);
    this.blocked = blockedMinutes(configuration, first, last);
    this.elsewhere = takenElsewhere(configuration, first, last);
    this.external = externalMinutes(configuration, first, last);
    this.externalAlone = externalMinutes(configuration, first, last, bookingsElsewhere(configuration));
    this.freshness = coverage(configuration);
    this.unknown = unknownMinutes(configuration, first, last);
    this.stays = configuration.bookings
      .filter((booking) => booking.otherHost === undefined && isActive(booking, configuration.now))
      .map((booking) => ({
        start: minuteOf(booking.startsAt),
        end: minuteOf(booking.endsAt),
        isOwnType: booking.eventType === 0,
        isHeld: booking.status === 'held',
        bufferBefore: configuration.eventTypes[booking.eventType]?.bufferBeforeMinutes ?? 0,
        bufferAfter: configuration.eventTypes[booking.eventType]?.bufferAfterMinutes ?? 0,
      }));
  }

  /** The slots of the range in ascending order. */
  slots(): Slot[] {
    return this.candidates()
      .map((start) => this.judge(start))
      .filter((verdict) => verdict.isFree)
      .map((verdict) => verdict.slot);
  }

  /** Every step of the grid in the range, free or not. */
  candidates(): number[] {
    const { start, end } = this.configuration.range;
    const candidates: number[] = [];
    const last = secondOf(end) / 60;
    for (let minute = Math.ceil(secondOf(start) / 60); minute < last; minute += 1) {
      if (this.isOnGrid(minute)) candidates.push(minute);
    }
    return candidates;
  }

  /** The verdict on one start; the start is a whole minute inside the range. */
  judge(start: number): Verdict {
    const type = askedEventType(this.configuration);
    const end = start + this.configuration.durationMinutes;
    const reasons = new Map<string, boolean>();
    const isOpen = this.hours.open.contains(start, end);
    const closed = this.hours.closedByOverride.count(start, end);
    // a closed window over hours that were not open anyway may be named or not
    if (closed > 0) reasons.set('closed_override', true);
    else if (!this.hours.closed.meets(start, end)) reasons.set('closed_override', false);
    reasons.set('outside_hours', this.hours.open.count(start, end) + closed < end - start);
    reasons.set('inactive', false);
    reasons.set('vacation', this.blocked.vacation.meets(start, end));
    reasons.set('block', this.blocked.block.meets(start, end));
    const before = start - type.bufferBeforeMinutes;
    const after = end + type.bufferAfterMinutes;
    const session = this.stays.filter((stay) => stay.isOwnType && stay.start === start && stay.end === end);
    const isFull = session.length >= type.seats;
    const others = this.stays.filter((stay) => !session.includes(stay));
    const { now } = this;
    reasons.set('notice', start * 60 < now + type.minNoticeMinutes * 60);
    reasons.set('horizon', start * 60 >= now + type.horizonDays * 86_400);
    const isLimited = session.length === 0 ? this.limits(start) : { day: false, week: false };
    const isStale = this.freshness.isStale;
    const isUncovered = this.isUncovered(before, after);
    const isAffected = isStale || isUncovered;
    const policy = this.configuration.host.stalePolicy;
    const isTaken =
      isFull ||
      others.some((stay) => meets(stay, before, after) || meetsWidened(stay, start, end)) ||
      this.elsewhere.any.meets(before, after);
    const isUnavailable = isAffected && policy === 'closed';
    const isOnGrid = this.isOnGrid(start);
    const isRefusedElse =
      !isOpen ||
      !isOnGrid ||
      this.externalAlone.meets(before, after) ||
      [...reasons.values()].includes(true) ||
      isLimited.day ||
      isLimited.week;
    if (isOpen) reasons.set('off_grid', !isOnGrid);
    if (!isFull || session.length === 0) {
      reasons.set('daily_limit', isLimited.day);
      reasons.set('weekly_limit', isLimited.week);
    }
    if (this.external.meets(start, end)) reasons.set('external_event', true);
    else if (!this.external.meets(before, after)) reasons.set('external_event', false);
    this.judgeBookings(reasons, others, session.length, [start, end, before, after]);
    if (policy === 'closed' || !isStale) reasons.set('stale_calendar', isStale);
    if (!isUncovered) reasons.set('not_covered', false);
    else if (policy === 'closed' && !isStale) reasons.set('not_covered', true);
    const isFree = !isRefusedElse && !isTaken && !isUnavailable;
    const slot: Slot = { start: instantOf(start), end: instantOf(end) };
    if (type.seats > 1) slot.seats_left = type.seats - session.length;
    if (isAffected && policy === 'request') slot.needs_confirmation = true;
    let refusal: Verdict['refusal'] = 'slot_not_offered';
    if (isFree) refusal = null;
    else if (isTaken && !isRefusedElse && !isUnavailable) refusal = 'slot_taken';
    else if (isUnavailable && !isRefusedElse && !isTaken) refusal = 'calendar_unavailable';
    return { slot, isFree, reasons, refusal };
  }

  /** Rule 7: whether a start is a step of the grid. */
  private isOnGrid(minute: number): boolean {
    const begin = this.hours.gridStart[minute - this.hours.open.first] ?? -1;
    const step = askedEventType(this.configuration).slotIntervalMinutes ?? this.configuration.durationMinutes;
    return begin >= 0 && (minute - begin) % step === 0;
  }

  /** `booking`, `hold` and `seats` are certain where a row meets the slot itself, or where no row is near. */
  private judgeBookings(
    reasons: Map<string, boolean>,
    others: Stay[],
    taken: number,
    [start, end, before, after]: [number, number, number, number],
  ): void {
    const seats = askedEventType(this.configuration).seats;
    for (const [reason, isHeld] of [
      ['booking', false],
      ['hold', true],
    ] as const) {
      const stays = others.filter((stay) => stay.isHeld === isHeld);
      const elsewhere = this.elsewhere[reason];
      if (stays.some((stay) => meets(stay, start, end)) || elsewhere.meets(start, end)) reasons.set(reason, true);
      else if (
        taken === 0 &&
        !stays.some((stay) => meets(stay, before, after) || meetsWidened(stay, start, end)) &&
        !elsewhere.meets(before, after)
      ) {
        reasons.set(reason, false);
      }
    }
    if (taken < seats) reasons.set('seats', false);
    else if (seats > 1) reasons.set('seats', true);
  }

  /** Rule 8: whether one more session on that date or in that ISO week would be too many. */
  private limits(start: number): { day: boolean; week: boolean } {
    const type = askedEventType(this.configuration);
    const zone = zoneOfHours(this.configuration);
    const day = localDay(zone, start);
    const sessions = new Map<string, number>();
    for (const stay of this.stays) {
      if (stay.isOwnType) sessions.set(`${stay.start}-${stay.end}`, localDay(zone, stay.start));
    }
    const days = [...sessions.values()];
    return {
      day: type.maxPerDay !== null && days.filter((other) => other === day).length >= type.maxPerDay,
      week:
        type.maxPerWeek !== null && days.filter((other) => mondayOf(other) === mondayOf(day)).length >= type.maxPerWeek,
    };
  }

  /** Rule 9: whether the slot with its buffers reaches beyond what the blocking calendars have read, or into unknown days. */
  private isUncovered(before: number, after: number): boolean {
    if (this.unknown.meets(before, after)) return true;
    const { coveredUntil } = this.freshness;
    if (coveredUntil === null) return false;
    return coveredUntil === 'nothing' || after * 60 > coveredUntil;
  }
}

function takenElsewhere(configuration: Configuration, first: number, last: number) {
  const [booking, hold, any] = [0, 1, 2].map(() => new MinuteSet(first, last)) as [MinuteSet, MinuteSet, MinuteSet];
  for (const row of bookingsElsewhere(configuration)) {
    for (const minutes of [any, row.status === 'held' ? hold : booking]) {
      minutes.mark(minuteOf(row.startsAt), minuteOf(row.endsAt));
    }
  }
  return { booking, hold, any };
}

function meets(stay: Stay, from: number, until: number): boolean {
  return stay.start < until && from < stay.end;
}

function meetsWidened(stay: Stay, from: number, until: number): boolean {
  return stay.start - stay.bufferBefore < until && from < stay.end + stay.bufferAfter;
}
