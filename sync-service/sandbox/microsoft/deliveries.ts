import type { NoticeItem } from './notices.ts';
import type { World } from './world.ts';

/** The part of `fetch` that is needed to deliver. */
export type Deliver = (url: string, init: RequestInit) => Promise<Response>;

/** One attempt to deliver a body. */
export interface SentNotice {
  url: string;
  items: NoticeItem[];
  /** 1 for the first. */
  attempt: number;
  at: Date;
  /** Of the response; null: none came in time. */
  status: number | null;
  /** Real milliseconds until then. */
  took: number;
}

/** How an address is served: Graph slows down, and then drops, what goes to one that responds badly. */
export type DeliveryMode = 'normal' | 'slow' | 'drop';

const span = 10 * 60_000;
const slowShare = 0.1;
const dropShare = 0.15;
/** Fewer say nothing. */
const leastSample = 10;
// A demo runs for days.
const longest = 10_000;

/** Posts bodies, repeats what failed, and watches how addresses respond. */
export function createDeliveries(world: World, send: Deliver) {
  const sent: SentNotice[] = [];
  const underway = new Set<Promise<void>>();
  const modes = new Map<string, { mode: DeliveryMode; until: number }>();
  const outcomes = new Map<string, { at: number; isSlow: boolean; isLate: boolean }[]>();

  function watch(origin: string, took: number, status: number | null): void {
    const now = world.now().getTime();
    const seen = (outcomes.get(origin) ?? []).filter(({ at }) => at > now - span);
    seen.push({ at: now, isSlow: took > world.settings.slowMilliseconds, isLate: status === null });
    outcomes.set(origin, seen);
    if (seen.length < leastSample) return;
    const share = (is: 'isSlow' | 'isLate'): number => seen.filter((each) => each[is]).length / seen.length;
    if (share('isLate') > dropShare) modes.set(origin, { mode: 'drop', until: now + span });
    else if (share('isSlow') > slowShare) modes.set(origin, { mode: 'slow', until: now + span });
  }

  async function post(url: string, init: RequestInit): Promise<{ response: Response | null; took: number }> {
    const begun = performance.now();
    try {
      const signal = AbortSignal.timeout(world.settings.timeoutMilliseconds);
      const response = await send(url, { method: 'POST', redirect: 'manual', signal, ...init });
      return { response, took: performance.now() - begun };
    } catch {
      // Nobody is there, or does not respond in time: it counts as such, and is tried again.
      return { response: null, took: performance.now() - begun };
    }
  }

  async function attempt(url: string, items: NoticeItem[], number: number): Promise<void> {
    const at = world.now();
    const init = {
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ value: items }),
    };
    const { response, took } = await post(url, init);
    await response?.body?.cancel();
    const status = response?.status ?? null;
    sent.push({ url, items, attempt: number, at, status, took });
    if (sent.length > longest) sent.shift();
    watch(new URL(url).origin, took, status);
    const wait = world.settings.noticeRetryWaits[number - 1];
    if ((status !== null && status >= 200 && status < 300) || wait === undefined) return;
    world.clock.after(wait, () => void track(attempt(url, items, number + 1)));
  }

  function track(delivery: Promise<void>): Promise<void> {
    const tracked = delivery.finally(() => underway.delete(tracked));
    underway.add(tracked);
    return tracked;
  }

  return {
    sent,
    post,
    deliver: (url: string, items: NoticeItem[]): Promise<void> => track(attempt(url, items, 1)),
    modeOf(url: string): DeliveryMode {
      const known = modes.get(new URL(url).origin);
      return known && known.until > world.now().getTime() ? known.mode : 'normal';
    },
    setMode(url: string, mode: DeliveryMode): void {
      modes.set(new URL(url).origin, { mode, until: mode === 'normal' ? 0 : world.now().getTime() + span });
      if (mode === 'normal') outcomes.delete(new URL(url).origin);
    },
    /** Until when the mode of an address lasts. */
    modeEnds: (url: string): number => modes.get(new URL(url).origin)?.until ?? 0,
    async settled(): Promise<void> {
      while (underway.size > 0) await Promise.all(underway);
    },
  };
}
