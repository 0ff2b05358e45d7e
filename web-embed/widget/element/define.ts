import { BookingWidget } from './booking-widget.ts';

/** Makes the element known to the document; once, however often it is asked. */
export function define(tag = 'booking-widget'): void {
  if (customElements.get(tag)) return;
  // A class stands for one tag only.
  const isTaken = isDefined;
  isDefined = true;
  customElements.define(tag, isTaken ? class extends BookingWidget {} : BookingWidget);
}
let isDefined = false;
