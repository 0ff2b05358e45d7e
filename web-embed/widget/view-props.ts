import type { ComponentType } from 'preact';
import type { BookingController } from './controller.ts';
import type { BookingState } from './state.ts';

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

/** What is shown after a time is chosen: a part of its own, loaded while the visitor still chooses. */
export interface LateViews {
  FormView: ComponentType<ViewProps>;
  DoneView: ComponentType<ViewProps>;
  DaysView: ComponentType<ViewProps>;
}

/** What every part of the view gets. */
export interface ViewProps extends ViewOptions {
  controller: BookingController;
  state: BookingState;
  /** Starts every id, so that several widgets fit into one document. */
  uid: string;
  /** What is shown after a time is chosen; null until it has arrived. */
  late: LateViews | null;
  isLateFailed: boolean;
  /** Asks for it again. */
  onLate: () => void;
}

/** The heading element `depth` levels below the title. */
export function headingBelow(props: Pick<ViewProps, 'headingLevel'>, depth: 0 | 1 | 2): 'h1' | 'h2' | 'h3' | 'h4' {
  return (['h1', 'h2', 'h3', 'h4'] as const)[props.headingLevel - 1 + depth] ?? 'h4';
}

/** A click that came from a key (or from assistive technology) has no pointer behind it. */
export function isFromKeyboard(event: MouseEvent): boolean {
  return event.detail === 0;
}
