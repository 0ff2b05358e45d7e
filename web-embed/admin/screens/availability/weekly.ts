/** Weekly hours: the rules without dates of one level, which is the host (null) or one of its event types. */
import { type Block, closeWindow, mergeBlocks, openWindow } from './blocks.ts';
import { newId, type Rule } from './schedule.ts';
import { minutesOf, timeOf } from './wall-time.ts';

export type Level = string | null;

const isWeekly = (rule: Rule) => rule.valid_from === null && rule.valid_until === null;

/** The block of a rule. */
export function blockOf({ start_time, end_time }: Pick<Rule, 'start_time' | 'end_time'>): Block {
  return { start: minutesOf(start_time), end: minutesOf(end_time) };
}

/** The weekly rules of a level on a day, as they are listed. */
export function rulesOf(rules: readonly Rule[], level: Level, day: number): Rule[] {
  return rules.filter((rule) => isWeekly(rule) && rule.event_type_id === level && rule.day_of_week === day);
}

/** The blocks of a day, joined and in order. */
export function blocksOf(rules: readonly Rule[], level: Level, day: number): Block[] {
  return mergeBlocks(rulesOf(rules, level, day).map(blockOf));
}

/** Whether an event type has weekly hours of its own: one rule on any day is enough. */
export function hasOwnHours(rules: readonly Rule[], level: Level): boolean {
  return rules.some((rule) => isWeekly(rule) && rule.event_type_id === level);
}

/** A weekly rule that is not saved yet. */
export function weeklyRule(level: Level, day: number, { start, end }: Block): Rule {
  return {
    id: newId(),
    event_type_id: level,
    day_of_week: day,
    start_time: timeOf(start),
    end_time: timeOf(end),
    valid_from: null,
    valid_until: null,
    label: null,
  };
}

/** With other blocks on a day. Rules that stay what they are stay, and others become what is near them, so that little changes. */
export function setDay(rules: readonly Rule[], level: Level, day: number, blocks: readonly Block[]): Rule[] {
  const free = rulesOf(rules, level, day);
  const take = (isIt: (block: Block) => boolean) => {
    const index = free.findIndex((rule) => isIt(blockOf(rule)));
    return index < 0 ? null : (free.splice(index, 1)[0] ?? null);
  };
  const same = blocks.map((block) => take(({ start, end }) => start === block.start && end === block.end));
  const next = blocks.map((block, index) => {
    const rule = same[index] ?? take(({ start, end }) => start < block.end && block.start < end);
    if (!rule) return weeklyRule(level, day, block);
    return same[index] ?? { ...rule, start_time: timeOf(block.start), end_time: timeOf(block.end) };
  });
  const former = new Set(rulesOf(rules, level, day).map(({ id }) => id));
  return [...rules.filter(({ id }) => !former.has(id)), ...next];
}

/** A rectangle of the week: some days, one window. */
export interface Patch {
  days: readonly number[];
  window: Block;
}

/** With a rectangle of the week opened or closed. */
export function paint(rules: readonly Rule[], level: Level, { days, window }: Patch, isOpen: boolean): Rule[] {
  const change = isOpen ? openWindow : closeWindow;
  return days.reduce<Rule[]>(
    (list, day) => setDay(list, level, day, change(blocksOf(list, level, day), window)),
    [...rules],
  );
}

/** With the blocks of a day on other days, instead of theirs. */
export function copyDay(rules: readonly Rule[], level: Level, from: number, to: readonly number[]): Rule[] {
  const blocks = blocksOf(rules, level, from);
  return to.filter((day) => day !== from).reduce<Rule[]>((list, day) => setDay(list, level, day, blocks), [...rules]);
}

/** With hours of its own for an event type: at first those that it had, or Monday to Friday where there were none. */
export function startOwnHours(rules: readonly Rule[], level: string): Rule[] {
  const copies = rules
    .filter((rule) => isWeekly(rule) && rule.event_type_id === null)
    .map((rule) => ({ ...rule, id: newId(), event_type_id: level }));
  const week = [1, 2, 3, 4, 5].map((day) => weeklyRule(level, day, { start: 9 * 60, end: 17 * 60 }));
  return [...rules, ...(copies.length > 0 ? copies : week)];
}

/** Without hours of its own: the event type uses those of the host again. */
export function dropOwnHours(rules: readonly Rule[], level: string): Rule[] {
  return rules.filter((rule) => !isWeekly(rule) || rule.event_type_id !== level);
}

/** The days of the week as a locale has them. */
export function weekDays(weekStart: number): number[] {
  return Array.from({ length: 7 }, (_, index) => (weekStart + index) % 7);
}
