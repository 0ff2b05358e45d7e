/** How a page learns of changes: `auto` by socket, else by asking; `poll` by asking once a minute; `off` not at all. */
export type LiveMode = 'auto' | 'poll' | 'off';

/** What is needed of a WebSocket. */
export interface LiveSocket {
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
  close(): void;
}

/** What live updates need to run. */
export interface LiveOptions {
  /** `wss://…/live?host=SLUG` */
  url: string;
  mode?: LiveMode;
  /**
   * Something may have changed: reads again what is shown. Never a source of data.
   *
   * @returns whether it could be read
   */
  onChange: () => Promise<boolean>;
  /** When what is shown was asked for (milliseconds); null: nothing is shown yet. */
  readAt: () => number | null;
  open?: (url: string) => LiveSocket;
  /** From 0 to 1. */
  random?: () => number;
  /** The clock, in milliseconds. */
  now?: () => number;
}

/** A thousand open pages must not ask in the same moment. */
const SPREAD_MS = 500;
const POLL_MS = 60_000;
/** After a response that did not come. */
const AGAIN_MS = 10_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** From so many failures in a row on, it is polled while the socket is tried at the slowest pace. */
const IDLE_TIMEOUT = 3;

/**
 * Tells when the slots of a host may have changed, for as long as it is active: the element in the document, on screen,
 * the page visible.
 */
export class LiveUpdates {
  readonly #options: LiveOptions;
  readonly #open: (url: string) => LiveSocket;
  readonly #random: () => number;
  readonly #now: () => number;
  #isActive = false;
  #socket: LiveSocket | null = null;
  #connectedAt = 0;
  /** The newest version that is known. */
  #heard = -1;
  /** The version that what is shown has at least; kept while inactive, so that coming back reads only what was missed. */
  #shown = -1;
  /** Over how many milliseconds all pages spread what they read. */
  #spreadMs = SPREAD_MS;
  #isSyncing = false;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #spread: ReturnType<typeof setTimeout> | undefined;
  #poll: ReturnType<typeof setInterval> | undefined;

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#open = options.open ?? ((url) => new WebSocket(url) as LiveSocket);
    this.#random = options.random ?? Math.random;
    this.#now = options.now ?? Date.now;
  }

  /** Connects or lets go; repeatable. */
  setActive(isActive: boolean): void {
    if (isActive === this.#isActive || this.#options.mode === 'off') return;
    this.#isActive = isActive;
    if (!isActive) this.#disconnect();
    else if (this.#options.mode === 'poll') this.#startPolling();
    else this.#connect();
  }

  #connect(): void {
    this.#connectedAt = this.#now();
    let socket: LiveSocket;
    try {
      socket = this.#open(this.#options.url);
    } catch {
      // Refused by the browser, for instance by the policy of the page: the same as a connection that fails.
      this.#fail();
      return;
    }
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      if (this.#socket === socket) this.#hear(data);
    };
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      this.#fail();
    };
  }

  #hear(data: unknown): void {
    const message = readMessage(data);
    if (message === null) return;
    const { v: version, spread = 0 } = message;
    this.#spreadMs = Math.max(SPREAD_MS, Math.min(spread, POLL_MS));
    this.#failures = 0;
    clearInterval(this.#poll);
    this.#poll = undefined;
    if (this.#heard < 0) {
      // The first version says nothing of what was read before anybody listened.
      const readAt = this.#options.readAt();
      this.#shown = readAt === null || readAt >= this.#connectedAt ? version : version - 1;
    }
    this.#heard = Math.max(this.#heard, version);
    this.#readSoon(this.#random() * this.#spreadMs);
  }

  #readSoon(pause: number): void {
    if (!this.#isActive || this.#isSyncing || this.#heard <= this.#shown) return;
    this.#spread ??= setTimeout(() => {
      this.#spread = undefined;
      void this.#read();
    }, pause);
  }

  /** One pull at a time: what arrives meanwhile may be newer than its response. */
  async #read(): Promise<void> {
    if (this.#isSyncing) return;
    this.#isSyncing = true;
    const version = this.#heard;
    const isRead = await this.#options.onChange().finally(() => {
      this.#isSyncing = false;
    });
    if (isRead) this.#shown = Math.max(this.#shown, version);
    this.#readSoon(isRead ? this.#random() * this.#spreadMs : AGAIN_MS * (0.5 + this.#random()));
  }

  /** Full jitter, doubling. */
  #fail(): void {
    if (!this.#isActive) return;
    this.#failures += 1;
    const isPatient = this.#failures >= IDLE_TIMEOUT;
    if (isPatient) this.#startPolling();
    const longest = isPatient ? LONGEST_PAUSE_MS : FIRST_PAUSE_MS * 2 ** this.#failures;
    this.#retry = setTimeout(() => this.#connect(), Math.max(250, this.#random() * longest));
  }

  #startPolling(): void {
    this.#poll ??= setInterval(() => void this.#read(), POLL_MS);
  }

  #disconnect(): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#spread);
    clearInterval(this.#poll);
    [this.#retry, this.#spread, this.#poll] = [undefined, undefined, undefined];
    const socket = this.#socket;
    this.#socket = null;
    this.#failures = 0;
    socket?.close();
  }
}

function readMessage(data: unknown): { v: number; spread?: number } | null {
  try {
    const message = JSON.parse(String(data));
    return message.type === 'slots_changed' && typeof message.v === 'number' ? message : null;
  } catch {
    // Not ours; a page that does not understand its server still works.
    return null;
  }
}
