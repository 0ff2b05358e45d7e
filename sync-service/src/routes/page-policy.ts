/** What a page needs besides its own files. */
export interface PolicyOptions {
  /** Other origins that its scripts may call. */
  connect?: readonly string[];
  /** Sources of style sheets beside the files: hashes of those in the page. */
  styles?: readonly string[];
  /** Origins of pictures beside the files. */
  pictures?: readonly string[];
  /** Origins whose scripts it runs, which show frames. None of ours can promise what these do with markup. */
  guests?: readonly string[];
  /** Who may show it in a frame; nobody if it is not said. */
  ancestors?: readonly string[];
}

/** Returns the content policy of our pages: scripts and styles only from files, or by their hash; no inline code, no frames. */
export function contentPolicy(options: PolicyOptions = {}): string {
  const { connect = [], styles = [], pictures = [], guests = [], ancestors = ["'none'"] } = options;
  return [
    "default-src 'none'",
    ["script-src 'self'", ...guests].join(' '),
    ["style-src 'self'", ...styles].join(' '),
    ["connect-src 'self'", ...connect].join(' '),
    ["img-src 'self' data:", ...pictures].join(' '),
    ...(guests.length === 0 ? [] : [['frame-src', ...guests].join(' ')]),
    ['frame-ancestors', ...ancestors].join(' '),
    "base-uri 'none'",
    "form-action 'self'",
    ...(guests.length === 0 ? ["require-trusted-types-for 'script'", "trusted-types 'none'"] : []),
  ].join('; ');
}
