import { createBookingApi } from '../../shared/booking-api.ts';
import { createFormats, localeFor } from '../../shared/formats.ts';
import { LiveUpdates } from '../../shared/live.ts';
import type { Messages } from '../../shared/messages.ts';
import type { Fetch } from '../../shared/request.ts';
import { isoOf } from '../../shared/time.ts';
import { knownZone } from '../../shared/zones.ts';
import { BookingController } from '../controller.ts';
import { type BookingEvents, CANCELABLE, type Emit } from '../events.ts';
import { Mount } from '../mount.tsx';
import type { BookingState } from '../state.ts';
import type { Popup } from '../view-props.ts';
import styles from '../widget.css?inline';
import {
  BOOLEAN_ATTRIBUTES,
  IDENTITY,
  propertyOf,
  readFirst,
  readFormatWishes,
  readLanguages,
  readLive,
  readMode,
  readService,
  readTheme,
  readViewOptions,
  readZone,
  reflectAttributes,
  TEXT_ATTRIBUTES,
} from './attributes.ts';
import { environment } from './environment.ts';
import { Frame } from './frame.ts';
import { adoptStyles } from './sheets.ts';

/** Where the visitor is, in the words of the public interface. */
export type Step = 'loading' | 'picking' | 'form' | 'confirmed' | 'managing' | 'error';

const steps: Record<BookingState['step'], Step> = {
  loading: 'loading',
  choosing: 'picking',
  picking: 'picking',
  form: 'form',
  done: 'confirmed',
  manage: 'managing',
  failed: 'error',
};

/** What a page gives besides attributes. */
const PLAIN_PROPERTIES = ['prefill', 'metadata', 'messages', 'fetch', 'getChallengeToken'] as const;

// Where there is no document, as on a server that renders pages, the class is only a name.
const Base = globalThis.HTMLElement ?? (class {} as unknown as typeof HTMLElement);

/** The booking flow as an element: `<booking-widget host="demo" event="intro">`. */
export class BookingWidget extends Base {
  static readonly version = __VERSION__;
  static readonly observedAttributes = [...TEXT_ATTRIBUTES, ...BOOLEAN_ATTRIBUTES, 'booking'];

  readonly #root: ShadowRoot;
  readonly #internals: ElementInternals | null;
  readonly #frame = new Frame();
  #popup: Popup | null = null;
  #isOpenWanted = false;
  #controller: BookingController | null = null;
  #mount: Mount | null = null;
  #step: Step = 'loading';
  #state = '';
  #isQueued = false;
  readonly #changed = new Set<string>();
  #texts: Messages = environment.english;
  #prefill: Readonly<Record<string, unknown>> = {};
  #ownTexts: Partial<Messages> = {};
  #fetch: Fetch | null = null;
  /** A booking by its link; secret. */
  #link: string | null = null;
  #metadata: object | null = null;
  #getToken: (() => Promise<string>) | null = null;

  constructor() {
    super();
    this.#root = this.attachShadow({ mode: 'open' });
    // Missing in browsers from before 2023: then there are no states for style sheets.
    this.#internals = this.attachInternals?.() ?? null;
  }

  connectedCallback(): void {
    // What a page has set before this class was there lies on the element itself and hides the properties.
    const own = this as unknown as Record<string, unknown>;
    for (const name of [...BookingWidget.observedAttributes.map(propertyOf), ...PLAIN_PROPERTIES]) {
      if (!Object.hasOwn(this, name)) continue;
      const value = own[name];
      delete own[name];
      own[name] = value;
    }
    if (this.#mount) this.#mount.resume();
    else this.#queue('host');
  }

  disconnectedCallback(): void {
    // Moved to another place it is back before this runs, and nothing has happened.
    queueMicrotask(() => {
      if (!this.isConnected) this.#mount?.pause();
    });
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before !== after) this.#queue(name);
  }

  /** Where the visitor is. */
  get step(): Step {
    return this.#step;
  }

  /** What is booked, and with whom; empty until it is known. */
  get name(): string {
    const { name, page } = this.#controller?.state ?? {};
    if (name) return name;
    return page ? `${page.event_type.title} – ${page.host.display_name}` : '';
  }

  /** The chosen time; null: none yet. */
  get selection(): { start: string; end: string; timeZone: string; duration: number } | null {
    const state = this.#controller?.state;
    const slot = state?.selectedSlot;
    if (!state || !slot) return null;
    const { timeZone, duration } = state;
    return { start: isoOf(slot.start), end: isoOf(slot.end), timeZone, duration };
  }

