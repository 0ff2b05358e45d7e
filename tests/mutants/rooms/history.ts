import type { Mutant } from '../mutant.ts';

/** What a history found once, and what finds out whether anything was lost or doubled: `tests/history`. */
export const history: readonly Mutant[] = [
  {
    name: 'hold that is under way is not known by its key',
    file: 'hold_slot.sql',
    find: `starts_at);
    v_known_id := private.find_idempotent_booking(null, hold_slot.event_type_id, v_key, v_hash);`,
    replace: 'starts_at);',
    why: 'Who asks for a hold again, with the same key, gets the hold that the first request made meanwhile.',
    tests: ['sql/booking/idempotency.test.ts'],
    only: 'while the first request is under way',
  },
  {
    name: 'history lets two have one slot',
    file: 'tests/history/model.ts',
    find: `const isFree = holder === '' || (wish.hold !== undefined && holder === \`h \${wish.hold}\`);`,
    replace: 'const isFree = true;',
    why: 'A slot is booked by one.',
    tests: ['history/checker.test.ts'],
  },
  {
    name: 'history lets a booking be nowhere',
    file: 'tests/history/model.ts',
    find: 'return (told.at ?? null) === (from < 0 ? null : from) ? state : null;',
    replace: 'return told.at == null || told.at === from ? state : null;',
    why: 'A booking that was acknowledged is there until somebody cancels it.',
    tests: ['history/checker.test.ts'],
  },
  {
    name: 'history lets what is booked be offered',
    file: 'tests/history/model.ts',
    find: "return state.every((holder, slot) => (free.has(slot) ? holder === '' : hasCalendar || holder !== ''));",
    replace: "return state.every((holder, slot) => free.has(slot) || hasCalendar || holder !== '');",
    why: 'What is offered is free.',
    tests: ['history/checker.test.ts'],
  },
  {
    name: 'history lets what is over come after what began later',
    file: 'tests/history/linearize.ts',
    find: 'if (begin > until) break;',
    replace: 'if (begin > until + 10) break;',
    why: 'What ended before something else began comes before it.',
    tests: ['history/checker.test.ts'],
  },
  {
    name: 'history takes a booking of the past for one of the future',
    file: 'tests/history/checker.ts',
    find: '.filter(({ from, until }) => from.end < list.begin && list.end < until)',
    replace: '.filter(({ from, until }) => from.end < list.begin && list.end < until && from.end < 0)',
    why: 'No slot is listed while a booking has it that ended before the question, also where a calendar may be in the way.',
    tests: ['history/checker.test.ts'],
  },
  {
    name: 'reconciliation takes two events for one',
    file: 'consequences.ts',
    find: 'if (index >= 0) left.splice(index, 1);',
    replace: '',
    why: 'A booking has one event.',
    tests: ['history/consequences.test.ts'],
  },
  {
    name: 'reconciliation misses what is stored twice',
    file: 'consequences.ts',
    find: "return ids.length > 1 ? [`stored twice: ${ids.join(', ')}`] : [];",
    replace: 'return [];',
    why: 'A booking whose response was lost is there once at most.',
    tests: ['history/consequences.test.ts'],
  },
  {
    name: 'reconciliation takes every mail as sent',
    file: 'consequences.ts',
    find: "if (state === 'sent' ? times === 0 : !isOvertaken)",
    replace: "if (state !== 'sent' && !isOvertaken)",
    why: 'A mail that counts as sent was taken by the mail server.',
    tests: ['history/consequences.test.ts'],
  },
];
