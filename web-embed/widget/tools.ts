import type { BookingApi } from '../shared/booking-api.ts';
import type { CalendarPart } from './calendar-part.ts';
import type { Emit } from './events.ts';
import type { SlotWindows } from './slot-windows.ts';
import type { Store } from './store.ts';

/** What the parts of the flow work with. */
export interface Tools {
  store: Store;
  api: BookingApi;
  windows: SlotWindows;
  calendar: CalendarPart;
  now: () => number;
  emit: Emit;
}

/** What parts that are loaded later work with. */
export interface PartTools extends Tools {
  /** Stands in the page, with its wishes. */
  element: HTMLElement;
  /** Renders once more. */
  update: () => void;
}