  /**
   * What was booked, or is managed; null: nothing yet. Set to a link of a mail or `ID#TOKEN`, the element is about that booking, and no token is in the document.
   */
  get booking(): { id: string; status: string; start: string; end: string } | null {
    const booking = this.#controller?.state.booking;
    return booking ? { id: booking.id, status: booking.status, start: booking.start, end: booking.end } : null;
  }

  set booking(link: string | null) {
    this.#link = link;
    this.#queue('booking');
  }

  /** Name, email and answers (by the ids of the questions) that the form begins with. */
  get prefill(): Readonly<Record<string, unknown>> {
    return this.#prefill;
  }
  set prefill(prefill: Readonly<Record<string, unknown>> | null) {
    this.#prefill = prefill ?? {};
    this.#queue('prefill-name');
  }

  /** Kept with the booking, for its host: at most 4 KB. */
  get metadata(): object | null {
    return this.#metadata;
  }
  set metadata(metadata: object | null) {
    this.#metadata = metadata;
  }

  /** Gets the token of a check that the page does itself. */
  get getChallengeToken(): (() => Promise<string>) | null {
    return this.#getToken;
  }
  set getChallengeToken(getToken: (() => Promise<string>) | null) {
    this.#getToken = getToken;
  }

  /** Texts instead of those of the language, by their names. */
  get messages(): Partial<Messages> {
    return this.#ownTexts;
  }
  set messages(messages: Partial<Messages> | null) {
    this.#ownTexts = messages ?? {};
    this.#queue('locale');
  }

  /** Makes the requests instead of the browser's own. */
  get fetch(): Fetch | null {
    return this.#fetch;
  }
  set fetch(fetch: Fetch | null) {
    this.#fetch = fetch;
  }

  /** Reads the times again. */
  async refresh(): Promise<void> {
    await this.#controller?.refresh();
  }

  /** Shows a day (`YYYY-MM-DD`). */
  goTo(date: string): void {
    if (/^\d{4}-\d\d-\d\d$/.test(date)) this.#controller?.calendar.goToDate(date);
  }

  /** Chooses a time that is shown, by its start; false: it is not among them. */
  select(start: string): boolean {
    const controller = this.#controller;
    const at = Date.parse(start);
    const slot = [...(controller?.state.days.values() ?? [])].flat().find((each) => each.start === at);
    if (!controller || !slot || controller.state.step !== 'picking') return false;
    controller.selectTime(slot, false);
    return true;
  }

  /** Shows the times in another zone. */
  setTimeZone(zone: string): void {
    if (knownZone(zone, '') !== '') this.#controller?.calendar.setTimeZone(zone);
  }

  /** Begins anew. */
  reset(): void {
    this.#queue('host');
  }

