import type { BookingController } from './controller.ts';
import type { BookingState } from './state.ts';

/** What every part of the view gets. */
export interface ViewProps {
  controller: BookingController;
  state: BookingState;
  /** Starts every id, so that several widgets fit into one document. */
  uid: string;
  /** Level of the title; the parts go on below it. */
  headingLevel: 1 | 2;
}

/** The heading element `depth` levels below the title. */
export function headingBelow(props: ViewProps, depth: 0 | 1 | 2): 'h1' | 'h2' | 'h3' | 'h4' {
  return (['h1', 'h2', 'h3', 'h4'] as const)[props.headingLevel - 1 + depth] ?? 'h4';
}

/** A click that came from a key (or from assistive technology) has no pointer behind it. */
export function isFromKeyboard(event: MouseEvent): boolean {
  return event.detail === 0;
}
