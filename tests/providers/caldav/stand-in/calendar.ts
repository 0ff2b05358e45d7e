import { createHash } from 'node:crypto';

export interface StandInObject {
  name: string;
  ics: string;
  etag: string;
}

/** What a collection says of itself; `null`: it does not have the property. */
export interface CollectionProperties {
  /** Written into the answer as it is, so that a test may use CDATA. */
  displayname: string;
  /** Names in the namespaces `DAV:` (`collection`), CalDAV (`calendar`) or `cs:` (`subscribed`, `shared-owner`). */
  resourcetype: readonly string[];
  components: readonly string[] | null;
  privileges: readonly string[] | null;
  /** Properties that it does not show to this account (403). */
  refused: readonly string[];
  /** Href of the principal that it belongs to; the account's own one if not said. */
  owner?: string | null;
  hasCtag: boolean;
  hasToken: boolean;
  /**
   * What tokens and tags count. `seconds`: when the last change was (SOGo); a token then leads to what came after its
   * second, or also to what came within it.
   */
  counts: 'revisions' | 'seconds' | 'seconds, inclusive';
  isTransparent: boolean;
  /** Text of a VTIMEZONE object. */
  timeZone: string | null;
}

const ownPrivileges = [
  ...['read', 'read-free-busy', 'read-current-user-privilege-set', 'write', 'write-properties'],
  ...['write-content', 'bind', 'unbind'],
];

/** A calendar in memory, which remembers in which order its objects changed. */
export class StandInCalendar {
  readonly id: string;
  readonly properties: CollectionProperties = {
    displayname: 'Calendar',
    resourcetype: ['collection', 'calendar'],
    components: ['VEVENT'],
    privileges: ownPrivileges,
    refused: [],
    hasCtag: true,
    hasToken: true,
    counts: 'revisions',
    isTransparent: false,
    timeZone: null,
  };
  revision = 1;
  /** Tokens of before are no longer known. */
  oldestRevision = 1;
  /** How objects were before their last change; reads that are stale show this. */
  readonly before = new Map<string, StandInObject | undefined>();
  /** The server's clock, in milliseconds. */
  now: () => number = Date.now;
  readonly #objects = new Map<string, StandInObject>();
  #history: { revision: number; second: number; name: string }[] = [];

  constructor(id: string, properties: Partial<CollectionProperties> = {}) {
    this.id = id;
    Object.assign(this.properties, properties);
  }

  /** Stores an object; its ETag is new even if the text is not. */
  put(name: string, ics: string): StandInObject {
    const revision = this.#touch(name);
    const hash = createHash('sha256').update(`${revision} ${ics}`).digest('hex').slice(0, 12);
    const object = { name, ics, etag: `"${hash}"` };
    this.#objects.set(name, object);
    return object;
  }

  delete(name: string): boolean {
    if (!this.#objects.has(name)) return false;
    this.#touch(name);
    return this.#objects.delete(name);
  }

  object(name: string): StandInObject | undefined {
    return this.#objects.get(name);
  }

  objects(): StandInObject[] {
    return [...this.#objects.values()];
  }

  /** Makes all tokens unknown that were given out, as servers do after some time or a move. */
  forgetTokens(): void {
    this.revision += 1;
    this.oldestRevision = this.revision;
  }

  /** Is restored from a backup: tokens that were given out are now ahead, and what happens next is older than they. */
  rewind(): void {
    this.revision = 1;
    this.oldestRevision = 1;
    this.#history = [];
  }

  /** What the tag, and the token, count: the revision, or the second of the last change. */
  get state(): number {
    return this.properties.counts === 'revisions' ? this.revision : (this.#history.at(-1)?.second ?? 1);
  }

  /** Names that changed since a revision, each with its last one, in order; `limit` cuts the list. */
  changesSince(
    revision: number,
    limit = Number.POSITIVE_INFINITY,
  ): { names: string[]; revision: number; isCut: boolean } {
    const { counts } = this.properties;
    const isNew = (at: number): boolean => at > revision || (counts === 'seconds, inclusive' && at === revision);
    // From the last one back: old changes cost nothing.
    const last = new Map<string, number>();
    for (let index = this.#history.length - 1; index >= 0; index -= 1) {
      const entry = this.#history[index];
      if (entry === undefined) break;
      const { name } = entry;
      const at = counts === 'revisions' ? entry.revision : entry.second;
      if (!isNew(at)) break;
      if (!last.has(name)) last.set(name, at);
    }
    const all = [...last].reverse();
    const part = all.slice(0, limit);
    const isCut = part.length < all.length;
    return {
      names: part.map(([name]) => name),
      revision: isCut ? (part.at(-1)?.[1] ?? revision) : this.state,
      isCut,
    };
  }

  #touch(name: string): number {
    this.before.set(name, this.#objects.get(name));
    this.revision += 1;
    this.#history.push({ revision: this.revision, second: Math.floor(this.now() / 1000), name });
    return this.revision;
  }
}
