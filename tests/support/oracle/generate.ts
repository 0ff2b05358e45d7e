import fc from 'fast-check';
import { buildConfiguration } from './build-configuration.ts';
import type { Configuration, ConnectionStatus, StalePolicy } from './configuration.ts';

/**
 * A configuration before its zones and dates are known: days count from an anchor date, minutes from the beginning of
 * the range. fast-check shrinks these small numbers; build-configuration.ts turns them into rows.
 */
export type Recipe = typeof recipe extends fc.Arbitrary<infer Value> ? Value : never;
export type BookingRecipe = Recipe['bookings'][number];
export type EventRecipe = Recipe['events'][number];
export type BlockRecipe = Recipe['blocks'][number];

const percent = (chance: number): fc.Arbitrary<boolean> =>
  fc.oneof({ weight: chance, arbitrary: fc.constant(true) }, { weight: 100 - chance, arbitrary: fc.constant(false) });
const often = <T>(usual: T, weight: number, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: fc.constant(usual) }, { weight: 100 - weight, arbitrary: other });

const minuteOfDay = fc.oneof(
  fc.integer({ min: 0, max: 95 }).map((quarter) => quarter * 15),
  fc.integer({ min: 0, max: 16 }).map((quarter) => quarter * 15),
  fc.integer({ min: 0, max: 1439 }),
);
const window = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ from: 540, until: 1020 }) },
  { weight: 2, arbitrary: fc.constant({ from: 0, until: 1440 }) },
  { weight: 2, arbitrary: minuteOfDay.map((from) => ({ from, until: 1440 })) },
  { weight: 2, arbitrary: minuteOfDay.map((until) => ({ from: 0, until: Math.max(1, until) })) },
  {
    weight: 5,
    arbitrary: fc
      .tuple(minuteOfDay, minuteOfDay)
      .map(([a, b]) => ({ from: Math.min(a, b), until: Math.max(a, b, Math.min(a, b) + 1) })),
  },
);
/** null: the host's, 0: the event type that is asked about, 1: another one. */
const level = fc.oneof(
  { weight: 5, arbitrary: fc.constant(null) },
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.constant(1) },
);
const minutesInRange = fc.oneof(
  fc.integer({ min: -40, max: 400 }).map((quarter) => quarter * 15),
  fc.integer({ min: -600, max: 6000 }),
);
const length = fc.oneof(fc.constantFrom(15, 30, 45, 60, 90, 120), fc.integer({ min: 1, max: 300 }));
const duration = fc.constantFrom(5, 10, 15, 20, 30, 30, 45, 50, 60, 60, 90, 120, 180, 240);

const eventType = fc.record({
  durationsMinutes: fc.uniqueArray(duration, { minLength: 1, maxLength: 3 }),
  slotIntervalMinutes: fc.option(
    fc.oneof(fc.constantFrom(5, 10, 15, 20, 30, 60, 120), fc.integer({ min: 5, max: 120 })),
  ),
  bufferBeforeMinutes: often(0, 50, fc.oneof(fc.constantFrom(5, 10, 15, 30, 60), fc.integer({ min: 1, max: 90 }))),
  bufferAfterMinutes: often(0, 50, fc.oneof(fc.constantFrom(5, 10, 15, 30, 60), fc.integer({ min: 1, max: 90 }))),
  minNoticeMinutes: often(0, 30, fc.oneof(fc.integer({ min: 0, max: 240 }), fc.integer({ min: 0, max: 4320 }))),
  horizonDays: often(60, 75, fc.integer({ min: 1, max: 20 })),
  maxPerDay: often<number | null>(null, 65, fc.integer({ min: 1, max: 4 })),
  maxPerWeek: often<number | null>(null, 75, fc.integer({ min: 1, max: 7 })),
  seats: often(1, 60, fc.integer({ min: 2, max: 4 })),
  hasOwnZone: percent(50),
});

const rule = fc.record({
  level,
  days: fc.oneof(
    { weight: 3, arbitrary: fc.constant<number[]>([0, 1, 2, 3, 4, 5, 6]) },
    { weight: 1, arbitrary: fc.subarray<number>([0, 1, 2, 3, 4, 5, 6], { minLength: 1 }) },
  ),
  window,
  dates: often<{ from: number | null; until: number | null } | null>(
    null,
    70,
    fc.record({ from: fc.option(fc.integer({ min: -3, max: 3 })), until: fc.option(fc.integer({ min: -1, max: 5 })) }),
  ),
});

const override = fc.record({
  level,
  day: fc.integer({ min: -2, max: 4 }),
  effect: fc.constantFrom('open' as const, 'extra' as const, 'closed' as const),
  window,
  isWholeDay: percent(30),
});

const block = fc.record({
  level,
  kind: fc.constantFrom('vacation' as const, 'block' as const),
  days: fc.option(fc.record({ from: fc.integer({ min: -2, max: 4 }), count: fc.integer({ min: 1, max: 2 }) })),
  from: minutesInRange,
  length,
  seconds: often(0, 80, fc.integer({ min: 1, max: 59 })),
});

