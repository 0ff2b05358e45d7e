import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { LiveTopic } from '../../app/live.ts';
import { type Load, useLoad } from '../../app/load.ts';

/** What of a list is shown. */
export interface ListPart<T> {
  items: T[];
  /** Where it goes on; null: that is all. */
  next: string | null;
}

/** A list that is read page by page. */
export interface CursorList<T> {
  load: Load<ListPart<T>>;
  isMore: Signal<boolean>;
  /** Reads one page more. */
  more(): Promise<void>;
}

/** A page may be empty where few match; so many are asked for at once until there is something. */
const maxEmptyPages = 10;

/** Reads the first page, with `more` further ones, and all of them again when a topic changes, so that none is lost. */
export function useCursorList<T>(
  key: string,
  topics: readonly LiveTopic[],
  readPage: (cursor: string | null, signal: AbortSignal) => Promise<ListPart<T>>,
): CursorList<T> {
  const wanted = useRef(1);
  const isMore = useSignal(false);
  const load = useLoad<ListPart<T>>(key, topics, async (signal) => {
    const items: T[] = [];
    let next: string | null = null;
    let pages = 0;
    for (let asked = 0; pages < wanted.current && asked < wanted.current + maxEmptyPages; asked += 1) {
      const page = await readPage(next, signal);
      items.push(...page.items);
      next = page.next;
      if (next === null) break;
      if (page.items.length > 0) pages += 1;
    }
    return { items, next };
  });
  useEffect(() => {
    wanted.current = 1;
  }, [key]);
  return {
    load,
    isMore,
    async more() {
      wanted.current += 1;
      isMore.value = true;
      await load.reload();
      isMore.value = false;
    },
  };
}
