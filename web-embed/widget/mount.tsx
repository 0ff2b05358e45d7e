import { whenIdle } from '../shared/idle.ts';
import type { LiveUpdates } from '../shared/live.ts';
import { BookingView } from './booking-view.tsx';
import type { BookingController } from './controller.ts';
import { type BookingState, type FocusRequest, isEmpty } from './state.ts';
import { render } from './view/render.ts';
import type { PartModule, PartName, Parts, ViewOptions } from './view-props.ts';

/** What a view needs besides the flow. */
export interface MountOptions {
  view: ViewOptions;
  /** Tells of changes while the flow is on screen and the page visible. */
  live: LiveUpdates | null;
  /** Loads a part of the view. */
  loadPart: <N extends PartName>(name: N) => Promise<PartModule<N>>;
  /** Stands in the page, with its wishes. */
  element: HTMLElement;
  /** What was shown. */
  onRender: (state: BookingState) => void;
}

type Notifier = Element & { ariaNotify?: (text: string) => void };

/** From this width on, in the size of its text, month and times are side by side. */
const WIDE_EM = 40;

let mounted = 0;

/**
 * A booking flow shown inside an element, kept up to date while the element is in the document.
 *
 * The element may be in a document or in a shadow root; nothing outside of it is changed. The focus is never
 * taken before the visitor has done something.
 */
export class Mount {
  readonly #root: HTMLElement;
  readonly #view = document.createElement('div');
  readonly #status = document.createElement('div');
  readonly #controller: BookingController;
  readonly #options: MountOptions;
  #viewOptions: ViewOptions;
  readonly #uid: string;
  readonly #unsubscribe: () => void;
  /** What has arrived of what is loaded later. */
  readonly parts: Partial<Parts> = {};
  readonly #loads = new Map<PartName, Promise<unknown>>();
  readonly #failed = new Set<PartName>();
  #focused = 0;
  /** How many parts are on their way. */
  #arriving = 0;
  #announcement = 0;
  #isQueued = false;
  #isOnScreen = true;
  #isPreselected = false;
  #isPrefetched = false;
  /** From the first look at where the flow stands until it, or the page, is taken away. */
  #isListening = false;
  #listeners: AbortController | null = null;
  #watch: IntersectionObserver | null = null;
  /** How often it was rendered. */
  renders = 0;

