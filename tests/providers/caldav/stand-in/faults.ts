/** A request as the stand-in saw it. */
export interface StandInRequest {
  method: string;
  /** Path with query. */
  url: string;
  host: string;
  depth: string | null;
  hasAuthorization: boolean;
  /** `PROPFIND`, `GET` …; for reports their name, for example `sync-collection`. */
  kind: string;
  body: string;
  headers: Readonly<Record<string, string>>;
}

/** What happens instead of, or to, an answer. */
export type Fault =
  /** Another answer; the request is not carried out. */
  | { kind: 'status'; status: number; retryAfter?: string; type?: string; body?: string }
  /** On to another address; the request is not carried out. */
  | { kind: 'redirect'; to: string; status?: number }
  /** The body ends in the middle, with a length that fits. */
  | { kind: 'truncate'; at?: number }
  | { kind: 'delay'; ms: number }
  /** No answer ever. */
  | { kind: 'hang' }
  /** The request is carried out, then the connection breaks. */
  | { kind: 'lost' };

/** How the stand-in differs from what RFCs 4791 and 6578 ask for. All can be set at any time. */
export interface StandInFaults {
  /** Asked for each request; null: nothing happens to it. */
  on: (request: StandInRequest) => Fault | null;
  /** Ends each connection after an answer without having said so: at once, or when the next request comes on it. */
  closesKept: 'at once' | 'at the next request' | null;
  /** Whether `/.well-known/caldav` leads on. */
  hasWellKnown: boolean;
  /** Origin of another host that the home is said to be on; null: a path. */
  homeOrigin: string | null;
  /** How the server spells paths of its own where it tells them: the principal, the home, calendars and objects. */
  spell: (path: string) => string;
  /** Hrefs of the account's homes; null: the one that there is. Folders are shown in their home unless they are homes. */
  homes: readonly string[] | null;
  /** How deletions are told: each with a status, all with one, or as a property that is not found. */
  deletions: 'status' | 'together' | 'propstat';
  /** What tokens begin with. */
  tokenPrefix: string | null;
  /** The protocol in status lines. */
  protocol: string;
  /** Another name of the account's principal, by which it owns its home; null: the one that discovery finds. */
  homeOwner: string | null;
  /** How calendar-data is written. */
  data: 'text' | 'cdata' | 'split';
  /** Another propstat (404) after the one with the properties. */
  doublePropstat: boolean;
  /** The collection lists itself, with an ETag. */
  ownRow: boolean;
  duplicateRows: boolean;
  /** Objects that are listed, but not handed out by a multiget or a GET. */
  withheld: ReadonlySet<string>;
  /** How a multiget speaks of objects that it does not hand out. */
  missing: '404' | 'propstat' | 'omitted' | 'without data';
  /** What is said to a token that is not known; `full`: a list of everything, `future`: nothing, and the same token. */
  unknownToken: '403' | 'bare 403' | '500' | 'full' | 'future';
  /** Rows of a sync-collection after which comes a 507; null: none. */
  pageSize: number | null;
  hasEtagOnPut: boolean;
  /** Reads show how objects were before their last change, and so do the rows of lists, under tokens that are new. */
  staleReads: boolean;
  /** Objects are handed out as they were before their last change, though lists have their new ETags. */
  staleObjects: boolean;
  /** How the ETag that lists show is written where the object itself is handed out. */
  writeEtag: (etag: string) => string;
}

export function noFaults(): StandInFaults {
  return {
    on: () => null,
    closesKept: null,
    hasWellKnown: true,
    homeOrigin: null,
    spell: (path) => path,
    homes: null,
    deletions: 'status',
    tokenPrefix: null,
    protocol: 'HTTP/1.1',
    homeOwner: null,
    data: 'text',
    doublePropstat: false,
    ownRow: false,
    duplicateRows: false,
    withheld: new Set(),
    missing: '404',
    unknownToken: '403',
    pageSize: null,
    hasEtagOnPut: true,
    staleReads: false,
    staleObjects: false,
    writeEtag: (etag) => etag,
  };
}

/** A fault for one kind of request, a number of times; forever if not said. */
export function on(kind: string, fault: Fault, times = Number.POSITIVE_INFINITY): StandInFaults['on'] {
  let left = times;
  return (request) => {
    if (request.kind !== kind || left <= 0) return null;
    left -= 1;
    return fault;
  };
}
