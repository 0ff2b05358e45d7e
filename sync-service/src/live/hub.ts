/** One open page. `send` says whether it could take the message now; if not, it takes the newest version later. */
export interface Subscriber {
  send(version: number): boolean;
}

/** How long changes of one host are gathered into one message. */
const gatherMs = 50;

/** Which open pages show which hosts, and what they know. */
export interface Hub {
  /** Adds a page that has just been told `version`. @returns what takes it away again. */
  add(hostId: string, version: number, subscriber: Subscriber): () => void;
  /** A host has this version now. Older ones than known change nothing. */
  publish(hostId: string, version: number): void;
  /** A page can take messages again: it gets the newest version, if it does not have it. */
  drained(hostId: string, subscriber: Subscriber): void;
  /** The hosts that somebody looks at. */
  hostIds(): string[];
  stop(): void;
}

interface Topic {
  version: number;
  /** What each page was told last. */
  told: Map<Subscriber, number>;
  timer: NodeJS.Timeout | null;
}

export function createHub(): Hub {
  const topics = new Map<string, Topic>();

  function tell(topic: Topic, subscriber: Subscriber): void {
    if ((topic.told.get(subscriber) ?? 0) >= topic.version) return;
    if (subscriber.send(topic.version)) topic.told.set(subscriber, topic.version);
  }

  return {
    add(hostId, version, subscriber) {
      const topic = topics.get(hostId) ?? { version, told: new Map(), timer: null };
      topics.set(hostId, topic);
      topic.told.set(subscriber, version);
      // What came while the version was being read.
      tell(topic, subscriber);
      return () => {
        topic.told.delete(subscriber);
        if (topic.told.size > 0) return;
        if (topic.timer !== null) clearTimeout(topic.timer);
        if (topics.get(hostId) === topic) topics.delete(hostId);
      };
    },

    publish(hostId, version) {
      const topic = topics.get(hostId);
      if (topic === undefined || version <= topic.version) return;
      topic.version = version;
      topic.timer ??= setTimeout(() => {
        topic.timer = null;
        for (const subscriber of topic.told.keys()) tell(topic, subscriber);
      }, gatherMs);
    },

    drained(hostId, subscriber) {
      const topic = topics.get(hostId);
      if (topic?.told.has(subscriber)) tell(topic, subscriber);
    },

    hostIds: () => [...topics.keys()],

    stop() {
      for (const { timer } of topics.values()) if (timer !== null) clearTimeout(timer);
      topics.clear();
    },
  };
}