const calendar = fc.record({
  status: often<ConnectionStatus>('active', 85, fc.constantFrom('needs_reconnect', 'error', 'disconnected')),
  hasZone: percent(70),
  blocksAvailability: percent(85),
  isLinked: percent(92),
  /** Seconds between the last sync and the edge of staleness; negative: stale; null: never synced. */
  freshFor: often<number | null>(600, 85, fc.constantFrom(null, 0, -1, -7200)),
  /** Minutes after the beginning of the range; null: nothing is covered. */
  coveredFor: often<number | null>(100_000, 80, fc.oneof(fc.constant(null), fc.integer({ min: -100, max: 5000 }))),
});

/** Around the anchor or far from it, of one day to more than a year: longer than 62 days they are stored in another way. */
const wholeDays = fc.oneof(
  { weight: 5, arbitrary: fc.record({ from: fc.integer({ min: -2, max: 4 }), count: fc.integer({ min: 1, max: 3 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ from: fc.integer({ min: -70, max: 5 }), count: fc.integer({ min: 58, max: 68 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ from: fc.integer({ min: -410, max: 30 }), count: fc.integer({ min: 1, max: 400 }) }),
  },
);

const event = fc.record({
  calendar: fc.nat(2),
  /** A row of a booking of ours, by its position: those of other hosts stand behind those of the host. */
  booking: often<number | null>(null, 70, fc.nat(9)),
  isExact: percent(50),
  days: often<{ from: number; count: number } | null>(null, 80, wholeDays),
  from: minutesInRange,
  length: fc.oneof({ weight: 8, arbitrary: length }, { weight: 1, arbitrary: fc.constantFrom(0, 1440, 2880) }),
  seconds: often(0, 85, fc.integer({ min: 1, max: 59 })),
  isBusy: percent(85),
  isDeleted: percent(10),
});

const booking = fc.record({
  eventType: often(0, 55, fc.nat(2)),
  status: fc.oneof(
    { weight: 5, arbitrary: fc.constant('confirmed' as const) },
    { weight: 4, arbitrary: fc.constantFrom('held' as const, 'pending' as const) },
    { weight: 2, arbitrary: fc.constantFrom('cancelled' as const, 'declined' as const, 'expired' as const) },
  ),
  /** Which of the slots that would be there without bookings it takes; null: any time. */
  slot: often<number | null>(null, 40, fc.nat(200)),
  from: minutesInRange,
  length,
  visitors: often(1, 65, fc.integer({ min: 2, max: 4 })),
  /** Seconds after now; the bound itself is expired. */
  expiresIn: fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 3600 }) },
    { weight: 1, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: -3600, max: -1 }) },
  ),
});

const calendarOrNone = often<number | null>(null, 30, fc.nat(2));
const otherHost = fc.record({
  target: calendarOrNone,
  blockedBy: fc.uniqueArray(fc.nat(2)),
  bufferMinutes: often(0, 50, fc.constantFrom(5, 30, 60)),
});
const bookingElsewhere = fc.record({
  booking,
  otherHost: fc.nat(1),
  /** The calendar that its event was written to, perhaps long ago; null: it was not. */
  writtenTo: often<number | null>(null, 60, fc.nat(2)),
});

/** An event whose time is not known; mostly none, so that other rules have their say. */
const unknownTime = fc.record({
  calendar: fc.nat(2),
  days: often<{ from: number; count: number } | null>(
    null,
    15,
    fc.record({ from: fc.integer({ min: -2, max: 5 }), count: fc.integer({ min: 1, max: 3 }) }),
  ),
  isAcknowledged: percent(25),
});

const recipe = fc.record({
  zones: fc.record({
    event: fc.nat(9999),
    host: fc.nat(9999),
    calendars: fc.array(fc.nat(9999), { minLength: 3, maxLength: 3 }),
  }),
  isOneZone: percent(25),
  anchor: fc.record({
    isClockChange: percent(50),
    zone: fc.nat(4),
    index: fc.nat(9999),
    shift: fc.integer({ min: -1, max: 1 }),
    day: fc.nat(2540),
  }),
  range: fc.record({
    from: fc.oneof(
      fc.integer({ min: -96, max: 96 }).map((quarter) => quarter * 15),
      fc.integer({ min: -1440, max: 1440 }),
    ),
    days: fc.oneof(
      { weight: 24, arbitrary: fc.integer({ min: 1, max: 4 }) },
      { weight: 2, arbitrary: fc.constant(14) },
      { weight: 1, arbitrary: fc.constant(60) },
    ),
    extra: often(0, 70, fc.nat(600)),
  }),
  nowBefore: fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 20 * 86_400 }) },
    { weight: 2, arbitrary: fc.integer({ min: -2 * 86_400, max: 43_200 }) },
    { weight: 2, arbitrary: fc.integer({ min: -48, max: 240 }).map((hour) => hour * 3600) },
  ),
  stalePolicy: fc.constantFrom<StalePolicy>('closed', 'request', 'request', 'open'),
  staleAfterMinutes: often(15, 70, fc.integer({ min: 1, max: 1440 })),
  eventTypes: fc.array(eventType, { minLength: 1, maxLength: 3 }),
  duration: fc.nat(2),
  requiresConfirmation: percent(20),
  rules: fc.array(rule, { minLength: 1, maxLength: 6 }),
  overrides: fc.array(override, { maxLength: 5 }),
  blocks: fc.oneof(fc.array(block, { maxLength: 0 }), fc.array(block, { maxLength: 2 })),
  calendars: fc.array(calendar, { maxLength: 3 }),
  events: fc.array(event, { maxLength: 10 }),
  unknownTimes: fc.oneof(
    { weight: 3, arbitrary: fc.array(unknownTime, { maxLength: 0 }) },
    { weight: 1, arbitrary: fc.array(unknownTime, { minLength: 1, maxLength: 3 }) },
  ),
  bookings: fc.array(booking, { maxLength: 8 }),
  target: calendarOrNone,
  otherHosts: fc.oneof(fc.array(otherHost, { maxLength: 0 }), fc.array(otherHost, { minLength: 1, maxLength: 2 })),
  bookingsElsewhere: fc.array(bookingElsewhere, { maxLength: 6 }),
});

