/** One open page. `send` says whether it could take the message now; if not, it takes the newest version later. */
interface Subscriber {
  send(version: number): boolean;
}

/** After a message of a host its further changes are gathered so long into the next one; the first waits for nothing. */
const gatherMs = 50;

/** Which open pages show which hosts, and what they know. */
export interface Hub {
  /** Adds a page, with the version that was read for it, and tells it the newest. @returns what takes it away again. */
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
  /** The version of the last round of messages: a newer one is being gathered. */
  round: number;
  /** What each page was told last. */
  reported: Map<Subscriber, number>;
  timer: NodeJS.Timeout | null;
}

/** Knows what is told by the processes of one database. */
export function createHub(): Hub {
  const topics = new Map<string, Topic>();

  function notify(topic: Topic, subscriber: Subscriber): void {
    if ((topic.reported.get(subscriber) ?? -1) >= topic.version) return;
    if (subscriber.send(topic.version)) topic.reported.set(subscriber, topic.version);
  }

  function publish(hostId: string, version: number): void {
    const topic = topics.get(hostId);
    if (topic === undefined || version <= topic.version) return;
    topic.version = version;
    if (topic.timer === null) notifyAll(topic);
  }

  function notifyAll(topic: Topic): void {
    topic.round = topic.version;
    for (const subscriber of topic.reported.keys()) notify(topic, subscriber);
    topic.timer = setTimeout(() => {
      topic.timer = null;
      if (topic.version > topic.round) notifyAll(topic);
    }, gatherMs);
  }

  function add(hostId: string, version: number, subscriber: Subscriber): () => void {
    const topic = topics.get(hostId) ?? { version, round: version, reported: new Map(), timer: null };
    topics.set(hostId, topic);
    // What was read may be newer than what was published: the others are told, too.
    publish(hostId, version);
    topic.reported.set(subscriber, -1);
    notify(topic, subscriber);
    return () => {
      topic.reported.delete(subscriber);
      if (topic.reported.size > 0) return;
      if (topic.timer !== null) clearTimeout(topic.timer);
      if (topics.get(hostId) === topic) topics.delete(hostId);
    };
  }

  return {
    add,

    publish,

    drained(hostId, subscriber) {
      const topic = topics.get(hostId);
      // What is being gathered is told by the timer.
      if (topic?.reported.has(subscriber) && topic.version === topic.round) notify(topic, subscriber);
    },

    hostIds: () => [...topics.keys()],

    stop() {
      for (const { timer } of topics.values()) if (timer !== null) clearTimeout(timer);
      topics.clear();
    },
  };
}
