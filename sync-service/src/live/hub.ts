/** One open page. `send` says whether it could take the message now; if not, it takes the newest version later. */
export interface Subscriber {
  send(version: number): boolean;
}

/** A page that is about to open: its host and version are being read. */
export interface Arrival {
  /** Adds the page and tells it the newest version. @returns what takes it away again. */
  add(hostId: string, version: number, subscriber: Subscriber): () => void;
  /** Once, whether it was added or not. */
  end(): void;
}

/** After a message of a host its further changes are gathered so long into the next one; the first waits for nothing. */
const gatherMs = 50;

/** Which open pages show which hosts, and what they know. */
export interface Hub {
  /** To be called before a version is read: what is published from then on is not lost to the page. */
  arrive(): Arrival;
  /** A host has this version now. Older ones than known change nothing. */
  publish(hostId: string, version: number): void;
  /** A page can take messages again: it gets the newest version, if it does not have it. */
  drained(hostId: string, subscriber: Subscriber): void;
  /** The hosts that somebody looks at. */
  hostIds(): string[];
  /** Resolves when every page that is arriving now has arrived. */
  settled(): Promise<void>;
  stop(): void;
}

interface Topic {
  version: number;
  /** The version of the last round of messages: a newer one is being gathered. */
  round: number;
  /** What each page was told last. */
  told: Map<Subscriber, number>;
  timer: NodeJS.Timeout | null;
}

/** Knows what is told by the processes of one database. */
export function createHub(): Hub {
  const topics = new Map<string, Topic>();
  const arrivals = new Set<Promise<void>>();
  /** Versions of hosts that nobody looks at yet, while pages arrive that may show them. */
  const early = new Map<string, number>();

  function tell(topic: Topic, subscriber: Subscriber): void {
    if ((topic.told.get(subscriber) ?? -1) >= topic.version) return;
    if (subscriber.send(topic.version)) topic.told.set(subscriber, topic.version);
  }

  function publish(hostId: string, version: number): void {
    const topic = topics.get(hostId);
    if (topic === undefined) {
      if (arrivals.size > 0) early.set(hostId, Math.max(version, early.get(hostId) ?? 0));
      return;
    }
    if (version <= topic.version) return;
    topic.version = version;
    if (topic.timer === null) tellAll(topic);
  }

  function tellAll(topic: Topic): void {
    topic.round = topic.version;
    for (const subscriber of topic.told.keys()) tell(topic, subscriber);
    topic.timer = setTimeout(() => {
      topic.timer = null;
      if (topic.version > topic.round) tellAll(topic);
    }, gatherMs);
  }

  function add(hostId: string, read: number, subscriber: Subscriber): () => void {
    const version = Math.max(read, early.get(hostId) ?? 0);
    const topic = topics.get(hostId) ?? { version, round: version, told: new Map(), timer: null };
    topics.set(hostId, topic);
    // What was read may be newer than what was heard: the others are told, too.
    publish(hostId, version);
    topic.told.set(subscriber, -1);
    tell(topic, subscriber);
    return () => {
      topic.told.delete(subscriber);
      if (topic.told.size > 0) return;
      if (topic.timer !== null) clearTimeout(topic.timer);
      if (topics.get(hostId) === topic) topics.delete(hostId);
    };
  }

  return {
    arrive() {
      const { promise, resolve } = Promise.withResolvers<void>();
      arrivals.add(promise);
      return {
        add,
        end() {
          arrivals.delete(promise);
          if (arrivals.size === 0) early.clear();
          resolve();
        },
      };
    },

    publish,

    drained(hostId, subscriber) {
      const topic = topics.get(hostId);
      // What is being gathered is told by the timer.
      if (topic?.told.has(subscriber) && topic.version === topic.round) tell(topic, subscriber);
    },

    hostIds: () => [...topics.keys()],

    async settled() {
      await Promise.all(arrivals);
    },

    stop() {
      for (const { timer } of topics.values()) if (timer !== null) clearTimeout(timer);
      topics.clear();
    },
  };
}
