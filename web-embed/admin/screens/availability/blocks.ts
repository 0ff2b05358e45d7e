/** Blocks of open hours of one day, in minutes since midnight. */
import { dayEnd } from './wall-time.ts';

export interface Block {
  start: number;
  /** Exclusive; 1440 is the end of the day. */
  end: number;
}

/** In order, with those that touch or overlap joined. */
export function mergeBlocks(blocks: readonly Block[]): Block[] {
  const merged: Block[] = [];
  for (const { start, end } of blocks.toSorted((one, other) => one.start - other.start)) {
    const last = merged.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

/** With a window that is open as well. */
export function openWindow(blocks: readonly Block[], window: Block): Block[] {
  return mergeBlocks([...blocks, window]);
}

/** Without a window: blocks end before it, and begin again after it. */
export function closeWindow(blocks: readonly Block[], window: Block): Block[] {
  return mergeBlocks(blocks).flatMap(({ start, end }) =>
    [
      { start, end: Math.min(end, window.start) },
      { start: Math.max(start, window.end), end },
    ].filter((rest) => rest.end > rest.start),
  );
}

/** How much of a window is open. */
export function stateOf(blocks: readonly Block[], window: Block): 'open' | 'partly' | 'closed' {
  const rest = blocks.reduce<Block[]>((left, block) => closeWindow(left, block), [window]);
  if (rest.length === 0) return 'open';
  return rest.length === 1 && rest[0]?.start === window.start && rest[0].end === window.end ? 'closed' : 'partly';
}

/** What one would add next: an afternoon after a morning, a whole day where there is nothing; null: no room. */
export function nextBlock(blocks: readonly Block[]): Block | null {
  const last = mergeBlocks(blocks).at(-1);
  if (!last) return { start: 9 * 60, end: 17 * 60 };
  if (last.end + 60 < dayEnd) return { start: last.end + 60, end: Math.min(last.end + 240, dayEnd) };
  const gaps = blocks.reduce<Block[]>((left, block) => closeWindow(left, block), [{ start: 0, end: dayEnd }]);
  return gaps.at(-1) ?? null;
}
