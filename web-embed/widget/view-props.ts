import type { ComponentChildren, ComponentType, InputHTMLAttributes } from 'preact';
import type { BookingPage } from '../shared/booking-api.ts';
import type { Messages } from '../shared/messages.ts';
import type { FailureCode } from '../shared/request.ts';
import type { CalendarMenuProps } from './calendar-menu.tsx';
import type { BookingController } from './controller.ts';
import type { Badge, FactsProps } from './facts.tsx';
import type { FormPart } from './form-part.ts';
import type { BookingState } from './state.ts';
import type { Tools } from './tools.ts';
import type { WhenProps } from './when.tsx';

/** How the page around wants the view. */
export interface ViewOptions {
  /** Level of the title (2). */
  headingLevel: 1 | 2;
  /** `auto`: by the width of the container. */
  layout: 'auto' | 'month' | 'columns' | 'list';
  /** Parts that the page leaves out: title, description, duration, time-zone, notes, host. */
  hidden: ReadonlySet<string>;
  /** The times are shown in one zone only. */
  isZoneLocked: boolean;
  /** Origin of the service, for links to its pages. */
  service: string;
}

/** What every part of the view gets. */
export interface ViewProps extends ViewOptions {
  controller: BookingController;
  state: BookingState;
  /** Starts every id, so that several widgets fit into one document. */
  uid: string;
  /** What has arrived of what is loaded later. */
  parts: Readonly<Partial<Parts>>;
  /** What was needed and did not arrive. */
  failed: ReadonlySet<PartName>;
  /** Loads a part, also once more; resolves to nothing where it does not arrive. */
  onPart: <N extends PartName>(name: N) => Promise<Parts[N] | undefined>;
}

type View = ComponentType<ViewProps>;

/** What not every visitor sees. */
export interface MorePart {
  /** Which of several event types? */
  Choices: View;
  /** The way back to that choice. */
  OtherEvents: View;
  /** Days side by side, or below one another. */
  DaysView: View;
  /** What is said below a month without times. */
  MonthFoot: View;
  zones: {
    /** Opens the list of zones, as if this had been typed. */
    open(query?: string): void;
    /** What the field of the zone has besides, and its list. */
    combobox(
      state: BookingState,
      id: string,
      instant: number,
    ): { field: InputHTMLAttributes<HTMLInputElement>; list: ComponentChildren };
  };
  /** Shows an element in a dialog that fits into a shadow root. */
  createPopup(root: ShadowRoot, content: HTMLElement): Popup;
}

/** A dialog; anything in the page with `data-booking-open` and the id of its element opens it. */
export interface Popup {
  /** What it is called, and its button that closes it. */
  setNames(name: string, close: string): void;
  show(): void;
  close(): void;
  /** Takes it away. */
  end(): void;
}

/** What is loaded while the visitor still chooses a time, or as soon as it is needed. */
export interface Parts {
  /** What happens from a chosen time to its booking. */
  booking: { form: FormPart; failureText(code: FailureCode, messages: Messages): string };
  form: { FormView: View; fillIn(): void };
  /** The confirmation; that the chosen time is gone, with those closest to it; that there is no page to show. */
  outcome: {
    DoneView: View;
    Notice: View;
    Failure: View;
    CalendarMenu: ComponentType<CalendarMenuProps>;
    When: ComponentType<WhenProps>;
    Facts: ComponentType<FactsProps>;
    Badge: typeof Badge;
  };
  more: MorePart;
  /** A booking that exists; above the other times that it can have; instead of the form. */
  manage: { ManageView: View; MoveBar: View; MoveForm: View };
  /** Several dates at once. */
  series: { Form: View };
  /** Cloudflare's check. */
  turnstile: { token(siteKey: string): Promise<string> };
}

export type PartName = keyof Parts;

/** What parts that are loaded later work with. */
export interface PartTools extends Tools {
  /** Stands in the page, with its wishes. */
  element: HTMLElement;
  /** Renders once more. */
  update: () => void;
  /** Shows the times of an event type. */
  choose: (page: BookingPage, keyboard: boolean) => Promise<void>;
  /** Loads another part. */
  load: <N extends PartName>(name: N) => Promise<Parts[N] | undefined>;
}

/** The file of a part. */
export interface PartModule<N extends PartName> {
  styles: string;
  /** Its texts in English; other languages have all texts in one file. */
  texts: Partial<Messages>;
  create(tools: PartTools): Parts[N];
}

/** The heading element `depth` levels below the title. */
export function headingBelow(props: Pick<ViewProps, 'headingLevel'>, depth: 0 | 1 | 2): 'h1' | 'h2' | 'h3' | 'h4' {
  return `h${props.headingLevel + depth}` as 'h1';
}

/** A click that came from a key (or from assistive technology) has no pointer behind it. */
export function isFromKeyboard(event: MouseEvent): boolean {
  return event.detail === 0;
}
