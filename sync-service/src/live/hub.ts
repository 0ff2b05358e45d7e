/** An open page. `send` returns whether the page could take the message; if not, it gets the newest version later. */
interface Subscriber<V> {
  /** @param pages How many show the same. */
  send(version: V, pages: number): boolean;
}

/** How long further changes of a subject are gathered after a message; the first is sent at once. */
const gatherMs = 50;

/** Knows which open pages show which subjects (hosts, or all of an owner), and which versions they have. */
export interface Hub<V> {
  /**
   * Adds a page with the version that was read for it, and sends it the newest.
   * @returns a function that removes the page.
   */
  add(id: string, version: V, subscriber: Subscriber<V>): () => void;
  /** Publishes the version of a subject. One that is no news changes nothing. */
  publish(id: string, version: V): void;
  /** Sends the newest version to a page that can take messages again, if it does not have it. */
  drained(id: string, subscriber: Subscriber<V>): void;
  /** The subjects with open pages. */
  ids(): string[];
  stop(): void;
}

interface Topic<V> {
  version: V;
  /** The version of the last messages; a newer one is being gathered. */
  round: V;
  /** The version last sent to each page; undefined: none yet. */
  reported: Map<Subscriber<V>, V | undefined>;
  timer: NodeJS.Timeout | null;
}

/**
 * Creates a hub for this process.
 * @param isNews Whether a version that was read is news to whoever has the known one.
 */
export function createHub<V>(isNews: (version: V, known: V) => boolean): Hub<V> {
  const topics = new Map<string, Topic<V>>();

  function notify(topic: Topic<V>, subscriber: Subscriber<V>): void {
    const reported = topic.reported.get(subscriber);
    if (reported !== undefined && !isNews(topic.version, reported)) return;
    if (subscriber.send(topic.version, topic.reported.size)) topic.reported.set(subscriber, topic.version);
  }

  function publish(id: string, version: V): void {
    const topic = topics.get(id);
    if (topic === undefined || !isNews(version, topic.version)) return;
    topic.version = version;
    if (topic.timer === null) notifyAll(topic);
  }

  function notifyAll(topic: Topic<V>): void {
    topic.round = topic.version;
    for (const subscriber of topic.reported.keys()) notify(topic, subscriber);
    topic.timer = setTimeout(() => {
      topic.timer = null;
      if (isNews(topic.version, topic.round)) notifyAll(topic);
    }, gatherMs);
  }

  function add(id: string, version: V, subscriber: Subscriber<V>): () => void {
    const topic: Topic<V> = topics.get(id) ?? { version, round: version, reported: new Map(), timer: null };
    topics.set(id, topic);
    // The version just read may be newer than the published one, so the other pages get it, too.
    publish(id, version);
    topic.reported.set(subscriber, undefined);
    notify(topic, subscriber);
    return () => {
      topic.reported.delete(subscriber);
      if (topic.reported.size > 0) return;
      if (topic.timer !== null) clearTimeout(topic.timer);
      if (topics.get(id) === topic) topics.delete(id);
    };
  }

  return {
    add,

    publish,

    drained(id, subscriber) {
      const topic = topics.get(id);
      // The timer will send a gathered change.
      if (topic?.reported.has(subscriber) && !isNews(topic.version, topic.round)) notify(topic, subscriber);
    },

    ids: () => [...topics.keys()],

    stop() {
      for (const { timer } of topics.values()) if (timer !== null) clearTimeout(timer);
      topics.clear();
    },
  };
}
