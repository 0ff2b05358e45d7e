import { describe, expect, test } from 'vitest';
import { compare, type Stored, type StoredBooking } from './consequences.ts';
import type { Operation, Outcome, Wish } from './operation.ts';

const host = { id: 'H', calendar: 'host@example.com' };
const at = (hour: number): number => Date.UTC(2027, 0, 4, hour);
const lost: Outcome = { kind: 'unknown' };
const done: Outcome = { kind: 'done' };

/** Ann booked nine o'clock, moved it to eleven, and was told so; Bob booked ten o'clock and cancelled. */
const asked: [Wish, Outcome][] = [
  [
    { kind: 'book', slot: 0, email: 'ann@example.com' },
    { kind: 'done', id: 'a' },
  ],
  [{ kind: 'move', booking: 'a', slot: 4 }, done],
  [
    { kind: 'book', slot: 2, email: 'bob@example.com' },
    { kind: 'done', id: 'b' },
  ],
  [{ kind: 'cancel', booking: 'b' }, done],
];

const mail = (id: string, kind: string) => ({ id, kind, state: 'sent', error: null });
const ann: StoredBooking = {
  ...{ id: 'a', email: 'ann@example.com', host: 'H', status: 'confirmed', sequence: 1, startsAt: new Date(at(11)) },
  mails: [mail('a1', 'booking_confirmed'), mail('a2', 'booking_rescheduled')],
};
const bob: StoredBooking = {
  ...{ id: 'b', email: 'bob@example.com', host: 'H', status: 'cancelled', sequence: 0, startsAt: new Date(at(10)) },
  mails: [mail('b1', 'booking_confirmed'), mail('b2', 'booking_cancelled')],
};
const takenOnce: [string, number][] = ['a1', 'a2', 'b1', 'b2'].map((id) => [id, 1]);

interface Scene {
  bookings?: StoredBooking[];
  /** Hours at which the calendar has an event of ours. */
  events?: number[];
  taken?: [string, number][];
  asked?: [Wish, Outcome][];
}

function violationsOf(scene: Scene): string[] {
  const stored: Stored = {
    bookings: scene.bookings ?? [ann, bob],
    written: [{ host, events: (scene.events ?? [11]).map((hour) => ({ startsAt: at(hour) })) }],
    taken: new Map(scene.taken ?? takenOnce),
  };
  const operations = (scene.asked ?? asked).map(
    ([wish, outcome], n): Operation => ({
      id: n,
      client: 'a client',
      track: 'T',
      wish,
      outcome,
      begin: n,
      end: n + 0.5,
    }),
  );
  return compare(stored, operations).violations;
}

const withMails = (booking: StoredBooking, ...mails: StoredBooking['mails']): StoredBooking => ({ ...booking, mails });
const unknownOutcome = (...lostOnes: number[]): [Wish, Outcome][] =>
  asked.map(([wish, outcome], n) => [wish, lostOnes.includes(n) ? lost : outcome]);

describe('What is stored agrees with what was acknowledged', () => {
  const right: Record<string, Scene> = {
    'if all was done once': {},
    'if a booking was made whose response was lost': { asked: unknownOutcome(0) },
    'if a booking was never made whose response was lost': {
      ...{ asked: unknownOutcome(2).slice(0, 3), bookings: [ann], taken: takenOnce.slice(0, 2) },
    },
    'if a mail is not needed any more, because the booking was changed': {
      bookings: [
        ann,
        withMails(
          bob,
          { id: 'b1', kind: 'booking_confirmed', state: 'failed', error: 'Not needed any more: it was cancelled.' },
          mail('b2', 'booking_cancelled'),
        ),
      ],
      taken: takenOnce.filter(([id]) => id !== 'b1'),
    },
  };
  test.each(Object.entries(right))('%s', (_what, scene) => {
    expect(violationsOf(scene)).toEqual([]);
  });
});

describe('It is a violation', () => {
  const wrong: Record<string, [Scene, RegExp]> = {
    'that an acknowledged booking is lost': [
      { bookings: [bob], events: [] },
      /booking a was acknowledged; stored: none/,
    ],
    'that an acknowledged booking is stored twice': [
      { bookings: [ann, { ...ann, id: 'c' }, bob], events: [11, 11] },
      /booking a was acknowledged; stored: a, c/,
    ],
    'that a booking is stored twice whose response was lost': [
      { bookings: [ann, { ...ann, id: 'c' }, bob], events: [11, 11], asked: unknownOutcome(0) },
      /stored twice: a, c/,
    ],
    'that a booking is stored that was refused': [
      { asked: asked.map(([wish, told], n) => [wish, n === 2 ? { kind: 'refused', code: 'slot_taken' } : told]) },
      /a booking was refused and stored: b/,
    ],
    'that a booking is stored that nobody asked for': [{ asked: asked.slice(0, 2) }, /nobody asked for booking b/],
    'that a booking never reached the calendar': [{ events: [] }, /T11:00.*: booked, and no event/],
    'that a booking reached the calendar twice': [{ events: [11, 11] }, /T11:00.*: an event, and not booked/],
    'that a move never reached the calendar': [{ events: [9] }, /T11:00.*: booked, and no event/],
    'that a move left the former event in the calendar': [{ events: [9, 11] }, /T09:00.*: an event, and not booked/],
    'that a cancellation never reached the calendar': [{ events: [10, 11] }, /T10:00.*: an event, and not booked/],
    'that a mail about a booking was never written': [
      { bookings: [withMails(ann, mail('a2', 'booking_rescheduled')), bob] },
      /booking a .*: 0 mails booking_confirmed for 1/,
    ],
    'that a mail about a booking was written twice': [
      {
        bookings: [withMails(ann, ...ann.mails, mail('a3', 'booking_confirmed')), bob],
        taken: [...takenOnce, ['a3', 1]],
      },
      /booking a .*: 2 mails booking_confirmed for 1/,
    ],
    'that a mail about a move was never written': [
      { bookings: [withMails(ann, mail('a1', 'booking_confirmed')), bob] },
      /0 mails booking_rescheduled for 1/,
    ],
    'that a mail about a cancellation was written twice': [
      {
        bookings: [ann, withMails(bob, ...bob.mails, mail('b3', 'booking_cancelled'))],
        taken: [...takenOnce, ['b3', 1]],
      },
      /2 mails booking_cancelled for 1/,
    ],
    'that a mail counts as sent and never came': [
      { taken: takenOnce.slice(1) },
      /booking_confirmed is sent, taken 0 times/,
    ],
    'that a mail was given up though nothing overtook it': [
      {
        bookings: [
          {
            ...ann,
            sequence: 0,
            startsAt: new Date(at(9)),
            mails: [{ ...mail('a1', 'booking_confirmed'), state: 'failed' }],
          },
        ],
        ...{ events: [9], asked: asked.slice(0, 1) },
      },
      /booking_confirmed is failed, taken 1 times/,
    ],
    'that a booking was moved more often than somebody asked': [
      {
        bookings: [{ ...ann, sequence: 2, mails: [...ann.mails, mail('a3', 'booking_rescheduled')] }, bob],
        taken: [...takenOnce, ['a3', 1]],
      },
      /moved 2 times, asked for 1/,
    ],
  };
  test.each(Object.entries(wrong))('%s', (_what, [scene, line]) => {
    expect(violationsOf(scene)).toContainEqual(expect.stringMatching(line));
  });
});

test('A mail that was taken twice under one id is counted: the yes of the mail server may be lost', () => {
  const stored: Stored = { bookings: [], written: [], taken: new Map([['a1', 2]]) };
  expect(compare(stored, []).repeatedMails).toBe(1);
});
