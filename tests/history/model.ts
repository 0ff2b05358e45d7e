import type { Operation, Outcome, Track } from './operation.ts';

type Told = Extract<Outcome, { kind: 'done' }>;

/**
 * Who has each slot of a track: `h` and the id of a hold, `b` and that of a booking, empty: nobody. A booking that is nowhere is
 * cancelled.
 */
export type State = readonly string[];

export const emptyState = (track: Track): State => Array.from({ length: track.slots }, () => '');

const isHold = (holder: string): boolean => holder.startsWith('h ');
const replaced = (state: State, slot: number, holder: string): State => state.with(slot, holder);

/** Whether an operation changes nothing, whatever the state is. */
export function isQuestion({ wish, outcome }: Operation): boolean {
  return wish.kind === 'list' || wish.kind === 'read' || outcome.kind === 'refused';
}

/**
 * Does an operation at one moment.
 * @returns the state after it; null: in this state it would not have come out as it did.
 */
export function step(state: State, operation: Operation, track: Track): State | null {
  const { outcome, wish } = operation;
  if (outcome.kind === 'refused') return isRefused(state, operation, track) ? state : null;
  const told: Partial<Told> = outcome.kind === 'done' ? outcome : {};
  const id = told.id ?? `?${operation.id}`;
  switch (wish.kind) {
    case 'list':
      return isListed(state, new Set(told.free), track) ? state : null;
    case 'hold':
      return state[wish.slot] === '' ? replaced(state, wish.slot, `h ${id}`) : null;
    case 'release':
      return state[wish.slot] === `h ${wish.hold}` ? replaced(state, wish.slot, '') : state;
    case 'lapse':
      return isHold(state[wish.slot] ?? '') ? replaced(state, wish.slot, '') : state;
    case 'book': {
      const holder = state[wish.slot];
      const isFree = holder === '' || (wish.hold !== undefined && holder === `h ${wish.hold}`);
      return isFree ? replaced(state, wish.slot, `b ${id}`) : null;
    }
    case 'move': {
      const from = state.indexOf(`b ${wish.booking}`);
      if (from === wish.slot) return state;
      if (from < 0 || state[wish.slot] !== '') return null;
      return replaced(replaced(state, from, ''), wish.slot, `b ${wish.booking}`);
    }
    case 'cancel': {
      const from = state.indexOf(`b ${wish.booking}`);
      return from < 0 ? state : replaced(state, from, '');
    }
    case 'read': {
      const from = state.indexOf(`b ${wish.booking}`);
      return (told.at ?? null) === (from < 0 ? null : from) ? state : null;
    }
  }
}

/** The slots that decide whether an operation is possible: of a list those that are not as it says. */
export function slotsOf(state: State, { wish, outcome }: Operation): number[] {
  if (wish.kind === 'list') {
    const free = new Set(outcome.kind === 'done' ? outcome.free : []);
    return state.flatMap((holder, slot) => (free.has(slot) === (holder === '') ? [] : [slot]));
  }
  const from = 'booking' in wish ? state.indexOf(`b ${wish.booking}`) : -1;
  const to = wish.kind === 'read' && outcome.kind === 'done' ? (outcome.at ?? -1) : 'slot' in wish ? wish.slot : -1;
  return [from, to].filter((slot) => slot >= 0);
}

/** What is offered is free, and what is free is offered, unless the host's calendar may be in the way. */
function isListed(state: State, free: ReadonlySet<number>, { hasCalendar }: Track): boolean {
  return state.every((holder, slot) => (free.has(slot) ? holder === '' : hasCalendar || holder !== ''));
}

function isRefused(state: State, { wish, outcome }: Operation, { hasCalendar }: Track): boolean {
  const code = outcome.kind === 'refused' ? outcome.code : '';
  // An event of the calendar may be anywhere at any time.
  if (code === 'slot_not_offered') return hasCalendar;
  switch (wish.kind) {
    case 'hold':
      return code === 'slot_taken' && state[wish.slot] !== '';
    case 'book': {
      const holder = state[wish.slot];
      const isOther = holder !== '' && holder !== `h ${wish.hold}`;
      // What an expired hold had is booked if it is free; an event of the calendar may be there.
      if (code === 'hold_expired') return wish.hold !== undefined && (isOther || (hasCalendar && holder === ''));
      return isOther && code === 'slot_taken';
    }
    case 'move': {
      const from = state.indexOf(`b ${wish.booking}`);
      if (code === 'invalid_state') return from < 0;
      return code === 'slot_taken' && from >= 0 && from !== wish.slot && state[wish.slot] !== '';
    }
    case 'release':
      return code === 'invalid_state' && state[wish.slot] !== `h ${wish.hold}`;
    default:
      return false;
  }
}
