import { describe, expect, test } from 'vitest';
import { chance } from '../support/chance.ts';
import { cases } from '../support/scale.ts';
import { checkHistory } from './checker.ts';
import { emptyState, step } from './model.ts';
import type { Operation, Outcome, Track, Wish } from './operation.ts';

type Line = [begin: number, end: number, wish: Wish, outcome: Outcome];

const done = (told: Partial<Extract<Outcome, { kind: 'done' }>> = {}): Outcome => ({ kind: 'done', ...told });
const refused = (code = 'slot_taken'): Outcome => ({ kind: 'refused', code });
const lost: Outcome = { kind: 'unknown' };
const list: Wish = { kind: 'list' };
const hold = (slot: number): Wish => ({ kind: 'hold', slot });
const book = (slot: number, by?: string): Wish => ({
  ...{ kind: 'book', slot, email: 'ann@example.com' },
  ...(by === undefined ? {} : { hold: by }),
});
const move = (booking: string, slot: number): Wish => ({ kind: 'move', booking, slot });
const cancel = (booking: string): Wish => ({ kind: 'cancel', booking });
const read = (booking: string): Wish => ({ kind: 'read', booking });

function check(lines: readonly Line[], hasCalendar = false): string[] {
  const operations = lines.map(
    ([begin, end, wish, outcome], index): Operation => ({
      ...{ id: index + 1, client: 'a client', track: 'T', wish, outcome, begin },
      end: outcome.kind === 'unknown' ? Number.POSITIVE_INFINITY : end,
    }),
  );
  return checkHistory({ tracks: new Map([['T', { slots: 3, hasCalendar }]]), operations }).violations;
}

const right: Record<string, Line[]> = {
  'a slot that is held, booked by its holder and listed no more': [
    [0, 1, list, done({ free: [0, 1, 2] })],
    [2, 3, hold(1), done({ id: 'h' })],
    [4, 5, list, done({ free: [0, 2] })],
    [6, 7, book(1, 'h'), done({ id: 'a' })],
    [8, 9, list, done({ free: [0, 2] })],
  ],
  'a list that overlaps a booking and has it or not': [
    [0, 10, book(0), done({ id: 'a' })],
    [1, 2, list, done({ free: [0, 1, 2] })],
    [3, 4, list, done({ free: [1, 2] })],
  ],
  'one of two who ask at the same time': [
    [0, 10, book(0), done({ id: 'a' })],
    [1, 9, book(0), refused()],
  ],
  'a booking whose response was lost, and which was made late': [
    [0, 1, book(0), lost],
    [2, 3, list, done({ free: [0, 1, 2] })],
    [4, 5, list, done({ free: [1, 2] })],
    [6, 7, book(0), refused()],
  ],
  'a booking whose response was lost, and which was never made': [
    [0, 1, book(0), lost],
    [2, 3, list, done({ free: [0, 1, 2] })],
    [4, 5, book(0), done({ id: 'b' })],
  ],
  'a move, which frees one slot and takes another in one step': [
    [0, 1, book(0), done({ id: 'a' })],
    [2, 9, move('a', 1), done()],
    [3, 4, list, done({ free: [1, 2] })],
    [5, 6, list, done({ free: [0, 2] })],
    [10, 11, read('a'), done({ at: 1 })],
  ],
  'a move to where it is': [
    [0, 1, book(0), done({ id: 'a' })],
    [2, 3, move('a', 0), done()],
    [4, 5, read('a'), done({ at: 0 })],
  ],
  'a cancellation that was lost and done, and one that comes too late': [
    [0, 1, book(0), done({ id: 'a' })],
    [2, 3, cancel('a'), lost],
    [4, 5, cancel('a'), done()],
    [6, 7, read('a'), done({ at: null })],
    [8, 9, move('a', 2), refused('invalid_state')],
    [10, 11, list, done({ free: [0, 1, 2] })],
  ],
  'a hold whose time is over, for others and for who has it': [
    [0, 1, hold(0), done({ id: 'h' })],
    [2, 3, { kind: 'lapse', slot: 0 }, done()],
    [4, 5, book(0), done({ id: 'a' })],
    [6, 7, book(0, 'h'), refused('hold_expired')],
  ],
  'a hold that is given back': [
    [0, 1, hold(0), done({ id: 'h' })],
    [2, 3, { kind: 'release', slot: 0, hold: 'h' }, done()],
    [4, 5, hold(0), done({ id: 'i' })],
  ],
};

