/** An open page. `send` returns whether the page could take the message; if not, it gets the newest version later. */
interface Subscriber {
  /** @param pages How many show the same host. */
  send(version: number, pages: number): boolean;
}

/** How long further changes of a host are gathered after a message; the first is sent at once. */
const gatherMs = 50;

/** Knows which open pages show which hosts, and which versions they have. */
export interface Hub {
  /**
   * Adds a page with the version that was read for it, and sends it the newest.
   * @returns a function that removes the page.
   */
  add(hostId: string, version: number, subscriber: Subscriber): () => void;
  /** Publishes a host's version. Older ones than known change nothing. */
  publish(hostId: string, version: number): void;
  /** Sends the newest version to a page that can take messages again, if it does not have it. */
  drained(hostId: string, subscriber: Subscriber): void;
  /** The hosts with open pages. */
  hostIds(): string[];
  stop(): void;
}

interface Topic {
  version: number;
  /** The version of the last messages; a newer one is being gathered. */
  round: number;
  /** The version last sent to each page. */
  reported: Map<Subscriber, number>;
  timer: NodeJS.Timeout | null;
}

/** Creates a hub for this process. */
export function createHub(): Hub {
  const topics = new Map<string, Topic>();

  function notify(topic: Topic, subscriber: Subscriber): void {
    if ((topic.reported.get(subscriber) ?? -1) >= topic.version) return;
    if (subscriber.send(topic.version, topic.reported.size)) topic.reported.set(subscriber, topic.version);
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
    // The version just read may be newer than the published one, so the other pages get it, too.
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
      // The timer will send a gathered change.
      if (topic?.reported.has(subscriber) && topic.version === topic.round) notify(topic, subscriber);
    },

    hostIds: () => [...topics.keys()],

    stop() {
      for (const { timer } of topics.values()) if (timer !== null) clearTimeout(timer);
      topics.clear();
    },
  };
}
