/** How long the service keeps a time, and how much longer once it is renewed. */
const HOLD_MS = 5 * 60_000;
/** Clocks differ, and a list that is read too early does not show a time that our own hold keeps. */
const SLACK_MS = 10_000;
/** So long before its end a hold is renewed. */
const RENEW_BEFORE_MS = 55_000;
/** Who typed so recently is still at it. */
const TYPING_MS = 90_000;
/** So long before its end the visitor is shown that it ends. */
const LAST_MS = 60_000;

/** What the watch does about a hold. */
export interface HoldWatchActions {
  now: () => number;
  /** Asks for more time; resolves to whether it was given. */
  renew: () => Promise<boolean>;
  /** The time is not kept any more. */
  ended: () => void;
  /** Until when it is kept (milliseconds; null: not any more), and whether its last minute has begun. */
  changed: (until: number | null, isEnding: boolean) => void;
}

/**
 * Watches over the hold of an open form: shortly before its end it is renewed, once, if the visitor is typing, or as soon as they type again.
 * Goes by this browser's clock, from when the hold was asked for.
 */
export class HoldWatch {
  readonly #actions: HoldWatchActions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastTimer: ReturnType<typeof setTimeout> | undefined;
  #endsAt = 0;
  #typedAt = Number.NEGATIVE_INFINITY;
  #isRenewed = false;
  #isDue = false;
  #isRenewing = false;

  constructor(actions: HoldWatchActions) {
    this.#actions = actions;
  }

  /** A hold has come that was asked for then. */
  begin(from: number): void {
    this.#endsAt = from + HOLD_MS + SLACK_MS;
    this.#isRenewed = false;
    this.#isDue = false;
    this.#isRenewing = false;
    this.#tell();
    this.#arm();
  }

  /** What the visitor is told ends a little before what we go by. */
  #tell(): void {
    clearTimeout(this.#lastTimer);
    const until = this.#endsAt - SLACK_MS;
    const pause = until - LAST_MS - this.#actions.now();
    this.#actions.changed(until, pause <= 0);
    if (pause > 0) this.#lastTimer = setTimeout(() => this.#actions.changed(until, true), pause);
  }

  /** Whether the hold that came last keeps its time. */
  keeps(): boolean {
    return this.#actions.now() < this.#endsAt;
  }

  /** The visitor types. */
  typed(): void {
    this.#typedAt = this.#actions.now();
    if (this.#isDue && this.#typedAt < this.#endsAt) void this.#renew();
  }

  /** There is nothing to watch over any more. */
  stop(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#lastTimer);
    if (this.#timer !== undefined) this.#actions.changed(null, false);
    this.#timer = undefined;
    this.#isDue = false;
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const next = this.#isRenewed || this.#isDue ? this.#endsAt : this.#endsAt - RENEW_BEFORE_MS;
    this.#timer = setTimeout(() => this.#check(), Math.max(0, next - this.#actions.now()));
  }

  #check(): void {
    const now = this.#actions.now();
    // A page that was asleep wakes up late. What it asked for before that still decides.
    if (now >= this.#endsAt && !this.#isRenewing) {
      this.stop();
      this.#actions.ended();
      return;
    }
    if (now >= this.#endsAt) return;
    if (!this.#isRenewed && now >= this.#endsAt - RENEW_BEFORE_MS) {
      this.#isDue = true;
      if (now - this.#typedAt <= TYPING_MS) void this.#renew();
    }
    this.#arm();
  }

  async #renew(): Promise<void> {
    this.#isDue = false;
    this.#isRenewed = true;
    this.#isRenewing = true;
    const endsAt = this.#endsAt;
    const isGiven = await this.#actions.renew();
    // Meanwhile there may be another hold, or none.
    if (this.#timer === undefined || this.#endsAt !== endsAt) return;
    this.#isRenewing = false;
    if (isGiven) {
      this.#endsAt += HOLD_MS;
      this.#tell();
    }
    this.#arm();
  }
}
