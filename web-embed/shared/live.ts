/** How a page learns of changes: `on` by socket, `poll` by asking once a minute, `off` not at all. */
export type LiveMode = 'on' | 'poll' | 'off';

/** What is needed of a WebSocket. */
export interface LiveSocket {
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
  close(): void;
}

export interface LiveOptions {
  /** `wss://…/live?host=SLUG` */
  url: string;
  mode?: LiveMode;
  /** Something may have changed. Never a source of data: whoever is called reads again. */
  onChange: () => void;
  open?: (url: string) => LiveSocket;
  /** From 0 to 1. */
  random?: () => number;
}

/** A thousand open pages must not ask in the same moment. */
const SPREAD_MS = 1_000;
const POLL_MS = 60_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** From so many failures in a row on, it is polled while the socket is tried at the slowest pace. */
const PATIENCE = 3;

/**
 * Tells when the slots of a host may have changed, for as long as it is active: the element in the document, on screen,
 * the page visible.
 */
export class LiveUpdates {
  readonly #options: LiveOptions;
  readonly #open: (url: string) => LiveSocket;
  readonly #random: () => number;
  #isActive = false;
  #socket: LiveSocket | null = null;
  /** What was seen last; kept while inactive, so that coming back asks only if something was missed. */
  #version: number | null = null;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #spread: ReturnType<typeof setTimeout> | undefined;
  #poll: ReturnType<typeof setInterval> | undefined;

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#open = options.open ?? ((url) => new WebSocket(url) as LiveSocket);
    this.#random = options.random ?? Math.random;
  }

  /** Connects or lets go; repeatable. */
  setActive(isActive: boolean): void {
    if (isActive === this.#isActive || this.#options.mode === 'off') return;
    this.#isActive = isActive;
    if (!isActive) this.#letGo();
    else if (this.#options.mode === 'poll') this.#startPolling();
    else this.#connect();
  }

  #connect(): void {
    let socket: LiveSocket;
    try {
      socket = this.#open(this.#options.url);
    } catch {
      // Refused by the browser, for instance by the policy of the page: the same as a connection that fails.
      this.#fail();
      return;
    }
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#hear(data);
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      this.#fail();
    };
  }

  #hear(data: unknown): void {
    const version = readVersion(data);
    if (version === null) return;
    this.#failures = 0;
    this.#stopPolling();
    const isNews = this.#version !== null && version > this.#version;
    this.#version = version;
    if (isNews) this.#spread ??= setTimeout(() => this.#tell(), this.#random() * SPREAD_MS);
  }

  #tell(): void {
    this.#spread = undefined;
    this.#options.onChange();
  }

  /** Full jitter, doubling. */
  #fail(): void {
    if (!this.#isActive) return;
    this.#failures += 1;
    const isPatient = this.#failures >= PATIENCE;
    if (isPatient) this.#startPolling();
    const longest = isPatient ? LONGEST_PAUSE_MS : FIRST_PAUSE_MS * 2 ** this.#failures;
    this.#retry = setTimeout(() => this.#connect(), Math.max(250, this.#random() * longest));
  }

  #startPolling(): void {
    this.#poll ??= setInterval(() => this.#options.onChange(), POLL_MS);
  }

  #stopPolling(): void {
    if (this.#options.mode === 'poll') return;
    clearInterval(this.#poll);
    this.#poll = undefined;
  }

  #letGo(): void {
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

function readVersion(data: unknown): number | null {
  try {
    const message = JSON.parse(String(data)) as { type?: unknown; v?: unknown };
    return message.type === 'slots_changed' && typeof message.v === 'number' ? message.v : null;
  } catch {
    // Not ours; a page that does not understand its server still works.
    return null;
  }
}