/** Random configurations in the given zones, half of them around a clock change of 2024 to 2030. */
export function configurations(zones: readonly string[]): fc.Arbitrary<Configuration> {
  return recipe.map((value) => buildConfiguration(spread(value), zones));
}

/** Random configurations whose range lies in the next days, for tests that book for real at the real now. */
export function configurationsAround(zones: readonly string[], now: Date): fc.Arbitrary<Configuration> {
  return recipe.map((value) => buildConfiguration(spread(value), zones, now));
}

/** As above, and what its owner makes of it: other hours, overrides and blocks, and other settings of the event type that is asked about. */
export function editedConfigurationsAround(
  zones: readonly string[],
  now: Date,
): fc.Arbitrary<{ before: Configuration; after: Configuration }> {
  return fc.tuple(recipe, recipe, percent(50)).map(([value, other, isSameType]) => {
    const { rules, overrides, blocks } = other;
    const [first = value.eventTypes[0], ...more] = isSameType
      ? value.eventTypes
      : [other.eventTypes[0], ...value.eventTypes.slice(1)];
    const eventTypes = [first, ...more] as Recipe['eventTypes'];
    const before = buildConfiguration(spread(value), zones, now);
    const edited = buildConfiguration(spread({ ...value, rules, overrides, blocks, eventTypes }), zones, now);
    return {
      before,
      after: {
        ...before,
        rules: edited.rules,
        overrides: edited.overrides,
        blocks: edited.blocks,
        eventTypes: edited.eventTypes,
      },
    };
  });
}

/** As above, with calendars that are full of whole days: few bookings, and most events last one day to more than a year. */
export function allDayConfigurationsAround(zones: readonly string[], now: Date): fc.Arbitrary<Configuration> {
  const allDay = fc
    .tuple(event, wholeDays, percent(85))
    .map(([row, days, isAllDay]) => (isAllDay ? { ...row, days } : row));
  return fc
    .tuple(recipe, fc.array(allDay, { minLength: 1, maxLength: 5 }), fc.array(calendar, { minLength: 1, maxLength: 3 }))
    .map(([value, events, calendars]) => buildConfiguration(spread({ ...value, events, calendars }), zones, now));
}

/** As above, of hosts that share calendars, with many bookings of the others. */
export function sharedConfigurationsAround(zones: readonly string[], now: Date): fc.Arbitrary<Configuration> {
  const sharing = fc.record({
    target: fc.nat(1),
    blockedBy: fc.uniqueArray(fc.nat(1)),
    bufferMinutes: fc.constant(30),
  });
  const shared = fc.record({
    calendars: fc.array(calendar, { minLength: 1, maxLength: 3 }),
    otherHosts: fc.array(fc.oneof(otherHost, sharing), { minLength: 1, maxLength: 2 }),
    bookingsElsewhere: fc.array(bookingElsewhere, { minLength: 1, maxLength: 6 }),
  });
  return fc.tuple(recipe, shared).map(([value, more]) => buildConfiguration(spread({ ...value, ...more }), zones, now));
}

/** In a long range everything that is drawn for a few days moves apart, so that it fills the range. */
function spread(value: Recipe): Recipe {
  const factor = value.range.days > 14 ? 12 : 1;
  if (factor === 1) return value;
  const far = <T extends { from: number }>(row: T): T => ({ ...row, from: row.from * factor });
  const farSlot = (row: BookingRecipe): BookingRecipe => ({
    ...far(row),
    slot: row.slot === null ? null : row.slot * factor,
  });
  return {
    ...value,
    overrides: value.overrides.map((row) => ({ ...row, day: row.day * factor })),
    blocks: value.blocks.map((row) => ({ ...far(row), days: row.days && far(row.days) })),
    events: value.events.map((row) => ({ ...far(row), days: row.days && far(row.days) })),
    bookings: value.bookings.map(farSlot),
    bookingsElsewhere: value.bookingsElsewhere.map((row) => ({ ...row, booking: farSlot(row.booking) })),
  };
}
