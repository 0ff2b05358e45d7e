/** How the sandbox behaves where Google's behaviour differs from time to time, or is not known. */
export interface SandboxSettings {
  /** Seconds that an access token lives, as told in `expires_in`. */
  accessTokenSeconds: number;
  /** Each refresh gives a new refresh token, and the old one ends. */
  rotateRefreshTokens: boolean;
  /** No exchange gives a refresh token. */
  withholdRefreshTokens: boolean;
  /** Of the scopes asked for only these are granted. Null: all. */
  grantOnly: string[] | null;
  /** Real milliseconds that a refresh takes, so that parallel ones can be noticed. */
  refreshMilliseconds: number;
  /** As ID tokens and redirects name it. */
  issuer: string;
  /** Which addresses of plain HTTP a watch may name; real Google takes none. */
  plainHttp: 'none' | 'loopback' | 'all';
  /** Longest and default life of a channel, in seconds. */
  channelSeconds: number;
  /** The `sync` message goes out, and is answered, before the watch is. */
  syncBeforeResponse: boolean;
  /** Waits between attempts to deliver a notification that was answered with 500, 502, 503 or 504, in milliseconds. */
  pushRetryWaits: number[];
  /** Pages of lists are shorter than asked for, and some of them empty. */
  shortPages: boolean;
  /** Pages of events hold no more than that, whatever is asked for. Null: as many as asked for. */
  longestPage: number | null;
  /** Deltas of a changed series hold at most so many instances. */
  seriesDeltaLimit: number;
  /** Days ahead up to which deltas, and lists without an end, hold instances. */
  seriesDeltaDays: number;
  /** Days ahead for which a deleted series is told as cancelled instances. Null: without a limit. */
  deletedSeriesDays: number | null;
  /** Deleted single events are told with all they had, not with their id only. */
  deletedDetails: boolean;
  /** What becomes of conferences that were asked for. They are pending when the write is answered. */
  conferences: 'success' | 'failure' | 'pending';
}

export function defaultSettings(): SandboxSettings {
  return {
    accessTokenSeconds: 3599,
    rotateRefreshTokens: false,
    withholdRefreshTokens: false,
    grantOnly: null,
    refreshMilliseconds: 20,
    issuer: 'https://accounts.google.com',
    plainHttp: 'loopback',
    channelSeconds: 604_800,
    syncBeforeResponse: false,
    pushRetryWaits: [1000, 2000, 4000, 8000, 16_000],
    shortPages: false,
    longestPage: null,
    seriesDeltaLimit: 730,
    seriesDeltaDays: 730,
    deletedSeriesDays: 180,
    deletedDetails: false,
    conferences: 'success',
  };
}
