/** What a store needs of the page around it. */
export interface StorePage {
  onChange: () => void;
  isVisible: () => boolean;
}

/** What a page of a signed-in host shows and does; needs no document. */
export interface AdminStore {
  readonly state: {
    step: 'loading' | 'signed_out' | 'failed' | 'missing' | 'ready';
    /** What a screen reader announces. */
    announcement: string;
  };
  /** Reads everything. */
  start(): Promise<void>;
  /** Forgets everything: nobody is signed in. */
  stop(): void;
  /** Looks quietly whether something changed. */
  refresh(): Promise<void>;
}