const wrong: Record<string, Line[]> = {
  'a slot that was given to two': [
    [0, 1, book(0), done({ id: 'a' })],
    [2, 3, book(0), done({ id: 'b' })],
  ],
  'a slot that was given to two at the same time': [
    [0, 10, book(0), done({ id: 'a' })],
    [1, 9, book(0), done({ id: 'b' })],
  ],
  'a slot that was held for two': [
    [0, 10, hold(0), done({ id: 'h' })],
    [1, 9, hold(0), done({ id: 'i' })],
  ],
  'one booking that was given to two': [
    [0, 10, book(0), done({ id: 'a' })],
    [11, 12, cancel('a'), done()],
    [13, 14, book(0), done({ id: 'a' })],
  ],
  'a slot that was booked past its hold': [
    [0, 1, hold(0), done({ id: 'h' })],
    [2, 3, book(0), done({ id: 'a' })],
  ],
  'a slot that was listed while a booking had it that ended before': [
    [0, 1, book(0), done({ id: 'a' })],
    [2, 3, list, done({ free: [0, 1, 2] })],
  ],
  'a slot that was listed, then not, then again without a reason': [
    [0, 10, book(0), done({ id: 'a' })],
    [1, 2, list, done({ free: [1, 2] })],
    [3, 4, list, done({ free: [0, 1, 2] })],
  ],
  'a free slot that was not listed': [[0, 1, list, done({ free: [0, 1] })]],
  'an acknowledged booking that was lost': [
    [0, 1, book(0), done({ id: 'a' })],
    [2, 3, read('a'), done({ at: null })],
  ],
  'an acknowledged cancellation that was lost': [
    [0, 1, book(0), done({ id: 'a' })],
    [2, 3, cancel('a'), done()],
    [4, 5, read('a'), done({ at: 0 })],
  ],
  'an acknowledged move that was lost': [
    [0, 1, book(0), done({ id: 'a' })],
    [2, 3, move('a', 1), done()],
    [4, 5, read('a'), done({ at: 0 })],
  ],
  'a move that could be seen half': [
    [0, 1, book(0), done({ id: 'a' })],
    [2, 9, move('a', 1), done()],
    [3, 4, list, done({ free: [0, 1, 2] })],
  ],
  'a move whose booking was seen twice': [
    [0, 1, book(0), done({ id: 'a' })],
    [2, 9, move('a', 1), done()],
    [3, 4, list, done({ free: [2] })],
  ],
  'a move to a slot of another': [
    [0, 1, book(0), done({ id: 'a' })],
    [0, 1, book(1), done({ id: 'b' })],
    [2, 3, move('a', 1), done()],
  ],
  'a move of what was cancelled': [
    [0, 1, book(0), done({ id: 'a' })],
    [2, 3, cancel('a'), done()],
    [4, 5, move('a', 1), done()],
  ],
  'a refusal though the slot was free all the time': [[0, 1, book(0), refused()]],
  'a refusal of a move to a free slot': [
    [0, 1, book(0), done({ id: 'a' })],
    [2, 3, move('a', 1), refused()],
  ],
  'a refusal that nothing explains': [[0, 1, hold(0), refused('slot_not_offered')]],
  'a lost booking that was made twice': [
    [0, 1, book(0), lost],
    [2, 3, list, done({ free: [2] })],
  ],
  'a lost booking that was undone': [
    [0, 1, book(0), lost],
    [2, 3, list, done({ free: [1, 2] })],
    [4, 5, list, done({ free: [0, 1, 2] })],
  ],
};

