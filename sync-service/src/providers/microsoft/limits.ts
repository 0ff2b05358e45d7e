import { createBudget } from '../http-budget.ts';
import { leftAlone } from './errors.ts';

/** What a mailbox allows, whoever asks. Graph counts by app and mailbox: another mailbox is not affected. */
export interface MailboxLimits {
  /**
   * Waits until the mailbox may be asked.
   * @returns ends the request; call it once, when its response was read to the end.
   * @throws ProviderError `rate_limited` while the mailbox is to be left alone.
   */
  enter(mailbox: string): Promise<() => void>;
  /** From now on the mailbox is left alone for so many milliseconds. */
  block(mailbox: string, ms: number): void;
}

/** Graph allows four at once, and refuses some of four already. */
const maxInFlight = 2;
/** At most 9,000 in ten minutes; Graph's limit is 10,000. */
const requestBudget = { perMinute: 800, burst: 1000 };
/** Beyond this number, blocks that are over are forgotten. */
const maxBlocked = 10_000;

/**
 * Creates the limits of all mailboxes of a process.
 * @param options.take Waits until the budget of a mailbox has another request; defaults to the real one.
 * @param options.now Defaults to the real time.
 */
export function createLimits(
  options: { take?: (mailbox: string) => Promise<void>; now?: () => Date } = {},
): MailboxLimits {
  const { take = createBudget(requestBudget).take, now = () => new Date() } = options;
  const blockedUntil = new Map<string, number>();
  /** Of the mailboxes in use: how many requests are in flight, and who waits for one of them to end. */
  const lanes = new Map<string, { inFlight: number; waiting: (() => void)[] }>();

  function refuseIfBlocked(mailbox: string): void {
    const leftMs = (blockedUntil.get(mailbox) ?? 0) - now().getTime();
    if (leftMs > 0) throw leftAlone(leftMs);
    blockedUntil.delete(mailbox);
  }
  function leave(mailbox: string): void {
    const lane = lanes.get(mailbox);
    if (lane === undefined) return;
    const next = lane.waiting.shift();
    // The place is handed on, so that nobody overtakes those who wait.
    if (next !== undefined) next();
    else if (lane.inFlight > 1) lane.inFlight -= 1;
    else lanes.delete(mailbox);
  }

  return {
    async enter(mailbox) {
      refuseIfBlocked(mailbox);
      const lane = lanes.get(mailbox) ?? { inFlight: 0, waiting: [] };
      lanes.set(mailbox, lane);
      if (lane.inFlight < maxInFlight) lane.inFlight += 1;
      else await new Promise<void>((resolve) => lane.waiting.push(resolve));
      try {
        await take(mailbox);
        // Another request may have been told to wait meanwhile.
        refuseIfBlocked(mailbox);
      } catch (error) {
        leave(mailbox);
        throw error;
      }
      return () => leave(mailbox);
    },
    block(mailbox, ms) {
      const until = Math.max(blockedUntil.get(mailbox) ?? 0, now().getTime() + ms);
      blockedUntil.delete(mailbox);
      blockedUntil.set(mailbox, until);
      if (blockedUntil.size <= maxBlocked) return;
      for (const [other, end] of blockedUntil) if (end <= now().getTime()) blockedUntil.delete(other);
    },
  };
}
