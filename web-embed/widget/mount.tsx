import { render } from 'preact';
import type { LiveUpdates } from '../shared/live.ts';
import { BookingView } from './booking-view.tsx';
import type { BookingController } from './controller.ts';
import type { FocusRequest } from './state.ts';

/** How the view sits in its page. */
export interface MountOptions {
  /** Level of the title's heading (2). */
  headingLevel?: 1 | 2;
  /** Colours (light); `auto` follows the visitor's system. */
  theme?: 'light' | 'dark' | 'auto';
  /** Tells of changes while the flow is on screen and the page visible. */
  live?: LiveUpdates;
}

type Notifier = Element & { ariaNotify?: (text: string) => void };

let mounted = 0;

/**
 * Shows a booking flow inside an element and keeps it up to date.
 *
 * The element may be in a document or in a shadow root; nothing outside of it is changed. The focus is never
 * taken before the visitor has done something.
 *
 * @returns removes the view and its listeners and gives back a hold
 */
export function mountBooking(container: HTMLElement, controller: BookingController, options: MountOptions): () => void {
  mounted += 1;
  const uid = `bw${mounted}`;
  const root = document.createElement('div');
  root.className = 'bw';
  root.dataset.theme = options.theme ?? 'light';
  const view = document.createElement('div');
  view.className = 'bw-view';
  // Present and empty from the first render, or nothing that is put into it would be read out.
  const status = document.createElement('div');
  status.className = 'bw-hidden';
  status.setAttribute('role', 'status');
  root.append(view, status);
  container.append(root);

  let focused = 0;
  let announcement = 0;
  let isQueued = false;
  /** The time that the form was open for at the last render. */
  let formTime: number | null = null;
  let isOnScreen = true;
  /** From the first look at where the flow stands until it, or the page, is taken away. */
  let isListening = false;

  function follow() {
    const { step } = controller.state;
    const isWanted = isListening && step !== 'failed' && step !== 'done';
    options.live?.setActive(isWanted && isOnScreen && document.visibilityState === 'visible');
  }

  function update() {
    isQueued = false;
    const { state } = controller;
    // The page around may want to know; what there is to do the view does itself.
    if (formTime !== null && state.step === 'picking' && state.notice !== null) {
      const detail = { start: new Date(formTime).toISOString() };
      container.dispatchEvent(new CustomEvent('booking:slot-lost', { bubbles: true, composed: true, detail }));
    }
    formTime = state.step === 'form' ? (state.selectedSlot?.start ?? null) : null;
    follow();
    const { activeElement } = view.getRootNode() as Document | ShadowRoot;
    render(
      <BookingView controller={controller} state={state} uid={uid} headingLevel={options.headingLevel ?? 2} />,
      view,
    );
    if (state.focus && state.focus.id !== focused) {
      focused = state.focus.id;
      moveFocus(view, state.focus, state.focusedDay);
    } else if (activeElement instanceof HTMLElement && !activeElement.isConnected) {
      keepFocus(view, activeElement.dataset.start);
    }
    if (state.announcement && state.announcement.id !== announcement) {
      announcement = state.announcement.id;
      announce(root, status, state.announcement.text);
    }
  }

  const unsubscribe = controller.subscribe(() => {
    if (isQueued) return;
    isQueued = true;
    queueMicrotask(update);
  });
  const listeners = new AbortController();
  const { signal } = listeners;
  const refresh = () => {
    follow();
    if (isOnScreen && document.visibilityState === 'visible') controller.refreshIfStale();
  };
  const watch = new IntersectionObserver((entries) => {
    isOnScreen = entries.at(-1)?.isIntersecting ?? true;
    isListening = true;
    refresh();
  });
  watch.observe(root);
  addEventListener('focus', refresh, { signal });
  document.addEventListener('visibilitychange', refresh, { signal });
  addEventListener(
    'pagehide',
    () => {
      isListening = false;
      follow();
      controller.leave();
    },
    { signal },
  );
  addEventListener(
    'pageshow',
    (event) => {
      if (!event.persisted) return;
      isListening = true;
      follow();
      controller.resume();
    },
    { signal },
  );
  update();

  return () => {
    isListening = false;
    listeners.abort();
    watch.disconnect();
    follow();
    unsubscribe();
    controller.stop();
    render(null, view);
    root.remove();
  };
}

/** `ariaNotify` where there is one, else the live region; never both, or it would be read twice. */
function announce(root: Notifier, status: HTMLElement, text: string) {
  if (root.ariaNotify) root.ariaNotify(text);
  else status.textContent = text;
}

function findTarget(view: HTMLElement, request: FocusRequest, day: string): HTMLElement | null {
  const find = (selector: string) => view.querySelector<HTMLElement>(selector);
  switch (request.target) {
    case 'day':
      return find(`[data-date="${day}"]`);
    case 'field':
      return find('[aria-invalid="true"]');
    case 'time':
      return find('[data-focus="time"]') ?? find('[data-focus="times"]');
    default:
      return find(`[data-focus="${request.target}"]`);
  }
}

/** The time under the focus is gone, or its list was made anew: the focus goes to it, else to the next one. */
function keepFocus(view: HTMLElement, start: string | undefined) {
  if (start === undefined) return;
  const times = [...view.querySelectorAll<HTMLElement>('button[data-start]')];
  const next = times.find((time) => (time.dataset.start ?? '') >= start) ?? times.at(-1);
  (next ?? view.querySelector<HTMLElement>('[data-focus="times"]'))?.focus({ preventScroll: true });
}

/**
 * After a key the focus goes to what comes next. After a pointer choice it stays, unless its element is gone or
 * hidden; then it moves without a jump, and the page scrolls only if the target is out of view.
 */
function moveFocus(view: HTMLElement, request: FocusRequest, day: string) {
  const target = findTarget(view, request, day);
  if (!target) return;
  if (request.keyboard) {
    target.focus();
    return;
  }
  const { activeElement } = view.getRootNode() as Document | ShadowRoot;
  const isLost = !activeElement || !view.contains(activeElement) || !activeElement.checkVisibility();
  if (isLost) target.focus({ preventScroll: true });
  const { top, bottom } = target.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) target.scrollIntoView({ block: 'nearest' });
}
