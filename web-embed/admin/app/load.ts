import { type Signal, signal, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { RequestError } from '../../shared/request.ts';
import { faultText, useAdmin } from './admin.ts';
import type { LiveTopic } from './live.ts';

/** What is known of something that a screen shows. `stale`: there, but could not be read again. */
type Loaded<T> =
  | { step: 'loading'; data: null; fault: null }
  | { step: 'ready'; data: T; fault: null }
  | { step: 'stale'; data: T; fault: string }
  | { step: 'failed'; data: null; fault: string };

/** Something that a screen reads, and reads again. */
export interface Load<T> {
  readonly state: Signal<Loaded<T>>;
  /** Reads again and quietly: what is shown stays until there is something newer. */
  reload(): Promise<void>;
  /** Shows something at once, for example before it is written. */
  set(data: T): void;
}

/**
 * Reads something when the screen opens, when `key` changes (what is shown goes, and the request is given up), and quietly when
 * one of the topics changes or the page comes back to the front.
 *
 * @param read Throws `RequestError`; `unauthorized` is the session's affair.
 */
export function useLoad<T>(
  key: string,
  topics: readonly LiveTopic[],
  read: (signal: AbortSignal) => Promise<T>,
): Load<T> {
  const admin = useAdmin();
  const state = useMemo(() => signal<Loaded<T>>({ step: 'loading', data: null, fault: null }), []);
  const latest = useRef(read);
  latest.current = read;
  const running = useRef<AbortController | null>(null);

  async function run(): Promise<void> {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    try {
      const data = await latest.current(controller.signal);
      if (running.current === controller) state.value = { step: 'ready', data, fault: null };
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (running.current !== controller || error.code === 'aborted' || error.code === 'unauthorized') return;
      const fault = faultText(error);
      const { data } = state.value;
      state.value = data === null ? { step: 'failed', data: null, fault } : { step: 'stale', data, fault };
    }
  }

  useEffect(() => {
    state.value = { step: 'loading', data: null, fault: null };
    void run();
    return () => running.current?.abort();
  }, [key]);

  // Not at first: the effect above reads then.
  const heard = useRef<string | null>(null);
  useSignalEffect(() => {
    const versions = topics.map((topic) => admin.versions[topic].value).join();
    const signed = admin.session.who.value?.userId ?? '';
    const now = `${versions} ${signed} ${admin.session.hasEnded.value}`;
    if (heard.current !== null && heard.current !== now && !admin.session.hasEnded.value) void run();
    heard.current = now;
  });

  return useMemo(
    () => ({
      state,
      reload: run,
      set: (data: T) => {
        running.current?.abort();
        running.current = null;
        state.value = { step: 'ready', data, fault: null };
      },
    }),
    [],
  );
}