  /** @param root An empty element. */
  constructor(root: HTMLElement, controller: BookingController, options: MountOptions) {
    mounted += 1;
    this.#uid = `bw${mounted}`;
    this.#root = root;
    this.#controller = controller;
    this.#options = options;
    this.#viewOptions = options.view;
    this.#view.className = 'bw-view';
    // Present and empty from the first render, or nothing that is put into it would be read out.
    this.#status.className = 'bw-hidden';
    this.#status.setAttribute('role', 'status');
    this.#status.setAttribute('part', 'status');
    root.append(this.#view, this.#status);
    this.#unsubscribe = controller.subscribe(() => this.update());
    this.#render();
  }

  /** The element is in the document: listens to the page and to changes. */
  resume(): void {
    if (this.#listeners) return;
    this.#listeners = new AbortController();
    const { signal } = this.#listeners;
    const refresh = () => {
      this.#follow();
      if (this.#isOnScreen && document.visibilityState === 'visible') this.#controller.refreshIfStale();
    };
    this.#watch = new IntersectionObserver((entries) => {
      this.#isOnScreen = entries.at(-1)?.isIntersecting ?? true;
      this.#isListening = true;
      refresh();
    });
    this.#watch.observe(this.#root);
    addEventListener('focus', refresh, { signal });
    document.addEventListener('visibilitychange', refresh, { signal });
    addEventListener('pagehide', () => this.#leave(), { signal });
    addEventListener(
      'pageshow',
      (event) => {
        if (!event.persisted) return;
        this.#isListening = true;
        this.#follow();
        this.#controller.resume();
      },
      { signal },
    );
  }

  /** The element is out of the document: no connection, no listener, no hold; what the visitor did stays. */
  pause(): void {
    if (!this.#listeners) return;
    this.#listeners.abort();
    this.#listeners = null;
    this.#watch?.disconnect();
    this.#leave();
  }

  /** Ends it for good. */
  end(): void {
    this.pause();
    this.#unsubscribe();
    this.#controller.stop();
    // What is still under way renders nothing any more.
    this.#isQueued = true;
    this.#view.remove();
    this.#status.remove();
  }

  /** The page wants another view. */
  setView(view: ViewOptions): void {
    this.#viewOptions = view;
    this.update();
  }

  /** Renders once for all changes of a microtask. */
  update(): void {
    if (this.#isQueued) return;
    this.#isQueued = true;
    queueMicrotask(() => {
      this.#isQueued = false;
      this.#render();
    });
  }

  #leave(): void {
    this.#isListening = false;
    this.#follow();
    this.#controller.leave();
  }

  #follow(): void {
    const { step } = this.#controller.state;
    const isWanted = this.#isListening && step !== 'failed' && step !== 'done';
    this.#options.live?.setActive(isWanted && this.#isOnScreen && document.visibilityState === 'visible');
  }

  #render(): void {
    const { state } = this.#controller;
    this.#follow();
    this.#prepare(state.step);
    this.renders += 1;
    const { activeElement } = this.#view.getRootNode() as Document | ShadowRoot;
    render(
      <BookingView
        controller={this.#controller}
        state={state}
        uid={this.#uid}
        parts={this.parts}
        failed={this.#failed}
        onPart={(name) => this.load(name)}
        {...this.#viewOptions}
      />,
      this.#view,
    );
    this.#options.onRender(state);
    if (state.focus && state.focus.id !== this.#focused) {
      const isThere = moveFocus(this.#view, state.focus, state.focusedDay);
      // What shall have the focus may still be on its way, and may need more than one part.
      if (isThere || this.#arriving === 0) this.#focused = state.focus.id;
    } else if (activeElement instanceof HTMLElement && !activeElement.isConnected) {
      keepFocus(this.#view, activeElement.dataset.start);
    }
    if (state.announcement && state.announcement.id !== this.#announcement) {
      this.#announcement = state.announcement.id;
      this.#announce(state.announcement.text);
    }
  }

  /** Chooses the first day where that moves nothing, and loads early what comes after the times. */
  #prepare(step: string): void {
    const { state, calendar } = this.#controller;
    const isOtherLayout = ['columns', 'list'].includes(this.#viewOptions.layout);
    const need = (name: PartName) => this.#failed.has(name) || void this.load(name);
    const isFailed = state.slots === 'failed';
    if (step === 'form' || step === 'failed' || isFailed) need('booking');
    if (step === 'form') need('form');
    if (step === 'done' || step === 'failed' || state.notice) need('outcome');
    if (step === 'manage') for (const name of ['booking', 'form', 'outcome', 'manage'] as const) need(name);
    if (step === 'choosing' || isOtherLayout || isFailed || isEmpty(state)) need('more');
    if (step !== 'picking' || state.slots !== 'ready') return;
    if (!this.#isPrefetched) {
      this.#isPrefetched = true;
      whenIdle(() => {
        for (const name of ['booking', 'form', 'outcome', 'more'] as const) void this.load(name);
      });
    }
    if (!this.#isPreselected && !isOtherLayout && state.days.size > 0) {
      this.#isPreselected = true;
      const size = Number.parseFloat(getComputedStyle(this.#root).fontSize);
      if (this.#root.clientWidth >= WIDE_EM * size) calendar.preselect();
    }
  }

  /** Loads a part once; one that did not arrive also once more. Resolves to nothing where it does not arrive. */
  load<N extends PartName>(name: N): Promise<Parts[N] | undefined> {
    let load = this.#loads.get(name) as Promise<Parts[N] | undefined> | undefined;
    if (!load) {
      this.#failed.delete(name);
      this.#arriving += 1;
      load = this.#load(name).finally(() => {
        this.#arriving -= 1;
        this.update();
      });
      this.#loads.set(name, load);
    }
    return load;
  }

  async #load<N extends PartName>(name: N): Promise<Parts[N] | undefined> {
    const { tools } = this.#controller;
    try {
      const module = await this.#options.loadPart(name);
      const part = module.create({
        ...tools,
        element: this.#options.element,
        update: () => this.update(),
        choose: (page, keyboard) => this.#controller.choose(page, keyboard),
        load: (other) => this.load(other),
      });
      this.parts[name] = part;
      if ('form' in part) this.#controller.addForm(part.form);
      return part;
    } catch (error) {
      // Whoever needs it is shown a way to try again; nobody does as long as they choose a time.
      this.#loads.delete(name);
      if (tools.store.state.step !== 'picking' || name === 'more') this.#failed.add(name);
      console.debug('booking-widget', error);
      return undefined;
    }
  }

  /** `ariaNotify` where there is one, else the live region; never both, or it would be read twice. */
  #announce(text: string): void {
    const root: Notifier = this.#root;
    if (root.ariaNotify) root.ariaNotify(text);
    else this.#status.textContent = text;
  }
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
 *
 * @returns whether the target is there
 */
function moveFocus(view: HTMLElement, request: FocusRequest, day: string): boolean {
  const target = findTarget(view, request, day);
  if (!target) return false;
  if (request.keyboard) {
    target.focus();
    return true;
  }
  const { activeElement } = view.getRootNode() as Document | ShadowRoot;
  const isLost = !activeElement || !view.contains(activeElement) || activeElement.getClientRects().length === 0;
  if (isLost) target.focus({ preventScroll: true });
  const { top, bottom } = target.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) target.scrollIntoView({ block: 'nearest' });
  return true;
}
