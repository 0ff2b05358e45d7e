/** Where the visitor is. */
export type Step = 'loading' | 'picking' | 'form' | 'confirmed' | 'managing' | 'error';

/** A chosen time. */
export interface Selection {
  /** ISO 8601, UTC. */
  start: string;
  end: string;
  /** IANA name. */
  timeZone: string;
  /** Minutes. */
  duration: number;
}

/** What was booked. */
export interface Booked {
  id: string;
  status: string;
  start: string;
  end: string;
}

/** What the form begins with. */
export interface Prefill {
  name?: string;
  email?: string;
  /** Answers the question with the id `notes`. */
  notes?: string;
  /** By the ids of the questions. */
  answers?: Record<string, string>;
}

/** Texts by their names (`web-embed/languages/en.ts`); some are functions of what they say. */
export type Messages = Record<string, string | ((...values: never[]) => string)>;

/** What `detail` of each event has; never anything about the visitor. */
export interface BookingWidgetEventDetails {
  'booking:ready': { event: string; slots: number };
  'booking:step': { from: Step; to: Step };
  'booking:duration-select': { value: number };
  'booking:date-select': { value: string };
  'booking:time-zone-change': { value: string };
  'booking:time-select': { start: string; end: string; duration: number; timeZone: string };
  'booking:slots-change': { added: number; removed: number };
  'booking:slot-lost': { start: string };
  'booking:submit': { start: string };
  'booking:confirmed': BookedDetail;
  'booking:rescheduled': BookedDetail;
  'booking:cancelled': BookedDetail;
  'booking:failed': { code: string };
  'booking:error': { code: string };
}

/** Which booking it is, and when. */
export interface BookedDetail {
  id: string;
  event: string;
  start: string;
  end: string;
  timeZone: string;
}

/** The events as listeners get them. */
export type BookingWidgetEventMap = {
  [N in keyof BookingWidgetEventDetails]: CustomEvent<BookingWidgetEventDetails[N]>;
};

/** Attributes as properties. Set to null or undefined, an attribute is taken away. */
export interface BookingWidgetAttributes {
  host: string;
  event: string;
  service: string;
  duration: string;
  date: string;
  month: string;
  timeZone: string;
  lockTimeZone: boolean;
  locale: string;
  hourCycle: 'h12' | 'h23' | '';
  weekStart: string;
  theme: 'light' | 'dark' | 'auto' | '';
  layout: 'auto' | 'month' | 'columns' | 'list' | '';
  mode: 'inline' | 'popup' | '';
  hide: string;
  prefillName: string;
  prefillEmail: string;
  prefillNotes: string;
  prefillFrom: 'url' | '';
  live: 'auto' | 'poll' | 'off' | '';
  redirect: string;
  action: 'reschedule' | 'cancel' | '';
  challenge: string;
}

export interface BookingWidget extends BookingWidgetAttributes {}

/** The booking flow as an element: `<booking-widget host="demo" event="intro">`. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the properties of attributes are made from their names.
export class BookingWidget extends HTMLElement {
  static readonly version: string;
  static readonly observedAttributes: readonly string[];

  get prefill(): Prefill;
  set prefill(prefill: Prefill | null);
  get messages(): Partial<Messages>;
  set messages(messages: Partial<Messages> | null);
  /** Makes the requests instead of the browser's own. */
  fetch: typeof fetch | null;
  /** Where the visitor is. */
  readonly step: Step;
  /** What is booked, and with whom; empty until it is known. */
  readonly name: string;
  readonly selection: Selection | null;
  get booking(): Booked | null;
  /** A link of a mail, or `ID#TOKEN`: secret. */
  set booking(link: string | null);
  /** Kept with the booking, for its host: at most 4 KB. */
  metadata: object | null;
  /** Gets the token of a check that the page does itself. */
  getChallengeToken: (() => Promise<string>) | null;

  /** Reads the times again. */
  refresh(): Promise<void>;
  /** Shows a day (`YYYY-MM-DD`). */
  goTo(date: string): void;
  /** Chooses a time that is shown, by its start; false: it is not among them. */
  select(start: string): boolean;
  /** Shows the times in another zone. */
  setTimeZone(zone: string): void;
  /** Begins anew. */
  reset(): void;
  /** Opens the popup. */
  show(): void;
  /** Closes the popup. */
  close(): void;

  addEventListener<N extends keyof BookingWidgetEventMap>(
    type: N,
    listener: (this: BookingWidget, event: BookingWidgetEventMap[N]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<N extends keyof HTMLElementEventMap>(
    type: N,
    listener: (this: BookingWidget, event: HTMLElementEventMap[N]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<N extends keyof BookingWidgetEventMap>(
    type: N,
    listener: (this: BookingWidget, event: BookingWidgetEventMap[N]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener<N extends keyof HTMLElementEventMap>(
    type: N,
    listener: (this: BookingWidget, event: HTMLElementEventMap[N]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}

/** Makes the element known to the document; once, however often it is asked. */
export function define(tag?: string): void;

type Kebab<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `-${Lowercase<First>}`}${Kebab<Rest>}`
  : Name;

/** The attributes of `<booking-widget>` as JSX of Preact and others writes them. */
export type BookingWidgetJsxAttributes = {
  [Name in keyof BookingWidgetAttributes as Kebab<Name>]?: BookingWidgetAttributes[Name] | number | undefined;
} & {
  class?: string | undefined;
  id?: string | undefined;
  lang?: string | undefined;
  slot?: string | undefined;
  style?: string | Record<string, string | number> | undefined;
  children?: unknown;
  ref?: unknown;
  key?: string | number | undefined;
};

declare global {
  interface HTMLElementTagNameMap {
    'booking-widget': BookingWidget;
  }
}
