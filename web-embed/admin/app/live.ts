import type { LiveSocket } from '../../shared/live.ts';

/** What an owner is shown, as far as it changes by itself. */
export const liveTopics = ['bookings', 'connections', 'conflicts', 'log', 'schedule'] as const;
export type LiveTopic = (typeof liveTopics)[number];

/** What is needed of a WebSocket that says who it is. */
export interface OwnerSocket extends LiveSocket {
  onopen: (() => void) | null;
  send(message: string): void;
}

/** What live updates of an owner need to run. */
export interface OwnerLiveOptions {
  /** `wss://…/live` */
  url: string;
  /** The access token of now. It is sent as the first message, never in the address. Rejects if nobody is signed in. */
  token: () => Promise<string>;
  /** Something of this topic may have changed: reads again what is shown of it. */
  onChange: (topic: LiveTopic) => void;
  open?: (url: string) => OwnerSocket;
  /** From 0 to 1. */
  random?: () => number;
}

const POLL_MS = 60_000;
const FIRST_PAUSE_MS = 1_000;
const SHORTEST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 60_000;
/** From so many failures in a row on, it is polled while the socket is tried at the slowest pace. */
const FAILURES_BEFORE_POLLING = 3;

/**
 * Tells what changed of what an owner is shown, for as long as it is active: while the page is visible and somebody is
 * signed in. The service closes the socket when the token ends; the next one sends a fresh token.
 */
export class OwnerLive {
  readonly #options: OwnerLiveOptions;
  readonly #open: (url: string) => OwnerSocket;
  readonly #random: () => number;
  #isActive = false;
  /** Counts the connections, so that what belongs to an earlier one is recognised. */
  #attempt = 0;
  #socket: OwnerSocket | null = null;
  /** Kept while inactive, so that coming back tells only of what was missed. */
  #versions: Partial<Record<LiveTopic, number>> = {};
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #poll: ReturnType<typeof setInterval> | undefined;

  constructor(options: OwnerLiveOptions) {
    this.#options = options;
    this.#open = options.open ?? ((url) => new WebSocket(url) as OwnerSocket);
    this.#random = options.random ?? Math.random;
  }

  /** Connects or lets go; repeatable. */
  setActive(isActive: boolean): void {
    if (isActive === this.#isActive) return;
    this.#isActive = isActive;
    if (isActive) void this.#connect();
    else this.#disconnect();
  }

  async #connect(): Promise<void> {
    this.#attempt += 1;
    const attempt = this.#attempt;
    let socket: OwnerSocket;
    try {
      // Before the socket opens: the service waits only seconds for it.
      const token = await this.#options.token();
      if (attempt !== this.#attempt) return;
      socket = this.#open(this.#options.url);
      socket.onopen = () => socket.send(JSON.stringify({ type: 'authenticate', token }));
    } catch {
      // There is no token, or the browser refuses the connection: the same as a connection that fails.
      if (attempt === this.#attempt) this.#fail();
      return;
    }
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      if (attempt === this.#attempt) this.#hear(data);
    };
    socket.onclose = () => {
      if (attempt !== this.#attempt) return;
      this.#socket = null;
      this.#fail();
    };
  }

  /** The first versions say nothing of what was read before anybody listened: all is read again once. */
  #hear(data: unknown): void {
    const versions = readVersions(data);
    if (versions === null) return;
    this.#failures = 0;
    this.#stopPolling();
    const changed = liveTopics.filter((topic) => versions[topic] !== this.#versions[topic]);
    this.#versions = versions;
    for (const topic of changed) this.#options.onChange(topic);
  }

  /** Full jitter, doubling. */
  #fail(): void {
    this.#failures += 1;
    const isPatient = this.#failures >= FAILURES_BEFORE_POLLING;
    if (isPatient) this.#startPolling();
    const longest = isPatient ? LONGEST_PAUSE_MS : FIRST_PAUSE_MS * 2 ** this.#failures;
    this.#retry = setTimeout(() => void this.#connect(), Math.max(SHORTEST_PAUSE_MS, this.#random() * longest));
  }

  #startPolling(): void {
    this.#poll ??= setInterval(() => {
      for (const topic of liveTopics) this.#options.onChange(topic);
    }, POLL_MS);
  }

  #stopPolling(): void {
    clearInterval(this.#poll);
    this.#poll = undefined;
  }

  #disconnect(): void {
    this.#attempt += 1;
    clearTimeout(this.#retry);
    this.#stopPolling();
    this.#failures = 0;
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }
}

function readVersions(data: unknown): Partial<Record<LiveTopic, number>> | null {
  try {
    const message = JSON.parse(String(data));
    return message.type === 'owner_changed' && typeof message.versions === 'object' ? message.versions : null;
  } catch {
    // Not ours; a page that does not understand its service still works.
    return null;
  }
}
