/** How a lost sync state is told. */
export type LostStateForm =
  | 'SyncStateNotFound'
  | 'syncStateNotFound'
  | 'SyncStateInvalid'
  | 'resyncRequired'
  | 'emptyLocation'
  | 'foreignLocation'
  | 'badlyFormedToken'
  | 'html'
  | '404';

/** How the sandbox behaves where Microsoft's behaviour differs from time to time, or is not known. */
export interface SandboxSettings {
  /** Seconds that an access token lives, as told in `expires_in`. */
  accessTokenSeconds: number;
  refreshTokenDays: number;
  /** A refresh ends the old refresh token; Microsoft leaves it alive. */
  strictRotation: boolean;
  /** Of the scopes asked for only these are granted. Null: all. */
  grantOnly: string[] | null;
  /** Granted scopes are told in their long form. */
  longScopes: boolean;
  /** Refusals of a client come with a `WWW-Authenticate` header. */
  challengeClients: boolean;
  /** Real milliseconds that a refresh takes, so that parallel ones can be noticed. */
  refreshMilliseconds: number;
  /** So many refreshes of one account in five minutes are a loop. */
  refreshesAreLoop: number;
  /** Real milliseconds that a request to Graph takes, so that parallel ones can be noticed. */
  graphMilliseconds: number;
  /** Requests of one mailbox that may be in flight; more are throttled. */
  concurrency: number;
  /** Requests of one mailbox in ten minutes; more are throttled. */
  requestsInTenMinutes: number;
  /** Seconds that a throttled client is asked to wait. */
  retryAfterSeconds: number;
  /** Real milliseconds in which a client may not have heard of it yet: requests that were on their way. */
  throttleGraceMilliseconds: number;
  /** The first page of a first round is empty. */
  emptyFirstPage: boolean;
  /** Some rows of a round come twice, first as they were before. */
  repeatedRows: boolean;
  /** So many of the last changes are told again in each round. */
  replayedChanges: number;
  /** What the feed says of events that are gone from the window. */
  removedReason: 'deleted' | 'changed';
  /** First rounds tell of what is gone as well. */
  removedAtFirst: boolean;
  /** Milliseconds that the feed lags behind the events. */
  feedLag: number;
  /** Links name their token `%24deltatoken` instead of `$deltatoken`. */
  encodedLinks: boolean;
  /** So many sync states are known for each series of rounds; older ones are lost. */
  keptSyncStates: number;
  lostState: LostStateForm;
  /** A second create with the same `transactionId` is refused, not answered with the first event. */
  refuseRepeatedTransaction: boolean;
  /** Stale `If-Match` headers get 409 instead of 412. */
  conflictStatus: 409 | 412;
  /** Subscriptions need `Calendars.Read`: the right to write is not accepted in its stead. */
  subscriptionsNeedRead: boolean;
  /** A second subscription of the same kind is refused; Microsoft does not always do so. */
  refuseSecondSubscription: boolean;
  /** Which addresses of plain HTTP a subscription may name; Microsoft takes none. */
  plainHttp: 'none' | 'loopback' | 'all';
  /** Waits between attempts to deliver a notice, in milliseconds: four hours altogether. */
  noticeRetryWaits: number[];
  /** Real milliseconds after which a delivery counts as slow, and as failed. */
  slowMilliseconds: number;
  timeoutMilliseconds: number;
  /** What one action of a person is told as. */
  noticesOf: { created: string[]; updated: string[]; deleted: string[] };
}

export function defaultSettings(): SandboxSettings {
  return {
    accessTokenSeconds: 3599,
    refreshTokenDays: 90,
    strictRotation: false,
    grantOnly: null,
    longScopes: false,
    challengeClients: false,
    refreshMilliseconds: 20,
    refreshesAreLoop: 60,
    graphMilliseconds: 0,
    concurrency: 4,
    requestsInTenMinutes: 10_000,
    retryAfterSeconds: 5,
    throttleGraceMilliseconds: 100,
    emptyFirstPage: true,
    repeatedRows: false,
    replayedChanges: 0,
    removedReason: 'deleted',
    removedAtFirst: false,
    feedLag: 0,
    encodedLinks: false,
    keptSyncStates: 4,
    lostState: 'SyncStateNotFound',
    refuseRepeatedTransaction: false,
    conflictStatus: 412,
    subscriptionsNeedRead: false,
    refuseSecondSubscription: true,
    plainHttp: 'loopback',
    noticeRetryWaits: [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 6210].map((seconds) => seconds * 1000),
    slowMilliseconds: 3000,
    timeoutMilliseconds: 10_000,
    noticesOf: { created: ['created', 'updated'], updated: ['updated'], deleted: ['deleted'] },
  };
}