describe('A history is right in which there is', () => {
  test.each(Object.entries(right))('%s', (_what, lines) => {
    expect(check(lines)).toEqual([]);
  });

  test('a slot that is taken by an event of the calendar, where there may be one', () => {
    const lines: Line[] = [
      [0, 1, list, done({ free: [1, 2] })],
      [2, 3, book(0), refused('slot_not_offered')],
    ];
    expect(check(lines, true)).toEqual([]);
    expect(check(lines)).not.toEqual([]);
  });

  test('an expired hold whose slot is taken by an event of the calendar, where there may be one', () => {
    const lines: Line[] = [
      [0, 1, hold(0), done({ id: 'h' })],
      [2, 3, { kind: 'lapse', slot: 0 }, done()],
      [4, 5, book(0, 'h'), refused('hold_expired')],
    ];
    expect(check(lines, true)).toEqual([]);
    expect(check(lines)).not.toEqual([]);
  });
});

describe('A history is wrong in which there is', () => {
  test.each(Object.entries(wrong))('%s', (_what, lines) => {
    const violations = check(lines);
    expect(violations).not.toEqual([]);
    // Whoever reads it finds the operations.
    expect(violations.join('\n')).toMatch(/#\d+ T a client/);
  });

  test('a slot that was listed while it was booked, also where a calendar may be in the way', () => {
    const lines = wrong['a slot that was listed while a booking had it that ended before'] ?? [];
    expect(check(lines, true)).toContainEqual(expect.stringContaining('was offered while it was taken'));
  });
});

const track: Track = { slots: 4, hasCalendar: false };

/** A history that some store made: each operation is done at one moment between its begin and its end, some are never heard of. */
function makeHistory(random: () => number, length: number): Operation[] {
  const upTo = (limit: number): number => Math.floor(random() * limit);
  const bookings: string[] = [];
  let state = emptyState(track);
  return Array.from({ length }, (_, at): Operation => {
    const [slot, booking] = [upTo(track.slots), bookings[upTo(bookings.length)] ?? 'none'];
    const wishes: Wish[] = [
      list,
      book(slot),
      move(booking, slot),
      cancel(booking),
      hold(slot),
      { kind: 'lapse', slot },
    ];
    const wish = wishes[booking === 'none' ? upTo(2) : upTo(wishes.length)] as Wish;
    const id = `x${at}`;
    const free = state.flatMap((holder, n) => (holder === '' ? [n] : []));
    const span = { begin: at - random() * 3, end: at + random() * 3 };
    const base = { id: at + 1, client: 'a client', track: 'T', wish, ...span };
    const isBlocked = wish.kind === 'move' && !state.includes(`b ${booking}`);
    const asDone: Operation = { ...base, outcome: done(wish.kind === 'list' ? { free } : { id }) };
    const next = step(state, asDone, track);
    if (next === null) return { ...base, outcome: refused(isBlocked ? 'invalid_state' : 'slot_taken') };
    state = next;
    if (wish.kind === 'book') bookings.push(id);
    // Who books is told the id; the rest may be lost.
    const isLost = random() < 0.05 && wish.kind !== 'list' && wish.kind !== 'book' && wish.kind !== 'hold';
    return isLost ? { ...base, outcome: lost, end: Number.POSITIVE_INFINITY } : asDone;
  });
}

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000_000);
const tracks = new Map([['T', track]]);

test(`Whatever a store with one order of everything responds is explained (SEED=${seed})`, () => {
  for (let run = 0; run < cases(30, 200); run += 1) {
    const operations = makeHistory(chance(seed + run), 120);
    expect(checkHistory({ tracks, operations }).violations, `SEED=${seed + run}`).toEqual([]);
  }
});

test(`Of lists in which one slot is another way than it was, most are noticed (SEED=${seed})`, () => {
  let noticed = 0;
  const runs = cases(30, 200);
  for (let run = 0; run < runs; run += 1) {
    const random = chance(seed + run);
    const operations = makeHistory(random, 120);
    const lists = operations.filter(({ wish }) => wish.kind === 'list');
    const changed = lists[Math.floor(random() * lists.length)] as Operation;
    const { free = [] } = changed.outcome as Extract<Outcome, { kind: 'done' }>;
    const slot = Math.floor(random() * track.slots);
    const other = free.includes(slot) ? free.filter((one) => one !== slot) : [...free, slot];
    const spoilt = operations.map((one) => (one === changed ? { ...one, outcome: done({ free: other }) } : one));
    if (checkHistory({ tracks, operations: spoilt }).violations.length > 0) noticed += 1;
  }
  // Where something else was under way the other list may be right, too.
  expect(noticed).toBeGreaterThan(runs / 2);
});