  /** Opens the popup. */
  show(): void {
    this.#isOpenWanted = true;
    if (this.#popup) this.#popup.show();
    else void this.#setMode();
  }

  /** Closes the popup. */
  close(): void {
    this.#isOpenWanted = false;
    this.#popup?.close();
  }

  override focus(options?: FocusOptions): void {
    const targets = this.#root.querySelectorAll<HTMLElement>('.bw-day[tabindex="0"], .bw-view :is(button, input, a)');
    const [first] = [...targets].filter((target) => target.getClientRects().length > 0);
    first?.focus(options);
  }

  /** Attributes that change together are one change. */
  #queue(name: string): void {
    this.#changed.add(name);
    if (this.#isQueued) return;
    this.#isQueued = true;
    queueMicrotask(() => {
      this.#isQueued = false;
      if (!this.isConnected) return;
      const changed = new Set(this.#changed);
      this.#changed.clear();
      try {
        this.#update(changed);
      } catch (error) {
        // Whatever it was: the page's own link still leads to the booking page.
        this.#frame.setFallback(true);
        this.#setState('error');
        reportError(error);
      }
    });
  }

  #update(changed: ReadonlySet<string>): void {
    if (!this.#mount || [...changed].some((name) => IDENTITY.has(name))) {
      this.#start();
      return;
    }
    const controller = this.#controller as BookingController;
    const { duration, date } = readFirst(this);
    // What stays as it is costs nothing to be said again; these would undo what the visitor has chosen.
    if (changed.has('time-zone')) controller.calendar.setTimeZone(readZone(this));
    if (changed.has('duration') && duration !== undefined) controller.setDuration(duration);
    if ((changed.has('date') || changed.has('month')) && date !== undefined) {
      controller.calendar.goToDate(date);
    }
    void this.#setMode();
    void this.#loadTexts();
    this.#mount.parts.form?.fillIn();
    this.#mount.setView(readViewOptions(this, readService(this, environment.service)));
  }

  #start(): void {
    this.#mount?.end();
    adoptStyles(this.#root, styles);
    const host = this.getAttribute('host')?.trim() ?? '';
    const service = readService(this, environment.service);
    const fetch: Fetch = (url, init) => (this.#fetch ?? globalThis.fetch)(url, init);
    const managed = this.#link ?? this.getAttribute('booking');
    const controller = new BookingController({
      host,
      event: this.getAttribute('event') ?? '',
      api: createBookingApi(service, fetch, service === environment.service ? environment.settings : null),
      timeZone: readZone(this),
      ...readFirst(this),
      messages: this.#texts,
      formats: this.#formats(),
      emit: this.#emit,
      known: environment.page,
      managed,
    });
    this.#controller = controller;
    const origin = (service || location.origin).replace(/^http/, 'ws');
    const live = new LiveUpdates({
      url: `${origin}/live?host=${encodeURIComponent(host)}`,
      mode: readLive(this),
      onChange: () => controller.refresh(),
      readAt: () => controller.calendar.readAt(),
    });
    this.#mount = new Mount(this.#frame.flow, controller, {
      view: readViewOptions(this, service),
      live: managed ? null : live,
      element: this,
      loadPart: async (name) => {
        const part = await environment.loadPart(name);
        adoptStyles(this.#root, part.styles);
        Object.assign(environment.english, part.texts);
        await this.#loadTexts();
        return part;
      },
      onRender: (state) => this.#onRender(state),
    });
    void this.#setMode();
    if (this.isConnected) this.#mount.resume();
    void controller.start(this.#loadTexts());
  }

  /** Light or dark, in the page or in a dialog above it. */
  async #setMode(): Promise<void> {
    const { base } = this.#frame;
    base.dataset.theme = readTheme(this);
    if (readMode(this) === 'inline') {
      if (base.parentNode !== this.#root) this.#root.append(base);
      this.#popup?.end();
      this.#popup = null;
      return;
    }
    if (this.#popup) return;
    base.remove();
    const more = await this.#mount?.load('more');
    if (!more || this.#popup || readMode(this) === 'inline') return;
    this.#popup = more.createPopup(this.#root, base);
    if (this.#isOpenWanted) this.#popup.show();
  }

  #formats() {
    const { formats } = readLanguages(this, navigator.languages);
    return createFormats(localeFor(this.#texts.language, formats), readFormatWishes(this));
  }

  async #loadTexts(): Promise<void> {
    const controller = this.#controller;
    const texts = await environment.loadMessages(readLanguages(this, navigator.languages).texts);
    if (controller !== this.#controller) return;
    this.#texts = { ...texts, ...this.#ownTexts };
    this.#frame.setLanguage(texts.language);
    controller?.setTexts(this.#texts, this.#formats());
  }

  #onRender(state: BookingState): void {
    const step = steps[state.step];
    this.#frame.setFallback(step === 'error');
    const name = state.name ?? state.page?.event_type.title ?? state.messages.chooseEvent;
    this.#popup?.setNames(name, state.messages.close);
    this.#setState(step === 'form' && state.isBusy ? 'busy' : step);
    if (step === this.#step) return;
    const from = this.#step;
    this.#step = step;
    this.#emit('booking:step', { from, to: step });
  }

  #emit: Emit = (name, detail) =>
    this.dispatchEvent(
      new CustomEvent<BookingEvents[typeof name]>(name, {
        bubbles: true,
        composed: true,
        cancelable: CANCELABLE.has(name),
        detail,
      }),
    );

  #setState(state: string): void {
    if (state === this.#state) return;
    const states = this.#internals?.states as Set<string> | undefined;
    try {
      states?.delete(this.#state);
      states?.add(state);
    } catch {
      // Browsers from before 2024 know only names with two dashes.
    }
    this.#state = state;
  }
}

reflectAttributes(BookingWidget.prototype);
