/** A piece of work as a trace shows it. */
export interface SpanStart {
  name: string;
  kind: 'server' | 'client' | 'consumer';
  attributes: Readonly<Record<string, string | number>>;
  /** Of the caller's trace (W3C Trace Context); without, it belongs to the work that it is a part of. */
  traceparent?: string | undefined;
}

/** Records pieces of work, if somebody wants that. */
export interface Spans {
  /**
   * Runs a piece of work.
   * @param work Gets a function that says what is known only at its end.
   */
  run<T>(start: SpanStart, work: (tell: (attributes: SpanStart['attributes']) => void) => Promise<T>): Promise<T>;
  /** Sends what is not sent yet. */
  stop(): Promise<void>;
}

/** Records nothing. */
export const noSpans: Spans = {
  run: (_, work) => work(() => {}),
  stop: async () => {},
};
